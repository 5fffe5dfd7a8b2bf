package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/held"
)

// linkReports are the results for several sources, and the time the command took.
type linkReports struct {
	held.LinkReport
	Seconds float64 `json:"seconds"`
}

// printLink prints the report of one source.
func printLink(out io.Writer, format outputFormat, r *held.SourceReport) error {
	if format == "json" {
		return output.JSON(out, r)
	}
	rows, linked, rejected, outOfScope := r.Rows()
	t := output.Table{Right: map[int]bool{1: true}}
	t.Add("rows", output.Count(rows))
	t.Add("linked", output.Count(linked))
	t.Add("rejected", output.Count(rejected))
	for i := range r.Files {
		addRows(&t, r.Files[i].Name, r.Files[i].Rejected)
	}
	t.Add("out of scope", output.Count(outOfScope))
	for i := range r.Files {
		addRows(&t, r.Files[i].Name, r.Files[i].OutOfScope)
	}
	t.Add("links", output.Count(r.Links))
	for _, kind := range links.DiscrepancyKinds() {
		if n := r.Discrepancies[kind]; n > 0 {
			t.Add("discrepancies: "+string(kind), output.Count(n))
		}
	}
	t.Add("things that appeared", output.Count(int64(r.Appeared)))
	t.Add("things that changed", output.Count(int64(r.Changed)))
	t.Add("things that vanished", output.Count(int64(r.Vanished)))
	t.Add("quads in "+r.Graph, output.Count(r.Quads))
	return t.Print(out)
}

// addRows adds the row counts of a file by reason, in order of reason.
func addRows(t *output.Table, file string, reasons map[formats.Reason]int64) {
	var list []formats.Reason
	for reason := range reasons {
		list = append(list, reason)
	}
	slices.Sort(list)
	for _, reason := range list {
		t.Add("  "+file+": "+string(reason), output.Count(reasons[reason]))
	}
}

// printLinks prints the reports of several sources, one per line.
func printLinks(out io.Writer, format outputFormat, all *linkReports) error {
	if format == "json" {
		return output.JSON(out, all)
	}
	t := output.Table{
		Header: []string{"source", "rows", "linked", "rejected", "out of scope", "links", "discrepancies", "appeared", "changed", "vanished", "quads"},
		Right:  map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 8: true, 9: true, 10: true},
	}
	for i := range all.Sources {
		r := &all.Sources[i]
		rows, linked, rejected, outOfScope := r.Rows()
		t.Add(r.Source, output.Count(rows), output.Count(linked), output.Count(rejected), output.Count(outOfScope), output.Count(r.Links), output.Count(r.DiscrepancyCount()),
			output.Count(int64(r.Appeared)), output.Count(int64(r.Changed)), output.Count(int64(r.Vanished)), output.Count(r.Quads))
	}
	if err := t.Print(out); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%s quads in the store, %.1f s\n", output.Count(all.Total), all.Seconds)
	return err
}
