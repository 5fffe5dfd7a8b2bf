package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Layout is a table format: the names of its columns and their meaning.
type Layout struct {
	Label string
	// Comma is the separator; 0 means to detect it.
	Comma byte
	// Need lists columns that identify the header. The header is the first of the first
	// six lines that has them all; lines before it are a preamble.
	Need []string
	// Columns names the columns of a table without header, in order.
	Columns []string
	// Test judges the first record of a table without a header.
	Test func(fields []string) bool
	// Ragged accepts rows that end early.
	Ragged bool
	Fill   func(r *Record, row *Row)
}

// Record is a row of a table, accessed by column name.
type Record struct {
	index  map[string]int
	Fields []string
	asked  map[string]int // positions of the columns asked for so far, by name; -1 for none
}

// Get returns the clean value of the first of the columns that exists and is not empty
// in this row.
func (r *Record) Get(names ...string) string {
	for _, name := range names {
		if s := CleanText(r.Raw(name)); s != "" {
			return s
		}
	}
	return ""
}

// Raw returns the value of a column as written.
func (r *Record) Raw(name string) string {
	i, ok := r.asked[name]
	if !ok {
		if i, ok = r.index[columnName(name)]; !ok {
			i = -1
		}
		r.asked[name] = i
	}
	if i >= 0 && i < len(r.Fields) {
		return r.Fields[i]
	}
	return ""
}

// columnName normalizes a column name for comparison: lower case, without blanks,
// underscores, hyphens and brackets.
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
	}, strings.ToLower(CleanText(s)))
}

// Name implements [Format].
func (l *Layout) Name() string { return l.Label }

// Sniff looks for the header, or for a first row that passes the test.
func (l *Layout) Sniff(_ string, head []byte) bool {
	_, ok := l.find(head)
	return ok
}

// separators are tried in this order.
const separators = "\t,;|"

// find returns the separator of a table that starts with head.
func (l *Layout) find(head []byte) (comma byte, ok bool) {
	if l.Comma != 0 {
		return l.Comma, l.starts(head, l.Comma)
	}
	for i := range len(separators) {
		if l.starts(head, separators[i]) {
			return separators[i], true
		}
	}
	return 0, false
}

// starts reports whether the header is among the first lines, or the first row of a
// table without a header passes the test.
func (l *Layout) starts(head []byte, comma byte) bool {
	t := newTableReader(bytes.NewReader(head), comma)
	for range 6 {
		fields, err := t.read()
		switch {
		case err != nil:
			return false
		case l.Columns != nil:
			return l.Test(fields)
		case l.isHeader(fields):
			return true
		}
	}
	return false
}

func (l *Layout) isHeader(fields []string) bool {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = columnName(f)
	}
	for _, need := range l.Need {
		if !slices.Contains(names, columnName(need)) {
			return false
		}
	}
	return true
}

// Read yields a row for each record after the header.
func (l *Layout) Read(ctx context.Context, in *Input, emit func(*Row) error) error {
	comma, _ := l.find(in.Head)
	t := newTableReader(in.Reader, comma)
	names, err := l.header(t)
	if err != nil {
		return err
	}
	rec := &Record{index: make(map[string]int, len(names)), asked: map[string]int{}}
	for i, name := range names {
		if _, twice := rec.index[columnName(name)]; !twice {
			rec.index[columnName(name)] = i
		}
	}
	for in.Row.Record = 1; ; in.Row.Record++ {
		rec.Fields, err = t.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		in.Row.reset()
		in.Row.Line = t.line
		if l.fit(rec, names) {
			l.Fill(rec, &in.Row)
		} else {
			in.Row.RejectFor(RejectColumns, fmt.Sprintf("%d columns instead of %d: %.80q", len(rec.Fields), len(names), strings.Join(rec.Fields, " | ")))
		}
		if err := emit(&in.Row); err != nil {
			return err
		}
		if in.Row.Record%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// header reads up to the header and returns the names of the columns.
func (l *Layout) header(t *tableReader) ([]string, error) {
	if l.Columns != nil {
		return l.Columns, nil
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

// fit makes the record as wide as the header. A row that starts with an empty field and
// is one field too wide was shifted by a separator: it moves back. Empty fields at the
// end do not count. It returns false if the widths still differ.
func (l *Layout) fit(rec *Record, names []string) bool {
	fields := rec.Fields
	for len(fields) > len(names) && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	wide := len(rec.Fields) > len(names)
	if wide && rec.Fields[0] == "" && len(names) > 2 && (len(fields) < len(rec.Fields) || len(fields) == len(names)+1) {
		fields = fields[1:]
	}
	rec.Fields = fields
	switch {
	case len(fields) > len(names):
		return false
	case len(fields) < len(names):
		return l.Ragged || len(fields) > 1 && len(fields)*2 >= len(names)
	}
	return true
}
