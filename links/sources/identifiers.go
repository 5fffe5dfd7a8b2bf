package sources

import "strings"

// ISNI returns the ISNI in a text, 16 characters with a valid check character (ISO
// 7064, MOD 11-2), or the empty string.
func ISNI(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.LastIndexByte(text, '/'); i >= 0 {
		text = text[i+1:]
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "ISNI"), ":")
	var b [16]byte
	n, sum := 0, 0
	for i := range len(text) {
		c := text[i]
		switch {
		case c == ' ' || c == '-':
			continue
		case n < 15 && '0' <= c && c <= '9':
			sum = (sum + int(c-'0')) * 2 % 11
		case n == 15 && ('0' <= c && c <= '9' || c == 'X'):
		case n == 15 && c == 'x':
			c = 'X'
		default:
			return ""
		}
		b[n] = c
		n++
	}
	check := byte('0' + (12-sum)%11)
	if check == '0'+10 {
		check = 'X'
	}
	if n != 16 || b[15] != check {
		return ""
	}
	return string(b[:])
}

// QID returns the number of a Wikidata item, such as "Q180445", at the end of an IRI or
// a text, or the empty string.
func QID(text string) string {
	text = strings.TrimSpace(text)
	switch i := strings.LastIndexByte(text, '/'); {
	case i < 0:
	case strings.Contains(text[:i], "wikidata.org"):
		text = text[i+1:]
	default:
		return ""
	}
	digits, ok := strings.CutPrefix(text, "Q")
	if !ok || digits == "" || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return text
}
