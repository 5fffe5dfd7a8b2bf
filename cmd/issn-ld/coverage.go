package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/reports/coverage"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// coverageFlags are the flags of the coverage report.
type coverageFlags struct {
	data, format, show string
	list               bool
	timeout            time.Duration
}

func newCoverage() *cobra.Command {
	f := &coverageFlags{}
	cmd := &cobra.Command{
		Use:   "coverage [QUERY...]",
		Short: "Count which titles other systems know and archives keep",
		Long: `Coverage prints which share of the open-access titles in ROAD is known to OpenAlex, Crossref, SUDOC,
Wikidata, DOAJ, the Keepers, Scopus and Latindex, and how many titles the archives of the Keepers
Registry keep, by number of agencies, by agency, by country, and of open access. Each figure is
the result of a SPARQL query that comes with the program: --list names them, --show prints one,
to be pasted into /sparql or changed. Without names all queries run.`,
		Example: `  issn-ld report coverage --data data
  issn-ld report coverage road-coverage --data data --format csv
  issn-ld report coverage --show road-coverage`,
		Args: usageArgs(cobra.ArbitraryArgs),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.format, "format", "table", "table, json or csv")
	flags.StringVar(&f.show, "show", "", "print the text of this query instead")
	flags.BoolVar(&f.list, "list", false, "list the queries")
	flags.DurationVar(&f.timeout, "timeout", 10*time.Minute, "longest run of a query")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return f.run(cmd.Context(), args, cmd.OutOrStdout())
	}
	return cmd
}

func (f *coverageFlags) run(ctx context.Context, names []string, out io.Writer) error {
	if err := figureFormat(f.format); err != nil {
		return err
	}
	switch {
	case f.list:
		if f.format == "json" {
			return output.JSON(out, coverage.Queries(""))
		}
		t := output.Table{Header: []string{"query", "what it counts"}}
		for _, q := range coverage.Queries("") {
			t.Add(q.Name, q.Title)
		}
		return t.Print(out)
	case f.show != "":
		names = []string{f.show}
	}
	list, err := coverage.Named(names...)
	if err != nil {
		return usagef("%w; 'issn-ld report coverage --list' lists them", err)
	}
	if f.show != "" {
		_, err = io.WriteString(out, list[0].Text)
		return err
	}
	return printFigures(ctx, f.data, f.timeout, list, f.format, out)
}

// figureFormat checks --format for reports of figures.
func figureFormat(name string) error {
	if name != "table" && name != "json" && name != "csv" {
		return usagef("--format: %q is none of table, json, csv", name)
	}
	return nil
}

// printFigures runs queries and prints their results in turn.
func printFigures(ctx context.Context, data string, timeout time.Duration, list []coverage.Query, format string, out io.Writer) (err error) {
	db, err := openExisting(data, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{Timeout: timeout})
	all := make([]*coverage.Figures, len(list))
	for i, q := range list {
		if all[i], err = coverage.Run(ctx, engine, q); err != nil {
			return err
		}
	}
	if format == "json" {
		return output.JSON(out, all)
	}
	for i, f := range all {
		if i > 0 {
			if _, err := io.WriteString(out, "\n"); err != nil {
				return err
			}
		}
		if format == "csv" {
			err = f.WriteCSV(out)
		} else {
			err = printFigure(out, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// printFigure prints the result of a query for people.
func printFigure(out io.Writer, f *coverage.Figures) error {
	if _, err := fmt.Fprintf(out, "%s\n\n", f.Title); err != nil {
		return err
	}
	t := output.Table{Header: f.Vars, Right: map[int]bool{}}
	for _, row := range f.Terms {
		cells := make([]string, len(row))
		for i, term := range row {
			cells[i] = output.Term(term)
			t.Right[i] = t.Right[i] || coverage.IsNumber(term)
		}
		t.Add(cells...)
	}
	return t.Print(out)
}
