package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/extsort"
	"github.com/issn-ld/issn-ld/store/internal/spill"
)

// Loader builds the next state of a store out of many quads. It holds the
// write lock of the database until Commit or Abort, one of which must be called;
// snapshots are not affected.
//
// The quads come in through parts, which goroutines fill at the same time.
// Their terms get provisional ids, and the quads wait in temporary files.
// Commit merges the terms, gives the quads their final ids, sorts them six ways
// and writes a new generation, which replaces the current one at once.
type Loader struct {
	db        *DB
	options   LoadOptions
	begin     time.Time
	temp      string
	builder   *dict.Builder
	base      *version                                   // the state to keep quads of; nil: none
	keep      func(q ids.Quad) bool                      // which quads of base; nil: all
	keepValue func(key string) bool                      // which values of base; nil: all
	pace      func(ctx context.Context, bytes int) error // nil: as fast as it goes

	mu    sync.Mutex // guards what follows
	parts []*LoaderPart
	open  int
	ended bool
}

// LoadStats says what a load did.
type LoadStats struct {
	Added   int64 // quads that the parts brought, duplicates included
	Kept    int64 // quads of the old state that are kept
	Quads   int64 // quads in the store now
	Terms   uint64
	Seconds float64

	bytes   int64 // written to the generation
	dropped int64 // terms that no quad uses any more
}

// Load begins a load. It waits for other writers to end.
func (db *DB) Load(ctx context.Context, options LoadOptions) (*Loader, error) {
	if err := db.beginBuild(ctx); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if err := db.lock(ctx); err != nil {
		db.endBuild()
		return nil, fmt.Errorf("load: %w", err)
	}
	base, err := db.settle()
	if options.Replace {
		base = nil
	}
	var l *Loader
	if err == nil {
		l, err = db.newLoader(options, base)
	}
	if err != nil {
		db.unlock()
		db.endBuild()
		return nil, fmt.Errorf("load: %w", damage.Mark(err))
	}
	return l, nil
}

// newLoader returns a loader that keeps quads of base, if it is not nil.
func (db *DB) newLoader(options LoadOptions, base *version) (*Loader, error) {
	if options.MemoryBytes <= 0 {
		options.MemoryBytes = db.options.memoryBytes()
	}
	l := &Loader{db: db, options: options, begin: time.Now(), base: base}
	var err error
	if options.TempDir == "" {
		l.temp, err = db.dir.TempDir()
	} else {
		l.temp, err = os.MkdirTemp(options.TempDir, "issn-ld-load-")
	}
	if err != nil {
		return nil, err
	}
	bo := dict.BuilderOptions{TempDir: l.temp, MemoryBytes: options.MemoryBytes / 2}
	if base != nil {
		bo.Base = base.gen.dict
	}
	l.builder = dict.NewBuilder(bo)
	return l, nil
}

// report tells the hooks how far the load is.
func (l *Loader) report(stage Stage, done, total int64) {
	l.db.options.Events.report(stage, done, total)
	l.options.Events.report(stage, done, total)
}

// Part returns a new part. Each is for one goroutine at a time, and has to be
// closed before Commit.
func (l *Loader) Part() (*LoaderPart, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil, fmt.Errorf("load: %w", ErrClosed)
	}
	quads, err := spill.New(l.temp)
	if err != nil {
		return nil, fmt.Errorf("load: %w", damage.Mark(err))
	}
	p := &LoaderPart{loader: l, terms: l.builder.Part(), spill: quads}
	l.parts = append(l.parts, p)
	l.open++
	return p, nil
}

// Commit makes the quads of the parts part of the store, or the whole of it,
// as the options say. When it returns without an error, the new state is on
// the disk. Else, or when ctx ends before, the old state stays.
func (l *Loader) Commit(ctx context.Context) (LoadStats, error) {
	l.mu.Lock()
	switch {
	case l.ended:
		l.mu.Unlock()
		return LoadStats{}, fmt.Errorf("load: %w", ErrClosed)
	case l.open > 0:
		n := l.open
		l.mu.Unlock()
		return LoadStats{}, fmt.Errorf("load: %d parts are not closed", n)
	}
	l.ended = true
	l.mu.Unlock()
	defer l.db.endBuild()
	defer l.db.unlock()
	st, err := l.commit(ctx)
	if err = errors.Join(err, l.cleanUp()); err != nil {
		return st, fmt.Errorf("load: %w", damage.Mark(err))
	}
	st.Seconds = time.Since(l.begin).Seconds()
	return st, nil
}

// commit builds the generation and makes it the current one.
func (l *Loader) commit(ctx context.Context) (LoadStats, error) {
	var st LoadStats
	number, err := l.build(ctx, &st, l.db.tip.number+1)
	if err != nil {
		return st, err
	}
	l.report(StagePublish, 0, 1)
	gen, err := openGeneration(l.db.dir, number, nil)
	if err != nil {
		return st, errors.Join(err, l.db.dir.Remove(number))
	}
	if err := l.db.setCurrent(number); err != nil {
		return st, errors.Join(err, gen.discard())
	}
	st.Quads, st.Terms = gen.info.Quads, gen.dict.Len()
	err = l.db.replace(gen.version())
	l.report(StagePublish, 1, 1)
	return st, err
}

