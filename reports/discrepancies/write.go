package discrepancies

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/sheet"
	"github.com/issn-ld/issn-ld/vocab"
)

// Columns are the columns of the CSV form.
var Columns = [...]string{"kind", "source", "item", "issn", "serial", "found", "expected", "file", "row"}

// WriteCSV writes a header and one line for each discrepancy.
func WriteCSV(w io.Writer, list []links.Discrepancy) error {
	c := sheet.NewWriter(w, false)
	if err := c.Write(Columns[:]); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	for i := range list {
		d := &list[i]
		row := ""
		if d.Row > 0 {
			row = strconv.FormatInt(d.Row, 10)
		}
		if err := c.Write([]string{string(d.Kind), d.Source, d.Item, d.ISSN, d.Serial, d.Found, d.Expected, d.File, row}); err != nil {
			return fmt.Errorf("links: %w", err)
		}
	}
	if err := c.Close(); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	return nil
}

// WriteJSON writes an array with one object per line.
func WriteJSON(w io.Writer, list []links.Discrepancy) error {
	if _, err := io.WriteString(w, "["); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	for i := range list {
		b, err := json.Marshal(&list[i])
		if err != nil {
			return fmt.Errorf("links: %w", err)
		}
		separator := ",\n"
		if i == 0 {
			separator = "\n"
		}
		if _, err := io.WriteString(w, separator+string(b)); err != nil {
			return fmt.Errorf("links: %w", err)
		}
	}
	if _, err := io.WriteString(w, "\n]\n"); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	return nil
}

// Quads returns the RDF form of discrepancies, in the graphs of their
// sources.
func Quads(list []links.Discrepancy) []rdf.Quad {
	var quads []rdf.Quad
	numbers, graphs := map[string]int{}, map[string]string{}
	for _, s := range sources.Sources() {
		graphs[s.Info().Name] = s.Info().Graph()
	}
	for i := range list {
		graph := cmp.Or(graphs[list[i].Source], vocab.GraphBase+list[i].Source)
		numbers[graph]++
		node := rdf.NewIRI(graph + "#discrepancy-" + strconv.Itoa(numbers[graph]))
		g := rdf.NewIRI(graph)
		// The callback never fails, so neither does Triples.
		if err := list[i].Triples(node, func(t rdf.Triple) error {
			quads = append(quads, rdf.Quad{S: t.S, P: t.P, O: t.O, G: g})
			return nil
		}); err != nil {
			return nil
		}
	}
	return quads
}

// HasQuickStatements reports whether corrections for a source are QuickStatements;
// for all others they are CSV.
func HasQuickStatements(source string) bool { return source == "wikidata" }

// WriteCorrections writes the corrections for all sources except those that use
// QuickStatements: source, item, field, old value, new value, reason.
func WriteCorrections(w io.Writer, list []links.Discrepancy) error {
	c := sheet.NewWriter(w, false)
	if err := c.Write([]string{"source", "item", "field", "old", "new", "reason"}); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	for i := range list {
		d := &list[i]
		if HasQuickStatements(d.Source) {
			continue
		}
		for _, x := range d.Corrections {
			if err := c.Write([]string{d.Source, x.Item, x.Field, x.Old, x.New, string(d.Kind)}); err != nil {
				return fmt.Errorf("links: %w", err)
			}
		}
	}
	if err := c.Close(); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	return nil
}

// WriteQuickStatements writes the corrections for Wikidata as QuickStatements version 1
// commands, one per line, tab-separated: "-Q1 P236 "old"" removes a value, "Q1 P236
// "new"" adds one, with the register's record as reference (P854) and the day of
// retrieval (P813).
func WriteQuickStatements(w io.Writer, list []links.Discrepancy, retrieved time.Time) error {
	day := retrieved.UTC().Format("+"+time.DateOnly) + "T00:00:00Z/11" // the precision of a day; not in the layout, where 1 is the month
	written := map[string]bool{}
	put := func(fields ...string) error {
		line := strings.Join(fields, "\t") + "\n"
		if written[line] {
			return nil
		}
		written[line] = true
		if _, err := io.WriteString(w, line); err != nil {
			return fmt.Errorf("links: %w", err)
		}
		return nil
	}
	for i := range list {
		d := &list[i]
		if !HasQuickStatements(d.Source) {
			continue
		}
		for _, c := range d.Corrections {
			item := sources.QID(c.Item)
			if item == "" {
				continue
			}
			if c.Old != "" {
				if err := put("-"+item, c.Field, quoted(c.Old)); err != nil {
					return err
				}
			}
			if c.New == "" {
				continue
			}
			record := strings.Replace(cmp.Or(d.Serial, vocab.Resource+"ISSN/"+c.New), vocab.Resource, "https://portal.issn.org/resource/", 1)
			if err := put(item, c.Field, quoted(c.New), "S854", quoted(record), "S813", day); err != nil {
				return err
			}
		}
	}
	return nil
}

// quoted is a string of QuickStatements: it cannot hold tabs, bars or quotes.
func quoted(s string) string {
	return `"` + strings.Map(func(r rune) rune {
		if r == '"' || r == '\t' || r == '\n' || r == '|' {
			return -1
		}
		return r
	}, s) + `"`
}
