package turtle

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
)

// input is the part of the document that is in memory: buf[pos:end] is to be
// parsed. Positions are counted only when they are asked for and when bytes
// are discarded, so that the fast path pays nothing for them.
type input struct {
	r    io.Reader
	buf  []byte
	pos  int
	end  int
	eof  bool
	max  int
	line int // line ends before buf[0]
	col  int // characters of the current line before buf[0]
}

var utf8BOM = []byte("\xEF\xBB\xBF")

// fill discards buf[:keep] and reads at least want more bytes, unless the
// document ends before. It returns io.EOF if there was nothing more.
func (in *input) fill(keep, want int) error {
	in.discard(keep)
	if in.eof {
		return io.EOF
	}
	if in.end-in.pos > in.max {
		return fmt.Errorf("longer than %d bytes", in.max)
	}
	first := in.end
	for empty := 0; in.end-first < want; {
		if len(in.buf) == in.end {
			in.grow()
		}
		n, err := in.r.Read(in.buf[in.end:])
		in.end += n
		if errors.Is(err, io.EOF) {
			in.eof = true
			break
		}
		if err != nil {
			return err
		}
		if n > 0 {
			empty = 0
		} else if empty++; empty > 100 {
			return io.ErrNoProgress
		}
	}
	if in.end == first {
		return io.EOF
	}
	return nil
}

func (in *input) grow() {
	buf := make([]byte, max(firstBuffer, 2*len(in.buf)))
	copy(buf, in.buf[:in.end])
	in.buf = buf
}

// discard drops buf[:n] and moves the rest to the front.
func (in *input) discard(n int) {
	if n == 0 {
		return
	}
	in.advance(in.buf[:n])
	copy(in.buf, in.buf[n:in.end])
	in.end -= n
	in.pos -= n
}

// advance moves the place of buf[0] beyond text.
func (in *input) advance(text []byte) {
	if n := bytes.Count(text, []byte{'\n'}); n > 0 {
		in.line += n
		in.col = 0
		text = text[bytes.LastIndexByte(text, '\n')+1:]
	}
	in.col += utf8.RuneCount(text)
}

// position returns the line and the column, from 1, of buf[at].
func (in *input) position(at int) (line, col int) {
	place := input{line: in.line, col: in.col}
	place.advance(in.buf[:min(at, in.end)])
	return place.line + 1, place.col + 1
}

// skipBOM skips a byte order mark at the very beginning.
func (in *input) skipBOM() error {
	for in.end < len(utf8BOM) && bytes.HasPrefix(utf8BOM, in.buf[:in.end]) {
		if err := in.fill(0, 1); err != nil {
			return err
		}
	}
	if bytes.HasPrefix(in.buf[:in.end], utf8BOM) {
		in.pos = len(utf8BOM)
		in.col = -1
	}
	return nil
}

// errorAt makes a syntax error for buf[at].
func (r *Reader) errorAt(at int, format string, args ...any) error {
	line, col := r.in.position(at)
	return &rdf.SyntaxError{File: r.opt.File, Line: line, Column: col, Msg: fmt.Sprintf(format, args...)}
}

// readError gives an error of the underlying reader its place.
func (r *Reader) readError(err error) error {
	line, _ := r.in.position(r.in.end)
	if r.opt.File != "" {
		return fmt.Errorf("%s: line %d: %w", r.opt.File, line, err)
	}
	return fmt.Errorf("line %d: %w", line, err)
}
