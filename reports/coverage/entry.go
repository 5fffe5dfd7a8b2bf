package coverage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/reports/report"
)

// Entry returns the coverage report for the list of reports.
func Entry() report.Report {
	return report.Report{
		Name:  "coverage",
		Title: "Count the titles that other systems know and archives keep",
		About: `Coverage prints the share of the open-access titles in ROAD that OpenAlex, Crossref, SUDOC,
Wikidata, DOAJ, the Keepers, Scopus and Latindex know, and the number of titles that the archives
of the Keepers Registry keep: by number of agencies, by agency, by country, and in open access.
Each figure is the result of a SPARQL query that comes with the program: --list names the
queries, --show prints one, ready to be pasted into /sparql or changed. Without names all
queries run.`,
		Args:     "[QUERY...]",
		Examples: []string{"", "road-coverage --format csv", "--show road-coverage"},
		Formats:  []string{"table", "json", "csv"},
		New: func(flags *flag.FlagSet) report.Run {
			f := &asked{}
			flags.StringVar(&f.show, "show", "", "print the text of this `query` instead")
			flags.BoolVar(&f.list, "list", false, "list the queries")
			flags.DurationVar(&f.timeout, "timeout", 10*time.Minute, "longest run of a query")
			return f.run
		},
	}
}

// asked are the parameters of the report.
type asked struct {
	show    string
	list    bool
	timeout time.Duration
}

func (f *asked) run(ctx context.Context, q *report.Question, out io.Writer) error {
	names := q.Args
	switch {
	case f.list && q.Format == "json":
		return output.JSON(out, Queries(""))
	case f.list:
		t := output.Table{Header: []string{"query", "what it counts"}}
		for _, q := range Queries("") {
			t.Add(q.Name, q.Title)
		}
		return t.Print(out)
	case f.show != "":
		names = []string{f.show}
	}
	list, err := Named(names...)
	if err != nil {
		return report.Usagef("%w; 'issn-ld report coverage --list' lists them", err)
	}
	if f.show != "" {
		_, err = io.WriteString(out, list[0].Text)
		return err
	}
	return Print(ctx, q, f.timeout, list, out)
}

// Print runs queries and prints their figures in the format of the question: table,
// json or csv.
func Print(ctx context.Context, q *report.Question, timeout time.Duration, list []Query, out io.Writer) (err error) {
	st, err := q.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	all := make([]*Figures, len(list))
	for i, query := range list {
		if all[i], err = Run(ctx, st.Engine, query, timeout); err != nil {
			return err
		}
	}
	if q.Format == "json" {
		return output.JSON(out, all)
	}
	for i, f := range all {
		if i > 0 {
			if _, err := io.WriteString(out, "\n"); err != nil {
				return err
			}
		}
		write := f.print
		if q.Format == "csv" {
			write = f.WriteCSV
		}
		if err := write(out); err != nil {
			return err
		}
	}
	return nil
}

// print prints the figures for people.
func (f *Figures) print(out io.Writer) error {
	if _, err := fmt.Fprintf(out, "%s\n\n", f.Title); err != nil {
		return err
	}
	t := output.Table{Header: f.Vars, Right: map[int]bool{}}
	for _, row := range f.Terms {
		cells := make([]string, len(row))
		for i, term := range row {
			cells[i] = output.Term(term)
			t.Right[i] = t.Right[i] || IsNumber(term)
		}
		t.Add(cells...)
	}
	return t.Print(out)
}
