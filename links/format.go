package links

import (
	"context"
	"io"
)

// format is one layout of files.
type format interface {
	name() string
	// sniff judges by the start of a file whether it has the layout.
	sniff(file string, head []byte) bool
	read(ctx context.Context, in *input, emit func(*Row) error) error
}

// input is an open file with the row that its reader fills.
type input struct {
	file *File
	head []byte
	r    io.Reader
	row  Row
}

// sniffBytes is how much of a file is looked at to find out its format.
const sniffBytes = 64 << 10
