package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/store"
)

// importReport is the result of an import for programs.
type importReport struct {
	Read     int64            `json:"read"`
	Mapped   int64            `json:"mapped"`
	Skipped  map[string]int64 `json:"skipped"`
	Rejected map[string]int64 `json:"rejected"`
	Warnings int64            `json:"warnings"`
	Quads    int64            `json:"quads"`      // that the records gave
	Kept     int64            `json:"quadsKept"`  // of what the store had
	Total    int64            `json:"quadsTotal"` // in the store now
	Terms    uint64           `json:"terms"`
	Seconds  float64          `json:"seconds"`
	Rate     float64          `json:"recordsPerSecond"`
	Rejects  []string         `json:"rejectFiles,omitempty"`
}

// reasonTexts say in words what the reasons of the mapping mean.
var reasonTexts = map[string]string{
	"no-issn":              "without an ISSN",
	"unreadable":           "unreadable",
	"check-digit":          "wrong check digit",
	"malformed":            "malformed ISSN",
	"deleted":              "deleted record",
	"older":                "older than the store's record",
	ingest.ReasonDuplicate: "older record of the same ISSN",
}

func (im *importer) print(out io.Writer, report *ingest.Report, stats store.LoadStats, rejects []string) error {
	seconds := report.Elapsed.Seconds() + stats.Seconds
	if stats.Seconds > report.Elapsed.Seconds() { // counted from the begin of the load
		seconds = stats.Seconds
	}
	r := importReport{
		Read: report.Read, Mapped: report.Mapped, Skipped: report.Skipped, Rejected: report.Rejected,
		Warnings: report.Warnings, Quads: report.Quads, Kept: stats.Kept, Total: stats.Quads, Terms: stats.Terms,
		Seconds: seconds, Rate: float64(report.Read) / seconds, Rejects: rejects,
	}
	if *im.flags.format == "json" {
		return printJSON(out, r)
	}
	t := table{right: map[int]bool{1: true}}
	t.add("records read", count(r.Read))
	t.add("mapped", count(r.Mapped))
	addReasons(&t, "skipped", r.Skipped)
	addReasons(&t, "rejected", r.Rejected)
	if r.Warnings > 0 {
		t.add("warnings", count(r.Warnings))
	}
	t.add("quads from the records", count(r.Quads))
	t.add("quads in the store", count(r.Total))
	t.add("seconds", fmt.Sprintf("%.1f", r.Seconds))
	t.add("records/s", count(int64(r.Rate)))
	if err := t.print(out); err != nil {
		return err
	}
	if len(r.Rejects) > 0 {
		_, err := fmt.Fprintf(out, "\nRejected records are in %s; correct and import them again.\n", strings.Join(r.Rejects, " and "))
		return err
	}
	return nil
}

func addReasons(t *table, what string, counts map[string]int64) {
	for _, reason := range ingest.Reasons(counts) {
		text := reasonTexts[reason]
		if text == "" {
			text = reason
		}
		t.add(what+": "+text, count(counts[reason]))
	}
}