// build writes the generation of a version and returns its number.
func (l *Loader) build(ctx context.Context, st *LoadStats, version uint64) (number uint64, err error) {
	build, err := l.db.dir.Create()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, build.Abort()) }()
	if l.pace != nil {
		pace := func(bytes int) error { return l.pace(ctx, bytes) }
		build.SetPace(pace)
		l.builder.SetPace(pace)
	}
	if err := l.markUsed(ctx); err != nil {
		return 0, err
	}
	l.report(StageDictionary, 0, 0)
	stream := build.NewStream()
	mapping, err := l.builder.Finish(ctx, dictPut(stream))
	if err == nil {
		err = stream.Flush()
	}
	if err != nil {
		return 0, err
	}
	sorter := extsort.New(extsort.Options{TempDir: l.temp, MemoryBytes: l.sortBytes(), Quads: l.quads()})
	defer sorter.Abort()
	if err := l.feed(ctx, mapping, sorter, st); err != nil {
		return 0, err
	}
	total := int64(len(ids.Perms)) * (st.Added + st.Kept)
	l.report(StageWrite, 0, total)
	var rows atomic.Int64
	w := generationWriter{build: build, blockRows: l.db.options.blockRows(), wrote: func(n int) {
		l.report(StageWrite, rows.Add(int64(n)), total)
	}}
	if err := sorter.Finish(ctx, w.index); err != nil {
		return 0, err
	}
	n, err := writeValues(ctx, build, l.values())
	if err != nil {
		return 0, err
	}
	if err := w.finish(version, n); err != nil {
		return 0, err
	}
	l.report(StageSync, 0, 1)
	st.bytes, st.dropped = build.Bytes(), mapping.Dropped()
	return build.Finish()
}

// quads returns the number of quads to sort, those of the old state that are
// dropped included.
func (l *Loader) quads() int64 {
	total := int64(0)
	for _, p := range l.parts {
		total += p.spill.Len()
	}
	if l.base != nil {
		total += l.base.quads()
	}
	return total
}

// sortBytes returns the memory for sorting: what the final ids of the terms
// leave.
func (l *Loader) sortBytes() int64 {
	terms := uint64(0) // the most whose ids are in memory at the same time
	for _, p := range l.parts {
		terms = max(terms, p.terms.IDs())
	}
	bytes := 8 * int64(terms)
	if l.base != nil {
		bytes += 4 * int64(l.base.gen.dict.Len())
	}
	return max(l.options.MemoryBytes-bytes, l.options.MemoryBytes/4)
}

// feedQuads is the number of quads that go to the sorter at a time.
const feedQuads = 4096

// spilledBytes is what a quad takes in the temporary files of a sort, about.
const spilledBytes = 6 * 6

// feed gives all quads their final ids and hands them to the sorter.
func (l *Loader) feed(ctx context.Context, mapping *dict.Mapping, sorter *extsort.Sorter, st *LoadStats) error {
	total := l.quads()
	spills := l.pace != nil && total*extsort.BytesPerQuad > l.sortBytes()
	add := func(quads []ids.Quad) error {
		l.report(StageMap, st.Added+st.Kept, total)
		if spills {
			if err := l.pace(ctx, len(quads)*spilledBytes); err != nil {
				return err
			}
		}
		return sorter.Add(ctx, quads)
	}
	l.report(StageMap, 0, total)
	if l.base != nil {
		if err := l.feedOld(ctx, mapping, st, add); err != nil {
			return err
		}
	}
	buf := make([]ids.Quad, 0, feedQuads)
	for _, p := range l.parts {
		final, err := mapping.Part(p.terms.Index())
		if err != nil {
			return err
		}
		err = spill.Read(p.spill.Name(), final, buf, func(quads []ids.Quad) error {
			st.Added += int64(len(quads))
			return add(quads)
		})
		if err != nil {
			return err
		}
		if err := os.Remove(p.spill.Name()); err != nil {
			return err
		}
	}
	return nil
}

// Abort gives the load up. After Commit it does nothing, so that it may be
// deferred. Parts must not be used any more.
func (l *Loader) Abort() error {
	l.mu.Lock()
	if l.ended {
		l.mu.Unlock()
		return nil
	}
	l.ended = true
	l.mu.Unlock()
	defer l.db.endBuild()
	defer l.db.unlock()
	var err error
	for _, p := range l.parts {
		if !p.closed {
			err = errors.Join(err, p.spill.Close())
		}
	}
	return errors.Join(err, l.cleanUp())
}

// cleanUp removes the temporary files.
func (l *Loader) cleanUp() error {
	return errors.Join(l.builder.Close(), os.RemoveAll(l.temp))
}
