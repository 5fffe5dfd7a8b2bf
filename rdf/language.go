package rdf

import "strings"

// IsLanguage reports whether tag is well-formed in the sense of RFC 5646,
// section 2.2.9: it follows the grammar; whether its parts are registered is
// not looked at.
func IsLanguage(tag string) bool {
	if !isPlainTag(tag) {
		return false
	}
	if isGrandfathered(tag) {
		return true
	}
	first, rest := cutSubtag(tag)
	if len(first) == 1 && first[0]|0x20 == 'x' {
		return rest != ""
	}
	if len(first) < 2 || !isAllAlpha(first) {
		return false
	}
	if len(first) <= 3 {
		for range 3 { // extlang
			if s, after := cutSubtag(rest); len(s) == 3 && isAllAlpha(s) {
				rest = after
			} else {
				break
			}
		}
	}
	if s, after := cutSubtag(rest); len(s) == 4 && isAllAlpha(s) {
		rest = after // script
	}
	if s, after := cutSubtag(rest); len(s) == 2 && isAllAlpha(s) || len(s) == 3 && isAllDigits(s) {
		rest = after // region
	}
	for {
		s, after := cutSubtag(rest)
		if len(s) < 5 && (len(s) != 4 || s[0] > '9') {
			break
		}
		rest = after // variant
	}
	return isExtensions(rest)
}

// isExtensions checks the extensions and the private use part of a tag.
func isExtensions(rest string) bool {
	for rest != "" {
		singleton, after := cutSubtag(rest)
		if len(singleton) != 1 {
			return false
		}
		private := singleton[0]|0x20 == 'x'
		parts := 0
		rest = after
		for rest != "" {
			s, after := cutSubtag(rest)
			if len(s) == 1 && !private {
				break
			}
			parts++
			rest = after
		}
		if parts == 0 {
			return false
		}
	}
	return true
}

// isPlainTag checks that tag is made of 1 to 8 letters and digits between
// single hyphens.
func isPlainTag(tag string) bool {
	n := 0
	for i := range len(tag) {
		switch c := tag[i]; {
		case iriClass[c]&(iriAlpha|iriDigit) != 0:
			if n++; n > 8 {
				return false
			}
		case c == '-' && n > 0:
			n = 0
		default:
			return false
		}
	}
	return n > 0
}

// isGrandfathered knows the irregular tags of RFC 5646, section 2.1, which the
// grammar lists one by one. The regular ones follow the general rules.
func isGrandfathered(tag string) bool {
	switch strings.ToLower(tag) {
	case "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon",
		"i-lux", "i-mingo", "i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu",
		"sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
		"art-lojban", "cel-gaulish", "no-bok", "no-nyn", "zh-guoyu", "zh-hakka", "zh-min", "zh-min-nan", "zh-xiang":
		return true
	}
	return false
}

func cutSubtag(s string) (first, rest string) {
	first, rest, _ = strings.Cut(s, "-")
	return first, rest
}

func isAllAlpha(s string) bool {
	for i := range len(s) {
		if iriClass[s[i]]&iriAlpha == 0 {
			return false
		}
	}
	return true
}

func isAllDigits(s string) bool {
	for i := range len(s) {
		if iriClass[s[i]]&iriDigit == 0 {
			return false
		}
	}
	return true
}

// NormalizeLanguage brings a language tag to the case that RFC 5646 section
// 2.1.1 recommends: lower case, but title case for four letters and upper case
// for two letters that are neither first nor after a singleton. A tag already
// in that case is returned as it is.
func NormalizeLanguage(tag string) string {
	i, after := 0, false
	for i < len(tag) {
		end := subtagEnd(tag, i)
		for k := i; k < end; k++ {
			if normalByte(tag[k], i, k-i, end-i, after) != tag[k] {
				return normalizeLanguage(tag)
			}
		}
		after = after || end-i == 1
		i = end + 1
	}
	return tag
}

func normalizeLanguage(tag string) string {
	b := []byte(tag)
	i, after := 0, false
	for i < len(b) {
		end := subtagEnd(tag, i)
		for k := i; k < end; k++ {
			b[k] = normalByte(b[k], i, k-i, end-i, after)
		}
		after = after || end-i == 1
		i = end + 1
	}
	return string(b)
}

func subtagEnd(tag string, i int) int {
	for i < len(tag) && tag[i] != '-' {
		i++
	}
	return i
}

// normalByte returns the byte c in the recommended case: it is byte at of a
// subtag of n bytes that begins at start, after a singleton or not.
func normalByte(c byte, start, at, n int, after bool) byte {
	if start > 0 && !after && (n == 2 || n == 4 && at == 0) {
		if 'a' <= c && c <= 'z' {
			return c - 'a' + 'A'
		}
		return c
	}
	if 'A' <= c && c <= 'Z' {
		return c - 'A' + 'a'
	}
	return c
}
