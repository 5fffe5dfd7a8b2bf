package sources

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
)

// Batch is a source with files to read.
type Batch struct {
	Source Source
	Files  []*formats.File
}

// ErrSource marks a name that no source has.
var ErrSource = errors.New("no such source")

// Folder returns the sources that a folder has files of, in the order of their
// names: each has a folder there by its name, with the files as the publisher
// names them. Files beside those folders are no matter of any source, and a folder
// without files is left out. A folder by another name is an error that wraps
// [ErrSource], so that none is left out by a slip.
func Folder(dir string) ([]Batch, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	var batches []Batch
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		info, err := os.Stat(path) // a link to a folder is a folder
		if err != nil {
			return nil, fmt.Errorf("links: %w", err)
		}
		if !info.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		source := Lookup(e.Name())
		if source == nil {
			return nil, fmt.Errorf("links: %s: %w", path, ErrSource)
		}
		files, err := formats.Expand(path)
		if err != nil {
			return nil, err
		}
		if len(files) > 0 {
			batches = append(batches, Batch{Source: source, Files: files})
		}
	}
	return batches, nil
}
