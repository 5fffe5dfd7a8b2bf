package marc

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// eastAsianKnown has the ideographs and Hangul syllables of ANSI/NISO Z39.64
// whose codes were established by setting MARC-8 records beside the same records
// in UTF-8. The code follows no rule that would give the other 15,800.
var eastAsianKnown = map[uint32]rune{
	0x213050: '事', 0x213128: '仰', 0x213157: '信', 0x213337: '冠', 0x213831: '型', 0x213E6B: '意',
	0x214265: '新', 0x214644: '毒', 0x214C47: '病', 0x214E61: '社', 0x273455: '区', 0x274A68: '状',
	0x27584C: '注', 0x27603A: '项', 0x6F4866: '감', 0x6F4929: '검', 0x6F494A: '고', 0x6F495A: '관',
	0x6F496D: '교', 0x6F4B4F: '나', 0x6F4C70: '단', 0x6F4E7A: '러', 0x6F4F2E: '려', 0x6F4F38: '로',
	0x6F4F4D: '류', 0x6F4F5B: '릎', 0x6F4F66: '마', 0x6F5047: '무', 0x6F504A: '문', 0x6F506D: '바',
	0x6F525F: '사', 0x6F5377: '스', 0x6F5565: '염', 0x6F566A: '이', 0x6F566D: '일', 0x6F5737: '절',
	0x6F573F: '제', 0x6F5750: '종', 0x6F5828: '증', 0x6F5941: '체', 0x6F5951: '최', 0x6F5A3D: '코',
	0x6F5B38: '토', 0x6F5B63: '티', 0x6F5C6C: '항',
}

// eastAsian decodes a character of ANSI/NISO Z39.64 of three bytes. Two ranges
// follow a rule: 0x69 holds the rows of JIS X 0208, 0x2123 full-width ASCII.
// What is in neither, nor in the table, becomes U+FFFD, one a character.
func (d *escaped) eastAsian(b []byte) int {
	if len(b) < 3 || !graphic(b[1]) || !graphic(b[2]) {
		d.emit(0)
		return 1
	}
	c := [3]byte{b[0] & 0x7F, b[1] & 0x7F, b[2] & 0x7F}
	switch {
	case c[0] == 0x69:
		d.emit(jis(c[1], c[2]))
	case c[0] == 0x21 && c[1] == 0x23 && c[2] == 0x20:
		d.base('\u3000')
	case c[0] == 0x21 && c[1] == 0x23:
		d.base(0xFF00 + rune(c[2]-0x20))
	default:
		d.emit(eastAsianKnown[uint32(c[0])<<16|uint32(c[1])<<8|uint32(c[2])])
	}
	return 3
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
