package values

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// A change is written as
//
//	uvarint   length of the key
//	bytes     the key
//	uvarint   0 for a deletion, or else 1 and the length of the value
//	bytes     the value

// Append appends the encoding of a change.
func Append(b []byte, c *Change) []byte {
	b = binary.AppendUvarint(b, uint64(len(c.Key)))
	b = append(b, c.Key...)
	if c.Deleted {
		return append(b, 0)
	}
	b = binary.AppendUvarint(b, uint64(len(c.Value))+1)
	return append(b, c.Value...)
}

// ErrEncoding marks bytes that no change is written as.
var ErrEncoding = errors.New("value: wrong encoding")

// Decode returns the change at the beginning of b, and what follows it. Its value lies
// in b.
func Decode(b []byte) (c Change, rest []byte, err error) {
	key, b, err := field(b, 0)
	if err != nil {
		return c, nil, err
	}
	c.Key = string(key)
	if n, k := binary.Uvarint(b); n == 0 && k > 0 {
		c.Deleted = true
		return c, b[k:], nil
	}
	c.Value, rest, err = field(b, 1)
	return c, rest, err
}

// field returns the bytes whose length, and more, comes before them.
func field(b []byte, more uint64) (f, rest []byte, err error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n < more || n-more > uint64(len(b)-k) {
		return nil, nil, fmt.Errorf("%w: a length that does not fit", ErrEncoding)
	}
	end := k + int(n-more)
	return b[k:end:end], b[end:], nil
}

// read reads a change that was appended to what r reads; io.EOF is its end.
func read(r *bufio.Reader) (c Change, err error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return c, err // io.EOF before the first byte only
	}
	key, err := readBytes(r, n)
	if err != nil {
		return c, err
	}
	c.Key = string(key)
	if n, err = binary.ReadUvarint(r); err != nil {
		return c, unexpected(err)
	}
	if n == 0 {
		c.Deleted = true
		return c, nil
	}
	c.Value, err = readBytes(r, n-1)
	return c, err
}

// readBytes reads n bytes, and takes no more memory than there are.
func readBytes(r io.Reader, n uint64) ([]byte, error) {
	if n > math.MaxInt64 {
		return nil, fmt.Errorf("%w: a length of %d", ErrEncoding, n)
	}
	var b bytes.Buffer
	b.Grow(int(min(n, 1<<16)))
	_, err := io.CopyN(&b, r, int64(n))
	return b.Bytes(), unexpected(err)
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
