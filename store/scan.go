package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/internal/invariant"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/delta"
	"github.com/issn-ld/issn-ld/store/internal/scancheck"
)

// firstBatch is the number of rows of the first batch of a scan, and of the
// first after a seek; each batch is twice as long as the one before, up to
// [ids.BatchRows]. So a reader who stops early has not decoded much.
const firstBatch = block.GroupRows

// scanner reads the rows of a scan, segment by segment. A segment is a block
// with the changes located in it. Segments without changes, of blocks where
// every row passes, are decoded straight into the batch.
type scanner struct {
	ix        *index
	set       *delta.Set // nil: nothing has changed in the permutation's range
	graphs    []ids.ID
	namedOnly bool
	distinct  bool
	cols      []uint8
	prefix    []ids.ID
	low, high []ids.ID

	next, last int  // segments to open, both inclusive
	seek       bool // low has grown since the segment was opened

	// The segment that is open.
	segment  int
	blk      *block.Block
	at, end  int // rows of blk to come
	changes  []delta.Change
	filter   bool // look at the graph of each row
	compare  bool // look for rows that differ in the graph only
	compared ids.Row

	rows int // of the next batch
	out  ids.Batch
	own  [][]ids.ID // memory of the columns of out
	raw  [block.Columns][]ids.ID
	keep []uint32

	check scancheck.Check // of builds with invariants
	terms uint64          // in the base dictionary
}

// newScanner returns a scanner of a version.
func newScanner(v *version, sc ids.Scan) *scanner {
	s := &scanner{
		ix: v.gen.indexes[sc.Perm], graphs: sc.Graphs, namedOnly: sc.NamedOnly,
		distinct: sc.DistinctTriples && len(sc.Graphs) != 1,
		cols:     sc.Cols, prefix: sc.Prefix, rows: firstBatch, segment: -1, terms: v.gen.dict.Len(),
	}
	s.low, s.high = bounds(sc)
	if v.delta.Touched(sc.Perm, s.low, s.high) {
		s.set = v.delta
	}
	s.next, s.last = s.ix.segments(s.low, s.high)
	s.out.Cols = make([][]ids.ID, len(sc.Cols))
	s.own = make([][]ids.ID, len(sc.Cols))
	return s
}

// bounds returns the bounds of a scan: rows from low on and below high, each
// compared with as many columns as the bound has. An empty bound is none.
func bounds(sc ids.Scan) (low, high []ids.ID) {
	low, high = slices.Clone(sc.Prefix), slices.Clone(sc.Prefix)
	if len(high) > 0 {
		high[len(high)-1]++
	}
	if len(sc.Prefix) == len(ids.Row{}) {
		return low, high
	}
	if sc.Low != 0 {
		low = append(low, sc.Low)
	}
	if sc.High != 0 {
		high = append(slices.Clone(sc.Prefix), sc.High)
	}
	return low, high
}

// seekTo is [ids.Scanner.Seek].
func (s *scanner) seekTo(key []ids.ID) {
	low := append(slices.Clone(s.prefix), key...)
	low = low[:min(len(low), len(ids.Row{}))]
	if slices.Compare(low, s.low) > 0 {
		s.low, s.seek, s.rows = low, true, firstBatch
	}
}

// nextBatch returns the next batch, or nil after the last.
func (s *scanner) nextBatch(ctx context.Context) (*ids.Batch, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if more, err := s.prepare(); !more || err != nil {
			return nil, err
		}
		n, err := s.fill()
		if err != nil {
			return nil, fmt.Errorf("block %v/%d: %w", s.ix.perm, s.segment, damage.Mark(err))
		}
		if n > 0 {
			s.out.Len = n
			s.rows = min(2*s.rows, ids.BatchRows)
			if invariant.Enabled {
				s.check.Batch(&s.out, s.cols, s.low, s.high, s.terms)
			}
			return &s.out, nil
		}
	}
}

// prepare makes a segment with rows to come the open one; false says that
// there is none.
func (s *scanner) prepare() (bool, error) {
	if s.seek {
		s.seek = false
		if err := s.skip(); err != nil {
			return false, err
		}
	}
	for s.at == s.end && len(s.changes) == 0 {
		if s.next > s.last {
			return false, nil
		}
		if err := s.open(s.next); err != nil {
			return false, err
		}
		s.next++
	}
	return true, nil
}

// open opens segment i.
func (s *scanner) open(i int) error {
	s.segment, s.blk, s.at, s.end, s.compared = i, nil, 0, 0, ids.Row{}
	s.changes = s.changes[:0]
	if s.set != nil {
		low, high := s.ix.boundary(i), s.ix.boundary(i+1)
		if slices.Compare(s.low, low) > 0 {
			low = s.low
		}
		if len(high) == 0 || len(s.high) > 0 && slices.Compare(s.high, high) < 0 {
			high = s.high
		}
		s.changes = s.set.AppendRange(s.changes, s.ix.perm, low, high)
	}
	if i >= len(s.ix.metas) {
		s.filter, s.compare = s.graphs != nil || s.namedOnly, s.distinct
		return nil
	}
	m := &s.ix.metas[i]
	changed := len(s.changes) > 0
	s.filter = s.graphs != nil && (changed || !holdsOnly(m, s.graphs)) ||
		s.namedOnly && (changed || m.Graphs[0] <= ids.DefaultGraph)
	s.compare = s.distinct && (changed || m.Distinct[2] < m.Rows)
	return s.openBlock(m)
}

