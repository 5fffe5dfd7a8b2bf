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
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
	"github.com/issn-ld/issn-ld/vocab"
)

func newReport() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "report",
		Short:   "Report on the register and its links",
		Example: "  issn-ld report discrepancies --data data\n  issn-ld report preservation 0028-0836 --data data\n  issn-ld report coverage --data data",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDiscrepancies(), newPreservation(), newCoverage())
	return cmd
}

// discrepancyFlags are the flags of the report of discrepancies.
type discrepancyFlags struct {
	data, source, format, corrections, planted string
}

func newDiscrepancies() *cobra.Command {
	f := &discrepancyFlags{}
	cmd := &cobra.Command{
		Use:   "discrepancies",
		Short: "List where other systems and the register disagree",
		Long: `Discrepancies lists what the last 'issn-ld link' of each source found: unknown, wrong, cancelled
and incorrect ISSNs, an ISSN-L that differs, one item for several serials and several items for
one, titles, dates and claims that contradict each other. With --corrections it gives what
puts them right in the other system instead: QuickStatements for Wikidata, CSV for the others.

With --planted, for a synthetic register, the list is compared with the discrepancies that
'issn-ld generate --links' planted: precision is the share of the reported ones that are
planted, recall the share of the planted ones that are reported, of each kind. The command
fails if any is missed or reported in excess.`,
		Example: `  issn-ld report discrepancies --data data
  issn-ld report discrepancies --data data --source wikidata --corrections quickstatements
  issn-ld report discrepancies --data data --format csv > discrepancies.csv
  issn-ld report discrepancies --data data --planted links/planted.jsonl`,
		Args: usageArgs(cobra.NoArgs),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.source, "source", "", "only those of this source")
	flags.StringVar(&f.format, "format", "table", "table, csv, json, or an RDF syntax: nt, nq, ttl, trig, rdf, jsonld")
	flags.StringVar(&f.corrections, "corrections", "", "quickstatements or csv: print corrections instead")
	flags.StringVar(&f.planted, "planted", "", "planted.jsonl of 'issn-ld generate --links': print precision and recall")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) }
	return cmd
}

// check rejects incompatible flags before a long read.
func (f *discrepancyFlags) check() error {
	_, isRDF := format.ByName(f.format)
	isTable := f.format == "table"
	switch {
	case f.source != "" && sources.Lookup(f.source) == nil:
		return usagef("there is no source %q; 'issn-ld link --list' lists them", f.source)
	case f.corrections != "" && f.corrections != "quickstatements" && f.corrections != "csv":
		return usagef("--corrections: %q is neither quickstatements nor csv", f.corrections)
	case f.corrections == "quickstatements" && f.source != "" && !discrepancies.HasQuickStatements(f.source):
		return usagef("--corrections: QuickStatements are for wikidata; for %s there is csv", f.source)
	case f.corrections == "csv" && discrepancies.HasQuickStatements(f.source):
		return usagef("--corrections: those for %s are quickstatements", f.source)
	case f.corrections != "" && !isTable && f.format != f.corrections:
		return usagef("--corrections: the format is %s; leave --format out", f.corrections)
	case f.planted != "" && (!isTable && f.format != "json" || f.corrections != ""):
		return usagef("--planted goes with --format table or json, and without --corrections")
	case !isTable && f.format != "csv" && f.format != "json" && !isRDF:
		return usagef("--format: %q is none of table, csv, json, nt, nq, ttl, trig, rdf, jsonld", f.format)
	}
	return nil
}

func (f *discrepancyFlags) run(ctx context.Context, out io.Writer) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	state, err := openState(f.data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	list, err := discrepancies.Report(ctx, state.Snapshot, f.source)
	if err != nil {
		return err
	}
	if f.planted != "" {
		return f.assess(out, list)
	}
	return f.print(out, list)
}

func (f *discrepancyFlags) print(out io.Writer, list []links.Discrepancy) error {
	switch f.corrections {
	case "quickstatements":
		return discrepancies.WriteQuickStatements(out, list, time.Now())
	case "csv":
		return discrepancies.WriteCorrections(out, list)
	}
	switch f.format {
	case "table":
		t := output.Table{Header: []string{"kind", "source", "item", "ISSN", "found", "expected"}}
		for i := range list {
			d := &list[i]
			t.Add(string(d.Kind), d.Source, d.Item, d.ISSN, oneLine(d.Found), oneLine(d.Expected))
		}
		return t.Print(out)
	case "csv":
		return discrepancies.WriteCSV(out, list)
	case "json":
		return discrepancies.WriteJSON(out, list)
	}
	syntax, _ := format.ByName(f.format)
	w, err := format.NewWriter(out, syntax, format.WriterOptions{Prefixes: vocab.PrefixMap(), Pretty: true, DropGraphs: true})
	if err != nil {
		return err
	}
	for _, q := range discrepancies.Quads(list) {
		if err := w.WriteQuad(q); err != nil {
			return err
		}
	}
	return w.Close()
}

// oneLine keeps a cell of a table short.
func oneLine(s string) string {
	const most = 60
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > most {
		return fmt.Sprintf("%s...", string(runes[:most-3]))
	}
	return s
}
