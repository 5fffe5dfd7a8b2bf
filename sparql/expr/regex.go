package expr

import (
	"regexp"
	"strings"
)

// regexLimit bounds the compiled patterns that one call of REGEX or REPLACE keeps.
const regexLimit = 256

// regexKey names a compiled pattern.
type regexKey struct{ pattern, flags string }

// regexCache keeps compiled patterns of one call. A nil pattern is one that does not compile.
type regexCache map[regexKey]*regexp.Regexp

// get returns the compiled pattern, or nil where it does not compile.
func (c regexCache) get(pattern, flags string) *regexp.Regexp {
	key := regexKey{pattern, flags}
	if re, ok := c[key]; ok {
		return re
	}
	re, err := compileRegexp(pattern, flags)
	if err != nil {
		re = nil
	}
	if len(c) >= regexLimit {
		clear(c)
	}
	c[key] = re
	return re
}

// regexCall is what REGEX and REPLACE share: the text, the pattern and the flags.
type regexCall struct {
	text, pattern, flags node           // flags may be nil
	fixed                *regexp.Regexp // of a constant pattern
	needs                needles        // of fixed
	cache                regexCache
	sized                *regexp.Regexp // the last pattern that was measured
	size                 int            // instructions of it
}

// newRegexCall compiles a constant pattern.
func newRegexCall(text, pattern, flags node) (regexCall, error) {
	call := regexCall{text: text, pattern: pattern, flags: flags, cache: regexCache{}}
	p, ok := pattern.(*constNode)
	if !ok || !isPlainString(p) {
		return call, nil
	}
	flagText := ""
	if flags != nil {
		f, ok := flags.(*constNode)
		if !ok || !isPlainString(f) {
			return call, nil
		}
		flagText = f.v.term.Value()
	}
	re, err := compileRegexp(p.v.term.Value(), flagText)
	call.fixed = re
	if err == nil {
		call.needs = required(re)
	}
	return call, err
}

func isPlainString(n *constNode) bool {
	t := n.v.term
	return isStringLiteral(t) && t.Language() == ""
}

// prepare evaluates the pattern and the flags.
func (c *regexCall) prepare(ev *evaluator, scratch *value) (*regexp.Regexp, error) {
	if c.fixed != nil {
		return c.fixed, nil
	}
	pattern, err := evalSimple(ev, c.pattern, scratch)
	if err != nil {
		return nil, err
	}
	flags := ""
	if c.flags != nil {
		if flags, err = evalSimple(ev, c.flags, scratch); err != nil {
			return nil, err
		}
	}
	re := c.cache.get(pattern, flags)
	if re == nil {
		return nil, ErrExpr
	}
	return re, nil
}

// evalSimple evaluates a node that must give an xsd:string.
func evalSimple(ev *evaluator, n node, scratch *value) (string, error) {
	if err := n.eval(ev, scratch); err != nil {
		return "", err
	}
	return scratch.simple(ev)
}

// regexNode is REGEX(text, pattern, flags).
type regexNode struct{ regexCall }

func (n *regexNode) eval(ev *evaluator, out *value) error {
	if err := n.text.eval(ev, out); err != nil {
		return err
	}
	text, err := out.stringLiteral(ev)
	if err != nil {
		return err
	}
	if n.fixed != nil && !n.needs.in(text.Value()) {
		out.setBool(false)
		return nil
	}
	re, err := n.prepare(ev, out)
	if err != nil {
		return err
	}
	found, err := n.matches(ev, re, text.Value())
	out.setBool(found)
	return err
}

// replaceNode is REPLACE(text, pattern, replacement, flags).
type replaceNode struct {
	regexCall
	replacement node

	// The last replacement that was read, for the expression re.
	re     *regexp.Regexp
	source string
	parts  []replacementPart
	valid  bool
}

