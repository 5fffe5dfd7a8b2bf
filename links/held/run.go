package held

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
)

// LinkOptions says how [Link] works. The zero value is ready to use.
type LinkOptions struct {
	// Load bounds the build of the store; its ReplaceGraphs are set by Link.
	Load store.LoadOptions
	// IgnoreUnknown is that of [links.Options].
	IgnoreUnknown bool
	// OnRow is called with every row that is rejected or out of scope, by several
	// goroutines at once. It may be nil.
	OnRow func(*formats.Row) error
	// OnPhase is called when the register is about to be read, and when the files
	// are. It may be nil.
	OnPhase func(phase string)
	// OnQuads is called now and then with the number of quads so far, by several
	// goroutines at once. It may be nil.
	OnQuads func(quads int64)
}

// SourceReport is what became of a source: its rows, and how many serials and items
// its graph describes for the first time, otherwise, and no longer.
type SourceReport struct {
	*links.Report
	Appeared int     `json:"appeared"`
	Changed  int     `json:"changed"`
	Vanished int     `json:"vanished"`
	Seconds  float64 `json:"seconds"`
}

// LinkReport is what became of a run. The sources are in the order they were given in.
type LinkReport struct {
	Sources []SourceReport `json:"sources"`
	Total   int64          `json:"quadsTotal"` // in the store now
}

// Link links sources with the register of a store. The graphs of all of them are
// replaced at once, in one build of the store, and all other graphs stay; after an
// error the store is as it was. No other process writes in between: the register that
// the rows are matched with is the one that the new state has.
func Link(ctx context.Context, db *store.DB, batches []sources.Batch, opt LinkOptions) (_ *LinkReport, err error) {
	load := opt.Load
	load.ReplaceGraphs = nil
	for _, b := range batches {
		load.ReplaceGraphs = append(load.ReplaceGraphs, b.Source.Info().Graph())
	}
	loader, err := db.Load(ctx, load) // before the snapshot: it keeps other writers away
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, loader.Abort()) }()
	r := &run{opt: opt, loader: loader, digester: links.NewDigester(), before: map[string]links.Digest{}}
	report := &LinkReport{}
	if report.Sources, err = r.link(ctx, db, batches, load.ReplaceGraphs); err != nil {
		return nil, err
	}
	stats, err := loader.Commit(ctx)
	if err != nil {
		return nil, err
	}
	report.Total = stats.Quads
	return report, nil
}

// run is one call of Link.
type run struct {
	opt      LinkOptions
	register *Register
	loader   *store.Loader
	digester *links.Digester
	before   map[string]links.Digest // of each graph
	quads    atomic.Int64
}

// phase tells that a phase begins.
func (r *run) phase(name string) {
	if r.opt.OnPhase != nil {
		r.opt.OnPhase(name)
	}
}

// link reads the register and then the files of all sources, as many sources at
// a time as there are processors, the largest first: a large one that came last
// would keep one processor busy and the others idle.
func (r *run) link(ctx context.Context, db *store.DB, batches []sources.Batch, graphs []string) (_ []SourceReport, err error) {
	snap, err := db.Snapshot()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	r.phase("reading the register")
	if r.register, err = Read(ctx, snap); err != nil {
		return nil, err
	}
	for q, err := range Quads(ctx, snap, graphs) {
		if err != nil {
			return nil, err
		}
		d := r.before[q.G.Value()]
		if d == nil {
			d = links.Digest{}
			r.before[q.G.Value()] = d
		}
		r.digester.Add(d, q)
	}
	r.phase("linking")
	reports := make([]SourceReport, len(batches))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, i := range largestFirst(batches) {
		group.Go(func() error {
			report, err := r.one(groupCtx, batches[i])
			reports[i] = report
			return err
		})
	}
	return reports, group.Wait()
}

// largestFirst returns the places of batches in the order of the sizes of their
// files, as far as these are known. Equals stay in their order.
func largestFirst(batches []sources.Batch) []int {
	bytes := func(i int) (n int64) {
		for _, f := range batches[i].Files {
			n += f.Size
		}
		return n
	}
	order := make([]int, len(batches))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(bytes(b), bytes(a)) })
	return order
}

// one links a source and compares its graph with the one before.
func (r *run) one(ctx context.Context, b sources.Batch) (SourceReport, error) {
	part, err := r.loader.Part()
	if err != nil {
		return SourceReport{}, err
	}
	after := links.Digest{}
	seen := make(map[uint64]struct{}) // hashes: they decide what the digest counts, nothing else
	seed := maphash.MakeSeed()
	report, err := links.Link(ctx, b.Source, b.Files, links.Options{
		Register:      r.register,
		IgnoreUnknown: r.opt.IgnoreUnknown,
		OnRow:         r.opt.OnRow,
		Emit: func(q rdf.Quad) error {
			h := maphash.Comparable(seed, q)
			if _, known := seen[h]; !known {
				seen[h] = struct{}{}
				r.digester.Add(after, q)
			}
			if done := r.quads.Add(1); done%1024 == 0 && r.opt.OnQuads != nil {
				r.opt.OnQuads(done)
			}
			return part.Add(q)
		},
	})
	if err := errors.Join(err, part.Close()); err != nil {
		return SourceReport{Report: report}, err
	}
	changes := links.Compare(r.before[report.Graph], after)
	return SourceReport{report, len(changes.Appeared), len(changes.Changed), len(changes.Vanished), report.Elapsed.Seconds()}, nil
}
