package block

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

const (
	// maxParts is the largest number of parts of a split group.
	maxParts = 16
	// splitWidth is the width in bits of a packed group from which on it is
	// worth looking for parts.
	splitWidth = 12
	// splitRows is the number of codes below which it is not.
	splitRows = 16
)

// part is a range of the codes of a split group, packed by itself.
type part struct {
	base  uint64 // the least code
	width int    // at most maxPacked
	shift uint
}

// split is a way to pack a sequence of codes by parts, in ascending order.
type split struct {
	parts [maxParts]part
	count int // 2 to maxParts
}

// tagBits returns the bits of the number of a part.
func (s *split) tagBits() int { return bits.Len(uint(s.count - 1)) }

// splitOf finds the parts of codes that pack them into fewer than limit bytes;
// false says that there are none. The codes are cut at all gaps of some number
// of bits and more: objects of a resource are of several kinds, each of which
// lies close together.
func splitOf(codes []uint64, limit int) (best split, ok bool) {
	var buf [GroupRows]uint64
	sorted := buf[:copy(buf[:], codes)]
	slices.Sort(sorted)
	var gaps [65]int // by bits
	for i := 1; i < len(sorted); i++ {
		gaps[bits.Len64(sorted[i]-sorted[i-1])]++
	}
	count := 1
	for gap := 64; gap > 0; gap-- {
		if gaps[gap] == 0 {
			continue
		}
		if count += gaps[gap]; count > maxParts {
			break
		}
		if s, size := cutAt(sorted, gap); size < limit {
			best, limit, ok = s, size, true
		}
	}
	return best, ok
}

// cutAt cuts sorted codes at gaps of that many bits and more, of which there
// are fewer than maxParts, and returns the bytes of a group with these parts.
func cutAt(sorted []uint64, gap int) (split, int) {
	var s split
	head, data, prev := 2, 0, uint64(0)
	for lo := 0; lo < len(sorted); {
		base, union := sorted[lo], uint64(0)
		hi := lo + 1
		for hi < len(sorted) && bits.Len64(sorted[hi]-sorted[hi-1]) < gap {
			union |= sorted[hi] - base
			hi++
		}
		p := part{base: base}
		p.shift, p.width = stripped(sorted[hi-1]-base, union)
		if p.width > maxPacked {
			return s, int(^uint(0) >> 1)
		}
		head += 2 + max(1, (bits.Len64(base-prev)+6)/7)
		data += (hi - lo) * p.width
		s.parts[s.count] = p
		s.count++
		prev, lo = base, hi
	}
	return s, head + packedBytes(len(sorted), s.tagBits()) + (data+7)/8
}

// appendSplit appends codes as a split group.
func appendSplit(dst []byte, codes []uint64, s *split) []byte {
	dst = append(dst, modeSplit, byte(s.count-1))
	prev := uint64(0)
	for _, p := range s.parts[:s.count] {
		dst = append(dst, byte(p.width), byte(p.shift))
		dst = binary.AppendUvarint(dst, p.base-prev)
		prev = p.base
	}
	var tags [GroupRows]uint64
	for i, c := range codes {
		n := s.count - 1
		for c < s.parts[n].base {
			n--
		}
		tags[i] = uint64(n)
	}
	dst = appendPacked(dst, tags[:len(codes)], s.tagBits(), 0)
	var acc uint64
	var fill uint // bits in acc; always < 64
	for i, c := range codes {
		p := &s.parts[tags[i]&(maxParts-1)]
		v := (c - p.base) >> (p.shift & 63)
		acc |= v << fill
		if fill += uint(p.width); fill >= 64 {
			dst = binary.LittleEndian.AppendUint64(dst, acc)
			fill -= 64
			acc = v >> (uint(p.width) - fill)
		}
	}
	for n := fill; n > 0; n -= min(n, 8) {
		dst = append(dst, byte(acc))
		acc >>= 8
	}
	return dst
}

// parseSplit reads the head of a split group of n codes and returns the tags
// and the bytes behind them.
func parseSplit(src []byte, n int) (s split, tags, data []byte, err error) {
	if len(src) < 2 || src[1] == 0 || src[1] >= maxParts {
		return s, nil, nil, fmt.Errorf("%w: bad part count", ErrCorrupt)
	}
	s.count = int(src[1]) + 1
	src = src[2:]
	base := uint64(0)
	for i := range s.count {
		if len(src) < 3 || src[0] > maxPacked || src[1] > 63 {
			return s, nil, nil, fmt.Errorf("%w: bad head of part", ErrCorrupt)
		}
		d, k := binary.Uvarint(src[2:])
		if k <= 0 {
			return s, nil, nil, fmt.Errorf("%w: bad base of part", ErrCorrupt)
		}
		base += d
		s.parts[i] = part{base: base, width: int(src[0]), shift: uint(src[1])}
		src = src[2+k:]
	}
	at := packedBytes(n, s.tagBits())
	if len(src) < at+8 {
		return s, nil, nil, fmt.Errorf("%w: short group", ErrCorrupt)
	}
	return s, src, src[at:], nil
}

// unpackSplit sets out[:n] to the codes of a split group. It may write up to
// the next multiple of 8.
func unpackSplit(out *[GroupRows]uint64, src []byte, n int) error {
	s, tags, data, err := parseSplit(src, n)
	if err != nil {
		return err
	}
	unpack(out, tags, n, s.tagBits())
	pos, top := 0, uint64(0)
	for i, tag := range out[:n] {
		top = max(top, tag)
		p := &s.parts[tag&(maxParts-1)]
		at := pos >> 3
		if at+8 > len(data) {
			return fmt.Errorf("%w: short group", ErrCorrupt)
		}
		v := binary.LittleEndian.Uint64(data[at:]) >> (pos & 7) & (1<<(p.width&63) - 1)
		out[i] = p.base + v<<(p.shift&63)
		pos += p.width
	}
	if top >= uint64(s.count) {
		return fmt.Errorf("%w: code without a part", ErrCorrupt)
	}
	return nil
}

// splitCode returns code i of a split group of n.
func splitCode(src []byte, i, n int) (uint64, error) {
	s, tags, data, err := parseSplit(src, n)
	if err != nil {
		return 0, err
	}
	width, pos := s.tagBits(), 0
	for j := range i {
		pos += s.parts[unpackOne(tags, j, width)].width
	}
	tag := int(unpackOne(tags, i, width))
	if tag >= s.count || pos>>3+8 > len(data) {
		return 0, fmt.Errorf("%w: bad split group", ErrCorrupt)
	}
	p := &s.parts[tag]
	v := binary.LittleEndian.Uint64(data[pos>>3:]) >> (pos & 7) & (1<<(p.width&63) - 1)
	return p.base + v<<(p.shift&63), nil
}
