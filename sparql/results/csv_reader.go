package results

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
)

// csvReader reads records of RFC 4180, with line ends of LF too.
type csvReader struct {
	*Reader
	src    *bufio.Reader
	line   int // of the record being read
	lines  int // lines passed
	field  []byte
	fields []string
}

// openCSV reads the header.
func (r *Reader) openCSV(src io.Reader) error {
	c := &csvReader{Reader: r, src: bufio.NewReader(src)}
	names, err := c.record()
	if errors.Is(err, io.EOF) {
		return c.fault("the document has no header")
	}
	if err != nil {
		return err
	}
	names = append([]string{}, names...)
	if len(names) == 1 && names[0] == "" {
		names = names[:0]
	}
	for i, name := range names {
		names[i] = strings.TrimPrefix(name, "?")
	}
	r.next = c.nextRow
	return r.setVars(names)
}

func (c *csvReader) fault(msg string) error {
	return fmt.Errorf("results: %w", &rdf.SyntaxError{Line: c.line, Msg: msg})
}

// record returns the fields of the next record, valid until the next call.
func (c *csvReader) record() ([]string, error) {
	c.line = c.lines + 1
	c.fields = c.fields[:0]
	for first := true; ; first = false {
		end, err := c.readField()
		if errors.Is(err, io.EOF) && first && len(c.field) == 0 {
			return nil, io.EOF
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		c.fields = append(c.fields, string(c.field))
		if end || err != nil {
			return c.fields, nil
		}
	}
}

// readField reads a field into c.field and passes what ends it. It reports
// whether that was the end of the record; io.EOF is the end of the document.
func (c *csvReader) readField() (end bool, err error) {
	c.field = c.field[:0]
	b, err := c.src.ReadByte()
	if err != nil {
		return true, err
	}
	if b == '"' {
		if err := c.readQuoted(); err != nil {
			return true, err
		}
		if b, err = c.src.ReadByte(); err != nil {
			return true, c.eof(err)
		}
		if b != ',' && b != '\r' && b != '\n' {
			return true, c.fault("a quoted value is followed by more text")
		}
	}
	for {
		switch b {
		case ',':
			return false, nil
		case '\n':
			c.lines++
			return true, nil
		case '\r':
			c.lines++
			next, err := c.src.ReadByte()
			if err == nil && next != '\n' {
				return true, c.src.UnreadByte()
			}
			return true, nil
		case '"':
			return true, c.fault("a quote stands inside a value without quotes")
		}
		c.field = append(c.field, b)
		if b, err = c.src.ReadByte(); err != nil {
			return true, c.eof(err)
		}
	}
}

// eof lets the end of the document end a record, even without a line end.
func (c *csvReader) eof(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// readQuoted reads the rest of a quoted value with its closing quote.
func (c *csvReader) readQuoted() error {
	for {
		b, err := c.src.ReadByte()
		if errors.Is(err, io.EOF) {
			return c.fault("the document ends inside a quoted value: it is not complete")
		}
		if err != nil {
			return err
		}
		if b == '"' {
			if next, err := c.src.Peek(1); err != nil || next[0] != '"' {
				return nil
			}
			if _, err := c.src.ReadByte(); err != nil {
				return err
			}
		}
		if b == '\n' {
			c.lines++
		}
		c.field = append(c.field, b)
	}
}

// nextRow reads a record; blank lines are rows only where there is no variable.
func (c *csvReader) nextRow() ([]rdf.Term, error) {
	fields, err := c.record()
	if err != nil {
		return nil, err
	}
	if len(c.Vars) == 0 && len(fields) == 1 && fields[0] == "" {
		return []rdf.Term{}, nil
	}
	if len(fields) != len(c.Vars) {
		return nil, c.fault(fmt.Sprintf("found %d values for %d variables", len(fields), len(c.Vars)))
	}
	row := make([]rdf.Term, len(fields))
	for i, f := range fields {
		switch label, blank := strings.CutPrefix(f, "_:"); {
		case f == "":
		case blank:
			row[i] = rdf.NewBlankNode(label)
		default:
			row[i] = rdf.NewString(f)
		}
	}
	return row, nil
}
