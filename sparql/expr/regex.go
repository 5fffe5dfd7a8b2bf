package expr

import "strings"

// The compiled patterns that one call of REGEX or REPLACE keeps: so many, of so many
// instructions together.
const (
	keptPatterns     = 256
	keptInstructions = 4 * maxInstructions
)

// regexKey names a compiled pattern.
type regexKey struct{ pattern, flags string }

// regexCache keeps compiled patterns of one call. The zero value is empty.
type regexCache struct {
	patterns map[regexKey]*pattern // nil for one that does not compile
	size     int                   // instructions of them
}

// get returns the compiled pattern, or nil where it does not compile.
func (c *regexCache) get(ev *evaluator, text, flags string) (*pattern, error) {
	key := regexKey{text, flags}
	if p, ok := c.patterns[key]; ok {
		return p, nil
	}
	p, err := newPattern(text, flags)
	if err != nil {
		p = nil
	}
	if c.patterns == nil || len(c.patterns) >= keptPatterns || c.size >= keptInstructions {
		c.patterns, c.size = map[regexKey]*pattern{}, 0
	}
	c.patterns[key] = p
	work := 1 << 10
	if p != nil {
		c.size += p.size
		work += p.size * instructionWork
	}
	return p, ev.spend(work)
}

// regexCall is what REGEX and REPLACE share: the text, the pattern and the flags.
type regexCall struct {
	text, pattern, flags node     // flags may be nil
	fixed                *pattern // constant
	needs                needles  // of fixed
	cache                regexCache
}

// newRegexCall compiles a constant pattern. One that does not compile is an
// expression error for each row, as it is where the pattern is a variable.
func newRegexCall(text, pattern, flags node) regexCall {
	call := regexCall{text: text, pattern: pattern, flags: flags}
	p, ok := pattern.(*constNode)
	if !ok || !isPlainString(p) {
		return call
	}
	flagText := ""
	if flags != nil {
		f, ok := flags.(*constNode)
		if !ok || !isPlainString(f) {
			return call
		}
		flagText = f.v.term.Value()
	}
	if fixed, err := newPattern(p.v.term.Value(), flagText); err == nil {
		call.fixed, call.needs = fixed, required(fixed.re)
	}
	return call
}

func isPlainString(n *constNode) bool {
	t := n.v.term
	return isStringLiteral(t) && t.Language() == ""
}

// prepare evaluates the pattern and the flags.
func (c *regexCall) prepare(ev *evaluator, scratch *value) (*pattern, error) {
	if c.fixed != nil {
		return c.fixed, nil
	}
	text, err := evalSimple(ev, c.pattern, scratch)
	if err != nil {
		return nil, err
	}
	flags := ""
	if c.flags != nil {
		if flags, err = evalSimple(ev, c.flags, scratch); err != nil {
			return nil, err
		}
	}
	p, err := c.cache.get(ev, text, flags)
	if err == nil && p == nil {
		err = ErrExpr
	}
	return p, err
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
	found, err := re.matches(ev, text.Value())
	out.setBool(found)
	return err
}

// replaceNode is REPLACE(text, pattern, replacement, flags).
type replaceNode struct {
	regexCall
	replacement node

	// The last replacement that was read, for the pattern re.
	re     *pattern
	source string
	parts  []replacementPart
	valid  bool
}

// read reads a replacement for re: once, where it is the same for all rows.
func (n *replaceNode) read(re *pattern, source string) (parts []replacementPart, ok bool) {
	if n.re != re || n.source != source {
		n.re, n.source = re, source
		n.parts, n.valid = parseReplacement(source, re.re.NumSubexp())
		n.valid = n.valid && !re.re.MatchString("") // err:FORX0003
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
	result, err := re.replaceAll(ev, text.Value(), parts)
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
