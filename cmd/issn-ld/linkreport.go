package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
)

// linkReport is the result for one source in JSON.
type linkReport struct {
	*links.Report
	Appeared int     `json:"appeared"`
	Changed  int     `json:"changed"`
	Vanished int     `json:"vanished"`
	Seconds  float64 `json:"seconds"`
}

// linkReports are the results for several sources.
type linkReports struct {
	Sources []linkReport `json:"sources"`
	Total   int64        `json:"quadsTotal"` // in the store now
	Seconds float64      `json:"seconds"`
}

// printLink prints the report of one source.
func printLink(out io.Writer, format outputFormat, r *linkReport) error {
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
		discrepancies := int64(0)
		for _, n := range r.Discrepancies {
			discrepancies += n
		}
		t.add(r.Source, count(rows), count(linked), count(rejected), count(outOfScope), count(r.Links), count(discrepancies),
			count(int64(r.Appeared)), count(int64(r.Changed)), count(int64(r.Vanished)), count(r.Quads))
	}
	if err := t.print(out); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%s quads in the store, %.1f s\n", count(all.Total), all.Seconds)
	return err
}
