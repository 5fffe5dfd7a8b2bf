package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// Count returns the exact number of rows of a scan; Cols do not matter.
// Without a restriction of graphs it reads metadata and the groups at the ends
// of the range. Otherwise blocks are looked into where their metadata does not
// decide.
func (s *Snapshot) Count(ctx context.Context, sc ids.Scan) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	v := s.version
	if sc.DistinctTriples && (len(sc.Graphs) == 1 || v.onlyDistinctTriples()) {
		sc.DistinctTriples = false
	}
	if len(sc.Prefix) == 0 && sc.Low == 0 && sc.High == 0 && !sc.DistinctTriples {
		return v.countGraphs(sc), nil
	}
	if sc.Graphs == nil && !sc.NamedOnly && !sc.DistinctTriples {
		low, high := bounds(sc)
		n, err := v.gen.indexes[sc.Perm].count(low, high)
		return n + v.delta.Sum(sc.Perm, low, high), err
	}
	sc.Cols = nil
	return newScanner(v, sc).count(ctx)
}

// onlyDistinctTriples reports whether no triple is in more than one graph, for
// certain.
func (v *version) onlyDistinctTriples() bool {
	ix := v.gen.indexes[ids.SPO]
	n := len(ix.metas)
	return v.delta.Len() == 0 && ix.rows[n] == ix.triples[n]
}

// countGraphs counts the quads of the graphs that a scan of everything reads.
func (v *version) countGraphs(sc ids.Scan) int64 {
	if sc.Graphs == nil && !sc.NamedOnly {
		return v.quads()
	}
	n := int64(0)
	for _, g := range v.gen.stats.GraphList(v.graphs) {
		if sc.NamedOnly && g.Graph == ids.DefaultGraph {
			continue
		}
		if sc.Graphs != nil {
			if _, found := slices.BinarySearch(sc.Graphs, g.Graph); !found {
				continue
			}
		}
		n += g.Quads
	}
	return n
}

// count counts the rows to come, segment by segment.
func (s *scanner) count(ctx context.Context) (int64, error) {
	n := int64(0)
	s.rows = ids.BatchRows
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if more, err := s.prepare(); !more || err != nil {
			return n, err
		}
		plain := len(s.changes) == 0 && !s.filter
		switch {
		case plain && !s.compare:
			n += int64(s.end - s.at)
			s.at = s.end
		case plain && s.at == 0 && s.end == s.blk.Rows() && s.compared == ids.Row{}:
			n += int64(s.ix.metas[s.segment].Distinct[2])
			s.at = s.end
		default:
			rows, err := s.fill()
			if err != nil {
				return 0, s.placed(err)
			}
			n += int64(rows)
		}
	}
}

// Estimate returns about the number of rows of a scan, from metadata and the
// groups at the ends of the range. It is exact without a restriction of graphs
// and with distinct triples only, as far as those differ.
func (s *Snapshot) Estimate(sc ids.Scan) int64 {
	v := s.version
	low, high := bounds(sc)
	n, err := v.gen.indexes[sc.Perm].count(low, high)
	if err != nil {
		return 0 // damaged: the scan will say so
	}
	n = max(0, n+v.delta.Sum(sc.Perm, low, high))
	all := v.quads()
	if n == 0 || all == 0 || sc.Graphs == nil && !sc.NamedOnly {
		return n
	}
	part := v.countGraphs(ids.Scan{Graphs: sc.Graphs, NamedOnly: sc.NamedOnly})
	if part == 0 {
		return 0
	}
	return max(1, int64(float64(n)*float64(part)/float64(all)))
}

// countedRows is the number of rows up to which Distinct counts them.
const countedRows = 2048

// Distinct returns about the number of distinct values in the column after the
// prefix of a scan: exact for small ranges and whole blocks, in proportion for
// the parts of blocks at the ends. The graphs of the scan do not matter.
func (s *Snapshot) Distinct(sc ids.Scan) int64 {
	column := len(sc.Prefix)
	sc.Graphs, sc.NamedOnly, sc.DistinctTriples = nil, false, false
	rows := s.Estimate(sc)
	switch {
	case rows <= 1 || column >= 3:
		return rows
	case rows <= countedRows:
		if n, err := s.countDistinct(sc, uint8(column)); err == nil {
			return n
		}
	}
	v := s.version
	low, high := bounds(sc)
	n := v.gen.indexes[sc.Perm].distinct(low, high, column)
	// Changes are taken to be as distinct as the rest.
	return max(1, min(rows, n+v.delta.Sum(sc.Perm, low, high)*n/max(rows, 1)))
}

// countDistinct counts the distinct values of a column.
func (s *Snapshot) countDistinct(sc ids.Scan, column uint8) (int64, error) {
	sc.Cols = []uint8{column}
	scan := newScanner(s.version, sc)
	n, last := int64(0), ids.Undef
	for {
		b, err := scan.nextBatch(context.Background())
		if b == nil || err != nil {
			return n, err
		}
		for _, id := range b.Cols[0] {
			if id != last {
				n++
				last = id
			}
		}
	}
}

// distinct returns about the number of distinct values of the leading columns
// up to and including column, from low on and below high.
func (ix *index) distinct(low, high []ids.ID, column int) int64 {
	first, last := ix.segments(low, high)
	n := int64(0)
	for i := first; i <= last && i < len(ix.metas); i++ {
		m := &ix.metas[i]
		if slices.Compare(m.Last[:len(low)], low) < 0 ||
			len(high) > 0 && slices.Compare(m.First[:len(high)], high) >= 0 {
			continue
		}
		d := int64(m.Distinct[column])
		if slices.Compare(m.First[:len(low)], low) < 0 ||
			len(high) > 0 && slices.Compare(m.Last[:len(high)], high) >= 0 {
			d = max(1, d*ix.share(i, low, high)/int64(m.Rows))
		}
		if i > first && slices.Equal(m.First[:column+1], ix.metas[i-1].Last[:column+1]) {
			d--
		}
		n += d
	}
	return n
}

// share returns the number of rows of block i from low on and below high.
func (ix *index) share(i int, low, high []ids.ID) int64 {
	from, to := ix.rows[i], ix.rows[i+1]
	if len(low) > 0 {
		if r, err := ix.rank(low); err == nil {
			from = max(from, r)
		}
	}
	if len(high) > 0 {
		if r, err := ix.rank(high); err == nil {
			to = min(to, r)
		}
	}
	return max(0, to-from)
}

// contains reports whether a quad is in the version.
func (v *version) contains(q ids.Quad) (bool, error) {
	has, err := v.gen.indexes[ids.SPO].contains(ids.SPO.Row(q))
	if err != nil {
		return false, fmt.Errorf("look for a quad: %w", err)
	}
	n := v.delta.Contains(q)
	if has {
		n++
	}
	return n > 0, nil
}
