package formats

import (
	"context"
	"io"
)

// Format is one layout of files.
type Format interface {
	Name() string
	// Sniff judges by the start of a file whether it has the layout.
	Sniff(file string, head []byte) bool
	Read(ctx context.Context, in *Input, emit func(*Row) error) error
}

// Input is an open file with the row that its reader fills.
type Input struct {
	File   *File
	Head   []byte
	Reader io.Reader
	Row    Row
}

// sniffBytes is how much of a file is looked at to find out its format.
const sniffBytes = 64 << 10
