package sample

import (
	"fmt"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
)

// Batches returns the bundled files of all sources, for the linker.
func Batches() ([]sources.Batch, error) {
	var batches []sources.Batch
	for _, name := range Sources() {
		source := sources.Lookup(name)
		if source == nil {
			return nil, fmt.Errorf("sample: %s: %w", name, sources.ErrSource)
		}
		files, err := Links(name)
		if err != nil {
			return nil, err
		}
		b := sources.Batch{Source: source}
		for _, file := range files {
			b.Files = append(b.Files, formats.Bytes(file.Name, file.Content))
		}
		batches = append(batches, b)
	}
	return batches, nil
}
