package block

import (
	"math/bits"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

const (
	maxFrames    = 256
	maxOffset    = 56 // bits, where there are several frames
	bucketBits   = 12 // of the high bits of an id: its kind and 8 bits more
	bucketShift  = 64 - bucketBits
	dictionaryOf = 8    // rows a dictionary entry must stand for on average
	slots        = 1024 // of the hash table of distinct values, a power of two
)

// bucket is the range of the values that share their high bits.
type bucket struct {
	low, high ids.ID
	frame     uint16
	used      bool
}

// framer finds the frames of columns. Its zero value is ready; it keeps its
// tables between columns.
type framer struct {
	buckets [1 << bucketBits]bucket
	touched []uint16

	slot   [slots]uint16 // 1 + position in values
	values []ids.ID
	codes  []uint64
}

// frames maps values to codes; see the package comment.
type frames struct {
	width uint // of the offsets
	bases []ids.ID
}

// encode finds the frames of vals and sets f.codes to their codes.
func (f *framer) encode(vals []ids.ID) frames {
	f.codes = slices.Grow(f.codes[:0], len(vals))[:len(vals)]
	if f.distinct(vals) {
		return f.dictionary(vals)
	}
	f.fill(vals)
	fr := f.choose()
	for i, v := range vals {
		n := f.buckets[v>>bucketShift].frame
		f.codes[i] = uint64(n)<<fr.width + uint64(v-fr.bases[n])
	}
	for _, k := range f.touched {
		f.buckets[k] = bucket{}
	}
	return fr
}

// distinct collects the distinct values, and reports whether they are few
// enough to make them a dictionary.
func (f *framer) distinct(vals []ids.ID) bool {
	f.values = f.values[:0]
	most := max(1, min(maxFrames, len(vals)/dictionaryOf))
	clear(f.slot[:])
	last := ids.Undef
	for i, v := range vals {
		if i > 0 && v == last {
			f.codes[i] = f.codes[i-1]
			continue
		}
		last = v
		at := hashID(v)
		for f.slot[at] != 0 && f.values[f.slot[at]-1] != v {
			at = (at + 1) & (slots - 1)
		}
		if f.slot[at] == 0 {
			if len(f.values) == most {
				return false
			}
			f.values = append(f.values, v)
			f.slot[at] = uint16(len(f.values))
		}
		f.codes[i] = uint64(f.slot[at] - 1)
	}
	return true
}

func hashID(v ids.ID) int {
	return int(uint64(v) * 0x9e3779b97f4a7c15 >> (64 - 10))
}

// dictionary turns the positions that distinct left in f.codes into ranks.
func (f *framer) dictionary(vals []ids.ID) frames {
	bases := slices.Clone(f.values)
	slices.Sort(bases)
	var rank [maxFrames]uint64
	for i, v := range f.values {
		at, _ := slices.BinarySearch(bases, v)
		rank[i] = uint64(at)
	}
	for i := range vals {
		f.codes[i] = rank[f.codes[i]]
	}
	return frames{bases: bases}
}

// fill sets the buckets of vals.
func (f *framer) fill(vals []ids.ID) {
	f.touched = f.touched[:0]
	for _, v := range vals {
		b := &f.buckets[v>>bucketShift]
		if !b.used {
			*b = bucket{low: v, high: v, used: true}
			f.touched = append(f.touched, uint16(v>>bucketShift))
			continue
		}
		b.low, b.high = min(b.low, v), max(b.high, v)
	}
	slices.Sort(f.touched)
}

// choose merges neighbouring buckets into the frames with the shortest codes
// and sets the frame of each bucket.
func (f *framer) choose() frames {
	least := 0
	for _, k := range f.touched {
		least = max(least, spanBits(f.buckets[k].low, f.buckets[k].high))
	}
	whole := spanBits(f.buckets[f.touched[0]].low, f.buckets[f.touched[len(f.touched)-1]].high)
	best, cost := whole, whole
	for w := least; w < min(whole, maxOffset+1); w++ {
		n := f.merge(w, nil)
		if c := w + bits.Len(uint(n-1)); n <= maxFrames && c < cost {
			best, cost = w, c
		}
	}
	fr := frames{width: uint(best)}
	f.merge(best, &fr.bases)
	return fr
}

// merge joins buckets to frames that span at most width bits and returns their
// number. With bases it also sets them and the frame of each bucket.
func (f *framer) merge(width int, bases *[]ids.ID) int {
	n := 0
	var low ids.ID
	for i, k := range f.touched {
		b := &f.buckets[k]
		if i == 0 || spanBits(low, b.high) > width {
			low = b.low
			n++
			if bases != nil {
				*bases = append(*bases, low)
			}
		}
		b.frame = uint16(n - 1)
	}
	return n
}

func spanBits(low, high ids.ID) int { return bits.Len64(uint64(high - low)) }
