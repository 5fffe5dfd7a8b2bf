package dict

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"
)

// spool is one temporary file that many streams share. It comes into being
// with the first full chunk: small builds stay in memory. Its methods may be
// called concurrently.
type spool struct {
	dir  string
	pace func(bytes int) error // nil: as fast as it goes

	mu   sync.Mutex // guards all below
	file *os.File
	size int64
	done bool
}

// write appends a chunk and returns where it is.
func (s *spool) write(b []byte) (int64, error) {
	if s.pace != nil {
		if err := s.pace(len(b)); err != nil {
			return 0, err
		}
	}
	file, at, err := s.reserve(len(b))
	if err != nil {
		return 0, err
	}
	if _, err := file.WriteAt(b, at); err != nil {
		return 0, fmt.Errorf("dictionary: temporary file: %w", err)
	}
	return at, nil
}

func (s *spool) reserve(n int) (*os.File, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return nil, 0, ErrClosed
	}
	if s.file == nil {
		file, err := os.CreateTemp(s.dir, "dict-*.tmp")
		if err != nil {
			return nil, 0, fmt.Errorf("dictionary: temporary file: %w", err)
		}
		s.file = file
	}
	at := s.size
	s.size += int64(n)
	return s.file, at, nil
}

// read fills b with what was written at a place.
func (s *spool) read(b []byte, at int64) error {
	s.mu.Lock()
	file := s.file
	s.mu.Unlock()
	if file == nil {
		return ErrClosed
	}
	if _, err := file.ReadAt(b, at); err != nil {
		return fmt.Errorf("dictionary: temporary file: %w", err)
	}
	return nil
}

// close removes the file. Closing twice is fine.
func (s *spool) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := s.file
	s.file, s.done = nil, true
	if file == nil {
		return nil
	}
	err := file.Close()
	if e := os.Remove(file.Name()); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("dictionary: temporary file: %w", err)
	}
	return nil
}

// chunkBytes is the size of the chunks that streams write.
const chunkBytes = 64 << 10

// chunk is a part of the spool's file.
type chunk struct {
	at int64
	n  int
}

// stream is a sequence of bytes, first written, then read. Full chunks are in
// the spool, the rest is in memory.
type stream struct {
	spool  *spool
	chunks []chunk
	buf    []byte
}

// flushFull writes the buffer out if it is full. Writers call it after each
// item that they append to buf.
func (s *stream) flushFull() error {
	if len(s.buf) < chunkBytes {
		return nil
	}
	at, err := s.spool.write(s.buf)
	if err != nil {
		return err
	}
	s.chunks = append(s.chunks, chunk{at: at, n: len(s.buf)})
	s.buf = s.buf[:0]
	return nil
}

func (s *stream) putUvarint(v uint64) error {
	s.buf = binary.AppendUvarint(s.buf, v)
	return s.flushFull()
}

func (s *stream) putVarint(v int64) error {
	s.buf = binary.AppendVarint(s.buf, v)
	return s.flushFull()
}

// streamReader reads a stream from its start. Items never straddle chunks.
type streamReader struct {
	stream *stream
	next   int // chunk to read after buf
	buf    []byte
	rest   []byte
}

func (s *stream) reader() *streamReader { return &streamReader{stream: s} }

// fill makes rest non-empty, or returns io.EOF at the end.
func (r *streamReader) fill() error {
	if len(r.rest) > 0 {
		return nil
	}
	switch chunks := r.stream.chunks; {
	case r.next < len(chunks):
		c := chunks[r.next]
		if cap(r.buf) < c.n {
			r.buf = make([]byte, c.n)
		}
		r.rest = r.buf[:c.n]
		if err := r.stream.spool.read(r.rest, c.at); err != nil {
			return err
		}
	case r.next == len(chunks):
		r.rest = r.stream.buf
	}
	r.next++
	if len(r.rest) == 0 {
		return io.EOF
	}
	return nil
}

var errSpool = fmt.Errorf("%w: temporary file", ErrCorrupt)

func (r *streamReader) uvarint() (uint64, error) {
	if err := r.fill(); err != nil {
		return 0, err
	}
	v, w := binary.Uvarint(r.rest)
	if w <= 0 {
		return 0, errSpool
	}
	r.rest = r.rest[w:]
	return v, nil
}

func (r *streamReader) varint() (int64, error) {
	if err := r.fill(); err != nil {
		return 0, err
	}
	v, w := binary.Varint(r.rest)
	if w <= 0 {
		return 0, errSpool
	}
	r.rest = r.rest[w:]
	return v, nil
}

// entry reads a front-coded entry; the suffix is valid until the next call.
func (r *streamReader) entry() (shared int, suffix []byte, err error) {
	if err := r.fill(); err != nil {
		return 0, nil, err
	}
	shared, suffix, rest, ok := cutEntry(r.rest)
	if !ok {
		return 0, nil, errSpool
	}
	r.rest = rest
	return shared, suffix, nil
}
