package crosswalk

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/reports/sheet"
)

// A Writer writes rows in one format.
type Writer interface {
	Write(rows []Row) error
	// Close writes any remaining output. It does not close the underlying writer.
	Close() error
}

// Format is a form of the crosswalk.
type Format string

// The formats.
const (
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
	Parquet   Format = "parquet"
)

// Formats returns all formats.
func Formats() []Format { return []Format{CSV, JSONLines, Parquet} }

// NewWriter returns a writer of a format, which has to be one of [Formats].
func NewWriter(w io.Writer, format Format) (Writer, error) {
	switch format {
	case CSV:
		return NewCSV(w)
	case JSONLines:
		return NewJSONLines(w), nil
	case Parquet:
		return NewParquet(w), nil
	}
	return nil, fmt.Errorf("crosswalk: no format %q", format)
}

// Columns returns the names of the columns of a row, in the order of [Row.Fields].
func Columns() []string {
	return []string{
		"issn", "issn_l", "cluster", "title", "status", "medium", "replaced_by", "preceded_by", "continued_by",
		"current", "current_issn_l", "current_title", "wikidata", "openalex", "publisher_isni",
		"publisher_ror", "crossref", "doaj", "zdb", "sudoc", "close", "keepers", "holdings",
	}
}

// Fields appends the row as text to dst, column by column. Vertical bars separate the
// elements of lists; a holding is clockss:Preserved.
func (row *Row) Fields(dst []string) []string {
	list := func(values []string) string { return strings.Join(values, "|") }
	holdings := make([]string, len(row.Holdings))
	for i, h := range row.Holdings {
		holdings[i] = h.Agency + ":" + h.Status
	}
	return append(dst, row.ISSN, row.ISSNL, list(row.Cluster), row.Title, row.Status, row.Medium, list(row.ReplacedBy),
		list(row.PrecededBy), list(row.ContinuedBy), row.Current, row.CurrentISSNL, row.CurrentTitle,
		list(row.Wikidata), list(row.OpenAlex), list(row.PublisherISNI), list(row.PublisherROR), list(row.Crossref), list(row.DOAJ),
		list(row.ZDB), list(row.SUDOC), list(row.Close), strconv.Itoa(int(row.Keepers)), list(holdings))
}

// NewCSV returns a writer of RFC 4180 CSV, in UTF-8, with a header.
func NewCSV(w io.Writer) (Writer, error) {
	c := &csvWriter{w: sheet.NewWriter(w, true)}
	return c, c.w.Write(Columns())
}

type csvWriter struct {
	w      *sheet.Writer
	fields []string
}

// Write implements [Writer].
func (c *csvWriter) Write(rows []Row) error {
	for i := range rows {
		c.fields = rows[i].Fields(c.fields[:0])
		if err := c.w.Write(c.fields); err != nil {
			return err
		}
	}
	return nil
}

// Close implements [Writer].
func (c *csvWriter) Close() error {
	return c.w.Close()
}

// NewJSONLines returns a writer of JSON objects, one per line.
func NewJSONLines(w io.Writer) Writer {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &jsonWriter{enc}
}

type jsonWriter struct{ enc *json.Encoder }

// Write implements [Writer].
func (j *jsonWriter) Write(rows []Row) error {
	for i := range rows {
		if err := j.enc.Encode(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// Close implements [Writer].
func (j *jsonWriter) Close() error { return nil }

// WriteCSV writes an answer as CSV: a line for each row with its identifier, and one
// line with the reason for an identifier without rows.
func (a *Answer) WriteCSV(w io.Writer) error {
	c := sheet.NewWriter(w, true)
	head := append([]string{"id", "kind", "identifier", "found_by", "more", "reason", "detail", "expected", "nearest"}, Columns()...)
	if err := c.Write(head); err != nil {
		return err
	}
	for i := range a.Results {
		res := &a.Results[i]
		fields := []string{
			res.ID, string(res.Kind), res.Identifier, string(res.FoundBy), strconv.FormatBool(res.More), string(res.Reason), res.Detail,
			res.Expected, strings.Join(res.Nearest, "|"),
		}
		for r := range res.Rows {
			if err := c.Write(res.Rows[r].Fields(fields[:9:9])); err != nil {
				return err
			}
		}
		if len(res.Rows) == 0 {
			if err := c.Write(append(fields, make([]string, len(Columns()))...)); err != nil {
				return err
			}
		}
	}
	return c.Close()
}
