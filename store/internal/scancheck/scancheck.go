// Package scancheck holds scans to what they promise, in builds with
// [invariant.Enabled].
package scancheck

import (
	"slices"

	"github.com/issn-ld/issn-ld/internal/invariant"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Check remembers where a scan is. The zero value is at its beginning.
type Check struct {
	last []ids.ID // values of the leading columns in the last row
}

// Batch checks a batch that a scan delivers, with the columns cols of its
// permutation: its shape, that the base dictionary of so many terms has its ids, and,
// as far as leading columns are among cols, that its rows ascend from low on and stay
// below high.
func (c *Check) Batch(b *ids.Batch, cols []uint8, low, high []ids.ID, terms uint64) {
	invariant.Check(b.Len > 0 && len(b.Cols) == len(cols), "scan: a batch of %d rows and %d columns, want %d columns", b.Len, len(b.Cols), len(cols))
	for i, col := range b.Cols {
		invariant.Check(len(col) == b.Len, "scan: column %d has %d of %d rows", cols[i], len(col), b.Len)
		for _, id := range col {
			known := id != ids.Undef && id.Kind() != ids.KindQueryLocal && (id.Kind() != ids.KindBase || id.Payload() < terms)
			invariant.Check(known, "scan: column %d has the id %x, which no term of the state has", cols[i], uint64(id))
		}
	}
	var lead []int // where the leading columns of the permutation are in the batch
	for p := range uint8(len(ids.Row{})) {
		at := slices.Index(cols, p)
		if at < 0 {
			break
		}
		lead = append(lead, at)
	}
	row := make([]ids.ID, len(lead))
	for r := range b.Len {
		for i, at := range lead {
			row[i] = b.Cols[at][r]
		}
		n := min(len(low), len(row))
		invariant.Check(slices.Compare(row[:n], low[:n]) >= 0, "scan: row %x is below the lower bound %x", row, low)
		if len(high) > 0 && len(row) >= len(high) {
			invariant.Check(slices.Compare(row[:len(high)], high) < 0, "scan: row %x is not below the upper bound %x", row, high)
		}
		invariant.Check(slices.Compare(c.last, row) <= 0, "scan: row %x comes after %x", row, c.last)
		c.last = append(c.last[:0], row...)
	}
}
