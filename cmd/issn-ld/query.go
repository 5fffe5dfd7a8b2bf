package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/results"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// queryFlags are the flags of the query command.
type queryFlags struct {
	data, file, format string
	timeout            time.Duration
	memory             string
	explain            bool
	remote             remoteFlags
}

func newQuery() *cobra.Command {
	f := &queryFlags{}
	cmd := &cobra.Command{
		Use:   "query [QUERY]",
		Short: "Run a SPARQL query",
		Long: `Query runs a SPARQL query over the store and prints the result: a table for people, or
any results format or RDF syntax. The prefixes of the ISSN profile need no declaration.`,
		Example: `  issn-ld query --data data 'SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }'
  issn-ld query --data data --format csv 'SELECT ?issn WHERE { ?s schema:issn ?issn } LIMIT 10'
  issn-ld query --data data --format ttl 'DESCRIBE <http://issn.org/resource/ISSN/0028-0836>'
  issn-ld query --data data --file query.rq --explain
  issn-ld query --data data --file query.rq --explain --format svg >plan.svg
  issn-ld query --data data --service-allow https://query.wikidata.org/sparql --file federated.rq`,
		Args: cobra.MaximumNArgs(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.file, "file", "", `file with the query, "-" for standard input`)
	flags.StringVar(&f.format, "format", "table", "table, json, xml, csv, tsv; for graphs nt, nq, ttl, trig, rdf, jsonld; for --explain text, json, svg")
	flags.DurationVar(&f.timeout, "timeout", 0, "time limit (default none)")
	flags.StringVar(&f.memory, "memory", "4G", "memory limit of the query")
	flags.BoolVar(&f.explain, "explain", false, "run the query and print its plan instead of the result")
	f.remote.addTo(cmd, false)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		text, err := f.text(args, cmd.InOrStdin())
		if err != nil {
			return err
		}
		return f.run(cmd.Context(), text, cmd.OutOrStdout())
	}
	return cmd
}

// text returns the query from the argument or the file.
func (f *queryFlags) text(args []string, stdin io.Reader) (string, error) {
	switch {
	case (f.file != "") == (len(args) == 1):
		return "", usagef("give the query as an argument or with --file (see 'issn-ld query --help')")
	case f.file == "-":
		text, err := io.ReadAll(stdin)
		return string(text), err
	case f.file != "":
		text, err := os.ReadFile(f.file)
		return string(text), err
	}
	return args[0], nil
}

func (f *queryFlags) run(ctx context.Context, text string, out io.Writer) (err error) {
	if f.explain && !slices.Contains([]string{"table", "text", "json", "svg"}, f.format) {
		return usagef("--format: a plan comes as text, json or svg, not as %q", f.format)
	}
	memory, err := parseSize(f.memory)
	if err != nil {
		return fmt.Errorf("%w: --memory: %w", errUsage, err)
	}
	db, err := openExisting(f.data, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	others, err := f.remote.client()
	if err != nil {
		return err
	}
	defer others.Close()
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{Timeout: f.timeout, MemoryBytes: memory, Service: others.Service, Prefixes: vocab.PrefixMap()})
	if f.explain {
		return f.printPlan(ctx, engine, text, out)
	}
	res, err := engine.Query(ctx, text, sparql.QueryOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	return f.print(out, res)
}

// printPlan runs the query and prints the work of each operator.
func (f *queryFlags) printPlan(ctx context.Context, engine *sparql.Engine, text string, out io.Writer) error {
	p, err := engine.Explain(ctx, text, sparql.ExplainOptions{Run: true})
	if err != nil {
		return err
	}
	switch f.format {
	case "json":
		return output.JSON(out, p)
	case "svg":
		_, err = out.Write(p.SVG())
	default:
		_, err = io.WriteString(out, p.String())
	}
	return err
}

func (f *queryFlags) print(out io.Writer, res *sparql.Result) error {
	if res.Form == sparql.Construct || res.Form == sparql.Describe {
		return f.printGraph(out, res)
	}
	if f.format != "table" {
		syntax, ok := results.ByName(f.format)
		if !ok {
			return usagef("--format: %q is not one of table, json, xml, csv, tsv", f.format)
		}
		if res.Form == sparql.Ask {
			return results.WriteBoolean(out, syntax, res.Boolean)
		}
		w := results.NewWriter(out, syntax, res.Vars)
		for row, err := range res.Rows() {
			if err != nil {
				return errors.Join(err, w.Abort(err))
			}
			if err := w.WriteRow(row); err != nil {
				_ = w.Abort(err) // returns the same error
				return err
			}
		}
		return w.Close()
	}
	if res.Form == sparql.Ask {
		_, err := fmt.Fprintln(out, res.Boolean)
		return err
	}
	t := output.Table{Header: res.Vars}
	for row, err := range res.Rows() {
		if err != nil {
			return err
		}
		cells := make([]string, len(row))
		for i, term := range row {
			cells[i] = output.Term(term)
		}
		t.Add(cells...)
	}
	return t.Print(out)
}

func (f *queryFlags) printGraph(out io.Writer, res *sparql.Result) error {
	name := f.format
	if name == "table" {
		name = "ttl"
	}
	syntax, ok := format.ByName(name)
	if !ok {
		return usagef("--format: %q is not one of nt, nq, ttl, trig, rdf, jsonld", f.format)
	}
	w, err := format.NewWriter(out, syntax, format.WriterOptions{Prefixes: vocab.PrefixMap(), Pretty: true, DropGraphs: true})
	if err != nil {
		return err
	}
	for q, err := range res.Quads() {
		if err == nil {
			err = w.WriteQuad(q)
		}
		if err != nil {
			return err
		}
	}
	return w.Close()
}
