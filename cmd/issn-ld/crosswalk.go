package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
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

// crosswalkFormat returns the format given by the flag or the file name.
func crosswalkFormat(name, file string) (string, error) {
	switch name {
	case "csv", "jsonl", "parquet":
		return name, nil
	case "":
	default:
		return "", usagef("--format: %q is none of csv, jsonl, parquet", name)
	}
	for _, compressed := range []string{".gz", ".zst"} {
		file = strings.TrimSuffix(file, compressed)
	}
	for _, suffix := range []string{"jsonl", "parquet"} {
		if strings.HasSuffix(file, "."+suffix) {
			return suffix, nil
		}
	}
	return "csv", nil
}

func (f *crosswalkFlags) run(ctx context.Context, stdout, errOut io.Writer) (err error) {
	format, err := crosswalkFormat(f.format, f.out)
	if err != nil {
		return err
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
func exportCrosswalk(ctx context.Context, snap *store.Snapshot, w io.Writer, format string, p *progress) error {
	total, err := records(ctx, snap)
	if err != nil {
		return err
	}
	p.begin("writing", total)
	r, err := crosswalk.NewReader(snap)
	if err != nil {
		return err
	}
	out, err := crosswalkWriter(w, format)
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

func crosswalkWriter(w io.Writer, format string) (crosswalk.Writer, error) {
	switch format {
	case "jsonl":
		return crosswalk.NewJSONLines(w), nil
	case "parquet":
		return crosswalk.NewParquet(w), nil
	}
	return crosswalk.NewCSV(w)
}

// records returns the number of records in the statuses that are shown.
func records(ctx context.Context, snap *store.Snapshot) (int64, error) {
	status, ok, err := snap.Lookup(rdf.NewIRI(vocab.BFStatus))
	if err != nil || !ok {
		return 0, err
	}
	total := int64(0)
	for _, c := range vocab.RecordStatuses.Concepts {
		concept, ok, err := snap.Lookup(rdf.NewIRI(c.IRI))
		if err != nil {
			return 0, err
		}
		if !ok {
			continue
		}
		n, err := snap.Count(ctx, ids.Scan{Perm: ids.POS, Prefix: []ids.ID{status, concept}})
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
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
