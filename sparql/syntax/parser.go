package syntax

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/pace"
)

// Limits on the nesting and on the length of chains that become deep trees.
const (
	defaultMaxDepth = 1000
	maxChain        = 10_000
)

// Options are the settings of a parse.
type Options struct {
	// Base resolves relative IRIs until the text declares a base of its own.
	// Without one they stay relative.
	Base string
	// MaxDepth bounds the nesting of groups, expressions, paths and nodes; 0
	// means 1,000.
	MaxDepth int
	// Prefixes are prefixes that the text may use without declaring them.
	Prefixes map[string]string
}

// ParseQuery parses a query. The error, if any, is an [*Error], or the cause for
// which ctx ended.
func ParseQuery(ctx context.Context, text string, opts Options) (*Query, error) {
	p := newParser(ctx, text, opts)
	q := p.query()
	if err := p.fail(); err != nil {
		return nil, err
	}
	return q, nil
}

// ParseUpdate parses an update request. The error, if any, is an [*Error], or the
// cause for which ctx ended.
func ParseUpdate(ctx context.Context, text string, opts Options) (*Update, error) {
	p := newParser(ctx, text, opts)
	u := p.update()
	if err := p.fail(); err != nil {
		return nil, err
	}
	return u, nil
}

// fail returns what ended the parse early.
func (p *parser) fail() error {
	switch {
	case p.ended != nil:
		return p.ended
	case p.err != nil:
		return p.err
	}
	return nil
}

// parser is a recursive-descent parser. The first fault is kept in err; from
// then on the current token is the end of the text, which ends every loop, and
// what the methods return is not looked at.
type parser struct {
	lex lexer
	tok token // the current token
	err *Error

	ctx   context.Context //nolint:containedctx // of the one call that the parser serves
	meter pace.Meter      // of tokens
	ended error           // the cause for which ctx ended; err is set with it

	base     rdf.Base
	prologue Prologue
	prefixes map[string]string

	depth, maxDepth int

	scope  *scope // variables of the innermost group
	labels labels
	aggs   aggregates
}

func newParser(ctx context.Context, text string, opts Options) *parser {
	p := &parser{
		ctx:      ctx,
		lex:      lexer{text: text},
		prefixes: make(map[string]string, len(opts.Prefixes)),
		maxDepth: opts.MaxDepth,
		scope:    &scope{},
	}
	if p.maxDepth <= 0 {
		p.maxDepth = defaultMaxDepth
	}
	maps.Copy(p.prefixes, opts.Prefixes)
	if strings.HasPrefix(text, "\ufeff") {
		p.lex.pos = len("\ufeff")
	}
	if opts.Base != "" {
		p.setBase(opts.Base)
	}
	p.advance()
	return p
}

// setBase makes an IRI the base of those that follow.
func (p *parser) setBase(iri string) {
	base, err := rdf.NewBase(iri)
	if err != nil {
		p.fault(p.tok.pos, "the base is not an absolute IRI: %s", iri)
		return
	}
	p.base = base
}

// advance moves to the next token and returns the one that it leaves.
func (p *parser) advance() token {
	left := p.tok
	if p.err != nil {
		return left
	}
	if p.ended = p.meter.Add(p.ctx, 1); p.ended != nil {
		p.fault(p.tok.pos, "stopped: %v", p.ended)
		return left
	}
	p.tok = p.lex.next()
	if p.lex.err != nil {
		p.err = p.lex.err
	}
	return left
}

// expected records that the current token is not what should stand there.
func (p *parser) expected(what string) {
	if p.err != nil {
		return
	}
	p.err = newError(p.lex.text, p.tok.pos)
	p.err.Found = p.found()
	p.err.Expected = what
	p.tok = token{kind: kindEOF, pos: p.tok.pos, end: p.tok.end}
}

// fault records a fault of another kind at a byte offset.
func (p *parser) fault(offset int, format string, args ...any) {
	if p.err != nil {
		return
	}
	p.err = newError(p.lex.text, offset)
	p.err.Msg = fmt.Sprintf(format, args...)
	p.tok = token{kind: kindEOF, pos: p.tok.pos, end: p.tok.end}
}

// found describes the current token for a message.
func (p *parser) found() string {
	if p.tok.kind == kindEOF {
		return "the end of the text"
	}
	const most = 40
	text := p.lex.text[p.tok.pos:p.tok.end]
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "..."
	}
	return fmt.Sprintf("%q", text)
}