// openBlock finds the rows of the block that lie within the bounds.
func (s *scanner) openBlock(m *block.Meta) error {
	if s.graphs != nil && !m.MayHold(s.graphs) ||
		s.namedOnly && m.Graphs[len(m.Graphs)-1] <= ids.DefaultGraph ||
		slices.Compare(m.Last[:len(s.low)], s.low) < 0 ||
		len(s.high) > 0 && slices.Compare(m.First[:len(s.high)], s.high) >= 0 {
		return nil
	}
	var err error
	if s.blk, err = s.ix.block(s.segment); err != nil {
		return err
	}
	s.end = s.blk.Rows()
	if slices.Compare(m.First[:len(s.low)], s.low) < 0 {
		if s.at, err = s.blk.Search(s.low, 0); err != nil {
			return s.placed(err)
		}
	}
	if len(s.high) > 0 && slices.Compare(m.Last[:len(s.high)], s.high) >= 0 {
		if s.end, err = s.blk.Search(s.high, s.at); err != nil {
			return s.placed(err)
		}
	}
	return nil
}

// placed says where an error is.
func (s *scanner) placed(err error) error { return s.ix.placed(s.segment, err) }

// holdsOnly reports whether all rows of a block are in one of the graphs, for
// certain.
func holdsOnly(m *block.Meta, graphs []ids.ID) bool {
	if m.MoreGraphs {
		return false
	}
	for _, g := range m.Graphs {
		if _, found := slices.BinarySearch(graphs, g); !found {
			return false
		}
	}
	return true
}

// skip drops what is below low, which has grown.
func (s *scanner) skip() error {
	for len(s.changes) > 0 && slices.Compare(s.changes[0].Row[:len(s.low)], s.low) < 0 {
		s.changes = s.changes[1:]
	}
	if s.at < s.end {
		m := &s.ix.metas[s.segment]
		if slices.Compare(m.Last[:len(s.low)], s.low) < 0 {
			s.at = s.end
		} else {
			at, err := s.blk.Search(s.low, s.at)
			if err != nil {
				return s.placed(err)
			}
			s.at = min(at, s.end)
		}
	}
	if s.at == s.end && len(s.changes) == 0 && s.next <= s.last {
		first, _ := s.ix.segments(s.low, s.high)
		s.next = max(s.next, first)
	}
	return nil
}

// fill fills the batch with the next rows of the open segment and returns
// their number, which may be 0 although there are more.
func (s *scanner) fill() (int, error) {
	if len(s.changes) == 0 && !s.filter && !s.compare {
		return s.fillPlain()
	}
	need := [block.Columns]bool{3: s.filter}
	for _, c := range s.cols {
		need[c] = true
	}
	if s.compare || len(s.changes) > 0 {
		need = [block.Columns]bool{true, true, true, true}
	}
	from, to := s.at, s.until()
	if first, err := s.changesFirst(); err != nil {
		return 0, err
	} else if first {
		to = from
	}
	s.at = to
	for c := range s.raw {
		s.raw[c] = s.raw[c][:0]
		if !need[c] || from == to {
			continue
		}
		var err error
		if s.raw[c], err = s.blk.AppendColumn(s.raw[c], c, from, to); err != nil {
			return 0, err
		}
	}
	n := to - from
	if len(s.changes) > 0 {
		n = s.merge()
	}
	return s.pick(n), nil
}

// until returns the row at which the next rows from the block end: about as
// many as wanted, but whole groups.
func (s *scanner) until() int {
	to := (s.at + s.rows) &^ (block.GroupRows - 1)
	if to <= s.at {
		to = s.at + s.rows
	}
	return min(s.end, to)
}

// fillPlain decodes the next rows straight into the batch.
func (s *scanner) fillPlain() (int, error) {
	from, to := s.at, s.until()
	s.at = to
	for i, c := range s.cols {
		var err error
		if s.own[i], err = s.blk.AppendColumn(s.own[i][:0], int(c), from, to); err != nil {
			return 0, err
		}
		s.out.Cols[i] = s.own[i]
	}
	return to - from, nil
}

// pick selects, among n rows in raw, those that pass, and makes them the
// batch. It returns their number.
func (s *scanner) pick(n int) int {
	s.keep = s.keep[:0]
	for i := range n {
		if s.filter && !s.passes(s.raw[3][i]) {
			continue
		}
		if s.compare {
			row := ids.Row{s.raw[0][i], s.raw[1][i], s.raw[2][i]}
			if row == s.compared {
				continue
			}
			s.compared = row
		}
		s.keep = append(s.keep, uint32(i))
	}
	for i, c := range s.cols {
		if len(s.keep) == n {
			s.out.Cols[i] = s.raw[c]
			continue
		}
		s.own[i] = gather(s.own[i][:0], s.raw[c], s.keep)
		s.out.Cols[i] = s.own[i]
	}
	return len(s.keep)
}

// gather appends the selected values of col.
func gather(dst, col []ids.ID, keep []uint32) []ids.ID {
	for _, row := range keep {
		dst = append(dst, col[row])
	}
	return dst
}

// passes reports whether the scan wants rows of a graph.
func (s *scanner) passes(g ids.ID) bool {
	if s.namedOnly && g == ids.DefaultGraph {
		return false
	}
	switch {
	case s.graphs == nil:
		return true
	case len(s.graphs) == 1:
		return s.graphs[0] == g
	}
	_, found := slices.BinarySearch(s.graphs, g)
	return found
}
