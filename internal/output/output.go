// Package output prints what commands and reports find: tables, JSON, numbers and
// terms, for people and for programs.
package output

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// JSON writes v for a program to read.
func JSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// A Table is a table of text for people.
type Table struct {
	Header []string // may be empty
	// Right has the numbers of the columns that are aligned to the right, from 0.
	Right map[int]bool

	rows [][]string
}

// Add adds a row.
func (t *Table) Add(cells ...string) { t.rows = append(t.rows, cells) }

// Print writes the table with columns as wide as their widest cell.
func (t *Table) Print(w io.Writer) error {
	var all [][]string
	if len(t.Header) > 0 {
		all = append(all, t.Header)
	}
	all = append(all, t.rows...)
	var widths []int
	for _, cells := range all {
		for i, cell := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for n, cells := range all {
		b.Reset()
		for i, cell := range cells {
			if i > 0 {
				b.WriteString("  ")
			}
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if t.Right[i] {
				b.WriteString(pad + cell)
			} else {
				b.WriteString(cell + pad)
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(b.String(), " ")); err != nil {
			return err
		}
		if n == 0 && len(t.Header) > 0 {
			line := 2 * (len(widths) - 1)
			for _, width := range widths {
				line += width
			}
			if _, err := fmt.Fprintln(w, strings.Repeat("-", max(line, 0))); err != nil {
				return err
			}
		}
	}
	return nil
}

// Count writes a number with thousands separated: 2,442,601.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Size writes a number of bytes with a unit.
func Size(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	v, i := float64(n), 0
	for v >= 1024 && i < len(units)-1 {
		v /= 1024
		i++
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}

// Term formats a term for people.
func Term(t rdf.Term) string {
	switch t.Kind() {
	case rdf.KindNone:
		return ""
	case rdf.KindIRI:
		return vocab.Compact(t.Value())
	case rdf.KindLiteral:
		if t.Datatype() == vocab.XSDString || t.Language() == "" {
			return t.Value()
		}
		return t.Value() + "@" + t.Language()
	default:
		return t.String()
	}
}
