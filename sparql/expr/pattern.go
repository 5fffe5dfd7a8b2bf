package expr

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

const (
	// maxInstructions bounds the program that a pattern is compiled to: each of its
	// instructions may be met at each character of a text.
	maxInstructions = 20_000
	// maxPattern bounds the text of a pattern in bytes.
	maxPattern = 64 << 10
	// instructionWork is what compiling an instruction counts for, as for spend.
	instructionWork = 64
	// matchWork is how many steps of a program on characters count for a byte of work:
	// a text that takes no more than a unit of work is matched in one go.
	matchWork = 16
	// manyMatches bounds what is noted about the matches in a text at once.
	manyMatches = 64 << 10
)

// pattern is a compiled regular expression.
type pattern struct {
	re   *regexp.Regexp
	size int // about the number of instructions
	// next finds the first match after the first character of a text, which is the
	// context of the match; its groups are those of re, one further on. Made when needed.
	next *regexp.Regexp
}

// newPattern compiles an XPath regular expression that is not too large.
func newPattern(text, flags string) (*pattern, error) {
	if len(text) > maxPattern {
		return nil, fmt.Errorf("%w: it has %d bytes, at most %d are allowed", ErrRegexp, len(text), maxPattern)
	}
	re, err := compileRegexp(text, flags)
	if err != nil {
		return nil, err
	}
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("%w %q: %w", ErrRegexp, text, err)
	}
	return &pattern{re: re, size: programSize(tree)}, nil
}

// programSize is about the number of instructions that an expression is compiled to,
// maxInstructions + 1 for larger ones.
func programSize(e *syntax.Regexp) int {
	size := 1
	switch e.Op {
	case syntax.OpLiteral:
		size = len(e.Rune)
	case syntax.OpCharClass:
		size = 1 + len(e.Rune)/16
	default:
	}
	for _, sub := range e.Sub {
		size += programSize(sub)
	}
	if e.Op == syntax.OpRepeat {
		size *= max(1, e.Min, e.Max)
	}
	return min(size, maxInstructions+1)
}

// atOnce reports whether matching a text is so little work that it need not be stopped.
func (p *pattern) atOnce(text string) bool { return len(text) <= workUnit*matchWork/p.size }

// reader reads a text for the program of the pattern.
func (p *pattern) reader(ev *evaluator, text string) *textReader {
	return &textReader{ev: ev, text: text, cost: 1 + p.size/matchWork}
}

// matches reports whether the pattern is in the text. It ends with the error of the
// query where that has ended.
func (p *pattern) matches(ev *evaluator, text string) (bool, error) {
	if p.atOnce(text) {
		return p.re.MatchString(text), ev.spend(len(text) * p.size / matchWork)
	}
	r := p.reader(ev, text)
	found := p.re.MatchReader(r)
	return found && r.err == nil, r.err
}

// replaceAll replaces the matches in a text, from left to right.
func (p *pattern) replaceAll(ev *evaluator, s string, parts []replacementPart) (string, error) {
	if !p.atOnce(s) || len(s)*(1+p.re.NumSubexp()) > manyMatches {
		return p.replaceEach(ev, s, parts)
	}
	if err := ev.spend(len(s) * p.size / matchWork); err != nil {
		return "", err
	}
	if literal, ok := literalOf(parts); ok && (len(s)+1)*(len(literal)+1) <= freeString {
		return p.re.ReplaceAllLiteralString(s, literal), ev.room(int64((len(s) + 1) * (len(literal) + 1)))
	}
	out := pasted{ev: ev, s: s, parts: parts}
	for _, m := range p.re.FindAllStringSubmatchIndex(s, -1) {
		if err := out.match(m); err != nil {
			return "", err
		}
	}
	return out.end()
}

// replaceEach is replaceAll match by match, between which the query may end. A program
// has no memory of anything before the text that it reads but for one character, so each
// search begins with the last character before the place that it is to go on from.
func (p *pattern) replaceEach(ev *evaluator, s string, parts []replacementPart) (string, error) {
	out := pasted{ev: ev, s: s, parts: parts}
	last := -1 // end of the last match
	for from := 0; from <= len(s); {
		m, err := p.find(ev, s, from)
		if err != nil {
			return "", err
		}
		if m == nil {
			break
		}
		if m[0] != m[1] || m[1] != last { // nothing, where a match ends, is no match
			if err := out.match(m); err != nil {
				return "", err
			}
			last = m[1]
		}
		if from = m[1]; m[0] == m[1] {
			_, size := utf8.DecodeRuneInString(s[from:])
			from += max(1, size)
		}
	}
	return out.end()
}

// find returns the first match at from or after it, nil where there is none.
func (p *pattern) find(ev *evaluator, s string, from int) ([]int, error) {
	if from == 0 {
		r := p.reader(ev, s)
		m := p.re.FindReaderSubmatchIndex(r)
		return m, r.err
	}
	if p.next == nil {
		next, err := regexp.Compile(`\A(?s:.)(?s:.*?)(` + p.re.String() + `)`)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrRegexp, err)
		}
		p.next = next
	}
	_, size := utf8.DecodeLastRuneInString(s[:from])
	from -= size
	r := p.reader(ev, s[from:])
	m := p.next.FindReaderSubmatchIndex(r)
	if r.err != nil || m == nil {
		return nil, r.err
	}
	m = m[2:]
	for i := range m {
		if m[i] >= 0 {
			m[i] += from
		}
	}
	return m, nil
}

// pasted is a text with replacements, as far as it is made.
type pasted struct {
	ev    *evaluator
	s     string
	parts []replacementPart
	b     strings.Builder
	done  int // bytes of s that b has, or has replacements for
}

// match adds the text up to a match and its replacement.
func (o *pasted) match(m []int) error {
	size := m[0] - o.done
	for _, p := range o.parts {
		size += len(p.of(o.s, m))
	}
	if err := o.reserve(size); err != nil {
		return err
	}
	o.b.WriteString(o.s[o.done:m[0]])
	for _, p := range o.parts {
		o.b.WriteString(p.of(o.s, m))
	}
	o.done = m[1]
	return nil
}

// reserve makes room for n more bytes: twice, for the text is copied when it grows.
func (o *pasted) reserve(n int) error {
	if o.b.Len()+n > maxString {
		return ErrLength
	}
	if err := o.ev.spend(n); err != nil {
		return err
	}
	return o.ev.room(2 * int64(n))
}

// end adds the rest of the text.
func (o *pasted) end() (string, error) {
	if o.done == 0 && o.b.Len() == 0 {
		return o.s, nil
	}
	if err := o.reserve(len(o.s) - o.done); err != nil {
		return "", err
	}
	o.b.WriteString(o.s[o.done:])
	return o.b.String(), nil
}
