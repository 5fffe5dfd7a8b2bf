package expr

import (
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
)

// ErrLength marks a string that no expression may make, for its length.
var ErrLength = errors.New("a string of more than 16 MiB")

const (
	// workUnit is the number of bytes of strings that functions read between two looks
	// at whether the query has ended.
	workUnit = 64 << 10
	// stepWork is what one evaluation of a node counts for beside what it reads.
	stepWork = 16
	// digitWork is what a digit of a long number counts for: reading 8,192 of them, or
	// an operation on as many, takes half a millisecond.
	digitWork = 8
	// shortLexical is the length of a lexical form that is read in no time.
	shortLexical = 64
	// freeString is how much text is made for a row without asking the budget.
	freeString = 64 << 10
	// maxString is the length of the longest string that an expression makes.
	maxString = 16 << 20
	// foldText is how much text may stand in a constant call that is evaluated while
	// the query is compiled. Calls with more are evaluated when the query runs: then it can
	// be stopped, and pays for its memory.
	foldText = 256
)

// spend notes that a function reads n bytes or does as much work, and returns the error
// of the query if it has ended: a batch of long strings is more than a tenth of a second.
func (ev *evaluator) spend(n int) error {
	if ev.work += n; ev.work < workUnit || ev.ctx == nil {
		return nil
	}
	ev.work = 0
	return pace.Yield(ev.ctx)
}

// spend is evaluator.spend for work beside programs, such as that of aggregates.
func (env *Env) spend(ctx context.Context, n int) error {
	if env.work += n; env.work < workUnit {
		return nil
	}
	env.work = 0
	return pace.Yield(ctx)
}

// room reserves memory for n bytes of strings before they are made. They are taken for
// alive until the row ends: whoever keeps one for longer accounts for it.
func (ev *evaluator) room(n int64) error {
	if n > maxString {
		return ErrLength
	}
	ev.made += n
	if ev.made <= ev.held+freeString {
		return nil
	}
	if err := ev.pool.reserve(ev.made - ev.held); err != nil {
		return err
	}
	ev.held = ev.made
	return nil
}

// back gives back the memory of strings made since there were so many bytes of them.
func (ev *evaluator) back(made int64) {
	ev.made = made
	if ev.held > made {
		ev.pool.giveBack(ev.held - made)
		ev.held = made
	}
}

// pieces calls f for s in pieces of some length, until the query ends. They are cut
// between characters, after a blank if there is one in reach, so that words are whole.
func (ev *evaluator) pieces(s string, f func(piece string)) error {
	for len(s) > workUnit {
		n := workUnit
		if blank := strings.LastIndexByte(s[n/2:n], ' '); blank >= 0 {
			n = n/2 + blank + 1
		}
		for !utf8.RuneStart(s[n]) {
			n--
		}
		f(s[:n])
		s = s[n:]
		if err := ev.spend(n); err != nil {
			return err
		}
	}
	f(s)
	return nil
}

// mapped returns s with f applied to it piece by piece. What f gives for a string has to
// be what it gives for the words of it, of at most three times their bytes.
func (ev *evaluator) mapped(s string, f func(string) string) (string, error) {
	if err := ev.room(3 * int64(len(s))); err != nil {
		return "", err
	}
	if len(s) <= workUnit {
		return f(s), nil
	}
	var b strings.Builder
	b.Grow(len(s))
	err := ev.pieces(s, func(piece string) { b.WriteString(f(piece)) })
	return b.String(), err
}

// lazyNode is a constant that takes memory or time: it is evaluated once, when its value
// is first asked for.
type lazyNode struct {
	inner node
	mem   *holding
	known bool
	value *constNode // nil for an expression error
}

// find evaluates the node if that has not been done.
func (n *lazyNode) find(ev *evaluator) error {
	if n.known {
		return nil
	}
	var v value
	err := n.inner.eval(ev, &v)
	if isExprError(err) {
		n.known = true
		return nil
	}
	if err != nil {
		return err
	}
	t, err := v.rdf(ev)
	if err == nil {
		err = n.mem.reserve(ev.pool, int64(termBytes(t)))
	}
	if err == nil {
		n.value, n.known = newConst(t), true
	}
	return err
}

func (n *lazyNode) eval(ev *evaluator, out *value) error {
	if err := n.find(ev); err != nil {
		return err
	}
	if n.value == nil {
		return ErrExpr
	}
	return n.value.eval(ev, out)
}

// id returns the id of the value, Undef for an expression error.
func (n *lazyNode) id(ev *evaluator) (ids.ID, error) {
	if err := n.find(ev); err != nil || n.value == nil {
		return ids.Undef, err
	}
	return n.value.ident(ev)
}

// textReader reads a text until the text or the query ends.
type textReader struct {
	ev   *evaluator
	text string
	cost int // of a character, as for spend
	err  error
}

// ReadRune implements io.RuneReader.
func (r *textReader) ReadRune() (rune, int, error) {
	if r.err == nil {
		r.err = r.ev.spend(r.cost)
	}
	if r.err != nil || r.text == "" {
		return 0, 0, io.EOF
	}
	c, size := utf8.DecodeRuneInString(r.text)
	r.text = r.text[size:]
	return c, size, nil
}
