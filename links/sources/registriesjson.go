package sources

import (
	"bytes"
	"context"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/vocab"
)

// jsonRegistries are the smaller lists that are not tables.
func jsonRegistries() []*system {
	return []*system{
		registry("awol", "AWOL Index", "https://isaw.nyu.edu/publications/awol-index/",
			&formats.JSON{Label: "awol-index", Need: []string{`"identifiers"`, `"issn"`}, Fill: fillAWOL}),
		registry("scielo", "SciELO", "https://scielo.org/",
			&formats.JSON{Label: "scielo-journals", Need: []string{`"collection_acronym"`, `"print_issn"`}, Fill: fillSciELO}),
		registry("szczepanski", "Jan Szczepanski's list of open-access journals", "https://archive.org/details/szczepanski-open-access-journals",
			&formats.JSON{Label: "szczepanski", Need: []string{`"year_spans"`, `"issn`}, Fill: fillSzczepanski}),
		registry("journalsdb", "JournalsDB, merged ISSNs", "https://journalsdb.org/", &mergeNotes{}),
	}
}

func fillAWOL(o formats.Object, row *formats.Row) {
	numbers := o.Sub("identifiers").Sub("issn")
	for _, s := range numbers.List("print") {
		row.AddNumbers(s, formats.RolePrint)
	}
	for _, s := range numbers.List("electronic") {
		row.AddNumbers(s, formats.RoleOnline)
	}
	for _, s := range numbers.List("generic") {
		row.AddNumbers(s, formats.RoleFormer)
	}
	row.AddTitle(o.Text("title"), "")
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(o.Text("url")))
}

func fillSciELO(o formats.Object, row *formats.Row) {
	row.AddNumbers(o.Text("print_issn"), formats.RolePrint)
	row.AddNumbers(o.Text("electronic_issn"), formats.RoleOnline)
	if s := o.Text("scielo_issn"); !formats.Repeated(row.Numbers, s) {
		row.AddNumbers(s, formats.RoleAny)
	}
	row.AddTitle(o.Text("fulltitle", "title"), "")
	row.AddTitle(o.Text("abbreviated_iso_title"), "")
	row.Start = formats.Year(o.Text("first_year"))
	if o.Text("current_status") == "deceased" {
		row.End = formats.Year(o.Text("last_year"))
	}
}

func fillSzczepanski(o formats.Object, row *formats.Row) {
	row.AddNumbers(o.Text("issnp"), formats.RolePrint)
	row.AddNumbers(o.Text("issne"), formats.RoleOnline)
	row.AddTitle(o.Text("title"), "")
	for _, t := range o.List("other_titles") {
		row.AddTitle(t, "")
	}
	row.Publisher.Name = o.Text("ed")
	row.Open = formats.Yes
	for _, u := range o.Subs("urls") {
		row.AddIRI(vocab.SchemaURL, formats.WebIRI(u.Text("url")))
	}
	for _, span := range o.List("year_spans") {
		e := holdings.ParseExtent(span)
		row.AddFact(vocab.SchemaTemporalCoverage, holdings.Coverage(e.Years(0), e.Stated()))
	}
}

// mergeNotes is a file of release notes with lines "0008-7769 -> 0341-8162": the
// first ISSN is mapped to the second. Other lines are text.
type mergeNotes struct{}

// Name implements [formats.Format].
func (mergeNotes) Name() string { return "merge-notes" }

// Sniff looks for a line with an arrow.
func (mergeNotes) Sniff(_ string, head []byte) bool {
	for line := range bytes.SplitSeq(head, []byte("\n")) {
		if _, _, ok := merge(string(line)); ok {
			return true
		}
	}
	return false
}

// merge reads "a -> b".
func merge(line string) (a, b string, ok bool) {
	a, b, ok = strings.Cut(strings.Trim(strings.TrimSpace(line), "*-\\ "), "->")
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if !ok || len(a) != len("0000-0000") || a[4] != '-' {
		return "", "", false
	}
	return a, b, true
}

// Read yields a row for each line.
func (mergeNotes) Read(ctx context.Context, in *formats.Input, emit func(*formats.Row) error) error {
	return formats.Lines(in.Reader, func(line []byte, number int64) error {
		row := &in.Row
		row.Begin(number)
		a, b, ok := merge(string(line))
		if !ok {
			row.SkipFor(formats.SkipText, strings.TrimSpace(string(line)))
			return emit(row)
		}
		row.Kind, row.Relation = formats.KindRelation, vocab.DCRelation
		row.Numbers = append(row.Numbers, formats.Number{Text: a})
		n, err := issn.Clean(b)
		if err != nil {
			row.RejectFor(formats.RejectISSN, b)
		}
		row.Target = n
		if row.Record%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return emit(row)
	})
}
