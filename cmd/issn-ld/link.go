package main

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"issn-ld/ingest/links"
	"issn-ld/rdf"
	"issn-ld/store"
	"issn-ld/store/ids"
)

// linkFlags are the flags of the link command.
type linkFlags struct {
	data, memory         string
	partial, quiet, list bool
	format               *outputFormat
}

func newLink() *cobra.Command {
	f := &linkFlags{}
	cmd := &cobra.Command{
		Use:   "link SOURCE FILE...",
		Short: "Link the register to another system that knows serials",
		Long: `Link reads files of a source in the formats that its publisher gives out, matches their rows
with the register (by ISSN, through the ISSN-L, through cancelled and incorrect ISSNs) and
replaces the graph of the source: links with their evidence, holdings, discrepancies and
provenance. It reports every row as linked, rejected or out of scope, and what appeared,
changed and vanished since the last run. A folder stands for the files in it.`,
		Example: `  issn-ld link --list
  issn-ld link wikidata query.csv --data data
  issn-ld link openalex snapshot/sources --data data
  issn-ld link doaj journals.csv withdrawn.csv --data data --format json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.list {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.MinimumNArgs(2)(cmd, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.memory, "memory", "", "memory for building, such as 4G (default a quarter of the machine)")
	flags.BoolVar(&f.partial, "partial", false, "the store holds a part of the register: unknown ISSNs are no discrepancies")
	flags.BoolVar(&f.list, "list", false, "list the sources with the formats that they read")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	f.format = addFormatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if f.list {
			return listSources(cmd.OutOrStdout(), *f.format)
		}
		source := links.Lookup(args[0])
		if source == nil {
			return usagef("there is no source %q; 'issn-ld link --list' lists them", args[0])
		}
		return f.run(cmd.Context(), source, args[1:], cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// listSources prints the sources.
func listSources(out io.Writer, format outputFormat) error {
	if format == "json" {
		infos := []links.Info{}
		for _, s := range links.Sources() {
			infos = append(infos, s.Info())
		}
		return printJSON(out, infos)
	}
	t := table{header: []string{"source", "title", "formats"}}
	for _, s := range links.Sources() {
		info := s.Info()
		t.add(info.Name, info.Title, strings.Join(info.Formats, ", "))
	}
	return t.print(out)
}

// linkReport is the result of a link for programs.
type linkReport struct {
	*links.Report
	Appeared int `json:"appeared"`
	Changed  int `json:"changed"`
	Vanished int `json:"vanished"`
}

func (f *linkFlags) run(ctx context.Context, source links.Source, paths []string, out, errOut io.Writer) (err error) {
	graph := source.Info().Graph()
	opt := store.LoadOptions{ReplaceGraphs: []string{graph}}
	if f.memory != "" {
		if opt.MemoryBytes, err = parseSize(f.memory); err != nil {
			return fmt.Errorf("%w: --memory: %w", errUsage, err)
		}
	}
	files, err := links.Expand(paths...)
	if err != nil {
		return err
	}
	db, err := openExisting(f.data, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	snap, err := db.Snapshot()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	p := newProgress(errOut, "quads", f.quiet)
	defer p.end()
	digester := links.NewDigester()
	before, err := graphDigest(ctx, snap, graph, digester)
	if err != nil {
		return err
	}
	opt.Events.Progress = p.loading
	loader, err := db.Load(ctx, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, loader.Abort()) }()
	report, after, err := f.link(ctx, source, files, snap, loader, digester, p)
	if err != nil {
		return err
	}
	if _, err := loader.Commit(ctx); err != nil {
		return err
	}
	p.end()
	changes := links.Compare(before, after)
	return printLink(out, *f.format, &linkReport{report, len(changes.Appeared), len(changes.Changed), len(changes.Vanished)})
}

// link reads the files into the loader.
func (f *linkFlags) link(ctx context.Context, source links.Source, files []*links.File, snap *store.Snapshot, loader *store.Loader,
	digester *links.Digester, p *progress,
) (*links.Report, links.Digest, error) {
	part, err := loader.Part()
	if err != nil {
		return nil, nil, err
	}
	after := links.Digest{}
	seen := make(map[uint64]bool) // hashes: they decide what the digest counts, nothing else
	seed := maphash.MakeSeed()
	var done int64
	p.begin("linking", 0)
	report, err := links.Link(ctx, source, files, links.Options{
		Register:      newHeldRegister(ctx, snap),
		IgnoreUnknown: f.partial,
		OnRow: func(r *links.Row) error {
			if r.Reject != "" {
				p.noteUpTo(maxLines, fmt.Sprintf("rejected: %s: row %d: %s %s", r.File, r.Record, r.Reject, r.Detail))
			}
			return nil
		},
		Emit: func(q rdf.Quad) error {
			if h := maphash.Comparable(seed, q); !seen[h] {
				seen[h] = true
				digester.Add(after, q)
			}
			if done++; done%1024 == 0 {
				p.set(0, done)
			}
			return part.Add(q)
		},
	})
	return report, after, errors.Join(err, part.Close())
}

// graphDigest is the digest of what a graph holds now.
func graphDigest(ctx context.Context, snap *store.Snapshot, graph string, digester *links.Digester) (links.Digest, error) {
	d := links.Digest{}
	err := eachOfGraph(ctx, snap, graph, func(q rdf.Quad) error {
		digester.Add(d, q)
		return nil
	})
	return d, err
}

// eachOfGraph calls f for the quads of a graph.
func eachOfGraph(ctx context.Context, snap *store.Snapshot, graph string, f func(rdf.Quad) error) error {
	id, ok, err := snap.Lookup(rdf.NewIRI(graph))
	if err != nil || !ok {
		return err
	}
	quads, err := snap.Scan(ctx, ids.Scan{Perm: ids.SPO, Graphs: []ids.ID{id}, Cols: []uint8{0, 1, 2}})
	if err != nil {
		return err
	}
	var cols [3][]rdf.Term
	for {
		b, err := quads.Next(ctx)
		if errors.Is(err, io.EOF) {
			return quads.Close()
		}
		for i := 0; i < len(cols) && err == nil; i++ {
			cols[i], err = snap.Terms(cols[i][:0], b.Cols[i])
		}
		for row := 0; err == nil && row < b.Len; row++ {
			err = f(rdf.Quad{S: cols[0][row], P: cols[1][row], O: cols[2][row], G: rdf.NewIRI(graph)})
		}
		if err != nil {
			return errors.Join(err, quads.Close())
		}
	}
}

func printLink(out io.Writer, format outputFormat, r *linkReport) error {
	if format == "json" {
		return printJSON(out, r)
	}
	rows, linked, rejected, outOfScope := r.Rows()
	t := table{right: map[int]bool{1: true}}
	t.add("rows", count(rows))
	t.add("linked", count(linked))
	t.add("rejected", count(rejected))
	for _, file := range r.Files {
		for reason, n := range file.Rejected {
			t.add("  "+file.Name+": "+string(reason), count(n))
		}
	}
	t.add("out of scope", count(outOfScope))
	t.add("links", count(r.Links))
	for _, kind := range links.DiscrepancyKinds() {
		if n := r.Discrepancies[kind]; n > 0 {
			t.add("discrepancies: "+string(kind), count(n))
		}
	}
	t.add("things that appeared", count(int64(r.Appeared)))
	t.add("things that changed", count(int64(r.Changed)))
	t.add("things that vanished", count(int64(r.Vanished)))
	t.add("quads in "+r.Graph, count(r.Quads))
	return t.print(out)
}
