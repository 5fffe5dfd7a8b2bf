package expr

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// needle is a string to look for. With fold, which only ASCII has, letters stand for
// both cases and the text is in lower case.
type needle struct {
	text string
	fold bool
}

// needles are strings of which each match of a regular expression contains one.
// None means that nothing is known. Looking for them is much faster than matching,
// and most texts do not have them.
type needles []needle

// maxNeedles bounds the strings that are looked for one after the other.
const maxNeedles = 8

// in reports whether s may have a match.
func (ns needles) in(s string) bool {
	for _, n := range ns {
		if n.fold && containsFold(s, n.text) || !n.fold && strings.Contains(s, n.text) {
			return true
		}
	}
	return len(ns) == 0
}

// containsFold reports whether s contains the lower-case ASCII string in any case.
func containsFold(s, lower string) bool {
	first := lower[0]
	for i := 0; i+len(lower) <= len(s); i++ {
		if foldByte(s[i]) != first {
			continue
		}
		k := 1
		for k < len(lower) && foldByte(s[i+k]) == lower[k] {
			k++
		}
		if k == len(lower) {
			return true
		}
	}
	return false
}

func foldByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// required returns the needles of re: the longest that are easily found.
func required(re *regexp.Regexp) needles {
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return nil
	}
	return needlesOf(tree)
}

// needlesOf returns the needles of a node.
func needlesOf(n *syntax.Regexp) needles {
	switch n.Op {
	case syntax.OpLiteral:
		return literalNeedle(n)
	case syntax.OpCapture, syntax.OpPlus:
		return needlesOf(n.Sub[0])
	case syntax.OpRepeat:
		if n.Min > 0 {
			return needlesOf(n.Sub[0])
		}
	case syntax.OpConcat:
		var best needles
		for _, sub := range n.Sub {
			if ns := needlesOf(sub); ns.shortest() > best.shortest() {
				best = ns
			}
		}
		return best
	case syntax.OpAlternate:
		var all needles
		for _, sub := range n.Sub {
			ns := needlesOf(sub)
			if len(ns) == 0 || len(all)+len(ns) > maxNeedles {
				return nil
			}
			all = append(all, ns...)
		}
		return all
	default:
	}
	return nil
}

// shortest is the length of the shortest needle: how much it tells to look.
func (ns needles) shortest() int {
	if len(ns) == 0 {
		return 0
	}
	return len(slices.MinFunc(ns, func(a, b needle) int { return len(a.text) - len(b.text) }).text)
}

// literalNeedle returns the literal of a node. Without case, it is the longest part
// of letters and digits that have no other cases than the two of ASCII: K and S do,
// the Kelvin sign and the long s.
func literalNeedle(n *syntax.Regexp) needles {
	text := string(n.Rune)
	if n.Flags&syntax.FoldCase == 0 {
		if text == "" || strings.ContainsRune(text, utf8.RuneError) {
			return nil // which also matches bytes that are no UTF-8
		}
		return needles{{text: text}}
	}
	longest := ""
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return r >= utf8.RuneSelf || strings.ContainsRune("kKsS", r)
	}) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	if longest == "" {
		return nil
	}
	return needles{{strings.ToLower(longest), true}}
}
