package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/stats"
)

// Report is what [DB.Check] found.
type Report struct {
	Version uint64
	Quads   int64
	Blocks  int
	Terms   uint64 // in the dictionary
	// Dead counts blocks on the disk that compactions have replaced, and Loose
	// terms of transactions outside of the order of the dictionary: a whole
	// compaction takes both away. They are no faults.
	Dead, Loose int
	// Faults says what is wrong, with the place of each. A sound store has none.
	Faults []error
}

// checker gathers faults.
type checker struct {
	v      *version
	mu     sync.Mutex // guards faults
	faults []error
}

func (c *checker) fault(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, fmt.Errorf(format, args...))
}

// Check reads the whole current state and reports all faults: checksums, the
// order of rows, bounds and counts of every meta, statistics, every value, that all six
// permutations hold the same quads, that every change of a transaction was
// effective, and that every id has a term that has this id. The error is about
// the check, not the store. It may run while the store is in use.
func (db *DB) Check(ctx context.Context) (Report, error) {
	s, err := db.Snapshot()
	if err != nil {
		return Report{}, err
	}
	defer func() { _ = s.Close() }() // what it would say, Close of the database says too
	c := &checker{v: s.version}
	var sums [len(ids.Perms)]digest
	g, ctx2 := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for _, p := range ids.Perms {
		g.Go(func() error {
			var err error
			sums[p], err = c.checkIndex(ctx2, p)
			return err
		})
	}
	for _, gen := range c.v.gen.chain() {
		g.Go(func() error { return c.checkValues(ctx2, gen) })
	}
	g.Go(func() error {
		return s.version.gen.dict.Check(ctx2, func(err error) { c.fault("%w", damage.Mark(err)) })
	})
	if err := g.Wait(); err != nil {
		return Report{}, fmt.Errorf("check: %w", err)
	}
	for _, p := range ids.Perms {
		if sums[p] != sums[ids.SPO] {
			c.fault("%w: %v holds other quads than SPO: %d and %d", ErrCorrupt, p, sums[p].rows, sums[ids.SPO].rows)
		}
	}
	if got, want := sums[ids.SPO].rows, c.v.gen.info.Quads; got != want {
		c.fault("%w: %d quads, want %d", ErrCorrupt, got, want)
	}
	c.checkDelta()
	gen := c.v.gen
	return Report{
		Version: s.Version(), Quads: s.Quads(), Terms: gen.dict.Len(), Faults: c.faults,
		Blocks: gen.blocks(), Dead: gen.dead(), Loose: gen.delta.Len(),
	}, ctx.Err()
}

// digest sums up a set of quads without regard to their order.
type digest struct {
	rows int64
	sum  uint64
	mix  uint64
}

