package links

import (
	"bytes"
	"context"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/vocab"
)

// jsonRegistries are the smaller lists that are not tables.
func jsonRegistries() []*system {
	return []*system{
		registry("awol", "AWOL Index", "https://isaw.nyu.edu/publications/awol-index/",
			&jsonFormat{label: "awol-index", need: []string{`"identifiers"`, `"issn"`}, fill: fillAWOL}),
		registry("scielo", "SciELO", "https://scielo.org/",
			&jsonFormat{label: "scielo-journals", need: []string{`"collection_acronym"`, `"print_issn"`}, fill: fillSciELO}),
		registry("szczepanski", "Jan Szczepanski's list of open-access journals", "https://archive.org/details/szczepanski-open-access-journals",
			&jsonFormat{label: "szczepanski", need: []string{`"year_spans"`, `"issn`}, fill: fillSzczepanski}),
		registry("journalsdb", "JournalsDB, merged ISSNs", "https://journalsdb.org/", &mergeNotes{}),
	}
}

func fillAWOL(o object, row *Row) {
	numbers := o.sub("identifiers").sub("issn")
	for _, s := range numbers.list("print") {
		row.numbers(s, RolePrint)
	}
	for _, s := range numbers.list("electronic") {
		row.numbers(s, RoleOnline)
	}
	for _, s := range numbers.list("generic") {
		row.numbers(s, RoleFormer)
	}
	row.title(o.text("title"), "")
	row.factIRI(vocab.SchemaURL, webIRI(o.text("url")))
}

func fillSciELO(o object, row *Row) {
	row.numbers(o.text("print_issn"), RolePrint)
	row.numbers(o.text("electronic_issn"), RoleOnline)
	if s := o.text("scielo_issn"); !repeated(row.Numbers, s) {
		row.numbers(s, RoleAny)
	}
	row.title(o.text("fulltitle", "title"), "")
	row.title(o.text("abbreviated_iso_title"), "")
	row.Start = year(o.text("first_year"))
	if o.text("current_status") == "deceased" {
		row.End = year(o.text("last_year"))
	}
}

func fillSzczepanski(o object, row *Row) {
	row.numbers(o.text("issnp"), RolePrint)
	row.numbers(o.text("issne"), RoleOnline)
	row.title(o.text("title"), "")
	for _, t := range o.list("other_titles") {
		row.title(t, "")
	}
	row.Publisher.Name = o.text("ed")
	row.Open = Yes
	for _, u := range o.subs("urls") {
		row.factIRI(vocab.SchemaURL, webIRI(u.text("url")))
	}
	for _, span := range o.list("year_spans") {
		e := ParseExtent(span)
		row.fact(vocab.SchemaTemporalCoverage, coverage(e.Years(0), e.years()))
	}
}

// years returns the years of all parts as they are stated.
func (e *Extent) years() []Span {
	var spans []Span
	for i := range e.Parts {
		spans = append(spans, e.Parts[i].Years...)
	}
	return spans
}

// mergeNotes is a file of release notes with lines "0008-7769 -> 0341-8162": the
// first ISSN is mapped to the second. Other lines are text.
type mergeNotes struct{}

func (mergeNotes) name() string { return "merge-notes" }

func (mergeNotes) sniff(_ string, head []byte) bool {
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

func (mergeNotes) read(ctx context.Context, in *input, emit func(*Row) error) error {
	return lines(in.r, func(line []byte, number int64) error {
		row := &in.row
		row.start(number)
		a, b, ok := merge(string(line))
		if !ok {
			row.skip(SkipText, strings.TrimSpace(string(line)))
			return emit(row)
		}
		row.Kind, row.Relation = KindRelation, vocab.DCRelation
		row.Numbers = append(row.Numbers, Number{Text: a})
		n, err := issn.Clean(b)
		if err != nil {
			row.reject(RejectISSN, b)
		}
		row.Target = n
		if row.Record%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return emit(row)
	})
}
