package marc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"
)

// Syntax is the form of a file of records.
type Syntax uint8

// The syntaxes. AutoSyntax detects the syntax from the first bytes.
const (
	AutoSyntax Syntax = 0
	ISO2709    Syntax = 1
	XML        Syntax = 2
)

// Dialect says how to determine the dialect of a record.
type Dialect uint8

// The dialects to choose from. AutoDialect decides for each record by its declaration,
// its tags and its leader.
const (
	AutoDialect  Dialect = 0
	OnlyMARC21   Dialect = 1
	OnlyUNIMARC  Dialect = 2
	maxRecordLen         = 64 << 20 // a longer record is taken for damage
)

// Options tunes a [Reader]. The zero value reads every kind of file.
type Options struct {
	File    string // name for places and errors; Open sets it when empty
	Syntax  Syntax
	Dialect Dialect
	Charset Charset // AutoCharset detects, which suits all but the oddest files
	KeepRaw bool    // sets Record.Raw
}

// ErrUnknownSyntax is returned for input that is neither ISO 2709 nor XML.
var ErrUnknownSyntax = errors.New("neither ISO 2709 nor MARCXML")

// RecordError says why a record could not be read. Reading continues after it.
type RecordError struct {
	Place        Place
	Line, Column int // in XML, from 1; otherwise 0
	Msg          string
	Raw          []byte // the bytes of the record as far as it was found
	// Truncated means that the input ends inside the record, or before the end of the
	// collection of records: some of it is missing.
	Truncated bool
}

// Error returns the place and the reason.
func (e *RecordError) Error() string {
	at := fmt.Sprintf("%s: record %d at byte %d", e.Place.File, e.Place.Number, e.Place.Offset)
	if e.Line > 0 {
		at += fmt.Sprintf(", line %d, column %d", e.Line, e.Column)
	}
	return at + ": " + e.Msg
}

// recordSource is a syntax: it yields the records of a window.
type recordSource interface {
	read() (*Record, error)
}

// Reader reads the records of one input. It is not safe for concurrent use,
// except for BytesRead.
type Reader struct {
	opts    Options
	source  recordSource
	err     error // ends the input; io.EOF after the last record
	number  int
	input   *countingReader
	closers []func() error
}

// countingReader counts the incoming bytes, before decompression.
type countingReader struct {
	r io.Reader
	n atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// Open opens the file at path, or standard input for "-".
func Open(path string, opts Options) (*Reader, error) {
	if opts.File == "" {
		opts.File = path
	}
	if path == "-" {
		return NewReader(os.Stdin, opts)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("marc: %w", err)
	}
	rd, err := NewReader(f, opts)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	rd.closers = append(rd.closers, f.Close)
	return rd, nil
}

// NewReader returns a reader of the records in r. It reads the first bytes to detect
// compression and syntax, and fails if it recognizes neither. Empty input has no
// records and is not an error.
func NewReader(r io.Reader, opts Options) (*Reader, error) {
	if opts.File == "" {
		opts.File = "-"
	}
	rd := &Reader{opts: opts, input: &countingReader{r: r}}
	plain, err := rd.decompress(rd.input)
	if err != nil {
		return nil, fmt.Errorf("marc: %s: %w", opts.File, err)
	}
	w := &window{r: plain}
	syntax := opts.Syntax
	if syntax == AutoSyntax {
		if syntax, err = sniff(w); err != nil {
			return nil, errors.Join(fmt.Errorf("marc: %s: %w", opts.File, err), rd.Close())
		}
	}
	if syntax == XML {
		rd.source, err = newXMLSource(rd, w)
	} else {
		rd.source = &iso2709Source{rd: rd, w: w}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("marc: %s: %w", opts.File, err), rd.Close())
	}
	return rd, nil
}

// decompress looks at the magic bytes of r.
func (rd *Reader) decompress(r io.Reader) (io.Reader, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	magic, err := br.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1F, 0x8B}):
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, err
		}
		rd.closers = append(rd.closers, zr.Close)
		return zr, nil
	case bytes.HasPrefix(magic, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		zr, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		rd.closers = append(rd.closers, func() error { zr.Close(); return nil })
		return zr, nil
	}
	return br, nil
}

// sniff detects the syntax from the first non-blank bytes.
func sniff(w *window) (Syntax, error) {
	for len(w.data()) < 512 && w.more() {
	}
	if w.err != nil && !errors.Is(w.err, io.EOF) {
		return AutoSyntax, w.err
	}
	head := w.data()
	if bytes.HasPrefix(head, []byte{0xFE, 0xFF}) || bytes.HasPrefix(head, []byte{0xFF, 0xFE}) {
		return XML, nil
	}
	head = bytes.TrimPrefix(head, utf8BOM)
	text := bytes.TrimLeft(head, " \t\r\n\x00")
	switch {
	case len(text) == 0, looksLikeLeader(bytes.TrimLeft(head, "\t\r\n\x00")):
		return ISO2709, nil
	case text[0] == '<':
		return XML, nil
	case bytes.IndexByte(head, fieldEnd) >= 0:
		return ISO2709, nil
	}
	return AutoSyntax, ErrUnknownSyntax
}

// Read returns the next record, io.EOF after the last, a [*RecordError] for an
// unreadable one, or another error when nothing more can be read. The caller owns the
// record.
func (rd *Reader) Read() (*Record, error) {
	if rd.err != nil {
		return nil, rd.err
	}
	rec, err := rd.source.read()
	if err != nil {
		if _, bad := errors.AsType[*RecordError](err); !bad {
			if !errors.Is(err, io.EOF) {
				err = fmt.Errorf("marc: %s: after record %d: %w", rd.opts.File, rd.number, err)
			}
			rd.err = err
		}
		return nil, err
	}
	return rec, nil
}

// All yields each record, or the error in its place, until the input ends. An error
// other than a [*RecordError] is the last thing yielded.
func (rd *Reader) All() func(yield func(*Record, error) bool) {
	return func(yield func(*Record, error) bool) {
		for {
			rec, err := rd.Read()
			if errors.Is(err, io.EOF) || !yield(rec, err) || rd.err != nil {
				return
			}
		}
	}
}

// BytesRead returns how many bytes of the input have been read, before decompression.
// It may be called while another goroutine reads.
func (rd *Reader) BytesRead() int64 { return rd.input.n.Load() }

// Close closes what [Open] opened and frees the decompressor.
func (rd *Reader) Close() error {
	var err error
	for _, closer := range slices.Backward(rd.closers) {
		err = errors.Join(err, closer())
	}
	rd.closers = nil
	if rd.err == nil {
		rd.err = io.EOF
	}
	return err
}

// place numbers the next record, which starts at the offset.
func (rd *Reader) place(offset int64) Place {
	rd.number++
	return Place{File: rd.opts.File, Number: rd.number, Offset: offset}
}
