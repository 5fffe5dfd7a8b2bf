package extsort

import (
	"cmp"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// The columns of a quad.
const (
	colS = iota
	colP
	colO
	colG
)

// column returns the value of a column of q.
func column(q *ids.Quad, col int) ids.ID {
	switch col {
	case colS:
		return q.S
	case colP:
		return q.P
	case colO:
		return q.O
	default:
		return q.G
	}
}

// buffers are two slices between which radix passes move quads.
type buffers [2][]ids.Quad

// grow makes room for n quads in both buffers.
func (b *buffers) grow(n int) {
	for i := range b {
		if cap(b[i]) < n {
			b[i] = make([]ids.Quad, n)
		}
		b[i] = b[i][:n]
	}
}

// sortBy sorts src by a column, stably, into one of the buffers and returns
// it. src may be one of them, and is only read if it is not.
func (b *buffers) sortBy(src []ids.Quad, col int) []ids.Quad {
	counts := countBytes(src, col)
	for digit := range 8 {
		count := &counts[digit]
		if skip(count, len(src)) {
			continue
		}
		dst := b[0]
		if len(src) > 0 && &src[0] == &dst[0] {
			dst = b[1]
		}
		scatter(dst, src, col, digit, count)
		src = dst
	}
	return src
}

// countBytes counts the values of each byte of a column.
func countBytes(src []ids.Quad, col int) *[8][256]int {
	var counts [8][256]int
	for i := range src {
		v := uint64(column(&src[i], col))
		counts[0][byte(v)]++
		counts[1][byte(v>>8)]++
		counts[2][byte(v>>16)]++
		counts[3][byte(v>>24)]++
		counts[4][byte(v>>32)]++
		counts[5][byte(v>>40)]++
		counts[6][byte(v>>48)]++
		counts[7][byte(v>>56)]++
	}
	return &counts
}

// skip reports whether all values have the same byte.
func skip(count *[256]int, n int) bool {
	for _, c := range count {
		if c != 0 {
			return c == n
		}
	}
	return true
}

// scatter moves the quads to the places of their digits. It uses up count.
func scatter(dst, src []ids.Quad, col, digit int, count *[256]int) {
	at := 0
	for i, c := range count {
		count[i] = at
		at += c
	}
	shift := uint(8*digit) & 63
	switch col {
	case colS:
		for i := range src {
			d := byte(src[i].S >> shift)
			dst[count[d]] = src[i]
			count[d]++
		}
	case colP:
		for i := range src {
			d := byte(src[i].P >> shift)
			dst[count[d]] = src[i]
			count[d]++
		}
	case colO:
		for i := range src {
			d := byte(src[i].O >> shift)
			dst[count[d]] = src[i]
			count[d]++
		}
	default:
		for i := range src {
			d := byte(src[i].G >> shift)
			dst[count[d]] = src[i]
			count[d]++
		}
	}
}

// sortWithin sorts each run of quads with the same subject by less
// significant columns.
func sortWithin(quads []ids.Quad, compare func(a, b ids.Quad) int) {
	for lo := 0; lo < len(quads); {
		hi := lo + 1
		for hi < len(quads) && quads[hi].S == quads[lo].S {
			hi++
		}
		if hi-lo > 1 {
			slices.SortFunc(quads[lo:hi], compare)
		}
		lo = hi
	}
}

// comparePOG orders quads of one subject in SPO.
func comparePOG(a, b ids.Quad) int {
	if c := cmp.Compare(a.P, b.P); c != 0 {
		return c
	}
	if c := cmp.Compare(a.O, b.O); c != 0 {
		return c
	}
	return cmp.Compare(a.G, b.G)
}

// compareOPG orders quads of one subject in SOP.
func compareOPG(a, b ids.Quad) int {
	if c := cmp.Compare(a.O, b.O); c != 0 {
		return c
	}
	if c := cmp.Compare(a.P, b.P); c != 0 {
		return c
	}
	return cmp.Compare(a.G, b.G)
}
