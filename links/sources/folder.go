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

// ErrSource marks an unknown source name.
var ErrSource = errors.New("no such source")

// Folder returns the sources that have files in a folder, in order of name: each has a
// subfolder with its name, holding the files as the publisher names them. Other files
// beside those subfolders are ignored, and an empty subfolder is left out. A subfolder
// with an unknown name is an error that wraps [ErrSource], so that a typo leaves
// nothing out.
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
