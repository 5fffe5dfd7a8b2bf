package links

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// layout is a format of tables: what its columns are called, and what they mean.
type layout struct {
	label string
	// comma is the separator; 0 means to find it out.
	comma byte
	// need lists columns by which the header is known. The header is the first
	// line of the first six that has them all: lines before it are a preamble.
	need []string
	// columns names the columns of a table without header, in order.
	columns []string
	// test judges the first record of a table without header.
	test func(fields []string) bool
	// ragged accepts rows that end early.
	ragged bool
	fill   func(r *record, row *Row)
}

// record is a row of a table by the names of its columns.
type record struct {
	index  map[string]int
	fields []string
	asked  map[string]int // places of columns by the names that were asked for; -1 for none
}

// get returns the clean value of the first of the columns that the table has and
// that is not empty in this row.
func (r *record) get(names ...string) string {
	for _, name := range names {
		if s := cleanText(r.raw(name)); s != "" {
			return s
		}
	}
	return ""
}

// raw returns the value of a column as it is written.
func (r *record) raw(name string) string {
	i, ok := r.asked[name]
	if !ok {
		if i, ok = r.index[columnName(name)]; !ok {
			i = -1
		}
		r.asked[name] = i
	}
	if i >= 0 && i < len(r.fields) {
		return r.fields[i]
	}
	return ""
}

// columnName brings a name to the form in which columns are compared: lower case,
// without blanks, low lines, hyphens and brackets.
func columnName(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < 'a' || c > 'z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-()/?'’\n", r) {
			return -1
		}
		return r
	}, strings.ToLower(cleanText(s)))
}

func (l *layout) name() string { return l.label }

// sniff looks for the header, or for a first row that passes the test.
func (l *layout) sniff(_ string, head []byte) bool {
	_, ok := l.find(head)
	return ok
}

// separators are tried in this order.
const separators = "\t,;|"

// find returns the separator of a table that starts like this.
func (l *layout) find(head []byte) (comma byte, ok bool) {
	if l.comma != 0 {
		return l.comma, l.starts(head, l.comma)
	}
	for i := range len(separators) {
		if l.starts(head, separators[i]) {
			return separators[i], true
		}
	}
	return 0, false
}

// starts reports whether the header is among the first lines, or whether the
// first row of a table without header passes the test.
func (l *layout) starts(head []byte, comma byte) bool {
	t := newTableReader(bytes.NewReader(head), comma)
	for range 6 {
		fields, err := t.read()
		switch {
		case err != nil:
			return false
		case l.columns != nil:
			return l.test(fields)
		case l.isHeader(fields):
			return true
		}
	}
	return false
}

func (l *layout) isHeader(fields []string) bool {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = columnName(f)
	}
	for _, need := range l.need {
		if !slices.Contains(names, columnName(need)) {
			return false
		}
	}
	return true
}

// read yields a row for each record after the header.
func (l *layout) read(ctx context.Context, in *input, emit func(*Row) error) error {
	comma, _ := l.find(in.head)
	t := newTableReader(in.r, comma)
	names, err := l.header(t)
	if err != nil {
		return err
	}
	rec := &record{index: make(map[string]int, len(names)), asked: map[string]int{}}
	for i, name := range names {
		if _, twice := rec.index[columnName(name)]; !twice {
			rec.index[columnName(name)] = i
		}
	}
	for in.row.Record = 1; ; in.row.Record++ {
		rec.fields, err = t.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		in.row.reset()
		in.row.Line = t.line
		if l.fit(rec, names) {
			l.fill(rec, &in.row)
		} else {
			in.row.reject(RejectColumns, fmt.Sprintf("%d columns instead of %d: %.80q", len(rec.fields), len(names), strings.Join(rec.fields, " | ")))
		}
		if err := emit(&in.row); err != nil {
			return err
		}
		if in.row.Record%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// header reads up to the header and returns the names of the columns.
func (l *layout) header(t *tableReader) ([]string, error) {
	if l.columns != nil {
		return l.columns, nil
	}
	for {
		fields, err := t.read()
		if err != nil {
			return nil, err
		}
		if l.isHeader(fields) {
			return slices.Clone(fields), nil
		}
	}
}

// fit makes the record as wide as the header. A row that starts with an empty
// field and is one too wide was shifted by a separator: it moves back. Empty
// fields at the end do not count. It reports false for rows of another width.
func (l *layout) fit(rec *record, names []string) bool {
	fields := rec.fields
	for len(fields) > len(names) && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	wide := len(rec.fields) > len(names)
	if wide && rec.fields[0] == "" && len(names) > 2 && (len(fields) < len(rec.fields) || len(fields) == len(names)+1) {
		fields = fields[1:]
	}
	rec.fields = fields
	switch {
	case len(fields) > len(names):
		return false
	case len(fields) < len(names):
		return l.ragged || len(fields) > 1 && len(fields)*2 >= len(names)
	}
	return true
}
