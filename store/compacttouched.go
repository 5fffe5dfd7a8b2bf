package store

import (
	"context"
	"errors"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/delta"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/kv"
	"github.com/issn-ld/issn-ld/store/internal/stats"
	"github.com/issn-ld/issn-ld/store/internal/values"
)

// touchedWriter writes a derived generation: one permutation after the other, and
// of each the blocks one after the other, so that it holds in memory a few blocks,
// the metas and what it has not yet flushed.
type touchedWriter struct {
	base    *version
	build   *kv.Build
	target  int
	wrote   func(rows int64)
	indexes [len(ids.Perms)]*blockWriter
	stats   stats.Change
	carried int // blocks that were copied
	written int // blocks that were made
}

// touched writes the blocks of a plan to a derived generation and makes that the
// current one.
func (c *compaction) touched(ctx context.Context, p *plan) (err error) {
	db := c.db
	build, err := db.dir.Create()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, build.Abort()) }()
	if pace := c.pace(); pace != nil {
		build.SetPace(func(bytes int) error { return pace(ctx, bytes) })
	}
	report, total, rows := db.options.Events.report, p.rows, int64(0)
	report(StageBlocks, 0, total)
	w := touchedWriter{
		base: c.base, build: build, target: db.options.blockRows(), stats: make(stats.Change),
		wrote: func(n int64) {
			rows += n
			report(StageBlocks, rows, total)
		},
	}
	for _, perm := range ids.Perms {
		if err := w.index(ctx, perm, p.stretches[perm]); err != nil {
			return err
		}
	}
	n, err := w.values(ctx)
	if err != nil {
		return err
	}
	if err := w.finish(c.terms, n); err != nil {
		return err
	}
	report(StageSync, 0, 1)
	written := build.Bytes()
	number, err := build.Finish()
	if err != nil {
		return err
	}
	report(StagePublish, 0, 1)
	gen, err := openGeneration(db.dir, number, c.base.gen.root())
	if err != nil {
		return errors.Join(err, db.dir.Remove(number))
	}
	if err := c.publish(ctx, gen, func() (*version, error) { return db.repeatLog(gen) }); err != nil {
		return err
	}
	c.stats.Level, c.stats.Bytes, c.stats.Blocks = CompactTouched, written, gen.blocks()
	c.stats.Dead, c.stats.Carried = p.dead, w.carried
	c.stats.Replaced, c.stats.Written = p.replaced, w.written
	return nil
}

// index writes a permutation: the blocks of the stretches anew, notes of the
// others.
func (w *touchedWriter) index(ctx context.Context, p ids.Perm, stretches []stretch) error {
	bw := &blockWriter{perm: p, stream: w.build.NewStream(), derived: true}
	w.indexes[p] = bw
	ix := w.base.gen.indexes[p]
	next := 0
	for i := range stretches {
		s := &stretches[i]
		if err := w.carry(ctx, ix, bw, next, s.first); err != nil {
			return err
		}
		if err := w.rewrite(ctx, ix, bw, s); err != nil {
			return err
		}
		next = s.end
	}
	if err := w.carry(ctx, ix, bw, next, len(ix.metas)); err != nil {
		return err
	}
	return bw.stream.Flush()
}

// carry takes over the blocks from first on and before end. Those that an
// earlier compaction has rewritten are copied, so that a generation never builds
// on more than one other.
func (w *touchedWriter) carry(ctx context.Context, ix *index, bw *blockWriter, first, end int) error {
	for i := first; i < end; i++ {
		if w.base.gen.base == nil {
			bw.note(&ix.metas[i], uint32(i)+1)
			continue
		}
		if n, below := ix.home(i); below {
			bw.note(&ix.metas[i], uint32(n)+1)
			continue
		}
		src, err := ix.raw(i)
		if err == nil {
			_, err = block.Decode(src) // damage must not get a new checksum
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = bw.put(&ix.metas[i], src)
		}
		if err != nil {
			return ix.placed(i, err)
		}
		w.carried++
	}
	return nil
}

// rewrite writes the rows of a stretch, with the changes, as new blocks, and
// notes how that changes the statistics.
func (w *touchedWriter) rewrite(ctx context.Context, ix *index, bw *blockWriter, s *stretch) error {
	bw.builder.Target = s.blockRows(w.target)
	blocks := bw.blocks
	after := newStretchWatcher(ix, s)
	err := w.base.eachRow(ctx, ix.perm, s, w.base.delta, func(rows []ids.Row) error {
		after.See(rows)
		w.wrote(int64(len(rows)))
		return bw.add(rows)
	})
	if err == nil {
		err = bw.cut()
	}
	w.written += bw.blocks - blocks
	if err != nil || !after.Counts() {
		return err
	}
	before := newStretchWatcher(ix, s)
	err = w.base.eachRow(ctx, ix.perm, s, nil, func(rows []ids.Row) error {
		before.See(rows)
		return nil
	})
	w.stats.Add(after.End(), 1)
	w.stats.Add(before.End(), -1)
	return err
}

// eachRow calls f with the rows of a stretch, merged with the changes of set.
func (v *version) eachRow(ctx context.Context, p ids.Perm, s *stretch, set *delta.Set, f func([]ids.Row) error) error {
	ix := v.gen.indexes[p]
	scan := newScanner(v, ids.Scan{Perm: p, Cols: []uint8{0, 1, 2, 3}})
	scan.low, scan.high, scan.set = ix.boundary(s.first), ix.boundary(s.end), set
	scan.next, scan.last = ix.segments(scan.low, scan.high)
	rows := make([]ids.Row, 0, ids.BatchRows)
	for {
		b, err := scan.nextBatch(ctx)
		if b == nil || err != nil {
			return err
		}
		rows = rows[:0]
		for i := range b.Len {
			rows = append(rows, ids.Row{b.Cols[0][i], b.Cols[1][i], b.Cols[2][i], b.Cols[3][i]})
		}
		if err := f(rows); err != nil {
			return err
		}
	}
}

