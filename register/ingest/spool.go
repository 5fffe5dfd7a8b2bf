package ingest

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Spool copies r, such as standard input, to a temporary file in dir, so that it
// can be read more than once. remove deletes the file.
func Spool(r io.Reader, dir string) (path string, size int64, remove func() error, err error) {
	f, err := os.CreateTemp(dir, "spool-*")
	if err != nil {
		return "", 0, nil, fmt.Errorf("ingest: %w", err)
	}
	size, err = io.Copy(f, r)
	if err := errors.Join(err, f.Close()); err != nil {
		return "", 0, nil, fmt.Errorf("ingest: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return f.Name(), size, func() error { return os.Remove(f.Name()) }, nil
}