// add adds a quad.
func (d *digest) add(q ids.Quad) {
	d.rows++
	h := uint64(0x9e3779b97f4a7c15)
	for _, id := range [...]ids.ID{q.S, q.P, q.O, q.G} {
		h ^= uint64(id)
		h *= 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	d.sum += h
	h *= 0xc4ceb9fe1a85ec53
	d.mix += h ^ h>>29
}

// checkIndex checks the blocks of a permutation.
func (c *checker) checkIndex(ctx context.Context, p ids.Perm) (digest, error) {
	var d digest
	ix := c.v.gen.indexes[p]
	watch := stats.Watcher{Perm: p}
	var last ids.Row
	for i := range ix.metas {
		if err := ctx.Err(); err != nil {
			return d, err
		}
		rows, err := c.readBlock(ix, i)
		if err != nil {
			c.fault("block %v/%d: %w", p, i, damage.Mark(err))
			continue
		}
		c.checkMeta(ix, i, rows)
		c.checkHome(ix, i)
		if i > 0 && slices.Equal(rows[0][:3], last[:3]) {
			c.fault("block %v/%d: %w: begins with the triple that the block before ends with", p, i, ErrCorrupt)
		}
		for j := range rows {
			if rows[j].Compare(last) <= 0 {
				c.fault("block %v/%d, row %d: %w: out of order", p, i, j, ErrCorrupt)
			}
			if rows[j][0] != last[0] {
				c.checkID(p, i, j, rows[j][0])
			}
			last = rows[j]
			d.add(p.Quad(last))
		}
		watch.See(rows)
	}
	c.checkStats(&watch)
	return d, nil
}

// readBlock reads a block from the disk again and decodes all of it.
func (c *checker) readBlock(ix *index, i int) ([]ids.Row, error) {
	src, err := ix.raw(i)
	if err != nil {
		return nil, err
	}
	b, err := block.Decode(src)
	if err != nil {
		return nil, err
	}
	rows := make([]ids.Row, b.Rows())
	var col []ids.ID
	for n := range block.Columns {
		if col, err = b.AppendColumn(col[:0], n, 0, len(rows)); err != nil {
			return nil, err
		}
		for j, id := range col {
			rows[j][n] = id
		}
	}
	return rows, nil
}

// checkMeta compares the meta of a block with what its rows make it.
func (c *checker) checkMeta(ix *index, i int, rows []ids.Row) {
	b := block.Builder{Target: len(rows)}
	for j := range rows {
		b.Add(&rows[j])
	}
	want, got := b.Meta(), &ix.metas[i]
	if got.First != want.First || got.Last != want.Last || got.Rows != want.Rows || got.Distinct != want.Distinct ||
		got.MoreGraphs != want.MoreGraphs || !slices.Equal(got.Graphs, want.Graphs) {
		c.fault("meta %v/%d: %w: %+v, want %+v", ix.perm, i, ErrCorrupt, *got, want)
	}
}

// checkHome compares the meta of a block that is in the generation below with the
// one that it has there, and looks for a second copy of it.
func (c *checker) checkHome(ix *index, i int) {
	n, below := ix.home(i)
	if !below {
		return
	}
	got, want := &ix.metas[i], &ix.base.metas[n]
	if got.First != want.First || got.Last != want.Last || got.Rows != want.Rows {
		c.fault("meta %v/%d: %w: it is not that of block %d of generation %d", ix.perm, i, ErrCorrupt, n, c.v.gen.base.number)
	}
	if src, err := ix.kv.Get(codec.BlockKey(ix.perm, i)); err != nil {
		c.fault("block %v/%d: %w", ix.perm, i, err)
	} else if src != nil {
		c.fault("block %v/%d: %w: it is in two generations", ix.perm, i, ErrCorrupt)
	}
}

// checkID checks that an id has a term, and that the term has this id.
func (c *checker) checkID(p ids.Perm, i, row int, id ids.ID) {
	t, err := c.v.gen.dict.Term(id)
	if err != nil {
		c.fault("block %v/%d, row %d: %w", p, i, row, damage.Mark(err))
		return
	}
	back, found, err := c.v.gen.dict.Lookup(t)
	if err != nil || !found || back != id {
		c.fault("block %v/%d, row %d: %w: id %#x has the term %q, which has the id %#x: %w",
			p, i, row, ErrCorrupt, uint64(id), t.Value(), uint64(back), errors.Join(err))
	}
}

// checkStats compares the statistics with what a watcher has seen.
func (c *checker) checkStats(w *stats.Watcher) {
	st := &c.v.gen.stats
	if w.Perm == ids.SPO {
		got := make(map[ids.ID]int64)
		for _, g := range st.Graphs {
			got[g.Graph] = g.Quads
			if g.Graph != ids.DefaultGraph {
				c.checkID(ids.SPO, 0, 0, g.Graph)
			}
		}
		if !maps.Equal(got, w.Graphs) {
			c.fault("statistics: %w: graphs %v, want %v", ErrCorrupt, got, w.Graphs)
		}
		return
	}
	if w.Perm != ids.PSO && w.Perm != ids.POS {
		return
	}
	if len(w.Predicates) != len(st.Predicates) {
		c.fault("statistics: %w: %d predicates, want %d", ErrCorrupt, len(st.Predicates), len(w.Predicates))
		return
	}
	for i, want := range w.Predicates {
		got := st.Predicates[i]
		if w.Perm == ids.PSO {
			want.Objects = got.Objects
		} else {
			want.Subjects = got.Subjects
		}
		if got != want {
			c.fault("statistics: %w: predicate %+v, want %+v", ErrCorrupt, got, want)
		}
	}
}

// checkValues reads all values of a generation.
func (c *checker) checkValues(ctx context.Context, gen *generation) error {
	n := 0
	err := gen.kv.Scan(codec.ValueKey(""), func(key, src []byte) error {
		n++
		name := string(key[1:])
		value, err := decodeValue(name, src)
		if err == nil {
			err = checkValue(name, value.Value)
		}
		if err == nil && value.Deleted && gen.base == nil {
			err = fmt.Errorf("%w: it is deleted from nothing", ErrCorrupt)
		}
		if err != nil {
			c.fault("value %q in generation %d: %w", name, gen.number, damage.Mark(err))
		}
		return ctx.Err()
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		c.fault("values of generation %d: %w", gen.number, damage.Mark(err))
	} else if n != gen.info.Values {
		c.fault("values of generation %d: %w: %d, want %d", gen.number, ErrCorrupt, n, gen.info.Values)
	}
	return nil
}

// checkDelta checks that the changes since the generation was written were
// effective, and are the same in all permutations.
func (c *checker) checkDelta() {
	var sums [len(ids.Perms)][2]digest
	net := make(map[ids.ID]int64)
	for _, p := range ids.Perms {
		for _, ch := range c.v.delta.AppendRange(nil, p, nil, nil) {
			q := p.Quad(ch.Row)
			if !ch.Insert {
				sums[p][0].add(q)
			} else {
				sums[p][1].add(q)
			}
			if p != ids.SPO {
				continue
			}
			has, err := c.v.gen.indexes[p].contains(ch.Row)
			if err != nil {
				c.fault("changes: %w", err)
			} else if has == ch.Insert {
				c.fault("changes: %w: %v was inserted (%v) where it was present (%v)", ErrCorrupt, q, ch.Insert, has)
			}
			for _, id := range ch.Row {
				if id != ids.DefaultGraph {
					c.checkID(p, -1, 0, id)
				}
			}
			if ch.Insert {
				net[q.G]++
			} else {
				net[q.G]--
			}
		}
		if sums[p] != sums[ids.SPO] {
			c.fault("changes: %w: %v holds others than SPO", ErrCorrupt, p)
		}
	}
	if got, want := c.v.gen.stats.GraphList(c.v.graphs), c.v.gen.stats.GraphList(net); !slices.Equal(got, want) {
		c.fault("changes: %w: graphs %v, want %v", ErrCorrupt, got, want)
	}
	if got, want := c.v.delta.Net(), sums[ids.SPO][1].rows-sums[ids.SPO][0].rows; got != want {
		c.fault("changes: %w: %d quads more, want %d", ErrCorrupt, got, want)
	}
}
