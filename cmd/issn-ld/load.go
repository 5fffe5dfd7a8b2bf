package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/store"
)

// loadFlags are the flags of the load command.
type loadFlags struct {
	data, from, base, graph, memory string
	replace, force, lax, quiet      bool
	workers                         int
	format                          *outputFormat
}

func newLoad() *cobra.Command {
	f := &loadFlags{}
	cmd := &cobra.Command{
		Use:   "load FILE...",
		Short: "Load RDF documents in bulk",
		Long: `Load adds the quads of RDF documents to a store: N-Triples, N-Quads, Turtle, TriG, RDF/XML or
JSON-LD, also compressed, "-" for standard input. N-Triples, N-Quads and Turtle are read
on all processors. The new state becomes visible at once when all of it is on disk; a
load that is interrupted or meets an error leaves the store as it was. Blank nodes of
different documents stay apart.`,
		Example: `  issn-ld load dump.nq.gz --data data
  issn-ld load a.ttl b.ttl --graph http://example.org/g --data data
  issn-ld load wikidata.nt.gz --replace --graph http://issn.org/graph/wikidata --memory 4G`,
		Args: cobra.MinimumNArgs(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store; made if it is missing")
	flags.StringVar(&f.from, "from", "", "syntax of the documents (default by the suffix of each)")
	flags.StringVar(&f.base, "base", "", "IRI that relative IRIs are resolved against (default the file's)")
	flags.StringVar(&f.graph, "graph", "", "graph for the statements in the documents' default graphs")
	flags.StringVar(&f.memory, "memory", "", "memory for building, such as 4G (default a quarter of the machine)")
	flags.BoolVar(&f.force, "force", false, "with --replace: publish even if the files have far fewer quads, or none")
	flags.BoolVar(&f.replace, "replace", false, "drop the contents of the graph named by --graph or, without it, of the whole store")
	flags.BoolVar(&f.lax, "lax", false, "skip bad lines of N-Triples and N-Quads and count them")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	flags.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "goroutines that parse")
	f.format = addFormatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return f.run(cmd.Context(), args, cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// bulkLoad is one run of the load command.
type bulkLoad struct {
	flags   *loadFlags
	loader  *store.Loader
	parts   []*store.LoaderPart // one for each worker, shared by all documents: each holds memory
	p       *progress
	graph   rdf.Term
	quads   atomic.Int64
	skipped atomic.Int64
	bytes   atomic.Int64
}

func (f *loadFlags) run(ctx context.Context, files []string, out, errOut io.Writer) (err error) {
	opt := store.LoadOptions{Replace: f.replace && f.graph == ""}
	if f.memory != "" {
		if opt.MemoryBytes, err = parseSize(f.memory); err != nil {
			return fmt.Errorf("%w: --memory: %w", errUsage, err)
		}
	}
	b := &bulkLoad{flags: f, p: newProgress(errOut, "quads", f.quiet)}
	defer b.p.end()
	if f.graph != "" {
		if err := rdf.CheckIRI(f.graph); err != nil {
			return fmt.Errorf("%w: --graph: %w", errUsage, err)
		}
		b.graph = rdf.NewIRI(f.graph)
		if f.replace {
			opt.ReplaceGraphs = []string{f.graph}
		}
	}
	db, end, err := openForWriting(f.data)
	if err != nil {
		return err
	}
	defer func() { err = end(err) }()
	opt.Events.Progress = b.p.loading
	if b.loader, err = db.Load(ctx, opt); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.loader.Abort()) }()
	b.p.begin("reading", totalSize(files))
	if err := b.readAll(ctx, files); err != nil {
		return err
	}
	if f.replace && !f.force {
		if err := b.guard(); err != nil {
			return err
		}
	}
	stats, err := b.loader.Commit(ctx)
	if err != nil {
		return err
	}
	b.p.end()
	return b.print(out, stats)
}

// guard refuses to replace quads with none or with a tenth fewer: the files may be
// empty, cut off or the wrong ones.
func (b *bulkLoad) guard() (err error) {
	snap, err := b.loader.Snapshot()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	before, now := snap.Quads(), b.quads.Load()
	if b.flags.graph != "" {
		before = 0
		id, ok, err := snap.Lookup(b.graph)
		if err != nil {
			return err
		}
		for _, g := range snap.GraphStats() {
			if ok && g.Graph == id {
				before = g.Quads
			}
		}
	}
	switch {
	case before == 0:
		return nil
	case now == 0:
		return fmt.Errorf("the files have no quads, and what they replace has %s; nothing was changed; --force replaces it all the same", output.Count(before))
	case now < before-before/10:
		return fmt.Errorf("the files have %s quads, and what they replace has %s; nothing was changed; --force replaces it all the same", output.Count(now), output.Count(before))
	}
	return nil
}

// totalSize adds up the sizes of the files; 0 if one has none.
func totalSize(files []string) int64 {
	var total int64
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() {
			return 0
		}
		total += info.Size()
	}
	return total
}

