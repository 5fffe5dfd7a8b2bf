package results

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/issn-ld/issn-ld/rdf"
)

// flushBytes is how full the buffer of a Writer gets.
const flushBytes = 64 << 10

// ErrCannotHold marks a value that the format has no way to write, such as a control
// character in XML. Another format can.
var ErrCannotHold = errors.New("results: the format cannot hold a value")

// ErrClosed is returned for a write after Close or Abort.
var ErrClosed = errors.New("results: the document has been ended")

// A Writer writes a table of solutions. It is not safe for concurrent use.
type Writer struct {
	out    io.Writer
	format Format
	vars   []string
	keys   [][]byte // what stands before each value: the name in the format's syntax
	buf    []byte
	lent   *[]byte // that buf began with, from buffers
	rows   int64
	err    error // sticks
	closed bool
}

// buffers are those of writers that have been closed, for the next ones: most
// tables are small.
var buffers sync.Pool

// NewWriter returns a Writer of a table with the variables, which have no "?".
// Nothing is written before the buffer is full, [Writer.Flush] or [Writer.Close].
func NewWriter(w io.Writer, f Format, vars []string) *Writer {
	rw := &Writer{out: w, format: f, vars: vars}
	rw.lent, _ = buffers.Get().(*[]byte)
	if rw.lent == nil {
		b := make([]byte, 0, flushBytes+flushBytes/4)
		rw.lent = &b
	}
	rw.buf = (*rw.lent)[:0]
	switch f {
	case JSON:
		rw.beginJSON()
	case XML:
		rw.beginXML()
	case CSV:
		rw.beginCSV()
	case TSV:
		rw.beginTSV()
	}
	return rw
}

// WriteRow writes a solution: a term for each variable, in their order; a zero
// term is unbound. It keeps nothing of row.
func (w *Writer) WriteRow(row []rdf.Term) error {
	switch {
	case w.err != nil:
		return w.err
	case w.closed:
		return ErrClosed
	case len(row) != len(w.vars):
		return fmt.Errorf("results: a row of %d terms for %d variables", len(row), len(w.vars))
	}
	start := len(w.buf)
	switch w.format {
	case JSON:
		w.rowJSON(row)
	case XML:
		w.rowXML(row)
	case CSV:
		w.rowCSV(row)
	case TSV:
		w.rowTSV(row)
	}
	if w.err != nil {
		w.buf = w.buf[:start] // a row that cannot be written leaves no part of it
		return w.err
	}
	w.rows++
	if len(w.buf) >= flushBytes {
		return w.Flush()
	}
	return nil
}

// Flush writes what is in the buffer.
func (w *Writer) Flush() error {
	if w.err != nil {
		return w.err
	}
	if len(w.buf) == 0 {
		return nil
	}
	if _, err := w.out.Write(w.buf); err != nil {
		w.err = fmt.Errorf("results: write %s: %w", w.format, err)
		return w.err
	}
	w.buf = w.buf[:0]
	return nil
}

// Close ends the document and flushes it. It does not close the io.Writer. A
// second call does nothing.
func (w *Writer) Close() error {
	if w.closed || w.err != nil {
		w.closed = true
		return w.err
	}
	w.closed = true
	switch w.format {
	case JSON:
		w.buf = append(w.buf, "\n]}}\n"...)
	case XML:
		w.buf = append(w.buf, "</results>\n</sparql>\n"...)
	case CSV, TSV:
	}
	return w.end()
}

// end flushes the rest and gives the buffer back.
func (w *Writer) end() error {
	err := w.Flush()
	if cap(w.buf) <= 4*flushBytes {
		*w.lent = w.buf[:0]
		buffers.Put(w.lent)
	}
	w.buf, w.lent = nil, nil
	return err
}

// Abort stops the document where it is, because of an error that the rows ran
// into, and flushes it. JSON and XML are left without their end; CSV and TSV,
// which have no end, get a value that is not closed and says why.
func (w *Writer) Abort(why error) error {
	if w.closed {
		return w.err
	}
	w.closed = true
	if w.format == CSV || w.format == TSV {
		w.buf = append(w.buf, `"incomplete`...)
		if why != nil {
			w.buf = append(w.buf, ": "...)
			for _, r := range why.Error() {
				if r == '"' || r < ' ' {
					r = ' '
				}
				w.buf = append(w.buf, string(r)...)
			}
		}
	}
	return w.end()
}

// WriteBoolean writes the answer of an ASK query. CSV and TSV have no form for
// it in their specification: they get the word on a line.
func WriteBoolean(w io.Writer, f Format, value bool) error {
	word := "false"
	if value {
		word = "true"
	}
	var doc string
	switch f {
	case JSON:
		doc = `{"head":{},"boolean":` + word + "}\n"
	case XML:
		doc = xmlOpen + "<head/>\n<boolean>" + word + "</boolean>\n</sparql>\n"
	case CSV:
		doc = word + "\r\n"
	case TSV:
		doc = word + "\n"
	}
	if _, err := io.WriteString(w, doc); err != nil {
		return fmt.Errorf("results: write %s: %w", f, err)
	}
	return nil
}
