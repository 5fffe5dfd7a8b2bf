package formats

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// maxQuotedLines bounds the lines that a quoted field may span. A quote not closed
// within them is an ordinary character: a stray quote must not swallow a file.
const maxQuotedLines = 200

// maxLine bounds the length of a line in bytes.
const maxLine = 16 << 20

// tableReader splits a table into fields. Commas and semicolons are read as RFC 4180
// CSV, but a quote within a field, or one that is never closed properly, stands for
// itself. Tab-separated fields have no quoting, but quotes around a whole field are
// removed.
type tableReader struct {
	br      *bufio.Reader
	comma   byte
	quoted  bool
	pending [][]byte // lines read ahead, in order
	fields  []string
	line    int64 // of the record read last, from 1
	next    int64 // line number of the next line
}

func newTableReader(r io.Reader, comma byte) *tableReader {
	return &tableReader{br: bufio.NewReaderSize(r, 64<<10), comma: comma, quoted: comma != '\t', next: 1}
}

// readLine returns the next line without its end. The caller owns the memory.
func (t *tableReader) readLine() ([]byte, error) {
	if len(t.pending) > 0 {
		line := t.pending[0]
		t.pending = t.pending[1:]
		return line, nil
	}
	var line []byte
	for {
		part, err := t.br.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil || errors.Is(err, io.EOF) && len(line) > 0:
			line = bytes.TrimSuffix(line, []byte("\n"))
			return bytes.TrimSuffix(line, []byte("\r")), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(line) > maxLine:
			return line, nil // the rest becomes rows of its own, which are rejected
		}
	}
}

// read returns the next non-blank record, or io.EOF after the last. The slice is valid
// until the next call.
func (t *tableReader) read() ([]string, error) {
	for {
		line, err := t.readLine()
		if err != nil {
			return nil, err
		}
		t.line = t.next
		t.next++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if !t.quoted {
			return t.plainFields(line), nil
		}
		if fields, ok := t.quotedFields(line); ok {
			return fields, nil
		}
		return t.spanning(line)
	}
}

// plainFields splits a line at the separator.
func (t *tableReader) plainFields(line []byte) []string {
	t.fields = t.fields[:0]
	for rest := string(line); ; {
		field, after, more := strings.Cut(rest, string(t.comma))
		if n := len(field); n >= 2 && field[0] == '"' && field[n-1] == '"' {
			field = strings.ReplaceAll(field[1:n-1], `""`, `"`)
		}
		t.fields = append(t.fields, field)
		if !more {
			return t.fields
		}
		rest = after
	}
}

// quotedFields splits a line of CSV. It returns false if a quote is still open at the
// end.
func (t *tableReader) quotedFields(line []byte) ([]string, bool) {
	t.fields = t.fields[:0]
	rest := string(line)
	for {
		if rest != "" && rest[0] == '"' {
			value, after, ok := t.closing(rest)
			if !ok {
				return nil, false
			}
			if after == "" || after[0] == t.comma {
				t.fields = append(t.fields, value)
				if after == "" {
					return t.fields, true
				}
				rest = after[1:]
				continue
			}
		}
		field, after, more := strings.Cut(rest, string(t.comma))
		t.fields = append(t.fields, field)
		if !more {
			return t.fields, true
		}
		rest = after
	}
}

// closing reads a quoted field and returns the text after its closing quote.
func (t *tableReader) closing(s string) (value, after string, ok bool) {
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			i++
			continue
		}
		if i+1 < len(s) && s[i+1] != t.comma && s[i+1] != '\n' {
			continue // a quote inside the field that should have been doubled
		}
		return strings.ReplaceAll(s[1:i], `""`, `"`), s[i+1:], true
	}
	return "", "", false
}

// spanning reads a record with a quoted field over several lines. If no line within
// reach closes the quote as in CSV, the first line alone is the record.
func (t *tableReader) spanning(first []byte) ([]string, error) {
	record := slices.Clone(first)
	ahead := [][]byte{}
	for range maxQuotedLines {
		line, err := t.readLine()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		ahead = append(ahead, line)
		record = append(append(record, '\n'), line...)
		if len(record) > maxLine {
			break
		}
		if fields, ok := t.quotedFields(record); ok && !t.swallowed(record) {
			t.next += int64(len(ahead))
			return fields, nil
		}
	}
	t.pending = append(ahead, t.pending...)
	quoted := t.quoted
	t.quoted = false
	fields := t.plainFields(first)
	t.quoted = quoted
	return fields, nil
}

// swallowed reports whether a record over several lines is more likely several records:
// a line inside it has a quote right after text, which happens only in a line that
// begins outside quotes.
func (t *tableReader) swallowed(record []byte) bool {
	opening := []byte{t.comma, '"'}
	for _, line := range bytes.Split(record, []byte("\n"))[1:] {
		i := bytes.IndexByte(line, '"')
		if i > 0 && bytes.HasPrefix(line[i-1:], opening) && (i+1 >= len(line) || line[i+1] != t.comma) {
			return true
		}
	}
	return false
}
