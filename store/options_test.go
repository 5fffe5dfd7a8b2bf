package store

import "testing"

func TestCompactDefaults(t *testing.T) {
	for _, tc := range []struct {
		option int
		quads  int64
		want   int
	}{
		{0, 0, 1 << 16},
		{0, 1 << 20, 1 << 16},
		{0, 16_000_000, 1_000_000},
		{0, 150_000_000, 2_000_000},
		{-1, 1 << 40, -1},
		{7, 1 << 40, 7},
	} {
		if got := (&Options{CompactRows: tc.option}).compactRows(tc.quads); got != tc.want {
			t.Errorf("CompactRows %d, %d quads: compaction at %d rows, want %d", tc.option, tc.quads, got, tc.want)
		}
	}
	for option, want := range map[int64]int64{0: 32 << 20, -1: 0, 5: 5} {
		if got := (&Options{CompactBytesPerSecond: option}).compactBytesPerSecond(); got != want {
			t.Errorf("CompactBytesPerSecond %d: %d, want %d", option, got, want)
		}
	}
}
