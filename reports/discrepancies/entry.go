package discrepancies

import (
	"context"
	"errors"
	"flag"
	"io"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/vocab"
)

// Entry returns the report of discrepancies for the list of reports.
func Entry() report.Report {
	return report.Report{
		Name:  "discrepancies",
		Title: "List where other systems and the register disagree",
		About: `Discrepancies lists what the last 'issn-ld link' of each source found: unknown, wrong, cancelled
and incorrect ISSNs, differing ISSN-Ls, one item for several serials and several items for one,
and titles, dates and claims that contradict each other. With --corrections it prints corrections
for the other system instead: QuickStatements for Wikidata, CSV for the others.

With --planted, for a synthetic register, the list is compared with the discrepancies that
'issn-ld generate --links' planted. For each kind, precision is the share of the reported
discrepancies that were planted, and recall the share of the planted ones that were reported.
The command fails if any is missed or reported in excess.`,
		Examples: []string{"", "--source wikidata --corrections quickstatements", "--format csv > discrepancies.csv", "--planted links/planted.jsonl"},
		Formats:  []string{"table", "csv", "json"},
		RDF:      true,
		New: func(flags *flag.FlagSet) report.Run {
			f := &asked{}
			flags.StringVar(&f.source, "source", "", "only the discrepancies of this `source`")
			flags.StringVar(&f.corrections, "corrections", "", "quickstatements or csv: print corrections in this `format` instead")
			flags.StringVar(&f.planted, "planted", "", "planted.jsonl of 'issn-ld generate --links': compare with this `file`")
			return f.run
		},
	}
}

// asked are the parameters of the report.
type asked struct {
	source, corrections, planted string
}

// check rejects incompatible parameters before a long read.
func (f *asked) check(format string) error {
	isTable := format == "table"
	switch {
	case f.source != "" && sources.Lookup(f.source) == nil:
		return report.Usagef("there is no source %q; 'issn-ld link --list' lists them", f.source)
	case f.corrections != "" && f.corrections != "quickstatements" && f.corrections != "csv":
		return report.Usagef("--corrections: %q is neither quickstatements nor csv", f.corrections)
	case f.corrections == "quickstatements" && f.source != "" && !HasQuickStatements(f.source):
		return report.Usagef("--corrections: only wikidata takes QuickStatements; use csv for %s", f.source)
	case f.corrections == "csv" && HasQuickStatements(f.source):
		return report.Usagef("--corrections: %s takes quickstatements", f.source)
	case f.corrections != "" && !isTable && format != f.corrections:
		return report.Usagef("--corrections: the format is %s; leave --format out", f.corrections)
	case f.planted != "" && (!isTable && format != "json" || f.corrections != ""):
		return report.Usagef("--planted goes with --format table or json, and without --corrections")
	}
	return nil
}

func (f *asked) run(ctx context.Context, q *report.Question, out io.Writer) (err error) {
	if err := f.check(q.Format); err != nil {
		return err
	}
	st, err := q.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	list, err := Report(ctx, st, f.source)
	switch {
	case err != nil:
		return err
	case f.planted != "":
		return f.assess(out, list, q.Format)
	case f.corrections == "quickstatements":
		return WriteQuickStatements(out, list, time.Now())
	case f.corrections == "csv":
		return WriteCorrections(out, list)
	}
	return write(out, list, q.Format)
}

// write writes the list in a format.
func write(out io.Writer, list []links.Discrepancy, format string) error {
	switch format {
	case "table":
		t := output.Table{Header: []string{"kind", "source", "item", "ISSN", "found", "expected"}}
		for i := range list {
			d := &list[i]
			t.Add(string(d.Kind), d.Source, d.Item, d.ISSN, oneLine(d.Found), oneLine(d.Expected))
		}
		return t.Print(out)
	case "csv":
		return WriteCSV(out, list)
	case "json":
		return WriteJSON(out, list)
	}
	syntax, _ := report.Syntax(format)
	return report.WriteRDF(out, syntax, Quads(list), vocab.PrefixMap())
}

// oneLine keeps a cell of a table short.
func oneLine(s string) string {
	const most = 60
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-3]) + "..."
	}
	return s
}
