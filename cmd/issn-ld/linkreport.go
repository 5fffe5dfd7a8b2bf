package main

import (
	"fmt"
	"io"
	"slices"

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
		return printJSON(out, r)
	}
	rows, linked, rejected, outOfScope := r.Rows()
	t := table{right: map[int]bool{1: true}}
	t.add("rows", count(rows))
	t.add("linked", count(linked))
	t.add("rejected", count(rejected))
	for i := range r.Files {
		addRows(&t, r.Files[i].Name, r.Files[i].Rejected)
	}
	t.add("out of scope", count(outOfScope))
	for i := range r.Files {
		addRows(&t, r.Files[i].Name, r.Files[i].OutOfScope)
	}
	t.add("links", count(r.Links))
	for _, kind := range links.DiscrepancyKinds() {
		if n := r.Discrepancies[kind]; n > 0 {
			t.add("discrepancies: "+string(kind), count(n))
		}
	}
	t.add("things that appeared", count(int64(r.Appeared)))
	t.add("things that changed", count(int64(r.Changed)))
	t.add("things that vanished", count(int64(r.Vanished)))
	t.add("quads in "+r.Graph, count(r.Quads))
	return t.print(out)
}

// addRows adds the row counts of a file by reason, in order of reason.
func addRows(t *table, file string, reasons map[formats.Reason]int64) {
	var list []formats.Reason
	for reason := range reasons {
		list = append(list, reason)
	}
	slices.Sort(list)
	for _, reason := range list {
		t.add("  "+file+": "+string(reason), count(reasons[reason]))
	}
}

// printLinks prints the reports of several sources, one per line.
func printLinks(out io.Writer, format outputFormat, all *linkReports) error {
	if format == "json" {
		return printJSON(out, all)
	}
	t := table{
		header: []string{"source", "rows", "linked", "rejected", "out of scope", "links", "discrepancies", "appeared", "changed", "vanished", "quads"},
		right:  map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 8: true, 9: true, 10: true},
	}
	for i := range all.Sources {
		r := &all.Sources[i]
		rows, linked, rejected, outOfScope := r.Rows()
		t.add(r.Source, count(rows), count(linked), count(rejected), count(outOfScope), count(r.Links), count(r.DiscrepancyCount()),
			count(int64(r.Appeared)), count(int64(r.Changed)), count(int64(r.Vanished)), count(r.Quads))
	}
	if err := t.print(out); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%s quads in the store, %.1f s\n", count(all.Total), all.Seconds)
	return err
}
