package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/register/ingest"
)

// importReport is the result of an import in JSON.
type importReport struct {
	Read      int64            `json:"read"`
	Mapped    int64            `json:"mapped"`
	Withdrawn int64            `json:"withdrawn"` // of the mapped ones, those marked as deleted
	Corrected int64            `json:"corrected"` // ISSNs of the store that gave way to another
	Skipped   map[string]int64 `json:"skipped"`
	Rejected  map[string]int64 `json:"rejected"`
	Warnings  int64            `json:"warnings"`
	Quads     int64            `json:"quads"`      // from the records
	Kept      int64            `json:"quadsKept"`  // of those already in the store
	Total     int64            `json:"quadsTotal"` // in the store now
	Terms     uint64           `json:"terms"`
	Seconds   float64          `json:"seconds"`
	Rate      float64          `json:"recordsPerSecond"`
	Rejects   []string         `json:"rejectFiles,omitempty"`
}

// reasonTexts explain the reasons of the mapping in words.
var reasonTexts = map[string]string{
	register.ReasonNoISSN:     "without an ISSN",
	register.ReasonUnreadable: "unreadable",
	"check-digit":             "wrong check digit",
	"malformed":               "malformed ISSN",
	register.ReasonOlder:      "older than the store's record",
	register.ReasonCorrected:  "older record, with an ISSN that was corrected",
	ingest.ReasonDuplicate:    "older record of the same ISSN",
}

func (im *importer) print(out io.Writer, report *register.ImportReport, rejects []string) error {
	stats := report.Load // its clock started before the records were read
	r := importReport{
		Read: report.Read, Mapped: report.Mapped, Withdrawn: report.Withdrawn, Corrected: report.Corrected, Skipped: report.Skipped, Rejected: report.Rejected,
		Warnings: report.Warnings, Quads: report.Quads, Kept: stats.Kept, Total: stats.Quads, Terms: stats.Terms,
		Seconds: stats.Seconds, Rate: float64(report.Read) / stats.Seconds, Rejects: rejects,
	}
	if *im.flags.format == "json" {
		return output.JSON(out, r)
	}
	t := output.Table{Right: map[int]bool{1: true}}
	t.Add("records read", output.Count(r.Read))
	t.Add("mapped", output.Count(r.Mapped))
	if r.Withdrawn > 0 {
		t.Add("of these withdrawn", output.Count(r.Withdrawn))
	}
	if r.Corrected > 0 {
		t.Add("corrected ISSNs", output.Count(r.Corrected))
	}
	addReasons(&t, "skipped", r.Skipped)
	addReasons(&t, "rejected", r.Rejected)
	if r.Warnings > 0 {
		t.Add("warnings", output.Count(r.Warnings))
	}
	t.Add("quads from the records", output.Count(r.Quads))
	t.Add("quads in the store", output.Count(r.Total))
	t.Add("seconds", fmt.Sprintf("%.1f", r.Seconds))
	t.Add("records/s", output.Count(int64(r.Rate)))
	if err := t.Print(out); err != nil {
		return err
	}
	if len(r.Rejects) > 0 {
		_, err := fmt.Fprintf(out, "\nRejected records are in %s; correct and import them again.\n", strings.Join(r.Rejects, " and "))
		return err
	}
	return nil
}

func addReasons(t *output.Table, what string, counts map[string]int64) {
	for _, reason := range ingest.Reasons(counts) {
		text := reasonTexts[reason]
		if text == "" {
			text = reason
		}
		t.Add(what+": "+text, output.Count(counts[reason]))
	}
}

// updateReport is the result of an update in JSON.
type updateReport struct {
	Read       int64            `json:"read"`
	New        int64            `json:"new"`
	Changed    int64            `json:"changed"`
	Unchanged  int64            `json:"unchanged"`
	Cancelled  int64            `json:"cancelled"`
	Suppressed int64            `json:"suppressed"`
	Withdrawn  int64            `json:"withdrawn"`
	Skipped    map[string]int64 `json:"skipped"`
	Rejected   map[string]int64 `json:"rejected"`
	Seconds    float64          `json:"seconds"`
	Rejects    []string         `json:"rejectFiles,omitempty"`
}

// printUpdate prints the report of an update.
func printUpdate(out io.Writer, report *register.UpdateReport, took time.Duration, rejects []string, format outputFormat) error {
	r := updateReport{
		Read: report.Read, New: report.Created, Changed: report.Changed, Unchanged: report.Unchanged, Cancelled: report.Cancelled,
		Suppressed: report.Suppressed, Withdrawn: report.Withdrawn, Skipped: report.Skipped, Rejected: report.Rejected,
		Seconds: took.Seconds(), Rejects: rejects,
	}
	if format == "json" {
		return output.JSON(out, r)
	}
	t := output.Table{Right: map[int]bool{1: true}}
	t.Add("records read", output.Count(r.Read))
	t.Add("new", output.Count(r.New))
	t.Add("changed", output.Count(r.Changed))
	t.Add("unchanged", output.Count(r.Unchanged))
	t.Add("cancelled", output.Count(r.Cancelled))
	t.Add("suppressed", output.Count(r.Suppressed))
	t.Add("withdrawn", output.Count(r.Withdrawn))
	addReasons(&t, "skipped", r.Skipped)
	addReasons(&t, "rejected", r.Rejected)
	t.Add("seconds", fmt.Sprintf("%.1f", r.Seconds))
	return t.Print(out)
}
