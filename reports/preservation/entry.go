package preservation

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/reports/coverage"
	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/vocab"
)

// Entry returns the report of preservation for the list of reports.
func Entry() report.Report {
	return report.Report{
		Name:  "preservation",
		Title: "Show which years of a serial are archived, and by whom",
		About: `Preservation shows, for each ISSN given, the years that were published, the years that each archive
keeps, and the years that three or more archives keep, or none. It does so for the ISSN, for all
ISSNs that share its ISSN-L, and for its history: the serials linked to it by succession (fields
780 and 785). Without ISSNs it prints the figures of the whole register: archived titles in all, by
number of agencies, by agency, by country, and in open access.`,
		Args:     "[ISSN...]",
		Examples: []string{"", "0028-0836 1476-4687", "0028-0836 --format ttl"},
		Formats:  []string{"table", "json", "csv"},
		RDF:      true,
		New: func(flags *flag.FlagSet) report.Run {
			f := &asked{}
			flags.IntVar(&f.year, "year", 0, "`year` in which open ranges end (default the current one)")
			return f.run
		},
		OfSerial: func(ctx context.Context, st *report.State, n issn.ISSN, year int) (report.Document, error) {
			rep, err := Read(ctx, st.Engine, n, Options{Year: year})
			if err != nil {
				return nil, err
			}
			return rep, nil
		},
	}
}

// asked are the parameters of the report.
type asked struct{ year int }

func (f *asked) run(ctx context.Context, q *report.Question, out io.Writer) (err error) {
	syntax, isRDF := report.Syntax(q.Format)
	switch {
	case f.year < 0 || f.year > LastYear: // 0 is the current year
		return report.Usagef("--year: %d is not a year from 1 to %d", f.year, LastYear)
	case len(q.Args) == 0 && isRDF:
		return report.Usagef("--format: %s needs an ISSN; figures come as table, json or csv", q.Format)
	case len(q.Args) == 0:
		return coverage.Print(ctx, q, 10*time.Minute, coverage.Queries(coverage.Keepers), out)
	}
	list := make([]issn.ISSN, len(q.Args))
	for i, text := range q.Args {
		if list[i], err = issn.Clean(text); err != nil {
			return report.Usagef("%w", err)
		}
	}
	st, err := q.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	reports := make([]*Report, len(list))
	for i, n := range list {
		if reports[i], err = Read(ctx, st.Engine, n, Options{Year: f.year}); err != nil {
			return err
		}
	}
	switch {
	case isRDF:
		return report.WriteRDF(out, syntax, Quads(reports), vocab.PrefixMap())
	case q.Format == "json":
		return output.JSON(out, reports)
	case q.Format == "csv":
		return WriteCSV(out, reports)
	}
	return printReports(out, reports)
}

// printReports prints reports for people.
func printReports(out io.Writer, reports []*Report) error {
	for i, rep := range reports {
		title := rep.Title
		if i > 0 {
			title = "\n" + title
		}
		if _, err := fmt.Fprintf(out, "%s\n", title); err != nil {
			return err
		}
		for _, level := range rep.Levels() {
			if _, err := fmt.Fprintf(out, "\n%s: %s\n", level.Label, strings.Join(level.ISSNs, ", ")); err != nil {
				return err
			}
			if err := level.print(out); err != nil {
				return err
			}
		}
	}
	return nil
}

// print prints the level for people.
func (l *Level) print(out io.Writer) error {
	t := output.Table{}
	t.Add("  published", words(l.Published))
	t.Add("  kept", words(l.Kept))
	t.Add("  by three or more", words(l.ThreeOrMore))
	t.Add("  by nobody", words(l.Nobody))
	if len(l.InProgressOnly) > 0 {
		t.Add("  in progress only", words(l.InProgressOnly))
	}
	for _, k := range l.Keepers {
		for _, s := range k.Statuses {
			text := words(s.Years)
			if s.Undated {
				text += " (and undated)"
			}
			t.Add("  "+k.Code, s.Status+": "+text)
		}
	}
	return t.Print(out)
}

// words is a set of years for people.
func words(y Years) string {
	if len(y) == 0 {
		return "none"
	}
	return y.String()
}
