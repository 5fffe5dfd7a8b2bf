package sample

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
)

// linkFiles are the files of other systems: links/SOURCE/..., as 'issn-ld link
// --all' takes them.
//
//go:embed links
var linkFiles embed.FS

// File is a bundled file, compressed where its name says so.
type File struct {
	Name    string
	Content []byte
}

// Sources returns the names of the sources that have bundled files, in order.
func Sources() []string {
	entries, err := linkFiles.ReadDir("links")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// Links returns the files of a source in the order of their names. A manifest
// only counts the files beside it, and is left out.
func Links(source string) ([]File, error) {
	var files []File
	err := fs.WalkDir(linkFiles, path.Join("links", source), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "manifest" {
			return err
		}
		content, err := linkFiles.ReadFile(p)
		files = append(files, File{Name: p, Content: content})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	return files, nil
}
