// Package sheet writes CSV for spreadsheets.
//
// A spreadsheet runs a cell that begins with = + - or @ as a formula, and titles and
// identifiers come from files that others wrote. [Writer] puts an apostrophe before such
// a cell, which spreadsheets take for "this is text". All CSV of reports goes through it; the
// results of SPARQL, which programs read, do not.
package sheet

import (
	"encoding/csv"
	"io"
	"slices"
)

// Writer writes CSV after RFC 4180 with marked cells. Make one with [NewWriter].
type Writer struct {
	csv *csv.Writer
	row []string
}

// NewWriter returns a writer of UTF-8 with CR LF at the ends of lines, or LF alone.
func NewWriter(w io.Writer, crlf bool) *Writer {
	c := csv.NewWriter(w)
	c.UseCRLF = crlf
	return &Writer{csv: c}
}

// Write writes a line.
func (w *Writer) Write(fields []string) error { return w.WriteAfter(0, fields) }

// WriteAfter writes a line whose first cells, of the number given, are the reader's own
// and stay as they are.
func (w *Writer) WriteAfter(own int, fields []string) error {
	for i := own; i < len(fields); i++ {
		if !runs(fields[i]) {
			continue
		}
		w.row = append(w.row[:0], fields...)
		for j := i; j < len(w.row); j++ {
			w.row[j] = Text(w.row[j])
		}
		return w.csv.Write(w.row)
	}
	return w.csv.Write(fields)
}

// Close writes what is left in memory; the file below stays open.
func (w *Writer) Close() error {
	w.csv.Flush()
	return w.csv.Error()
}

// Text returns a cell that no spreadsheet runs.
func Text(cell string) string {
	if runs(cell) {
		return "'" + cell
	}
	return cell
}

// starts are the characters that make a cell a formula; tab and line ends are dropped by
// some programs before they look.
var starts = []byte{'=', '+', '-', '@', '\t', '\r', '\n'}

func runs(cell string) bool { return cell != "" && slices.Contains(starts, cell[0]) }
