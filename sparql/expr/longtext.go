package expr

import (
	"context"
	"io"
	"regexp"
	"regexp/syntax"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/sparql/pace"
)

const (
	// workUnit is the number of bytes of strings that functions read between two looks
	// at whether the query has ended.
	workUnit = 64 << 10
	// regexUnit is the same for patterns: characters times instructions, of which each
	// character may meet all.
	regexUnit = 1 << 20
	// plainText is the length up to which no pattern is measured.
	plainText = 256
)

// spend notes that a function reads a string of n bytes, and returns the error of the
// query if it has ended: a batch of long strings is more than a tenth of a second.
func (ev *evaluator) spend(n int) error {
	if ev.work += n; ev.work < workUnit {
		return nil
	}
	ev.work = 0
	return pace.Yield(ev.ctx)
}

// matches reports whether the pattern is in the text. It ends with the error of the
// query where that has ended.
func (c *regexCall) matches(ev *evaluator, re *regexp.Regexp, text string) (bool, error) {
	if len(text) <= plainText {
		return re.MatchString(text), nil
	}
	if c.sized != re {
		c.sized, c.size = re, instructions(re)
	}
	if len(text) <= regexUnit/c.size {
		return re.MatchString(text), nil
	}
	r := textReader{ctx: ev.ctx, text: text, part: max(1, regexUnit/c.size/8)}
	found := re.MatchReader(&r)
	return found && r.err == nil, r.err
}

// instructions is the size of the program that a pattern is compiled to.
func instructions(re *regexp.Regexp) int {
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return 1 // it has been compiled
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return 1
	}
	return len(prog.Inst)
}

// textReader reads a text to its end, or to that of the query.
type textReader struct {
	ctx  context.Context
	text string
	part int // characters between two looks at the query
	read int
	err  error
}

// ReadRune implements io.RuneReader.
func (r *textReader) ReadRune() (rune, int, error) {
	if r.read++; r.read >= r.part {
		r.read, r.err = 0, pace.Yield(r.ctx)
	}
	if r.err != nil || r.text == "" {
		return 0, 0, io.EOF
	}
	c, size := utf8.DecodeRuneInString(r.text)
	r.text = r.text[size:]
	return c, size, nil
}