// readAll loads all documents.
func (b *bulkLoad) readAll(ctx context.Context, files []string) error {
	for range max(1, b.flags.workers) {
		part, err := b.loader.Part()
		if err != nil {
			return err
		}
		b.parts = append(b.parts, part)
	}
	for _, file := range files {
		if err := b.read(ctx, file); err != nil {
			return err
		}
	}
	for _, part := range b.parts {
		if err := part.Close(); err != nil {
			return err
		}
	}
	return nil
}

// read loads one document.
func (b *bulkLoad) read(ctx context.Context, file string) (err error) {
	from := format.Unknown
	if b.flags.from != "" {
		var ok bool
		if from, ok = format.ByName(b.flags.from); !ok {
			return usagef("--from: %q is not one of nt, nq, ttl, trig, rdf, jsonld", b.flags.from)
		}
	} else if f, _ := format.Detect(file); f == format.Unknown {
		return usagef("the suffix of %s names no RDF syntax; say which with --from", file)
	}
	opt := format.Options{Base: b.flags.base, File: file, Lax: b.flags.lax, OnSkip: b.skip}
	src, err := format.Open(file, from, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	for _, part := range b.parts {
		part.Document(documentName(file))
	}
	if to, ok := opt.TurtleOptions(src.Format); ok {
		to.Transient = true
		_, err = turtle.ReadParallel(ctx, b.counted(src.Source), turtle.ParallelOptions{Options: to, Workers: len(b.parts)},
			func(worker int, q *rdf.Quad) error { return b.add(b.parts[worker], q) })
		if err != nil && !strings.Contains(err.Error(), file) { // that compressed data are damaged
			err = fmt.Errorf("%s: %w", file, err)
		}
		return err
	}
	var q rdf.Quad
	for {
		err := src.Read(&q)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = b.add(b.parts[0], &q)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
}

// documentName names a document for its blank nodes: loading it again gives the same
// nodes, except from standard input.
func documentName(file string) string {
	if file == "-" {
		return fmt.Sprintf("standard input at %d", time.Now().UnixNano())
	}
	if abs, err := filepath.Abs(file); err == nil {
		return abs
	}
	return file
}

// add adds a quad, in the flag's graph if it has none of its own.
func (b *bulkLoad) add(part *store.LoaderPart, q *rdf.Quad) error {
	if q.G.IsZero() {
		q.G = b.graph
	}
	if n := b.quads.Add(1); n%8192 == 0 {
		b.p.set(b.bytes.Load(), n)
	}
	return part.Add(*q)
}

// counted counts the bytes read, as stored after decompression.
func (b *bulkLoad) counted(r io.Reader) io.Reader { return &byteCounter{r: r, n: &b.bytes} }

type byteCounter struct {
	r io.Reader
	n *atomic.Int64
}

func (c *byteCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// skip reports a bad line.
func (b *bulkLoad) skip(err *rdf.SyntaxError) {
	if n := b.skipped.Add(1); n <= maxLines {
		b.p.note("skipped: " + err.Error())
	}
}

func (b *bulkLoad) print(out io.Writer, stats store.LoadStats) error {
	rate := float64(stats.Added) / stats.Seconds
	var err error
	if *b.flags.format == "json" {
		err = output.JSON(out, struct {
			Read    int64   `json:"quadsRead"`
			Kept    int64   `json:"quadsKept"`
			Total   int64   `json:"quadsTotal"`
			Terms   uint64  `json:"terms"`
			Skipped int64   `json:"linesSkipped"`
			Seconds float64 `json:"seconds"`
			Rate    float64 `json:"quadsPerSecond"`
		}{stats.Added, stats.Kept, stats.Quads, stats.Terms, b.skipped.Load(), stats.Seconds, rate})
	} else {
		t := output.Table{Right: map[int]bool{1: true}}
		t.Add("quads read", output.Count(stats.Added))
		t.Add("quads in the store", output.Count(stats.Quads))
		t.Add("terms", output.Count(int64(stats.Terms)))
		if n := b.skipped.Load(); n > 0 {
			t.Add("bad lines skipped", output.Count(n))
		}
		t.Add("seconds", fmt.Sprintf("%.1f", stats.Seconds))
		t.Add("quads/s", output.Count(int64(rate)))
		err = t.Print(out)
	}
	if err == nil && b.skipped.Load() > 0 {
		return errRejects
	}
	return err
}
