package turtle

import (
	"bytes"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
)

// nameToken scans a prefixed name or a bare word.
func (r *Reader) nameToken(b []byte, i int, final bool) int {
	r.tok.start = i
	k := i
	for k < len(b) && b[k] != ':' {
		if class[b[k]]&clsName != 0 && (k > i || class[b[k]]&clsStart != 0 && b[k] != '_') || b[k] == '.' && k > i {
			k++
			continue
		}
		n, more := nameRune(b, k, k == i, final)
		if more {
			return needMore
		}
		if n == 0 {
			break
		}
		k += n
	}
	if k == len(b) && !final {
		return needMore
	}
	if k == len(b) || b[k] != ':' {
		if dot := bytes.IndexByte(b[i:k], '.'); dot >= 0 {
			k = i + dot
		}
		if k == i {
			return r.strayByte(b, i)
		}
		return r.finish(tokWord, k, 0, 0)
	}
	if k > i && b[k-1] == '.' {
		return r.scanFail(k-1, "a prefix may not end with a full stop")
	}
	r.tok.colon = k
	return r.localPart(b, k+1, final)
}

func (r *Reader) strayByte(b []byte, i int) int {
	c, n := utf8.DecodeRune(b[i:])
	if c == utf8.RuneError && n <= 1 {
		return r.scanFail(i, "invalid UTF-8")
	}
	return r.scanFail(i, "found %q", c)
}

// localPart scans PN_LOCAL, which may be empty.
func (r *Reader) localPart(b []byte, i int, final bool) int {
	start, flags := i, uint8(0)
	dots := 0 // at the end so far
scan:
	for i < len(b) {
		c := b[i]
		switch {
		case class[c]&(clsStart|clsDigit) != 0 || c == ':' || c == '-' && i > start:
			i++
		case c == '.' && i > start:
			dots++
			i++
			continue
		case c == '\\':
			if i+1 == len(b) {
				if !final {
					return needMore
				}
				break scan
			}
			if bytes.IndexByte([]byte("_~.-!$&'()*+,;=/?#@%"), b[i+1]) < 0 {
				return r.scanFail(i, "bad escape \\%c in a prefixed name", b[i+1])
			}
			flags |= hasEscape
			i += 2
		case c == '%':
			if i+2 >= len(b) && !final {
				return needMore
			}
			if i+2 >= len(b) || class[b[i+1]]&clsHex == 0 || class[b[i+2]]&clsHex == 0 {
				return r.scanFail(i, "%% without two hexadecimal digits in a prefixed name")
			}
			i += 3
		default:
			n, more := nameRune(b, i, i == start, final)
			if more {
				return needMore
			}
			if n == 0 {
				break scan
			}
			flags |= hasSpecial
			i += n
		}
		dots = 0
	}
	if i == len(b) && !final {
		return needMore
	}
	return r.finish(tokName, i-dots, flags, 0)
}

// nameRune returns the length of the character beyond ASCII at b[i] if it may
// stand in a name, else 0. It says whether more bytes are needed to know.
func nameRune(b []byte, i int, first, final bool) (n int, more bool) {
	if b[i] < utf8.RuneSelf {
		return 0, false
	}
	c, n := utf8.DecodeRune(b[i:])
	if c == utf8.RuneError && n <= 1 {
		return 0, !final && !utf8.FullRune(b[i:])
	}
	if rdf.IsNameStart(c) || !first && rdf.IsNameChar(c) {
		return n, false
	}
	return 0, false
}