// read reads a replacement for re: once, where it is the same for all rows.
func (n *replaceNode) read(re *regexp.Regexp, source string) (parts []replacementPart, ok bool) {
	if n.re != re || n.source != source {
		n.re, n.source = re, source
		n.parts, n.valid = parseReplacement(source, re.NumSubexp())
		n.valid = n.valid && !re.MatchString("") // err:FORX0003
	}
	return n.parts, n.valid
}

func (n *replaceNode) eval(ev *evaluator, out *value) error {
	if err := n.text.eval(ev, out); err != nil {
		return err
	}
	text, err := out.stringLiteral(ev)
	if err != nil {
		return err
	}
	re, err := n.prepare(ev, out)
	if err != nil {
		return err
	}
	replacement, err := evalSimple(ev, n.replacement, out)
	if err != nil {
		return err
	}
	parts, ok := n.read(re, replacement)
	if !ok { // err:FORX0004 among others
		return ErrExpr
	}
	if n.fixed != nil && !n.needs.in(text.Value()) {
		out.setTerm(text)
		return nil
	}
	// A search for nothing takes longest, and can be stopped.
	if len(text.Value()) > plainText {
		if found, err := n.matches(ev, re, text.Value()); err != nil || !found {
			out.setTerm(text)
			return err
		}
	}
	result, err := replaceAll(ev, re, text.Value(), parts)
	out.setTerm(withForm(result, text))
	return err
}

// replacementPart is literal text, or a group where group >= 0.
type replacementPart struct {
	text  string
	group int
}

// parseReplacement reads a replacement string of fn:replace: $n is a group, \$
// and \\ are characters. It is false for any other use of $ and \.
func parseReplacement(s string, groups int) (parts []replacementPart, ok bool) {
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			parts = append(parts, replacementPart{text: text.String(), group: -1})
			text.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			i++
			if i == len(s) || s[i] != '\\' && s[i] != '$' {
				return nil, false
			}
			text.WriteByte(s[i])
		case '$':
			if i+1 == len(s) || s[i+1] < '0' || s[i+1] > '9' {
				return nil, false
			}
			flush()
			i++
			group := int(s[i] - '0')
			// Further digits belong to the number while there is such a group.
			for i+1 < len(s) && '0' <= s[i+1] && s[i+1] <= '9' && group*10+int(s[i+1]-'0') <= groups {
				i++
				group = group*10 + int(s[i]-'0')
			}
			parts = append(parts, replacementPart{group: group})
		default:
			text.WriteByte(c)
		}
	}
	flush()
	return parts, true
}

// of returns what the part stands for, given a match. A group that does not exist or did
// not take part is the empty string.
func (p replacementPart) of(s string, match []int) string {
	switch {
	case p.group < 0:
		return p.text
	case 2*p.group < len(match) && match[2*p.group] >= 0:
		return s[match[2*p.group]:match[2*p.group+1]]
	default:
		return ""
	}
}

// literalOf returns the text of parts without groups.
func literalOf(parts []replacementPart) (string, bool) {
	switch {
	case len(parts) == 0:
		return "", true
	case len(parts) == 1 && parts[0].group < 0:
		return parts[0].text, true
	default:
		return "", false
	}
}

// replaceAll replaces the matches of re, from left to right.
func replaceAll(ev *evaluator, re *regexp.Regexp, s string, parts []replacementPart) (string, error) {
	if literal, ok := literalOf(parts); ok && (len(s)+1)*(len(literal)+1) <= freeString {
		return re.ReplaceAllLiteralString(s, literal), nil
	}
	matches := re.FindAllStringSubmatchIndex(s, -1)
	if len(matches) == 0 {
		return s, nil
	}
	size := int64(len(s))
	for _, m := range matches {
		for _, p := range parts {
			size += int64(len(p.of(s, m)))
		}
	}
	if err := ev.room(size); err != nil {
		return "", err
	}
	var b strings.Builder
	end := 0
	for _, m := range matches {
		b.WriteString(s[end:m[0]])
		for _, p := range parts {
			b.WriteString(p.of(s, m))
		}
		end = m[1]
	}
	b.WriteString(s[end:])
	return b.String(), nil
}
