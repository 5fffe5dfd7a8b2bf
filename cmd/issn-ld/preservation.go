package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/reports/coverage"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// preservationFlags are the flags of the report of preservation.
type preservationFlags struct {
	data, format string
	year         int
}

func newPreservation() *cobra.Command {
	f := &preservationFlags{}
	cmd := &cobra.Command{
		Use:   "preservation [ISSN...]",
		Short: "Tell which years of serials are kept, and by whom",
		Long: `Preservation tells, for each ISSN, which years were published, which are kept by which archives,
which by three or more, and which by nobody: of the ISSN, of all ISSNs of its ISSN-L, and of its
history, which is what it is linked with by succession (fields 780 and 785). Without ISSNs it
prints the figures of the whole register: archived titles, by number of agencies, by agency, by
country, and of open access.`,
		Example: `  issn-ld report preservation --data data
  issn-ld report preservation 0028-0836 1476-4687 --data data
  issn-ld report preservation 0028-0836 --data data --format ttl`,
		Args: usageArgs(cobra.ArbitraryArgs),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.format, "format", "table", "table, json or csv; for ISSNs also an RDF syntax: nt, ttl, rdf, jsonld")
	flags.IntVar(&f.year, "year", 0, "year that open ends run to (default the current one)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return f.run(cmd.Context(), args, cmd.OutOrStdout())
		}
		if err := figureFormat(f.format); err != nil {
			return err
		}
		return printFigures(cmd.Context(), f.data, 10*time.Minute, coverage.Queries(coverage.Keepers), f.format, cmd.OutOrStdout())
	}
	return cmd
}

func (f *preservationFlags) run(ctx context.Context, args []string, out io.Writer) (err error) {
	if f.year < 0 || f.year > preservation.LastYear { // 0 is the current year
		return usagef("--year: %d is no year", f.year)
	}
	syntax, isRDF := format.ByName(f.format)
	if figureFormat(f.format) == nil { // json is the report, jsonld its RDF
		isRDF = false
	} else if !isRDF {
		return usagef("--format: %q is none of table, json, csv, nt, nq, ttl, trig, rdf, jsonld", f.format)
	}
	list := make([]issn.ISSN, len(args))
	for i, text := range args {
		if list[i], err = issn.Clean(text); err != nil {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
	}
	db, err := openExisting(f.data, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
	reports := make([]*preservation.Report, len(list))
	for i, n := range list {
		if reports[i], err = preservation.Read(ctx, engine, n, preservation.Options{Year: f.year}); err != nil {
			return err
		}
	}
	switch {
	case isRDF:
		return printReportRDF(out, reports, syntax)
	case f.format == "json":
		return output.JSON(out, reports)
	case f.format == "csv":
		return preservation.WriteCSV(out, reports)
	}
	return printReports(out, reports)
}

// printReportRDF writes the reports as RDF.
func printReportRDF(out io.Writer, reports []*preservation.Report, syntax format.Format) error {
	w, err := format.NewWriter(out, syntax, format.WriterOptions{Prefixes: vocab.PrefixMap(), Pretty: true})
	if err != nil {
		return err
	}
	for _, q := range preservation.Quads(reports) {
		if err := w.WriteQuad(q); err != nil {
			return err
		}
	}
	return w.Close()
}

// printReports prints reports for people.
func printReports(out io.Writer, reports []*preservation.Report) error {
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
			if err := printLevel(out, level.Level); err != nil {
				return err
			}
		}
	}
	return nil
}

func printLevel(out io.Writer, l *preservation.Level) error {
	t := output.Table{}
	t.Add("  published", years(l.Published))
	t.Add("  kept", years(l.Kept))
	t.Add("  by three or more", years(l.ThreeOrMore))
	t.Add("  by nobody", years(l.Nobody))
	if len(l.InProgressOnly) > 0 {
		t.Add("  in progress only", years(l.InProgressOnly))
	}
	for _, k := range l.Keepers {
		for _, s := range k.Statuses {
			text := years(s.Years)
			if s.Undated {
				text += " (and undated)"
			}
			t.Add("  "+k.Code, s.Status+": "+text)
		}
	}
	return t.Print(out)
}

// years prints a set of years.
func years(y preservation.Years) string {
	if len(y) == 0 {
		return "none"
	}
	return y.String()
}
