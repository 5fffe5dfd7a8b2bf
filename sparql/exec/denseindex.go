package exec

import (
	"context"
	"math/bits"

	"github.com/issn-ld/issn-ld/store/ids"
)

const (
	// denseSpan is the number of ids that one row may stand for in the bitmap of a
	// denseIndex: its 24 bytes a row are those of a hash table.
	denseSpan = 128
	// denseFew is the same of bitmaps that span less than denseSmall: while the
	// caches hold them they answer faster than a hash table, though it is smaller.
	denseFew   = 1 << 10
	denseSmall = 1 << 25
	// denseFree is the number of ids that any bitmap may span.
	denseFree = 1 << 12
	// denseWordBytes is what 64 ids take.
	denseWordBytes = 12
	// denseShift leaves the bits of an id that choose its range: the kind, and of
	// an ISSN IRI the space, which are far from each other.
	denseShift = ids.KindShift - 2
)

// denseIndex numbers ids that lie near each other: a bitmap of the ids with the
// number of ids before each word. Ids of a dictionary or of the ISSN do, once the
// low bits that all of them share are left out. Numbers ascend as the ids do.
type denseIndex struct {
	ranges [1 << (64 - denseShift)]denseRange
	bits   uint64   // of all ranges
	words  []uint64 // 64 ids each
	before []int32  // ids in the words before
	keys   int32
}

// denseRange is the ids between two, which have their low bits in common.
type denseRange struct {
	min   ids.ID
	span  uint64 // greatest id - min
	shift uint   // number of low bits
	word  uint64 // of the first id
}

// measure finds the ranges of the ids and reports whether the ids ascend.
func (x *denseIndex) measure(ctx context.Context, col []ids.ID) (ascend bool, err error) {
	clear(x.ranges[:])
	x.bits, ascend = 0, true
	err = inRuns(ctx, len(col), func(lo, end int) error {
		ascend = ascend && (lo == 0 || col[lo-1] <= col[lo])
		for lo < end {
			r := col[lo] >> denseShift
			hi := lo + x.ranges[r].widen(col[lo:end], &ascend)
			ascend = ascend && (hi == end || col[hi-1] < col[hi])
			lo = hi
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	for i := range x.ranges {
		r := &x.ranges[i]
		if r.min == ids.Undef {
			continue
		}
		r.word = x.bits / 64
		x.bits += (r.span>>r.shift/64 + 1) * 64
	}
	return ascend, nil
}

// widen makes room for the first ids of the range in a column and returns their
// number. It clears ascend where they do not.
func (r *denseRange) widen(col []ids.ID, ascend *bool) int {
	lo, hi, last, differ := col[0], col[0], col[0], ids.ID(0)
	if r.min != ids.Undef {
		lo, hi = min(lo, r.min), max(hi, r.min+ids.ID(r.span))
		differ = ids.ID(1)<<r.shift | (r.min ^ col[0])
		if r.span == 0 {
			differ = r.min ^ col[0]
		}
	}
	n := 0
	for n < len(col) && col[n]>>denseShift == col[0]>>denseShift {
		id := col[n]
		lo, hi = min(lo, id), max(hi, id)
		differ |= id ^ last
		*ascend = *ascend && last <= id
		last = id
		n++
	}
	r.min, r.span, r.shift = lo, uint64(hi-lo), 0
	if differ != 0 {
		r.shift = uint(bits.TrailingZeros64(uint64(differ)))
	}
	return n
}

// dense reports whether a bitmap of the measured ids suits the number of rows.
func (x *denseIndex) dense(rows int) bool {
	n := uint64(rows)
	return x.bits < n*denseSpan+denseFree || x.bits < min(n*denseFew, denseSmall)
}

// bytes returns the size of the bitmap of the measured ids.
func (x *denseIndex) bytes() int64 { return int64(x.bits / 64 * denseWordBytes) }

// fill numbers the ids that were measured.
func (x *denseIndex) fill(ctx context.Context, col []ids.ID) error {
	n := int(x.bits / 64)
	if cap(x.words) < n {
		x.words, x.before = make([]uint64, n), make([]int32, n)
	} else {
		x.words, x.before = x.words[:n], x.before[:n]
		clear(x.words)
	}
	err := inRuns(ctx, len(col), func(lo, hi int) error {
		for _, id := range col[lo:hi] {
			r := &x.ranges[id>>denseShift]
			k := uint64(id-r.min)>>r.shift + r.word*64
			x.words[k/64] |= 1 << (k % 64)
		}
		return nil
	})
	if err != nil {
		return err
	}
	x.keys = 0
	return inRuns(ctx, n, func(lo, hi int) error {
		for i, w := range x.words[lo:hi] {
			x.before[lo+i] = x.keys
			x.keys += int32(bits.OnesCount64(w))
		}
		return nil
	})
}

// find returns the number of an id, or -1.
func (x *denseIndex) find(id ids.ID) int32 {
	r := &x.ranges[id>>denseShift]
	d := uint64(id - r.min)
	k := d >> r.shift
	if d > r.span || k<<r.shift != d || r.min == ids.Undef {
		return -1
	}
	word, bit := r.word+k/64, uint64(1)<<(k%64)
	w := x.words[word]
	if w&bit == 0 {
		return -1
	}
	return x.before[word] + int32(bits.OnesCount64(w&(bit-1)))
}
