package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/coverage"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/results"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
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
			return printJSON(out, coverage.Queries(""))
		}
		t := table{header: []string{"query", "what it counts"}}
		for _, q := range coverage.Queries("") {
			t.add(q.Name, q.Title)
		}
		return t.print(out)
	case f.show != "":
		list, err := queriesNamed([]string{f.show})
		if err != nil {
			return err
		}
		_, err = io.WriteString(out, list[0].Text)
		return err
	}
	list, err := queriesNamed(names)
	if err != nil {
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

// queriesNamed returns the queries with the names; all if there are no names.
func queriesNamed(names []string) ([]coverage.Query, error) {
	if len(names) == 0 {
		return coverage.Queries(""), nil
	}
	list := make([]coverage.Query, len(names))
	for i, name := range names {
		q, ok := coverage.Lookup(name)
		if !ok {
			return nil, usagef("there is no query %q; 'issn-ld report coverage --list' lists them", name)
		}
		list[i] = q
	}
	return list, nil
}

// figures are the result of one query.
type figures struct {
	Query string           `json:"query"`
	Title string           `json:"title"`
	Vars  []string         `json:"vars"`
	Rows  []map[string]any `json:"rows"` // numbers as numbers, everything else as text

	terms [][]rdf.Term
}

// printFigures runs queries and prints their results in turn.
func printFigures(ctx context.Context, data string, timeout time.Duration, list []coverage.Query, format string, out io.Writer) (err error) {
	db, err := openExisting(data, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{Timeout: timeout})
	all := make([]*figures, len(list))
	for i, q := range list {
		if all[i], err = runFigures(ctx, engine, q); err != nil {
			return fmt.Errorf("%s: %w", q.Name, err)
		}
	}
	if format == "json" {
		return printJSON(out, all)
	}
	for i, f := range all {
		if i > 0 {
			if _, err := io.WriteString(out, "\n"); err != nil {
				return err
			}
		}
		if err := f.print(out, format); err != nil {
			return err
		}
	}
	return nil
}

// runFigures runs a query.
func runFigures(ctx context.Context, engine *sparql.Engine, q coverage.Query) (f *figures, err error) {
	res, err := engine.Query(ctx, q.Text, sparql.QueryOptions{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	f = &figures{Query: q.Name, Title: q.Title, Vars: res.Vars, Rows: []map[string]any{}}
	for row, err := range res.Rows() {
		if err != nil {
			return nil, err
		}
		values := map[string]any{}
		terms := make([]rdf.Term, len(row))
		copy(terms, row)
		for i, t := range terms {
			switch {
			case t.IsZero():
			case isNumber(t):
				values[res.Vars[i]] = json.Number(t.Value())
			default:
				values[res.Vars[i]] = t.Value()
			}
		}
		f.Rows, f.terms = append(f.Rows, values), append(f.terms, terms)
	}
	return f, nil
}

// print writes the figures as a table for people or as CSV.
func (f *figures) print(out io.Writer, format string) error {
	if format == "csv" {
		w := results.NewWriter(out, results.CSV, f.Vars)
		for _, row := range f.terms {
			if err := w.WriteRow(row); err != nil {
				return err
			}
		}
		return w.Close()
	}
	if _, err := fmt.Fprintf(out, "%s\n\n", f.Title); err != nil {
		return err
	}
	t := table{header: f.Vars, right: map[int]bool{}}
	for _, row := range f.terms {
		cells := make([]string, len(row))
		for i, term := range row {
			cells[i] = termText(term)
			t.right[i] = t.right[i] || isNumber(term)
		}
		t.add(cells...)
	}
	return t.print(out)
}

// isNumber reports whether a term is a numeric literal that JSON can represent.
func isNumber(t rdf.Term) bool {
	switch t.Datatype() {
	case vocab.XSDInteger, vocab.XSDDecimal:
		return json.Valid([]byte(t.Value()))
	}
	return false
}
