package block

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// The modes of a group. The numbers are on disk.
const (
	modePacked byte = 0
	modeDelta  byte = 1
	modeRuns   byte = 2
	modeSplit  byte = 3
)

// shape is the cheapest way to pack a sequence of codes.
type shape struct {
	mode        byte
	width       int
	shift       uint
	base, least uint64
}

// bytes is about the size of the group that s describes, of n codes.
func (s *shape) bytes(n int) int {
	size := 3 + (bits.Len64(s.base)+6)/7 + packedBytes(n, s.width)
	if s.mode == modeDelta {
		size += 1 + (bits.Len64(zigzag(int64(s.least)))+6)/7
	}
	return size
}

// shapeOf finds the shape of codes and the number of runs of equal ones.
func shapeOf(codes []uint64) (shape, int) {
	first := codes[0]
	low, high, runs := first, first, 1
	leastDiff, mostDiff := int64(1<<63-1), int64(-1<<63)
	prev := first
	for _, c := range codes[1:] {
		low, high = min(low, c), max(high, c)
		d := int64(c - prev)
		leastDiff, mostDiff = min(leastDiff, d), max(mostDiff, d)
		if d != 0 {
			runs++
		}
		prev = c
	}
	if runs == 1 {
		return shape{base: first}, 1
	}
	packed := shape{mode: modePacked, base: low}
	delta := shape{mode: modeDelta, base: first, least: uint64(leastDiff)}
	var anyPacked, anyDelta uint64
	prev = first
	for i, c := range codes {
		anyPacked |= c - low
		if i > 0 {
			anyDelta |= c - prev - delta.least
		}
		prev = c
	}
	packed.shift, packed.width = stripped(high-low, anyPacked)
	delta.shift, delta.width = stripped(uint64(mostDiff)-delta.least, anyDelta)
	if delta.bytes(len(codes)) < packed.bytes(len(codes)) {
		return delta, runs
	}
	return packed, runs
}

// stripped returns the number of zero bits below all values, of which any is
// the union, and the width of the rest of the largest.
func stripped(largest, union uint64) (shift uint, width int) {
	if union == 0 {
		return 0, 0
	}
	shift = uint(bits.TrailingZeros64(union))
	return shift, packWidth(bits.Len64(largest >> shift))
}

// appendGroup appends the 1 to [GroupRows] codes as a group, not split if plain.
func appendGroup(dst []byte, codes []uint64, plain bool) []byte {
	s, runs := shapeOf(codes)
	if runs == 1 || runs*2 > len(codes) {
		return appendCodes(dst, codes, &s, plain)
	}
	var heads [GroupRows]uint64
	var lengths [GroupRows]byte
	n := 0
	for i, c := range codes {
		if i == 0 || c != codes[i-1] {
			heads[n] = c
			lengths[n] = 0
			n++
			continue
		}
		lengths[n-1]++
	}
	inner, _ := shapeOf(heads[:n])
	if 2+n+inner.bytes(n) >= s.bytes(len(codes)) {
		return appendCodes(dst, codes, &s, plain)
	}
	dst = append(dst, modeRuns, byte(n-1))
	dst = append(dst, lengths[:n]...)
	return appendCodes(dst, heads[:n], &inner, plain)
}

// appendCodes appends codes in the shape s or, where that is an eighth shorter,
// split into parts, unless it is to be plain.
func appendCodes(dst []byte, codes []uint64, s *shape, plain bool) []byte {
	if !plain && s.width >= splitWidth && len(codes) >= splitRows {
		if sp, ok := splitOf(codes, s.bytes(len(codes))/8*7); ok {
			return appendSplit(dst, codes, &sp)
		}
	}
	return appendShape(dst, codes, s)
}

// appendShape appends codes in the shape s.
func appendShape(dst []byte, codes []uint64, s *shape) []byte {
	dst = append(dst, s.mode, byte(s.width), byte(s.shift))
	dst = binary.AppendUvarint(dst, s.base)
	var vals [GroupRows]uint64
	if s.mode == modeDelta {
		dst = binary.AppendUvarint(dst, zigzag(int64(s.least)))
		for i := 1; i < len(codes); i++ {
			vals[i] = codes[i] - codes[i-1] - s.least
		}
	} else {
		for i, c := range codes {
			vals[i] = c - s.base
		}
	}
	return appendPacked(dst, vals[:len(codes)], s.width, s.shift)
}

