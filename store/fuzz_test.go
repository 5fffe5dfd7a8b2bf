package store

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/delta"
	"github.com/issn-ld/issn-ld/store/internal/dict"
)

// FuzzDecodeUpdate decodes any bytes, with a right checksum, as a transaction:
// the result is ErrCorrupt or changes that encode to the same ones.
func FuzzDecodeUpdate(f *testing.F) {
	q := ids.Quad{S: ids.Make(ids.KindDelta, 0), P: 2, O: 3, G: ids.DefaultGraph}
	record := dict.AppendDeltaTerm(nil, q.S, rdf.NewString("x"))
	f.Add(updateValues(countedTerms(1, record), []delta.QuadChange{{Quad: q, Insert: true}, {Quad: q}})[0][4:])
	f.Add([]byte{0, 0})
	gen, err := emptyDict()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		value := seal(append(make([]byte, 4), src...))
		changes, err := decodeUpdate([][]byte{value}, dict.NewDelta(gen))
		if err != nil {
			if !errors.Is(marked(err), ErrCorrupt) {
				t.Fatalf("got %v, want ErrCorrupt", err)
			}
			return
		}
		again, err := decodeUpdate(updateValues(binary.AppendUvarint(nil, 0), changes), dict.NewDelta(gen))
		if err != nil || !slices.Equal(again, changes) {
			t.Fatalf("got %v, %v; want %v", again, err, changes)
		}
	})
}

// FuzzDecodeStats decodes any bytes as statistics.
func FuzzDecodeStats(f *testing.F) {
	f.Add(appendStats(nil, &stats{
		predicates: []PredicateStats{{Predicate: 5, Quads: 4, Triples: 3, Subjects: 2, Objects: 1}},
		graphs:     []GraphStats{{Graph: 1, Quads: 4}},
	}))
	f.Fuzz(func(t *testing.T, src []byte) {
		var st, again stats
		if err := decodeStats(&st, src); err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("got %v, want ErrCorrupt", err)
			}
			return
		}
		if err := decodeStats(&again, appendStats(nil, &st)); err != nil ||
			!slices.Equal(st.predicates, again.predicates) || !slices.Equal(st.graphs, again.graphs) {
			t.Fatalf("got %v, %v; want %v", again, err, st)
		}
	})
}

// FuzzAppendHomes decodes any bytes as places of blocks: they are ErrCorrupt, or
// in bounds and ascending.
func FuzzAppendHomes(f *testing.F) {
	f.Add([]byte{1, 0, 2, 0, 5}, uint8(5), uint8(5))
	f.Add([]byte{2, 1}, uint8(2), uint8(9))
	f.Fuzz(func(t *testing.T, src []byte, n, below uint8) {
		homes, last, err := appendHomes(nil, src, int(n), 0, int(below))
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("got %v, want ErrCorrupt", err)
			}
			return
		}
		want := uint32(0)
		for _, home := range homes {
			if home != 0 && (home <= want || home > uint32(below)) {
				t.Fatalf("%v, of %d blocks", homes, below)
			}
			want = max(want, home)
		}
		if len(homes) != int(n) || last != want {
			t.Fatalf("%d places, the last is %d; want %d, %d", len(homes), last, n, want)
		}
	})
}

// FuzzDecodeInfo decodes any bytes, with a right checksum, as what a generation
// holds: ErrCorrupt, or something that encodes to the same.
func FuzzDecodeInfo(f *testing.F) {
	for _, i := range []info{{version: 3, line: lineage{1, 2}, quads: 4, stats: 1}, {version: 3, base: 1, baseVersion: 2, terms: 7}} {
		f.Add(i.encode()[4:])
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		i, err := decodeInfo(seal(append(make([]byte, 4), src...)))
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("got %v, want ErrCorrupt", err)
			}
			return
		}
		if again, err := decodeInfo(i.encode()); err != nil || again != i {
			t.Fatalf("got %+v, %v; want %+v", again, err, i)
		}
	})
}

// mapBlobs is a dictionary's key space in memory.
type mapBlobs map[string][]byte

func (m mapBlobs) Get(key []byte) ([]byte, error) { return m[string(key)], nil }

// emptyDict returns a dictionary without terms.
func emptyDict() (*dict.Dict, error) {
	b := dict.NewBuilder(dict.BuilderOptions{})
	m := mapBlobs{}
	_, err := b.Finish(context.Background(), func(key, value []byte) error {
		m[string(key)] = slices.Clone(value)
		return nil
	})
	if err = errors.Join(err, b.Close()); err != nil {
		return nil, err
	}
	return dict.Open(m)
}
