package expr

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// runeSet is a set of characters as ranges with both ends included. A normal set
// is sorted, and its ranges neither overlap nor touch.
type runeSet []struct{ lo, hi rune }

// normalize sorts and joins the ranges of s.
func (s runeSet) normalize() runeSet {
	if len(s) == 0 {
		return runeSet{}
	}
	slices.SortFunc(s, func(a, b struct{ lo, hi rune }) int { return cmp.Compare(a.lo, b.lo) })
	out := s[:1]
	for _, r := range s[1:] {
		if last := &out[len(out)-1]; r.lo <= last.hi+1 {
			last.hi = max(last.hi, r.hi)
		} else {
			out = append(out, r)
		}
	}
	return out
}

// complement returns the characters that are not in s, which is normal.
func (s runeSet) complement() runeSet {
	out := make(runeSet, 0, len(s)+1)
	next := rune(0)
	for _, r := range s {
		if next < r.lo {
			out = append(out, struct{ lo, hi rune }{next, r.lo - 1})
		}
		next = r.hi + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, struct{ lo, hi rune }{next, unicode.MaxRune})
	}
	return out
}

// intersect returns the characters that are in both of two normal sets.
func (s runeSet) intersect(t runeSet) runeSet {
	return union(s.complement(), t.complement()).complement()
}

// union returns the characters that are in any of the sets.
func union(sets ...runeSet) runeSet { return slices.Concat(sets...).normalize() }

// String returns s as a character class of package regexp.
func (s runeSet) String() string {
	if len(s) == 0 {
		return `[^\x{0}-\x{10FFFF}]`
	}
	var b strings.Builder
	b.WriteByte('[')
	for _, r := range s {
		fmt.Fprintf(&b, `\x{%X}`, r.lo)
		if r.hi > r.lo {
			fmt.Fprintf(&b, `-\x{%X}`, r.hi)
		}
	}
	b.WriteByte(']')
	return b.String()
}

// tableSet returns the characters of Unicode tables.
func tableSet(tables ...*unicode.RangeTable) runeSet {
	var s runeSet
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			s = append(s, struct{ lo, hi rune }{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			s = append(s, struct{ lo, hi rune }{r, r})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return s.normalize()
}

// categorySet returns the characters of a general category of Unicode.
func categorySet(name string) (runeSet, bool) {
	switch name {
	case "Cn", "C": // package unicode has no table of the unassigned
		assigned := tableSet(unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
		if name == "Cn" {
			return assigned.complement(), true
		}
		return union(assigned.complement(), tableSet(unicode.C)), true
	}
	if len(name) == 0 || len(name) > 2 {
		return nil, false
	}
	table, ok := unicode.Categories[name]
	if !ok {
		return nil, false
	}
	return tableSet(table), true
}

// namedSet returns the characters of the escapes \s \i \c \d \w and, in upper
// case, their complements (XSD 1.1 Part 2, appendix G.4.2.5).
func namedSet(letter rune) (runeSet, bool) {
	var s runeSet
	switch unicode.ToLower(letter) {
	case 's':
		s = runeSet{{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}}
	case 'd':
		s = tableSet(unicode.Nd)
	case 'w':
		c, _ := categorySet("C")
		s = union(tableSet(unicode.P, unicode.Z), c).complement()
	case 'i':
		s = nameStartSet()
	case 'c':
		s = union(nameStartSet(), runeSet{
			{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040},
		})
	default:
		return nil, false
	}
	if unicode.IsUpper(letter) {
		return s.complement(), true
	}
	return s, true
}

// nameStartSet is NameStartChar of XML 1.0.
func nameStartSet() runeSet {
	return runeSet{
		{':', ':'},
		{'A', 'Z'},
		{'_', '_'},
		{'a', 'z'},
		{0xC0, 0xD6},
		{0xD8, 0xF6},
		{0xF8, 0x2FF},
		{0x370, 0x37D},
		{0x37F, 0x1FFF},
		{0x200C, 0x200D},
		{0x2070, 0x218F},
		{0x2C00, 0x2FEF},
		{0x3001, 0xD7FF},
		{0xF900, 0xFDCF},
		{0xFDF0, 0xFFFD},
		{0x10000, 0xEFFFF},
	}
}
