package marc

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// packedEACC is the East Asian Character Code (ANSI/NISO Z39.64) as tools/eacc
// writes it, compressed with DEFLATE:
//
//	count         uvarint, 15,739
//	codes         count uvarints: the differences of the ascending codes of three bytes
//	characters    count × 2 bytes, big-endian
//
//go:embed zz_eacc.bin
var packedEACC []byte

// eaccTable is the code in memory, about 150 KB, which files without East Asian
// text never need.
var eaccTable = sync.OnceValue(func() map[uint32]rune {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(packedEACC)))
	if err != nil {
		panic(fmt.Sprintf("zz_eacc.bin: %v", err))
	}
	count, n := binary.Uvarint(raw)
	raw = raw[n:]
	codes, code := make([]uint32, count), uint32(0)
	for i := range codes {
		step, n := binary.Uvarint(raw)
		raw = raw[n:]
		code += uint32(step)
		codes[i] = code
	}
	table := make(map[uint32]rune, count+uint64(len(eaccBeyond)))
	for i, code := range codes {
		table[code] = rune(binary.BigEndian.Uint16(raw[2*i:]))
	}
	for code, char := range eaccBeyond {
		if _, taken := table[code]; !taken {
			table[code] = char
		}
	}
	return table
})

// eaccBeyond are codes outside the table that occur in records: one library system uses
// them for punctuation.
var eaccBeyond = map[uint32]rune{
	0x212040: '“', 0x21203D: '…',
}

// eastAsian decodes a character of three bytes. A code without a character
// becomes U+FFFD.
func (d *escaped) eastAsian(b []byte) int {
	if len(b) < 3 || !graphic(b[1]) || !graphic(b[2]) {
		d.emit(0)
		return 1
	}
	if c := eaccChar([3]byte{b[0] & 0x7F, b[1] & 0x7F, b[2] & 0x7F}); c != 0 {
		d.base(c)
	} else {
		d.emit(0)
	}
	return 3
}

// eaccChar returns the character of a code, 0 for none. In two ranges the codes follow
// a rule that also fills gaps in the table: 0x69 holds the rows of JIS X 0208, 0x2123
// full-width ASCII.
func eaccChar(c [3]byte) rune {
	if char := eaccTable()[uint32(c[0])<<16|uint32(c[1])<<8|uint32(c[2])]; char != 0 {
		return char
	}
	switch {
	case c[0] == 0x69:
		return jis(c[1], c[2])
	case c[0] == 0x21 && c[1] == 0x23 && c[2] > 0x20:
		return 0xFF00 + rune(c[2]-0x20)
	}
	return 0
}

// graphic reports whether c is a byte of a character, with or without its high
// bit.
func graphic(c byte) bool {
	c &= 0x7F
	return c >= 0x20 && c < 0x7F
}

// jis returns the character of JIS X 0208, 0 for none.
func jis(row, cell byte) rune {
	out, err := japanese.EUCJP.NewDecoder().Bytes([]byte{row | 0x80, cell | 0x80})
	if err != nil {
		return 0
	}
	if c, size := utf8.DecodeRune(out); c != utf8.RuneError && size == len(out) {
		return c
	}
	return 0
}