// newStretchWatcher returns a watcher of the rows of a stretch.
func newStretchWatcher(ix *index, s *stretch) *stats.StretchWatcher {
	var last ids.Row
	var next *ids.Row
	if s.first > 0 {
		last = ix.metas[s.first-1].Last
	}
	if s.end < len(ix.metas) {
		next = &ix.metas[s.end].First
	}
	return stats.NewStretchWatcher(ix.perm, last, next)
}

// termsChunk is the size of a value of terms at which the next one begins.
const termsChunk = 1 << 20

// values writes the values that differ from those of the whole generation, and returns
// their number.
func (w *touchedWriter) values(ctx context.Context) (int, error) {
	sources := []values.Source{w.base.set.From}
	if gen := w.base.gen; gen.base != nil && gen.info.Values > 0 {
		sources = append(sources, gen.ownValues)
	}
	return writeValues(ctx, w.build, values.Merge(sources...))
}

// finish writes what comes after the blocks: where they are, their metas, the
// statistics and the terms of transactions up to a mark.
func (w *touchedWriter) finish(mark dict.Mark, n int) error {
	v := w.base
	root := v.gen.root()
	in := codec.Info{
		Version: v.number, Line: codec.NewLineage(), Quads: w.indexes[ids.SPO].rows,
		Base: root.number, BaseVersion: root.info.Version, Values: n,
	}
	var terms [][]byte
	err := v.gen.delta.Each(mark, func(id ids.ID, t rdf.Term) error {
		last := len(terms) - 1
		if last < 0 || len(terms[last]) >= termsChunk {
			terms, last = append(terms, make([]byte, 4, 4096)), last+1
		}
		terms[last] = dict.AppendDeltaTerm(terms[last], id, t)
		return nil
	})
	if err != nil {
		return err
	}
	st := &stats.Stats{Predicates: w.stats.Apply(v.gen.stats.Predicates), Graphs: v.gen.stats.GraphList(v.graphs)}
	return writeEnd(w.build, in, &w.indexes, st, terms)
}

// plan says which blocks a compaction rewrites.
type plan struct {
	stretches [len(ids.Perms)][]stretch
	rows      int64 // to write
	replaced  int   // blocks to read
	dead      int   // blocks of the whole generation that are not in use then
}

// stretch is a sequence of blocks, from first on and before end, that are
// rewritten as one; an empty index has one without blocks.
type stretch struct {
	first, end int
	rows       int64 // that they have with the changes
}

// plan returns what to rewrite so that nothing is left in the delta. It reads
// no blocks. Blocks are about target rows long.
func (v *version) plan(target int) *plan {
	p := &plan{dead: v.gen.dead()}
	for _, perm := range ids.Perms {
		ix := v.gen.indexes[perm]
		p.stretches[perm] = v.planPerm(ix, target)
		for _, s := range p.stretches[perm] {
			p.rows += s.rows
			p.replaced += s.end - s.first
			for i := s.first; i < s.end; i++ {
				if _, below := ix.home(i); below || v.gen.base == nil {
					p.dead++
				}
			}
		}
	}
	return p
}

// planPerm returns the stretches of a permutation. One that is left with less
// than half a block takes the next block in, or else the one before it, so that
// blocks do not crumble.
func (v *version) planPerm(ix *index, target int) []stretch {
	n := len(ix.metas)
	touched := func(i int) bool { return v.delta.Touched(ix.perm, ix.boundary(i), ix.boundary(i+1)) }
	if n == 0 {
		if !touched(0) {
			return nil
		}
		return []stretch{{0, 0, v.rowsOf(ix, 0, 0)}}
	}
	var out []stretch
	for i := 0; i < n; i++ {
		if !touched(i) {
			continue
		}
		s := stretch{first: i, end: i + 1}
		for s.rows = v.rowsOf(ix, s.first, s.end); s.end < n && (s.small(target) || touched(s.end)); {
			s.end++
			s.rows = v.rowsOf(ix, s.first, s.end)
		}
		if s.small(target) && s.first > 0 {
			s.first--
			if last := len(out) - 1; last >= 0 && out[last].end > s.first {
				s.first = out[last].first
				out = out[:last]
			}
			s.rows = v.rowsOf(ix, s.first, s.end)
		}
		out = append(out, s)
		i = s.end - 1
	}
	return out
}

// small reports whether the rows make less than half a block.
func (s *stretch) small(target int) bool { return 0 < s.rows && 2*s.rows < int64(target) }

// blockRows returns the number of rows at which to cut the blocks of a stretch,
// so that all are about as long, and as near to target as that allows.
func (s *stretch) blockRows(target int) int {
	blocks := max(1, (s.rows+int64(target)/2)/int64(target))
	return int((s.rows + blocks - 1) / blocks)
}

// rowsOf returns the number of rows that the blocks from first on and before end
// have with the changes.
func (v *version) rowsOf(ix *index, first, end int) int64 {
	return ix.rows[end] - ix.rows[first] + v.delta.Sum(ix.perm, ix.boundary(first), ix.boundary(end))
}
