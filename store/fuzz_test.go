package store

import (
	"errors"
	"testing"
)

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