// enter counts a level of nesting; the caller calls leave for each.
func (p *parser) enter() {
	p.depth++
	if p.depth > p.maxDepth {
		p.fault(p.tok.pos, "nested more than %d levels deep", p.maxDepth)
	}
}

func (p *parser) leave() { p.depth-- }

// chain faults a chain of n links that is too long for the tree that it makes.
func (p *parser) chain(n int) {
	if n > maxChain {
		p.fault(p.tok.pos, "more than %d parts in one chain", maxChain)
	}
}

func (p *parser) is(symbol string) bool { return p.tok.kind == kindPunct && p.tok.val == symbol }

func (p *parser) isWord(word string) bool { return p.tok.kind == kindWord && p.tok.val == word }

// accept passes the symbol if it stands there.
func (p *parser) accept(symbol string) bool {
	if p.is(symbol) {
		p.advance()
		return true
	}
	return false
}

// acceptWord passes the keyword if it stands there.
func (p *parser) acceptWord(word string) bool {
	if p.isWord(word) {
		p.advance()
		return true
	}
	return false
}

// expect passes the symbol, which must stand there.
func (p *parser) expect(symbol string) {
	if !p.accept(symbol) {
		p.expected(`"` + symbol + `"`)
	}
}

// expectWord passes the keyword, which must stand there.
func (p *parser) expectWord(word string) {
	if !p.acceptWord(word) {
		p.expected(word)
	}
}

// declarations parses BASE, PREFIX and VERSION in any order and number.
func (p *parser) declarations() {
	for p.tok.kind == kindWord {
		switch p.tok.val {
		case "BASE":
			p.advance()
			if p.tok.kind != kindIRI {
				p.expected("the base IRI in angle brackets")
				return
			}
			p.setBase(p.base.Resolve(p.tok.val))
			p.advance()
		case "PREFIX":
			p.advance()
			p.prefixDeclaration()
		case "VERSION":
			p.advance()
			if p.tok.kind != kindString || p.tok.long {
				p.expected("the version, a string in single or double quotes")
				return
			}
			p.prologue.Version = p.advance().val
		default:
			return
		}
	}
}

// prefixDeclaration parses what follows PREFIX; a later declaration of the same prefix counts.
func (p *parser) prefixDeclaration() {
	if p.tok.kind != kindName || p.tok.val != "" || p.lex.text[p.tok.end-1] != ':' {
		p.expected("a prefix that ends in a colon")
		return
	}
	name := p.advance().prefix
	if p.tok.kind != kindIRI {
		p.expected("the IRI of the prefix in angle brackets")
		return
	}
	iri := p.base.Resolve(p.advance().val)
	p.prefixes[name] = iri
	for i := range p.prologue.Prefixes {
		if p.prologue.Prefixes[i].Name == name {
			p.prologue.Prefixes[i].IRI = iri
			return
		}
	}
	p.prologue.Prefixes = append(p.prologue.Prefixes, Prefix{Name: name, IRI: iri})
}

// isIRI reports whether an IRI or a prefixed name stands there.
func (p *parser) isIRI() bool { return p.tok.kind == kindIRI || p.tok.kind == kindName }

// iri parses an IRI or a prefixed name.
func (p *parser) iri() rdf.Term {
	switch p.tok.kind {
	case kindIRI:
		return rdf.NewIRI(p.base.Resolve(p.advance().val))
	case kindName:
		ns, ok := p.prefixes[p.tok.prefix]
		if !ok {
			p.fault(p.tok.pos, "the prefix %q is not declared", p.tok.prefix+":")
			return rdf.Term{}
		}
		pos := p.tok.pos
		iri := ns + p.advance().val
		if rdf.SchemeLength(iri) > 0 { // a prefix may be relative where there is no base
			if err := rdf.CheckIRI(iri); err != nil {
				p.fault(pos, "%v", err)
				return rdf.Term{}
			}
		}
		return rdf.NewIRI(iri)
	default:
		p.expected("an IRI")
		return rdf.Term{}
	}
}

// variable parses a variable and returns its name.
func (p *parser) variable() string {
	if p.tok.kind != kindVar {
		p.expected("a variable")
		return ""
	}
	return p.advance().val
}

// bound parses a variable in a pattern, which brings it into scope.
func (p *parser) bound() string {
	if p.labels.data {
		p.fault(p.tok.pos, "a data block cannot hold variables")
		return ""
	}
	name := p.variable()
	p.scope.add(name)
	return name
}
