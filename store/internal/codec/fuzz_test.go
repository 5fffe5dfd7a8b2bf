package codec

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/delta"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/values"
)

// FuzzDecodeUpdate decodes any bytes, with a right checksum, as a transaction:
// the result is damage.ErrCorrupt or changes that encode to the same ones.
func FuzzDecodeUpdate(f *testing.F) {
	q := ids.Quad{S: ids.Make(ids.KindDelta, 0), P: 2, O: 3, G: ids.DefaultGraph}
	record := dict.AppendDeltaTerm(nil, q.S, rdf.NewString("x"))
	seed := Update{
		Terms:  CountTerms(1, record),
		Quads:  []delta.QuadChange{{Quad: q, Insert: true}, {Quad: q}},
		Values: []values.Change{{Key: "a", Value: []byte("v")}, {Key: "b", Deleted: true}, {Key: "c"}},
	}
	f.Add(seed.Encode()[0][4:])
	f.Add([]byte{0, 0})
	gen, err := emptyDict()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		value := Seal(append(make([]byte, 4), src...))
		u, err := DecodeUpdate([][]byte{value}, dict.NewDelta(gen))
		if err != nil {
			if !errors.Is(damage.Mark(err), damage.ErrCorrupt) {
				t.Fatalf("got %v, want damage.ErrCorrupt", err)
			}
			return
		}
		u.Terms = binary.AppendUvarint(nil, 0)
		again, err := DecodeUpdate(u.Encode(), dict.NewDelta(gen))
		if err != nil || !slices.Equal(again.Quads, u.Quads) || !slices.EqualFunc(again.Values, u.Values, sameChange) {
			t.Fatalf("got %v, %v; want %v", again, err, u)
		}
	})
}

func sameChange(a, b values.Change) bool {
	return a.Key == b.Key && a.Deleted == b.Deleted && bytes.Equal(a.Value, b.Value)
}

// FuzzDecodeInfo decodes any bytes, with a right checksum, as what a generation
// holds: damage.ErrCorrupt, or something that encodes to the same.
func FuzzDecodeInfo(f *testing.F) {
	for _, i := range []Info{{Version: 3, Line: Lineage{1, 2}, Quads: 4, Stats: 1}, {Version: 3, Base: 1, BaseVersion: 2, Terms: 7}, {Version: 1, Values: 9}} {
		f.Add(i.Encode()[4:])
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		i, err := DecodeInfo(Seal(append(make([]byte, 4), src...)))
		if err != nil {
			if !errors.Is(err, damage.ErrCorrupt) {
				t.Fatalf("got %v, want damage.ErrCorrupt", err)
			}
			return
		}
		if again, err := DecodeInfo(i.Encode()); err != nil || again != i {
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
