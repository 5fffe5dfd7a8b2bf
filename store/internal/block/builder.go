package block

import (
	"slices"

	"github.com/issn-ld/issn-ld/internal/invariant"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Builder cuts a sorted sequence of distinct rows into blocks. It belongs to
// one goroutine. The zero value cuts at [TargetRows].
type Builder struct {
	// Target is the number of rows at which a block ends, as soon as the next
	// triple begins; 0 stands for [TargetRows].
	Target int

	enc    Encoder
	cols   [Columns][]ids.ID
	meta   Meta
	graphs []ids.ID
}

// Rows returns the number of rows added since the last block.
func (b *Builder) Rows() int { return len(b.cols[0]) }

// Full reports whether the block is to be finished before row is added.
func (b *Builder) Full(row *ids.Row) bool {
	n := b.Rows()
	target := b.Target
	if target == 0 {
		target = TargetRows
	}
	if n < target {
		return false
	}
	last := &b.meta.Last
	return n == MaxRows || last[0] != row[0] || last[1] != row[1] || last[2] != row[2]
}

// Add adds a row, which must be greater than the one before it.
func (b *Builder) Add(row *ids.Row) {
	m := &b.meta
	if m.Rows == 0 {
		m.First = *row
		m.Distinct = [3]uint32{1, 1, 1}
		b.graphs = append(b.graphs[:0], row[3])
	} else {
		if invariant.Enabled {
			invariant.Check(m.Last.Compare(*row) < 0, "block: row %v is added after %v", *row, m.Last)
		}
		b.count(row)
	}
	m.Last = *row
	m.Rows++
	for i, id := range row {
		b.cols[i] = append(b.cols[i], id)
	}
}

// count counts what is new in row after the last one.
func (b *Builder) count(row *ids.Row) {
	m := &b.meta
	switch {
	case row[0] != m.Last[0]:
		m.Distinct[0]++
		m.Distinct[1]++
		m.Distinct[2]++
	case row[1] != m.Last[1]:
		m.Distinct[1]++
		m.Distinct[2]++
	case row[2] != m.Last[2]:
		m.Distinct[2]++
	}
	if row[3] == m.Last[3] {
		return
	}
	at, found := slices.BinarySearch(b.graphs, row[3])
	if found {
		return
	}
	b.graphs = slices.Insert(b.graphs, at, row[3])
	if len(b.graphs) > MaxGraphs {
		// Too many: keep the ends, and two places for new ones.
		m.MoreGraphs = true
		b.graphs = append(b.graphs[:1], b.graphs[len(b.graphs)-1])
	}
}

// Finish appends the block of the rows added, at least one, and returns it
// with its meta. The builder is empty then.
func (b *Builder) Finish(dst []byte) ([]byte, Meta) {
	start := len(dst)
	dst = b.enc.AppendBlock(dst, b.cols)
	m := b.Meta()
	if invariant.Enabled {
		checkFinished(dst[start:], &m, &b.cols)
	}
	b.meta = Meta{}
	for i := range b.cols {
		b.cols[i] = b.cols[i][:0]
	}
	return dst, m
}

// Meta returns the meta of the rows added since the last block.
func (b *Builder) Meta() Meta {
	m := b.meta
	if m.MoreGraphs {
		b.graphs = append(b.graphs[:1], b.graphs[len(b.graphs)-1])
	}
	m.Graphs = slices.Clone(b.graphs)
	return m
}
