package results

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// tsvReader reads the TSV format line by line.
type tsvReader struct {
	*Reader
	src  *bufio.Reader
	line int
}

// openTSV reads the header.
func (r *Reader) openTSV(src io.Reader) error {
	t := &tsvReader{Reader: r, src: bufio.NewReader(src)}
	header, err := t.readLine()
	if errors.Is(err, io.EOF) {
		return t.fault("the document has no header")
	}
	if err != nil {
		return err
	}
	names := []string{}
	if header != "" {
		names = strings.Split(header, "\t")
	}
	for i, name := range names {
		bare, ok := strings.CutPrefix(strings.TrimSpace(name), "?")
		if !ok {
			bare, ok = strings.CutPrefix(bare, "$")
		}
		if !ok || bare == "" {
			return t.fault(fmt.Sprintf("found %.40q in the header, expected a variable", name))
		}
		names[i] = bare
	}
	r.next = t.nextRow
	return r.setVars(names)
}

func (t *tsvReader) fault(msg string) error {
	return fmt.Errorf("results: %w", &rdf.SyntaxError{Line: t.line, Msg: msg})
}

// readLine returns the next line without its end.
func (t *tsvReader) readLine() (string, error) {
	t.line++
	line, err := t.src.ReadString('\n')
	if err != nil && (!errors.Is(err, io.EOF) || line == "") {
		return "", err
	}
	line = strings.TrimSuffix(line, "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

func (t *tsvReader) nextRow() ([]rdf.Term, error) {
	line, err := t.readLine()
	if err != nil {
		return nil, err
	}
	row := make([]rdf.Term, len(t.Vars))
	if len(row) == 0 && line == "" {
		return row, nil
	}
	fields := strings.Split(line, "\t")
	if len(fields) != len(row) {
		return nil, t.fault(fmt.Sprintf("found %d values for %d variables", len(fields), len(row)))
	}
	for i, f := range fields {
		if f == "" {
			continue
		}
		p := termParser{text: f}
		row[i] = p.term(0)
		if p.err == "" && p.pos < len(f) {
			p.fail("a value is followed by more text")
		}
		if p.err != "" {
			return nil, t.fault(fmt.Sprintf("the value %.60q: %s", f, p.err))
		}
	}
	return row, nil
}

// termParser parses a term as Turtle writes it, without prefixes.
type termParser struct {
	text string
	pos  int
	err  string // the first fault
}

func (p *termParser) fail(msg string) rdf.Term {
	if p.err == "" {
		p.err = msg
	}
	p.pos = len(p.text)
	return rdf.Term{}
}

func (p *termParser) accept(s string) bool {
	if strings.HasPrefix(p.text[p.pos:], s) {
		p.pos += len(s)
		return true
	}
	return false
}

func (p *termParser) space() {
	for p.accept(" ") {
	}
}

func (p *termParser) term(depth int) rdf.Term {
	switch {
	case p.accept("<<("):
		return p.triple(depth + 1)
	case p.accept("<"):
		return rdf.NewIRI(p.quoted(">"))
	case p.accept("_:"):
		return rdf.NewBlankNode(p.word())
	case p.accept(`"`):
		return p.literal(p.quoted(`"`))
	case p.accept("'"):
		return p.literal(p.quoted("'"))
	}
	word := p.word()
	if word == "true" || word == "false" {
		return rdf.NewLiteral(word, vocab.XSDBoolean)
	}
	if datatype := numberType(word); datatype != "" {
		return rdf.NewLiteral(word, datatype)
	}
	return p.fail("no RDF term begins so")
}

// word reads up to the next space or end.
func (p *termParser) word() string {
	rest := p.text[p.pos:]
	if i := strings.IndexByte(rest, ' '); i >= 0 {
		rest = rest[:i]
	}
	if rest == "" {
		p.fail("something is missing")
	}
	p.pos += len(rest)
	return rest
}

func (p *termParser) triple(depth int) rdf.Term {
	if depth > maxTripleDepth {
		return p.fail("triple terms are nested too deep")
	}
	var parts [3]rdf.Term
	for i := range parts {
		p.space()
		parts[i] = p.term(depth)
	}
	p.space()
	if p.err == "" && !p.accept(")>>") {
		return p.fail("a triple term has no end")
	}
	return rdf.NewTripleTerm(rdf.Triple{S: parts[0], P: parts[1], O: parts[2]})
}

// literal reads what follows the closing quote of a literal.
func (p *termParser) literal(lexical string) rdf.Term {
	switch {
	case p.accept("^^<"):
		datatype := p.quoted(">")
		if datatype == "" {
			return p.fail("a datatype is empty")
		}
		return rdf.NewLiteral(lexical, datatype)
	case p.accept("@"):
		lang, dir, _ := strings.Cut(p.word(), "--")
		t, err := newLiteral(lexical, lang, dir, "")
		if err != nil || lang == "" {
			return p.fail("the language tag is not one")
		}
		return t
	}
	return rdf.NewString(lexical)
}

// quoted reads up to the delimiter, which it passes, and resolves escapes.
func (p *termParser) quoted(delim string) string {
	var b strings.Builder
	for p.pos < len(p.text) {
		if p.accept(delim) {
			return b.String()
		}
		if p.text[p.pos] != '\\' {
			b.WriteByte(p.text[p.pos])
			p.pos++
			continue
		}
		p.pos++
		p.escape(&b)
	}
	p.fail("it is not closed: the document is not complete")
	return ""
}

// escape resolves what follows a backslash.
func (p *termParser) escape(b *strings.Builder) {
	if p.pos >= len(p.text) {
		p.fail("it ends in an escape")
		return
	}
	c := p.text[p.pos]
	p.pos++
	const names, values = `tnrbf"'\`, "\t\n\r\b\f\"'\\"
	if i := strings.IndexByte(names, c); i >= 0 {
		b.WriteByte(values[i])
		return
	}
	n := 0
	switch c {
	case 'u':
		n = 4
	case 'U':
		n = 8
	}
	if n == 0 || p.pos+n > len(p.text) {
		p.fail("no such escape")
		return
	}
	var r rune
	for _, d := range []byte(p.text[p.pos : p.pos+n]) {
		v := strings.IndexByte("0123456789abcdef", lower(d))
		if v < 0 || r > utf8.MaxRune {
			p.fail("no such escape")
			return
		}
		r = r<<4 | rune(v)
	}
	if !utf8.ValidRune(r) {
		p.fail("an escape is not a Unicode character")
		return
	}
	p.pos += n
	b.WriteRune(r)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'F' {
		return c + 'a' - 'A'
	}
	return c
}
