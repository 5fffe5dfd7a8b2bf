// Package spill keeps the quads of a load in files until the ids of their terms
// are known.
//
// The terms of a load have provisional ids, numbers of a [Writer]'s own, until the
// dictionary is merged; then [Read] puts the final ids in their place. A file is
// read once, by the process that wrote it, so it has no version and no checksum.
//
// A quad is a control byte with two bits for each of subject, predicate, object
// and graph, from the low bits up, then the terms that need bytes, in this order:
//
//	0    the term of the quad before; no bytes
//	1    uvarint: the payload of a provisional id, of kind delta
//	2    8 bytes, little-endian: a final id
package spill

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/issn-ld/issn-ld/store/ids"
)

// How a term is written.
const (
	local = 1
	whole = 2
)

// Writer writes quads to a file. It belongs to one goroutine at a time.
type Writer struct {
	f    *os.File
	w    *bufio.Writer
	last [4]ids.ID
	buf  [1 + 4*binary.MaxVarintLen64]byte
	n    int64
}

// New creates a file in a directory.
func New(dir string) (*Writer, error) {
	f, err := os.CreateTemp(dir, "quads-")
	if err != nil {
		return nil, err
	}
	return &Writer{f: f, w: bufio.NewWriterSize(f, 1<<16)}, nil
}

// Add writes a quad: ids of kind delta are provisional, all others final.
func (s *Writer) Add(quad [4]ids.ID) error {
	b := s.buf[:1]
	b[0] = 0
	for i, id := range quad {
		switch {
		case id == s.last[i]:
		case id.Kind() == ids.KindDelta:
			b[0] |= local << (2 * i)
			b = binary.AppendUvarint(b, id.Payload())
		default:
			b[0] |= whole << (2 * i)
			b = binary.LittleEndian.AppendUint64(b, uint64(id))
		}
	}
	s.last = quad
	s.n++
	_, err := s.w.Write(b)
	return err
}

// Name returns the path of the file.
func (s *Writer) Name() string { return s.f.Name() }

// Len returns the number of quads so far.
func (s *Writer) Len() int64 { return s.n }

// Close ends the file, which stays.
func (s *Writer) Close() error { return errors.Join(s.w.Flush(), s.f.Close()) }

// Read calls f with the quads of a file, as many at a time as fit into buf. A
// provisional id gives way to the id that final has at its payload. The quads are
// valid until f returns.
func Read(name string, final []ids.ID, buf []ids.Quad, f func([]ids.Quad) error) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return err
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
			return err
		}
		for i := range last {
			switch control >> (2 * i) & 3 {
			case local:
				n, err := binary.ReadUvarint(r)
				if err != nil {
					return err
				}
				last[i] = final[n]
			case whole:
				var b [8]byte
				if _, err := io.ReadFull(r, b[:]); err != nil {
					return err
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
