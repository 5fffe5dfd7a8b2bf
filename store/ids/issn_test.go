package ids_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
)

func TestResourceAndNodes(t *testing.T) {
	const digits = 28083
	iri := func(space uint64, fragment ids.ID) ids.ID {
		return ids.Make(ids.KindISSNIRI, (space<<ids.ISSNBits|digits)<<ids.FragmentBits) | fragment
	}
	node := ids.Make(ids.KindISSNNode, digits<<ids.FragmentBits) | 7
	for name, tc := range map[string]struct {
		id                 ids.ID
		space              uint8
		known, parts, node bool
	}{
		"resource":      {iri(0, 0), 0, true, true, true},
		"part":          {iri(0, 4<<16), 0, true, true, true},
		"open fragment": {iri(0, ids.OpenFragment|3), 0, true, true, true},
		"linking ISSN":  {iri(1, 0), 1, true, true, false},
		"node":          {node, 0, true, false, true},
		"integer":       {ids.Make(ids.KindInteger, 1<<59), 0, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			space, got, ok := tc.id.ISSN()
			if ok != tc.known || ok && (got != digits || space != tc.space) {
				t.Errorf("ISSN() = %d, %d, %v", space, got, ok)
			}
			lo, hi := tc.id.Resource()
			if in := lo <= tc.id && tc.id < hi; in != tc.parts {
				t.Errorf("Resource() = %#x, %#x: in it: %v", uint64(lo), uint64(hi), in)
			}
			lo, hi = tc.id.Nodes()
			if in := lo <= node && node < hi; in != tc.node {
				t.Errorf("Nodes() = %#x, %#x: has the node: %v", uint64(lo), uint64(hi), in)
			}
		})
	}
	lo, hi := iri(0, 0).Resource()
	for name, id := range map[string]ids.ID{
		"ISSN before": iri(0, 0) - 1, "ISSN after": iri(0, ids.FragmentMask) + 1, "other space": iri(1, 0),
	} {
		if lo <= id && id < hi {
			t.Errorf("%s is in the range of the resource", name)
		}
	}
}
