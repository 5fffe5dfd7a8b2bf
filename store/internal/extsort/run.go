package extsort

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
)

// A run is a file of frames: 4 bytes of length, then an encoded block of up to
// writeRows rows.

// run writes a run; it is the consumer of one permutation of a chunk.
type run struct {
	f    *os.File
	w    *bufio.Writer
	enc  block.Encoder
	cols [block.Columns][]ids.ID
	buf  []byte
}

// newRun creates a run of the permutation and lists it. The chunks are sorted
// one after the other and each permutation by one goroutine, so that the lists
// need no lock.
func (s *Sorter) newRun(p ids.Perm) (*run, error) {
	f, err := os.CreateTemp(s.opt.TempDir, "run-"+p.String()+"-")
	if err != nil {
		return nil, fmt.Errorf("extsort: %w", err)
	}
	s.runs[p] = append(s.runs[p], f.Name())
	return &run{f: f, w: bufio.NewWriterSize(f, 1<<18), enc: block.Encoder{Plain: true}}, nil
}

// Write implements [Consumer].
func (r *run) Write(rows []ids.Row) error {
	for i := range r.cols {
		col := r.cols[i][:0]
		for j := range rows {
			col = append(col, rows[j][i])
		}
		r.cols[i] = col
	}
	r.buf = r.enc.AppendBlock(append(r.buf[:0], 0, 0, 0, 0), r.cols)
	binary.LittleEndian.PutUint32(r.buf, uint32(len(r.buf)-4))
	if _, err := r.w.Write(r.buf); err != nil {
		return fmt.Errorf("extsort: %w", err)
	}
	return nil
}

// Close implements [Consumer].
func (r *run) Close() error {
	return errors.Join(r.w.Flush(), r.f.Close())
}

// runReader reads a run, row by row.
type runReader struct {
	f    *os.File
	r    *bufio.Reader
	cols [block.Columns][]ids.ID
	buf  []byte
	at   int
	row  ids.Row // the current row
}

// openRun opens a run at its first row.
func openRun(name string) (*runReader, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("extsort: %w", err)
	}
	r := &runReader{f: f, r: bufio.NewReaderSize(f, 1<<17)}
	if _, err := r.next(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

// next moves to the next row; false says that there is none.
func (r *runReader) next() (bool, error) {
	if r.at == len(r.cols[0]) {
		if more, err := r.fill(); !more || err != nil {
			return false, err
		}
	}
	for i := range r.row {
		r.row[i] = r.cols[i][r.at]
	}
	r.at++
	return true, nil
}

// fill reads the next frame.
func (r *runReader) fill() (bool, error) {
	var head [4]byte
	if _, err := io.ReadFull(r.r, head[:]); err != nil {
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		return false, fmt.Errorf("extsort: %w", err)
	}
	n := int(binary.LittleEndian.Uint32(head[:]))
	if cap(r.buf) < n {
		r.buf = make([]byte, n)
	}
	r.buf = r.buf[:n]
	if _, err := io.ReadFull(r.r, r.buf); err != nil {
		return false, fmt.Errorf("extsort: %w", err)
	}
	b, err := block.Decode(r.buf)
	if err != nil {
		return false, fmt.Errorf("extsort: %w", err)
	}
	for i := range r.cols {
		if r.cols[i], err = b.AppendColumn(r.cols[i][:0], i, 0, b.Rows()); err != nil {
			return false, fmt.Errorf("extsort: %w", err)
		}
	}
	r.at = 0
	return true, nil
}
