package block

import "encoding/binary"

// maxPacked is the widest value that one unaligned 8-byte load holds at each
// bit offset; wider ones are stored as 64 bits.
const maxPacked = 57

// packWidth rounds bits up to a width that the kernels know.
func packWidth(bits int) int {
	if bits > maxPacked {
		return 64
	}
	return bits
}

// packedBytes is the number of bytes that n values of the width take.
func packedBytes(n, width int) int { return (n + 7) / 8 * width }

// appendPacked appends vals, each shifted right by shift, in width bits each,
// padded with zeros to a multiple of 8 values.
func appendPacked(dst []byte, vals []uint64, width int, shift uint) []byte {
	if width == 64 {
		for _, v := range vals {
			dst = binary.LittleEndian.AppendUint64(dst, v>>shift)
		}
		for i := len(vals); i%8 != 0; i++ {
			dst = binary.LittleEndian.AppendUint64(dst, 0)
		}
		return dst
	}
	end := len(dst) + packedBytes(len(vals), width)
	var acc uint64
	var fill uint // bits in acc; always < 64
	w := uint(width)
	for _, v := range vals {
		v >>= shift
		acc |= v << fill
		if fill += w; fill >= 64 {
			dst = binary.LittleEndian.AppendUint64(dst, acc)
			fill -= 64
			acc = v >> (w - fill)
		}
	}
	for len(dst) < end {
		dst = append(dst, byte(acc))
		acc >>= 8
	}
	return dst[:end]
}

// unpack sets out[:n], rounded up to a multiple of 8, from values of the width
// in src. The caller has seen to it that src holds packedBytes(n, width) + 8
// bytes, the last 8 of any value.
func unpack(out *[GroupRows]uint64, src []byte, n, width int) {
	switch {
	case width == 0:
		clear(out[:])
	case width <= 8:
		unpackNarrow(out, src, n, width)
	case width <= 15:
		unpackHalves(out, src, n, width)
	case width <= maxPacked:
		unpackWide(out, src, n, width)
	default:
		for i := range n {
			out[i] = binary.LittleEndian.Uint64(src[8*i:])
		}
	}
}

// unpackNarrow takes 8 values out of each load.
func unpackNarrow(out *[GroupRows]uint64, src []byte, n, width int) {
	w := uint(width) & 15
	mask := uint64(1)<<w - 1
	for i := 0; i < n; i += 8 {
		v := binary.LittleEndian.Uint64(src)
		src = src[width:]
		o := out[i&(GroupRows-8):][:8]
		o[0] = v & mask
		v >>= w
		o[1] = v & mask
		v >>= w
		o[2] = v & mask
		v >>= w
		o[3] = v & mask
		v >>= w
		o[4] = v & mask
		v >>= w
		o[5] = v & mask
		v >>= w
		o[6] = v & mask
		v >>= w
		o[7] = v & mask
	}
}

// unpackHalves takes 4 values out of each of two loads.
func unpackHalves(out *[GroupRows]uint64, src []byte, n, width int) {
	w := uint(width) & 15
	mask := uint64(1)<<w - 1
	half, odd := width/2, 4*(w&1)
	for i := 0; i < n; i += 8 {
		v := binary.LittleEndian.Uint64(src)
		u := binary.LittleEndian.Uint64(src[half:]) >> odd
		src = src[width:]
		o := out[i&(GroupRows-8):][:8]
		o[0] = v & mask
		o[4] = u & mask
		v >>= w
		u >>= w
		o[1] = v & mask
		o[5] = u & mask
		v >>= w
		u >>= w
		o[2] = v & mask
		o[6] = u & mask
		v >>= w
		u >>= w
		o[3] = v & mask
		o[7] = u & mask
	}
}

// unpackWide takes one value out of each load; the offsets of the loads in the
// 8 values that fill width bytes are the same for all of them.
func unpackWide(out *[GroupRows]uint64, src []byte, n, width int) {
	w := uint(width) & 63
	mask := uint64(1)<<w - 1
	at1, sh1 := width>>3, w&7
	at2, sh2 := 2*width>>3, 2*w&7
	at3, sh3 := 3*width>>3, 3*w&7
	at4, sh4 := 4*width>>3, 4*w&7
	at5, sh5 := 5*width>>3, 5*w&7
	at6, sh6 := 6*width>>3, 6*w&7
	at7, sh7 := 7*width>>3, 7*w&7
	for i := 0; i < n; i += 8 {
		o := out[i&(GroupRows-8):][:8]
		o[0] = binary.LittleEndian.Uint64(src) & mask
		o[1] = binary.LittleEndian.Uint64(src[at1:]) >> sh1 & mask
		o[2] = binary.LittleEndian.Uint64(src[at2:]) >> sh2 & mask
		o[3] = binary.LittleEndian.Uint64(src[at3:]) >> sh3 & mask
		o[4] = binary.LittleEndian.Uint64(src[at4:]) >> sh4 & mask
		o[5] = binary.LittleEndian.Uint64(src[at5:]) >> sh5 & mask
		o[6] = binary.LittleEndian.Uint64(src[at6:]) >> sh6 & mask
		o[7] = binary.LittleEndian.Uint64(src[at7:]) >> sh7 & mask
		src = src[width:]
	}
}

// unpackOne returns value i of those of the width in src, on the terms of unpack.
func unpackOne(src []byte, i, width int) uint64 {
	if width == 64 {
		return binary.LittleEndian.Uint64(src[8*i:])
	}
	bit := uint(i * width)
	return binary.LittleEndian.Uint64(src[bit>>3:]) >> (bit & 7) & (1<<uint(width) - 1)
}
