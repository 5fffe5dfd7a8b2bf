package marc

import (
	"errors"
	"io"
)

// window is the part of the input that has been read but not yet consumed.
type window struct {
	r        io.Reader
	buf      []byte
	pos, end int
	base     int64 // offset of buf[0] in the decompressed input
	err      error // of the last read; io.EOF at the end
}

// data returns the unused bytes. They are valid until the next call of more.
func (w *window) data() []byte { return w.buf[w.pos:w.end] }

// offset returns the position of the first unused byte.
func (w *window) offset() int64 { return w.base + int64(w.pos) }

// advance uses up n bytes.
func (w *window) advance(n int) { w.pos += n }

// more adds bytes to the window and reports whether there were any.
func (w *window) more() bool {
	if w.err != nil {
		return false
	}
	if w.pos > 0 {
		copy(w.buf, w.buf[w.pos:w.end])
		w.base += int64(w.pos)
		w.end -= w.pos
		w.pos = 0
	}
	if w.end == len(w.buf) {
		grown := make([]byte, max(256<<10, 2*len(w.buf)))
		copy(grown, w.buf[:w.end])
		w.buf = grown
	}
	for range 100 {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		w.err = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// need makes the window hold n bytes if the input has them.
func (w *window) need(n int) bool {
	for w.end-w.pos < n {
		if !w.more() {
			return false
		}
	}
	return true
}

// failure returns the error that ended the input, or nil at its regular end.
func (w *window) failure() error {
	if w.err == nil || errors.Is(w.err, io.EOF) {
		return nil
	}
	return w.err
}
