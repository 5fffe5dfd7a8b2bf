package turtle

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
)

// statementCutter finds the ends of statements in Turtle. It runs the lexer
// over the text, so a full stop in a string, an IRI, a name or a comment is
// none to it, and it keeps the directives, so that each chunk begins with the
// prefixes and the base that hold there. What is not Turtle it leaves to the
// parser of the chunk, which sees the same text.
type statementCutter struct {
	lexer *Reader
	pos   int // text up to here is scanned
	last  int // end of the last statement

	broken    bool // the lexer found an error: the parser will too
	atStart   bool // nothing of a statement was seen since last
	directive bool // a directive began at begin
	sparql    bool // it has no full stop at its end
	begin     int
	seen      []directive

	env *environment
}

// directive is the text of one, and where it begins.
type directive struct {
	at   int
	text string
}

func newStatementCutter(opt Options) *statementCutter {
	c := &statementCutter{lexer: newChunkReader(opt), atStart: true}
	c.env = &environment{base: c.lexer.base}
	return c
}

func (c *statementCutter) environment() *environment { return c.env }

func (c *statementCutter) cut(text []byte) int {
	for {
		if c.broken {
			return len(text)
		}
		if !c.skipSpace(text) {
			return c.last
		}
		next := c.lexer.tokenAt(text, c.pos, false)
		switch next {
		case needMore:
			return c.last
		case scanBad:
			c.broken = true
			continue
		}
		c.token(text, c.lexer.tok, next)
		c.pos = next
	}
}

// skipSpace moves to the next token, and reports whether there is one.
func (c *statementCutter) skipSpace(text []byte) bool {
	for c.pos < len(text) {
		switch text[c.pos] {
		case ' ', '\t', '\n', '\r':
			c.pos++
		case '#':
			n := bytes.IndexAny(text[c.pos:], "\r\n")
			if n < 0 {
				return false
			}
			c.pos += n
		default:
			return !bytes.HasPrefix(utf8BOM, text[c.pos:min(len(text), c.pos+3)]) || c.skipBOM(text)
		}
	}
	return false
}

// skipBOM skips a byte order mark at the beginning of the document.
func (c *statementCutter) skipBOM(text []byte) bool {
	if c.pos > 0 || !bytes.HasPrefix(text, utf8BOM) {
		return true
	}
	c.pos = len(utf8BOM)
	return c.skipSpace(text)
}

// token takes note of the token t, which ends before next.
func (c *statementCutter) token(text []byte, t token, next int) {
	switch {
	case c.directive:
		end := t.kind == '.'
		if c.sparql {
			end = t.kind == tokIRI || t.kind == tokString
		}
		if end {
			c.seen = append(c.seen, directive{at: c.begin, text: string(text[c.begin:next])})
			c.directive, c.atStart, c.last = false, true, next
		}
	case t.kind == '.':
		c.atStart, c.last = true, next
	case c.atStart && (t.kind == tokAt || t.kind == tokWord && isDirective(text[t.start:t.end])):
		c.directive, c.sparql, c.begin = true, t.kind == tokWord, t.at
	default:
		c.atStart = false
	}
}

func isDirective(word []byte) bool {
	s := lend(word)
	return strings.EqualFold(s, "PREFIX") || strings.EqualFold(s, "BASE") || strings.EqualFold(s, "VERSION")
}

func (c *statementCutter) taken(n int) {
	applied := 0
	for _, d := range c.seen {
		if d.at >= n {
			break
		}
		applied++
		c.apply(d.text)
	}
	c.seen = c.seen[applied:]
	for i := range c.seen {
		c.seen[i].at -= n
	}
	c.pos, c.last, c.begin = c.pos-n, 0, c.begin-n
}

// apply makes the environment that holds after a directive. A directive that
// is wrong changes nothing: the parser of its chunk says what is wrong.
func (c *statementCutter) apply(text string) {
	r := NewReader(strings.NewReader(text), Options{Format: Turtle})
	r.base = c.env.base
	maps.Copy(r.namespaces, c.env.namespaces)
	var q rdf.Quad
	if err := r.Read(&q); errors.Is(err, io.EOF) {
		c.env = &environment{base: r.base, namespaces: r.namespaces}
	}
}
