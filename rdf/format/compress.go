package format

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Compression is a way to compress files.
type Compression uint8

// The compressions. Bzip2 can be read only.
const (
	None Compression = iota
	Gzip
	Zstd
	Bzip2
)

// ErrCompression is returned for a compression that cannot be written.
var ErrCompression = errors.New("compression cannot be written")

// maxWindow bounds the memory that a zstd stream may ask for; it is what the
// zstd tool allows by default.
const maxWindow = 128 << 20

var magic = [...][]byte{
	Gzip:  {0x1F, 0x8B},
	Zstd:  {0x28, 0xB5, 0x2F, 0xFD},
	Bzip2: []byte("BZh"),
}

// Suffix returns the suffix of files, with the dot, or nothing for None.
func (c Compression) Suffix() string {
	switch c {
	case Gzip:
		return ".gz"
	case Zstd:
		return ".zst"
	case Bzip2:
		return ".bz2"
	case None:
	}
	return ""
}

// Decompress returns a reader of what is in r, which it recognises by its
// first bytes whatever the name of the file is; other data pass through. Close
// frees the decoder and does not close r.
func Decompress(r io.Reader) (io.ReadCloser, Compression, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, None, err
	}
	c := None
	for k := Gzip; k <= Bzip2; k++ {
		if bytes.HasPrefix(head, magic[k]) {
			c = k
		}
	}
	switch c {
	case Gzip:
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, c, fmt.Errorf("gzip: %w", err)
		}
		return z, c, nil
	case Zstd:
		z, err := zstd.NewReader(br, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, c, fmt.Errorf("zstd: %w", err)
		}
		return z.IOReadCloser(), c, nil
	case Bzip2:
		return io.NopCloser(bzip2.NewReader(br)), c, nil
	case None:
	}
	return io.NopCloser(br), c, nil
}

// Compress returns a writer that compresses to w. Close completes the stream
// and does not close w.
func Compress(w io.Writer, c Compression) (io.WriteCloser, error) {
	switch c {
	case None:
		return nopWriteCloser{w}, nil
	case Gzip:
		return gzip.NewWriter(w), nil
	case Zstd:
		return zstd.NewWriter(w)
	case Bzip2:
	}
	return nil, fmt.Errorf("%w: %s", ErrCompression, c.Suffix())
}

type nopWriteCloser struct{ io.Writer }

func (nopWriteCloser) Close() error { return nil }
