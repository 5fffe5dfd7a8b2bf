package report_test

import (
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/reports/report"
)

func TestChooseFormat(t *testing.T) {
	plain := report.Report{Formats: []string{"csv", "jsonl", "parquet"}}
	withRDF := report.Report{Formats: []string{"table", "json"}, RDF: true}
	for name, tc := range map[string]struct {
		r            report.Report
		format, file string
		want         string // empty for an error
	}{
		"named":                     {plain, "jsonl", "c.csv", "jsonl"},
		"suffix":                    {plain, "", "c.parquet", "parquet"},
		"suffix before compression": {plain, "", "c.jsonl.gz", "jsonl"},
		"other compression":         {plain, "", "c.jsonl.zst", "jsonl"},
		"no suffix":                 {plain, "", "parquet", "csv"},
		"standard output":           {plain, "", "-", "csv"},
		"unknown":                   {plain, "xlsx", "", ""},
		"RDF where there is none":   {plain, "ttl", "", ""},
		"RDF":                       {withRDF, "ttl", "", "ttl"},
		"default":                   {withRDF, "", "", "table"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tc.r.ChooseFormat(tc.format, tc.file)
			if got != tc.want || (err != nil) != (tc.want == "") || err != nil && !errors.Is(err, report.ErrUsage) {
				t.Errorf("ChooseFormat(%q, %q) = %q, %v, want %q", tc.format, tc.file, got, err, tc.want)
			}
		})
	}
}

func TestFormatHelp(t *testing.T) {
	bulk := report.Report{Formats: []string{"csv", "jsonl"}, Bulk: true}
	if got, want := bulk.FormatHelp(), "csv or jsonl (default by the suffix of the output, else csv)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	withRDF := report.Report{Formats: []string{"table", "json"}, RDF: true}
	if got, want := withRDF.FormatHelp(), "table, json, nt, nq, ttl, trig, rdf or jsonld"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The JSON of a report is not RDF.
func TestSyntax(t *testing.T) {
	for name, want := range map[string]bool{"json": false, "jsonld": true, "ttl": true, "csv": false} {
		if _, isRDF := report.Syntax(name); isRDF != want {
			t.Errorf("Syntax(%q) says %v", name, isRDF)
		}
	}
}
