package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/store"
)

// crosswalkFlags are the flags of the export of the crosswalk.
type crosswalkFlags struct {
	data, format, out string
	quiet             bool
}

func newExportCrosswalk() *cobra.Command {
	f := &crosswalkFlags{}
	cmd := &cobra.Command{
		Use:   "crosswalk",
		Short: "Write what other systems call each serial",
		Long: `Crosswalk writes a row for each ISSN of the register: its ISSN-L with all ISSNs of that, key title,
status and medium, the identifiers of the serial in Wikidata, OpenAlex, Crossref, DOAJ, ZDB and
SUDOC, the ISNI and ROR identifiers of its publishers, near matches, and which archiving agencies
keep it. What a system says of the ISSN-L is in the rows of all its ISSNs. In CSV, vertical bars
stand between the elements of lists. docs/crosswalk.md tells the columns.`,
		Example: `  issn-ld export crosswalk --data data -o crosswalk.csv.gz
  issn-ld export crosswalk --data data --format parquet -o crosswalk.parquet
  issn-ld export crosswalk --data data --format jsonl | jq -c 'select(.keepers >= 3)'`,
		Args: usageArgs(cobra.NoArgs),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.format, "format", "", "csv, jsonl or parquet (default by the suffix of the output, else csv)")
	flags.StringVarP(&f.out, "output", "o", "-", `file to write, "-" for standard output`)
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return f.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

func (f *crosswalkFlags) run(ctx context.Context, stdout, errOut io.Writer) (err error) {
	format := cmp.Or(crosswalk.Format(f.format), crosswalk.FormatOfFile(f.out))
	if !slices.Contains(crosswalk.Formats(), format) {
		return usagef("--format: %q is none of csv, jsonl, parquet", f.format)
	}
	state, err := openState(f.data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	p := newProgress(errOut, "ISSNs", f.quiet || f.out == "-")
	defer p.end()
	return writeFile(f.out, stdout, func(w io.Writer) error {
		return exportCrosswalk(ctx, state.Snapshot, w, format, p)
	})
}

// exportCrosswalk writes all rows.
func exportCrosswalk(ctx context.Context, snap *store.Snapshot, w io.Writer, format crosswalk.Format, p *progress) error {
	total, err := register.CountRecords(ctx, snap)
	if err != nil {
		return err
	}
	p.begin("writing", total)
	r, err := crosswalk.NewReader(snap)
	if err != nil {
		return err
	}
	out, err := crosswalk.NewWriter(w, format)
	if err != nil {
		return err
	}
	var done int64
	err = r.All(ctx, func(rows []crosswalk.Row) error {
		done += int64(len(rows))
		p.set(done, done)
		return out.Write(rows)
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// findCrosswalk answers for the server from the current state of the store.
func findCrosswalk(db *store.DB) func(ctx context.Context, list []string) (*crosswalk.Answer, error) {
	return func(ctx context.Context, list []string) (a *crosswalk.Answer, err error) {
		snap, err := db.Snapshot()
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, snap.Close()) }()
		r, err := crosswalk.NewReader(snap)
		if err != nil {
			return nil, err
		}
		return r.Find(ctx, list)
	}
}
