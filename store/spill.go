package store

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/issn-ld/issn-ld/store/ids"
)

// Quads whose terms have provisional ids wait in a file until the dictionary is
// merged. A quad is a control byte with two bits for each of subject,
// predicate, object and graph, from the low bits up, then those that need
// bytes, in this order.
const (
	spillSame  = 0 // that of the quad before
	spillLocal = 1 // uvarint: the payload of a local id, of kind delta
	spillWhole = 2 // 8 bytes: a final id
)

// spillWriter writes provisional quads.
type spillWriter struct {
	f    *os.File
	w    *bufio.Writer
	last [4]ids.ID
	buf  [1 + 4*binary.MaxVarintLen64]byte
	n    int64
}

// newSpill creates a file in a directory.
func newSpill(dir string) (*spillWriter, error) {
	f, err := os.CreateTemp(dir, "quads-")
	if err != nil {
		return nil, fmt.Errorf("load: %w", marked(err))
	}
	return &spillWriter{f: f, w: bufio.NewWriterSize(f, 1<<16)}, nil
}

// add writes a quad.
func (s *spillWriter) add(quad [4]ids.ID) error {
	b := s.buf[:1]
	b[0] = 0
	for i, id := range quad {
		switch {
		case id == s.last[i]:
		case id.Kind() == ids.KindDelta:
			b[0] |= spillLocal << (2 * i)
			b = binary.AppendUvarint(b, id.Payload())
		default:
			b[0] |= spillWhole << (2 * i)
			b = binary.LittleEndian.AppendUint64(b, uint64(id))
		}
	}
	s.last = quad
	s.n++
	if _, err := s.w.Write(b); err != nil {
		return fmt.Errorf("load: %w", marked(err))
	}
	return nil
}

// close ends the file, which stays.
func (s *spillWriter) close() error { return errors.Join(s.w.Flush(), s.f.Close()) }

// readSpill calls f with the quads of a file, as many at a time as fit into
// buf, their local ids replaced by final.
func readSpill(name string, final []ids.ID, buf []ids.Quad, f func([]ids.Quad) error) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	r := bufio.NewReaderSize(file, 1<<18)
	var last [4]ids.ID
	buf = buf[:0]
	for {
		control, err := r.ReadByte()
		if errors.Is(err, io.EOF) {
			if len(buf) == 0 {
				return nil
			}
			return f(buf)
		}
		if err != nil {
			return fmt.Errorf("load: %w", err)
		}
		for i := range last {
			switch control >> (2 * i) & 3 {
			case spillLocal:
				n, err := binary.ReadUvarint(r)
				if err != nil {
					return fmt.Errorf("load: %w", err)
				}
				last[i] = final[n]
			case spillWhole:
				var b [8]byte
				if _, err := io.ReadFull(r, b[:]); err != nil {
					return fmt.Errorf("load: %w", err)
				}
				last[i] = ids.ID(binary.LittleEndian.Uint64(b[:]))
			}
		}
		buf = append(buf, ids.Quad{S: last[0], P: last[1], O: last[2], G: last[3]})
		if len(buf) == cap(buf) {
			if err := f(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
}