// parseShape reads the head of a packed or delta group of n codes and returns
// the packed values behind it, 8 bytes more than they take.
func parseShape(src []byte, n int) (s shape, packed []byte, err error) {
	if len(src) < 3 {
		return s, nil, fmt.Errorf("%w: short group", ErrCorrupt)
	}
	s.mode, s.width, s.shift = src[0], int(src[1]), uint(src[2])
	if s.mode > modeDelta || s.width > 64 || s.width != packWidth(s.width) || s.shift > 63 {
		return s, nil, fmt.Errorf("%w: bad group head", ErrCorrupt)
	}
	src = src[3:]
	var k int
	if s.base, k = binary.Uvarint(src); k <= 0 {
		return s, nil, fmt.Errorf("%w: bad base of group", ErrCorrupt)
	}
	src = src[k:]
	if s.mode == modeDelta {
		z, k := binary.Uvarint(src)
		if k <= 0 {
			return s, nil, fmt.Errorf("%w: bad difference of group", ErrCorrupt)
		}
		s.least, src = uint64(unzigzag(z)), src[k:]
	}
	if len(src) < packedBytes(n, s.width)+8 {
		return s, nil, fmt.Errorf("%w: short group", ErrCorrupt)
	}
	return s, src, nil
}

// unpackShape sets out[:n] to the codes of the packed values that parseShape
// found. It may write up to the next multiple of 8.
func unpackShape(out *[GroupRows]uint64, packed []byte, n int, s *shape) {
	unpack(out, packed, n, s.width)
	vals, shift := out[:n], s.shift&63
	if s.mode == modePacked {
		for i := range vals {
			vals[i] = s.base + vals[i]<<shift
		}
		return
	}
	code := s.base
	vals[0] = code
	for i := 1; i < len(vals); i++ {
		code += s.least + vals[i]<<shift
		vals[i] = code
	}
}

// unpackCodes sets out[:n] to the codes of a group that is not one of runs. It
// may write up to the next multiple of 8.
func unpackCodes(out *[GroupRows]uint64, src []byte, n int) error {
	if len(src) > 0 && src[0] == modeSplit {
		return unpackSplit(out, src, n)
	}
	s, packed, err := parseShape(src, n)
	if err == nil {
		unpackShape(out, packed, n, &s)
	}
	return err
}

// parseRuns splits a group of runs into their lengths and the inner group.
func parseRuns(src []byte) (lengths, inner []byte, err error) {
	runs := int(src[1]) + 1
	if runs > GroupRows || len(src) < 2+runs {
		return nil, nil, fmt.Errorf("%w: bad run count", ErrCorrupt)
	}
	return src[2 : 2+runs], src[2+runs:], nil
}

// groupCode returns code i of a group of n without decoding all of it where
// that can be helped: the first code always, every code of packed groups.
func groupCode(src []byte, i, n int) (uint64, error) {
	if len(src) < 2 {
		return 0, fmt.Errorf("%w: short group", ErrCorrupt)
	}
	if src[0] == modeRuns {
		lengths, inner, err := parseRuns(src)
		if err != nil {
			return 0, err
		}
		run := 0
		for at := int(lengths[0]); at < i; run++ {
			if run+1 >= len(lengths) {
				return 0, fmt.Errorf("%w: runs shorter than their group", ErrCorrupt)
			}
			at += int(lengths[run+1]) + 1
		}
		src, i, n = inner, run, len(lengths)
	}
	if len(src) > 0 && src[0] == modeSplit {
		return splitCode(src, i, n)
	}
	s, packed, err := parseShape(src, n)
	if err != nil {
		return 0, err
	}
	if s.mode == modePacked {
		return s.base + unpackOne(packed, i, s.width)<<(s.shift&63), nil
	}
	code := s.base
	for j := 1; j <= i; j++ {
		code += s.least + unpackOne(packed, j, s.width)<<(s.shift&63)
	}
	return code, nil
}

// zigzag maps small numbers of either sign to small ones without.
func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

// unzigzag is the inverse of zigzag.
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }
