package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

// linkRun links several sources in one build of the store.
type linkRun struct {
	flags    *linkFlags
	register *held.Register
	loader   *store.Loader
	digester *links.Digester
	before   map[string]links.Digest // of each graph
	progress *progress
	quads    atomic.Int64
}

// run links the sources and prints the results.
func (f *linkFlags) run(ctx context.Context, batches []sources.Batch, out, errOut io.Writer) (err error) {
	began := time.Now()
	opt := store.LoadOptions{}
	if f.memory != "" {
		if opt.MemoryBytes, err = parseSize(f.memory); err != nil {
			return fmt.Errorf("%w: --memory: %w", errUsage, err)
		}
	}
	for _, b := range batches {
		opt.ReplaceGraphs = append(opt.ReplaceGraphs, b.Source.Info().Graph())
	}
	db, err := openExisting(f.data, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p := newProgress(errOut, "quads", f.quiet)
	defer p.end()
	opt.Events.Progress = p.loading
	loader, err := db.Load(ctx, opt) // before the snapshot, so that nobody writes in between
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, loader.Abort()) }()
	r := &linkRun{flags: f, loader: loader, digester: links.NewDigester(), progress: p}
	reports, err := r.link(ctx, db, batches, opt.ReplaceGraphs)
	if err != nil {
		return err
	}
	stats, err := loader.Commit(ctx)
	if err != nil {
		return err
	}
	p.end()
	if len(batches) == 1 && f.all == "" && !f.sample {
		return printLink(out, *f.format, &reports[0])
	}
	return printLinks(out, *f.format, &linkReports{Sources: reports, Total: stats.Quads, Seconds: time.Since(began).Seconds()})
}

// link reads the register and then the files of all sources, as many sources at a time
// as there are processors, the largest first. The reports are in the order of batches.
func (r *linkRun) link(ctx context.Context, db *store.DB, batches []sources.Batch, graphs []string) (_ []linkReport, err error) {
	snap, err := db.Snapshot()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	r.progress.begin("reading the register", 0)
	if r.register, err = held.Read(ctx, snap); err != nil {
		return nil, err
	}
	if err := r.readBefore(ctx, snap, graphs); err != nil {
		return nil, err
	}
	order := make([]int, len(batches))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(inputBytes(batches[b]), inputBytes(batches[a])) })
	r.progress.begin("linking", 0)
	reports := make([]linkReport, len(batches))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, i := range order {
		group.Go(func() error {
			report, err := r.one(groupCtx, batches[i])
			reports[i] = report
			return err
		})
	}
	return reports, group.Wait()
}

// inputBytes is the size of a source's files, as far as it is known.
func inputBytes(b sources.Batch) (n int64) {
	for _, f := range b.Files {
		n += f.Size
	}
	return n
}

// readBefore makes digests of the graphs as they are now.
func (r *linkRun) readBefore(ctx context.Context, snap *store.Snapshot, graphs []string) error {
	r.before = make(map[string]links.Digest)
	return eachOfGraphs(ctx, snap, graphs, func(q rdf.Quad) error {
		d := r.before[q.G.Value()]
		if d == nil {
			d = links.Digest{}
			r.before[q.G.Value()] = d
		}
		r.digester.Add(d, q)
		return nil
	})
}

// one links a source.
func (r *linkRun) one(ctx context.Context, b sources.Batch) (linkReport, error) {
	part, err := r.loader.Part()
	if err != nil {
		return linkReport{}, err
	}
	after := links.Digest{}
	seen := make(map[uint64]struct{}) // hashes: they only decide which quads the digest counts
	seed := maphash.MakeSeed()
	report, err := links.Link(ctx, b.Source, b.Files, links.Options{
		Register:      r.register,
		IgnoreUnknown: r.flags.partial,
		OnRow:         r.row,
		Emit: func(q rdf.Quad) error {
			h := maphash.Comparable(seed, q)
			if _, known := seen[h]; !known {
				seen[h] = struct{}{}
				r.digester.Add(after, q)
			}
			if done := r.quads.Add(1); done%1024 == 0 {
				r.progress.set(0, done)
			}
			return part.Add(q)
		},
	})
	if err := errors.Join(err, part.Close()); err != nil {
		return linkReport{Report: report}, err
	}
	changes := links.Compare(r.before[report.Graph], after)
	return linkReport{report, len(changes.Appeared), len(changes.Changed), len(changes.Vanished), report.Elapsed.Seconds()}, nil
}

// row reports rejected rows.
func (r *linkRun) row(row *formats.Row) error {
	if row.Reject != "" {
		r.progress.noteUpTo(maxLines, fmt.Sprintf("rejected: %s: row %d: %s %s", row.File, row.Record, row.Reject, row.Detail))
	}
	return nil
}

// eachOfGraphs calls f for the quads of the given graphs, skipping graphs that the
// snapshot lacks, in one pass.
func eachOfGraphs(ctx context.Context, snap *store.Snapshot, graphs []string, f func(rdf.Quad) error) error {
	held := make(map[ids.ID]bool)
	for _, g := range snap.Graphs() {
		held[g] = true
	}
	var wanted []ids.ID
	for _, graph := range graphs {
		id, ok, err := snap.Lookup(rdf.NewIRI(graph))
		if err != nil {
			return err
		}
		if ok && held[id] && !slices.Contains(wanted, id) {
			wanted = append(wanted, id)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	slices.Sort(wanted)
	for q, err := range snap.ScanQuads(ctx, ids.Scan{Perm: ids.SPO, Graphs: wanted}) {
		if err == nil {
			err = f(q)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
