package block

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
)

// FuzzDecodeColumn decodes any bytes as a column: the result is ErrCorrupt or
// values that encode and decode to themselves.
func FuzzDecodeColumn(f *testing.F) {
	var enc Encoder
	f.Add(enc.AppendColumn(nil, []ids.ID{1, 1, 7}), uint16(3))
	f.Add(enc.AppendColumn(nil, []ids.ID{5, 5, 5, 5, 5, 5, 5, 5, 5, 9}), uint16(10))
	f.Add(enc.AppendColumn(nil, []ids.ID{1 << 60, 2 << 60, 3}), uint16(3))
	f.Fuzz(func(t *testing.T, src []byte, n uint16) {
		rows := int(n)%1000 + 1
		col, err := parseColumn(src, rows)
		if err == nil {
			for row := range rows {
				if _, err := col.at(row); err != nil && !errors.Is(err, ErrCorrupt) {
					t.Fatalf("At: got %v, want ErrCorrupt", err)
				}
			}
			var vals []ids.ID
			if vals, err = col.appendRows(nil, 0, rows); err == nil {
				checkRoundTrip(t, vals)
			}
		}
		if err != nil && !errors.Is(err, ErrCorrupt) {
			t.Fatalf("got %v, want ErrCorrupt", err)
		}
	})
}

// FuzzColumn encodes any values and compares what comes back.
func FuzzColumn(f *testing.F) {
	f.Add([]byte("0123456701234567"))
	f.Fuzz(func(t *testing.T, src []byte) {
		var vals []ids.ID
		for len(src) >= 8 {
			vals, src = append(vals, ids.ID(binary.LittleEndian.Uint64(src))), src[8:]
		}
		if len(vals) > 0 {
			checkRoundTrip(t, vals)
		}
	})
}

func checkRoundTrip(t *testing.T, vals []ids.ID) {
	t.Helper()
	var enc Encoder
	src := enc.AppendColumn(nil, vals)
	col, err := parseColumn(src, len(vals))
	if err != nil {
		t.Fatal(err)
	}
	got, err := col.appendRows(nil, 0, len(vals))
	if err != nil || !slices.Equal(vals, got) {
		t.Fatalf("got %x, %v; want %x", got, err, vals)
	}
}

// FuzzDecodeMeta decodes any bytes as a meta.
func FuzzDecodeMeta(f *testing.F) {
	f.Add(AppendMeta(nil, &Meta{Rows: 3, Distinct: [3]uint32{1, 2, 3}, Graphs: []ids.ID{1, 5}}))
	f.Fuzz(func(t *testing.T, src []byte) {
		m, _, err := DecodeMeta(src)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("got %v, want ErrCorrupt", err)
			}
			return
		}
		again, rest, err := DecodeMeta(AppendMeta(nil, &m))
		if err != nil || len(rest) != 0 || again.First != m.First || again.Last != m.Last || !slices.Equal(again.Graphs, m.Graphs) {
			t.Fatalf("got %+v, %v; want %+v", again, err, m)
		}
	})
}
