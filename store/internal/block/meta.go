package block

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// MaxGraphs is the largest number of graphs that a [Meta] lists.
const MaxGraphs = 8

// Meta is what is known of a block without reading it.
type Meta struct {
	First, Last ids.Row // both inclusive
	Rows        uint32
	// Distinct holds, for 1 to 3 leading columns, how many different values
	// they have together in the block; the last is the number of triples.
	Distinct [3]uint32
	// Graphs lists the graphs in ascending order, if they are MaxGraphs or
	// fewer. It always begins with the least and ends with the greatest one.
	Graphs []ids.ID
	// MoreGraphs says that Graphs holds the least and the greatest graph only.
	MoreGraphs bool
}

// MayHold reports whether the block may have rows in one of the graphs, which
// ascend.
func (m *Meta) MayHold(graphs []ids.ID) bool {
	low, high := m.Graphs[0], m.Graphs[len(m.Graphs)-1]
	for _, g := range graphs {
		if g < low || g > high {
			continue
		}
		if m.MoreGraphs {
			return true
		}
		if slices.Contains(m.Graphs, g) {
			return true
		}
	}
	return false
}

// AppendMeta appends m. The ids are written as differences where they are
// likely to be small ones; a Meta is about 60 bytes.
func AppendMeta(dst []byte, m *Meta) []byte {
	prev := ids.Row{}
	for _, row := range [2]ids.Row{m.First, m.Last} {
		for i, id := range row {
			dst = binary.AppendUvarint(dst, zigzag(int64(id-prev[i])))
		}
		prev = row
	}
	dst = binary.AppendUvarint(dst, uint64(m.Rows))
	for _, n := range m.Distinct {
		dst = binary.AppendUvarint(dst, uint64(m.Rows-n))
	}
	head := uint64(len(m.Graphs)) << 1
	if m.MoreGraphs {
		head |= 1
	}
	dst = binary.AppendUvarint(dst, head)
	last := ids.Undef
	for _, g := range m.Graphs {
		dst = binary.AppendUvarint(dst, uint64(g-last))
		last = g
	}
	return dst
}

// DecodeMeta reads what [AppendMeta] wrote and returns the bytes behind it.
func DecodeMeta(src []byte) (m Meta, rest []byte, err error) {
	var fail bool
	next := func() uint64 {
		v, k := binary.Uvarint(src)
		if k <= 0 {
			fail = true
			return 0
		}
		src = src[k:]
		return v
	}
	for i := range m.First {
		m.First[i] = ids.ID(unzigzag(next()))
	}
	for i := range m.Last {
		m.Last[i] = m.First[i] + ids.ID(unzigzag(next()))
	}
	rows := next()
	if fail || rows == 0 || rows > MaxRows {
		return m, nil, fmt.Errorf("%w: bad meta", ErrCorrupt)
	}
	m.Rows = uint32(rows)
	for i := range m.Distinct {
		n := next()
		if n >= rows {
			return m, nil, fmt.Errorf("%w: bad distinct count in meta", ErrCorrupt)
		}
		m.Distinct[i] = m.Rows - uint32(n)
	}
	head := next()
	m.MoreGraphs = head&1 != 0
	if n := head >> 1; n == 0 || n > MaxGraphs {
		return m, nil, fmt.Errorf("%w: bad graph count in meta", ErrCorrupt)
	}
	m.Graphs = make([]ids.ID, head>>1)
	last := ids.Undef
	for i := range m.Graphs {
		last += ids.ID(next())
		m.Graphs[i] = last
	}
	if fail {
		return m, nil, fmt.Errorf("%w: short meta", ErrCorrupt)
	}
	return m, src, nil
}
