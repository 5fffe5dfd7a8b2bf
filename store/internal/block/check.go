package block

import (
	"reflect"
	"slices"

	"github.com/issn-ld/issn-ld/internal/invariant"
	"github.com/issn-ld/issn-ld/store/ids"
)

// checkFinished checks that a block which was just written gives back its
// columns, and that its meta is true and survives being written.
func checkFinished(src []byte, m *Meta, cols *[Columns][]ids.ID) {
	b, err := Decode(src)
	invariant.Check(err == nil, "block: a block just written does not decode: %v", err)
	invariant.Check(b.Rows() == int(m.Rows), "block: meta says %d rows, the block has %d", m.Rows, b.Rows())
	for c, want := range cols {
		got, err := b.AppendColumn(nil, c, 0, b.Rows())
		invariant.Check(err == nil && slices.Equal(got, want), "block: column %d is not what was written: %v", c, err)
		last := len(want) - 1
		invariant.Check(m.First[c] == want[0] && m.Last[c] == want[last], "block: column %d has the bounds %v and %v, meta says %v and %v",
			c, want[0], want[last], m.First[c], m.Last[c])
	}
	invariant.Check(slices.IsSorted(m.Graphs), "block: graphs of the meta are not sorted: %v", m.Graphs)
	for _, g := range cols[3] {
		invariant.Check(m.MayHold([]ids.ID{g}), "block: graph %v is in the block and not in its meta %v", g, m.Graphs)
	}
	again, rest, err := DecodeMeta(AppendMeta(nil, m))
	invariant.Check(err == nil && len(rest) == 0 && reflect.DeepEqual(again, *m), "block: meta %+v reads as %+v: %v", *m, again, err)
}
