package formats

import (
	"context"
	"io"
)

// Format is one file layout.
type Format interface {
	Name() string
	// Sniff decides from the start of a file whether it has the layout.
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

// sniffBytes is how much of the start of a file is used to detect its format.
const sniffBytes = 64 << 10
