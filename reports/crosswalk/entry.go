package crosswalk

import (
	"context"
	"errors"
	"flag"
	"io"

	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/reports/report"
)

// Entry returns the crosswalk for the list of reports.
func Entry() report.Report {
	r := report.Report{
		Name:  "crosswalk",
		Title: "Write a table of each serial's identifiers in other systems",
		About: `Crosswalk writes one row for each ISSN of the register: its ISSN-L and all ISSNs that share it, the
key title, status and medium, the identifiers of the serial in Wikidata, OpenAlex, Crossref, DOAJ,
ZDB and SUDOC, the ISNI and ROR identifiers of its publishers, near matches, and the archiving
agencies that keep it. What a system says about an ISSN-L appears in the rows of all its ISSNs. In
CSV, vertical bars separate the elements of lists. docs/crosswalk.md describes the columns.`,
		Examples: []string{"-o crosswalk.csv.gz", "--format parquet -o crosswalk.parquet", "--format jsonl | jq -c 'select(.keepers >= 3)'"},
		Bulk:     true,
		New:      func(*flag.FlagSet) report.Run { return export },
	}
	for _, f := range Formats() {
		r.Formats = append(r.Formats, string(f))
	}
	return r
}

// export writes all rows.
func export(ctx context.Context, q *report.Question, out io.Writer) (err error) {
	st, err := q.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	total, err := register.CountRecords(ctx, st)
	if err != nil {
		return err
	}
	q.Begin(total)
	r, err := NewReader(st)
	if err != nil {
		return err
	}
	w, err := NewWriter(out, Format(q.Format))
	if err != nil {
		return err
	}
	var done int64
	err = r.All(ctx, func(rows []Row) error {
		done += int64(len(rows))
		q.Done(done)
		return w.Write(rows)
	})
	if err != nil {
		return err
	}
	return w.Close()
}
