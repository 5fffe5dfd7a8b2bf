package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// exportFlags are the flags of the export command.
type exportFlags struct {
	data, to, out string
	graphs        []string
	quiet         bool
}

func newExport() *cobra.Command {
	f := &exportFlags{}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write all quads of a store as RDF",
		Long: `Export writes the quads of a store, or of some of its graphs, in the order of their
subjects. The syntax and the compression follow from the suffix of the output.
Syntaxes without graphs get the triples of all graphs.`,
		Example: `  issn-ld export --data data -o register.nq.gz
  issn-ld export --data data --graph http://issn.org/graph/register/free -o free.ttl
  issn-ld export --data data --to nt | wc -l
  issn-ld export crosswalk --data data -o crosswalk.csv`,
		Args: cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.to, "to", "", "syntax: nt, nq, ttl, trig, rdf, jsonld (default by the suffix of the output, else nq)")
	flags.StringVarP(&f.out, "output", "o", "-", `file to write, "-" for standard output`)
	flags.StringArrayVar(&f.graphs, "graph", nil, "only the graph with this IRI; may be given several times")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return f.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	cmd.AddCommand(newExportMARC())
	for _, r := range reports.All() {
		if r.Bulk {
			cmd.AddCommand(reportCommand("issn-ld export", &r))
		}
	}
	return cmd
}

func (f *exportFlags) run(ctx context.Context, stdout, errOut io.Writer) (err error) {
	syntax, err := outputSyntax(f.to, f.out, format.NQuads)
	if err != nil {
		return err
	}
	state, err := openState(f.data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	sc := ids.Scan{Perm: ids.SPO, DistinctTriples: !syntax.HasGraphs()}
	if sc.Graphs, err = graphIDs(state.Snapshot, f.graphs); err != nil {
		return err
	}
	p := newProgress(errOut, "quads", f.quiet || f.out == "-")
	defer p.end()
	return writeFile(f.out, stdout, func(w io.Writer) error {
		return exportQuads(ctx, state.Snapshot, sc, w, syntax, p)
	})
}

// outputSyntax returns the syntax given by the flag or the file name.
func outputSyntax(name, file string, otherwise format.Format) (format.Format, error) {
	if name != "" {
		f, ok := format.ByName(name)
		if !ok {
			return 0, usagef("--to: %q is not one of nt, nq, ttl, trig, rdf, jsonld", name)
		}
		return f, nil
	}
	if file == "-" || file == "" {
		return otherwise, nil
	}
	f, _ := format.Detect(file)
	if f == format.Unknown {
		return 0, usagef("the suffix of %s names no RDF syntax; say which with --to", file)
	}
	return f, nil
}

// graphIDs returns the ids of the graphs, ascending; nil for no restriction.
func graphIDs(snap *store.Snapshot, iris []string) ([]ids.ID, error) {
	var list []ids.ID
	for _, iri := range iris {
		id, ok, err := snap.Lookup(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		if ok {
			for _, g := range snap.Graphs() {
				ok = ok && g != id
			}
			ok = !ok
		}
		if !ok {
			return nil, fmt.Errorf("the store has no graph %s; 'issn-ld stats' lists them", iri)
		}
		list = append(list, id)
	}
	slices.Sort(list)
	return list, nil
}

// exportQuads writes the rows of a scan.
func exportQuads(ctx context.Context, snap *store.Snapshot, sc ids.Scan, w io.Writer, syntax format.Format, p *progress) error {
	total, err := snap.Count(ctx, sc)
	if err != nil {
		return err
	}
	p.begin("writing", total)
	out, err := format.NewWriter(w, syntax, format.WriterOptions{Prefixes: vocab.PrefixMap(), DropGraphs: true})
	if err != nil {
		return err
	}
	var done int64
	for q, err := range snap.ScanQuads(ctx, sc) {
		if err == nil {
			err = out.WriteQuad(q)
		}
		if err != nil {
			return err
		}
		if done++; done%ids.BatchRows == 0 {
			p.set(done, done)
		}
	}
	return out.Close()
}

// writeFile calls write with the file, compressed according to its suffix, or with
// standard output. A file appears under its name only once complete.
func writeFile(name string, stdout io.Writer, write func(io.Writer) error) (err error) {
	if name == "-" || name == "" {
		return write(stdout)
	}
	if info, statErr := os.Stat(name); statErr == nil && !info.Mode().IsRegular() && !info.IsDir() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0) // a pipe or a device: it must not be replaced by a file
		if err != nil {
			return err
		}
		return errors.Join(writeCompressed(f, name, write), f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		if err != nil && !renamed {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	err = writeCompressed(f, name, write)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	renamed = true
	if err := syncFolder(filepath.Dir(name)); err != nil {
		return fmt.Errorf("%s is written, but its name may be gone after a power failure: %w", name, err)
	}
	return nil
}

// syncFolder brings the names in a folder to the disk, so that a finished file is not
// gone after a power failure.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// writeCompressed compresses the output as the suffix of the name requires.
func writeCompressed(f io.Writer, name string, write func(io.Writer) error) error {
	_, compression := format.Detect(name)
	w, err := format.Compress(f, compression)
	if err != nil {
		return err
	}
	err = write(w)
	return errors.Join(err, w.Close())
}
