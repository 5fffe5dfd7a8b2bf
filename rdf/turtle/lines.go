package turtle

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
)

// readLine reads the next statement of N-Triples or N-Quads.
func (r *Reader) readLine(q *rdf.Quad) error {
	r.arena = r.arena[:0]
	for {
		if r.in.pos >= r.lim {
			if r.err == nil {
				r.err = r.moreLines()
			}
			if r.err != nil {
				return r.err
			}
		}
		found, err := r.statement(q)
		if err == nil {
			if found {
				return nil
			}
			continue
		}
		var syntax *rdf.SyntaxError
		if !r.opt.Lax || !errors.As(err, &syntax) {
			r.err, r.lim = err, r.in.pos
			return err
		}
		r.skipped++
		if r.opt.OnSkip != nil {
			r.opt.OnSkip(syntax)
		}
		r.in.pos += bytes.IndexAny(r.in.buf[r.in.pos:r.lim], "\r\n") + 1
	}
}

// moreLines reads until there is at least one whole line, whose end is then a
// newline in the buffer, added at the end of the document if need be.
func (r *Reader) moreLines() error {
	r.subject, r.graphName = memo{}, memo{} // what they point to moves
	if !r.started {
		if err := r.start(); err != nil {
			return err
		}
	}
	if r.completeLines(r.in.pos) {
		return nil
	}
	for {
		seen := r.in.end - r.in.pos
		err := r.in.fill(r.in.pos, 1)
		switch {
		case errors.Is(err, io.EOF):
			if r.in.pos == r.in.end {
				return io.EOF
			}
			r.in.buf = append(r.in.buf[:r.in.end], '\n')
			r.lim = r.in.end + 1
			r.in.end++
			return nil
		case err != nil:
			return r.readError(err)
		case r.completeLines(r.in.pos + seen):
			return nil
		}
	}
}

// completeLines sets lim after the last newline that stands at from or later.
func (r *Reader) completeLines(from int) bool {
	n := bytes.LastIndexByte(r.in.buf[from:r.in.end], '\n')
	if n < 0 {
		return false
	}
	r.lim = from + n + 1
	return true
}

// statement parses the line at pos. It leaves pos after the line, or after the
// line end within it if that is a lone carriage return; on an error pos stays.
func (r *Reader) statement(q *rdf.Quad) (found bool, err error) {
	b := r.in.buf[:r.lim]
	i := skipBlanks(b, r.in.pos)
	switch b[i] {
	case '\n', '\r':
		r.in.pos = i + 1
		return false, nil
	case '#':
		return false, r.lineEnd(b, i)
	case 'V':
		return false, r.versionLine(b, i)
	}
	if end, ok := r.subject.same(b, i); ok {
		q.S, i = r.subject.term, end
	} else {
		at := i
		if i, err = r.lineSubject(b, i, &q.S); err != nil {
			return false, err
		}
		r.subject.set(b[at:i], q.S)
	}
	i = skipBlanks(b, i)
	if b[i] != '<' {
		return false, r.expected(b, i, "an IRI as the predicate")
	}
	if i, err = r.lineIRI(b, i, &q.P, true); err != nil {
		return false, err
	}
	if i, err = r.lineObject(b, skipBlanks(b, i), &q.O, 0); err != nil {
		return false, err
	}
	i = skipBlanks(b, i)
	q.G = rdf.Term{}
	if b[i] != '.' && r.opt.Format == NQuads {
		if i, err = r.lineGraph(b, i, &q.G); err != nil {
			return false, err
		}
		i = skipBlanks(b, i)
	}
	if b[i] != '.' {
		return false, r.expected(b, i, "a full stop")
	}
	return true, r.lineEnd(b, skipBlanks(b, i+1))
}

// memo is the IRI that stood in a position of the statement before: dumps
// repeat their subjects and graphs, and comparing is faster than scanning.
type memo struct {
	text []byte // with its brackets
	term rdf.Term
}

// set keeps an IRI. Those with escapes are not worth it: their term lives in
// the arena.
func (m *memo) set(text []byte, t rdf.Term) {
	if t.IsIRI() && len(text) == len(t.Value())+2 {
		m.text, m.term = text, t
	}
}

// same reports whether the text at b[i] is that of m, and where it ends.
func (m *memo) same(b []byte, i int) (end int, ok bool) {
	end = i + len(m.text)
	return end, len(m.text) > 0 && end <= len(b) && string(b[i:end]) == string(m.text)
}

func skipBlanks(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\t' {
		i++
	}
	return i
}

// lineEnd moves pos after the line end at b[i], with a comment perhaps.
func (r *Reader) lineEnd(b []byte, i int) error {
	switch b[i] {
	case '\n', '\r':
		r.in.pos = i + 1
		return nil
	case '#':
	default:
		return r.expected(b, i, "the end of the line")
	}
	end := i + bytes.IndexByte(b[i:], '\n')
	if n := bytes.IndexByte(b[i:end], '\r'); n >= 0 {
		end = i + n
	}
	if !utf8.Valid(b[i:end]) {
		return r.errorAt(i+invalidAt(b[i:end]), "invalid UTF-8 in a comment")
	}
	r.in.pos = end + 1
	return nil
}

// versionLine parses VERSION "1.2" (RDF 1.2).
func (r *Reader) versionLine(b []byte, i int) error {
	word := []byte("VERSION")
	if !bytes.HasPrefix(b[i:], word) || r.opt.RDF11 {
		return r.expected(b, i, "a subject")
	}
	i = skipBlanks(b, i+len(word))
	if b[i] != '"' && b[i] != '\'' {
		return r.expected(b, i, "the version in quotes")
	}
	end, _ := r.scanString(b, i+1, b[i], true)
	if end < 0 {
		return r.errorAt(r.bad.at, "%s", r.bad.msg)
	}
	return r.lineEnd(b, skipBlanks(b, end+1))
}

func (r *Reader) lineSubject(b []byte, i int, t *rdf.Term) (int, error) {
	switch {
	case b[i] == '<' && b[i+1] != '<':
		return r.lineIRI(b, i, t, false)
	case b[i] == '_' && b[i+1] == ':':
		return r.lineLabel(b, i, t)
	}
	return i, r.expected(b, i, "an IRI or a blank node as the subject")
}

func (r *Reader) lineGraph(b []byte, i int, t *rdf.Term) (int, error) {
	if end, ok := r.graphName.same(b, i); ok {
		*t = r.graphName.term
		return end, nil
	}
	switch {
	case b[i] == '<' && b[i+1] != '<':
		end, err := r.lineIRI(b, i, t, true)
		if err == nil {
			r.graphName.set(b[i:end], *t)
		}
		return end, err
	case b[i] == '_' && b[i+1] == ':':
		return r.lineLabel(b, i, t)
	}
	return i, r.expected(b, i, "a graph name or a full stop")
}

func (r *Reader) lineIRI(b []byte, i int, t *rdf.Term, often bool) (int, error) {
	end, flags := r.scanIRI(b, i+1, true)
	if end < 0 {
		return i, r.errorAt(r.bad.at, "%s", r.bad.msg)
	}
	var err error
	*t, err = r.iri(b[i+1:end], i+1, flags, often)
	return end + 1, err
}

func (r *Reader) lineLabel(b []byte, i int, t *rdf.Term) (int, error) {
	end := r.scanLabel(b, i+2, true)
	if end < 0 {
		return i, r.errorAt(r.bad.at, "%s", r.bad.msg)
	}
	*t = r.label(b[i+2 : end])
	return end, nil
}

func (r *Reader) lineObject(b []byte, i int, t *rdf.Term, depth int) (int, error) {
	switch b[i] {
	case '"':
		return r.lineLiteral(b, i, t)
	case '<':
		if b[i+1] == '<' && b[i+2] == '(' && !r.opt.RDF11 {
			return r.lineTripleTerm(b, i, t, depth+1)
		}
		if b[i+1] != '<' {
			return r.lineIRI(b, i, t, false)
		}
	case '_':
		if b[i+1] == ':' {
			return r.lineLabel(b, i, t)
		}
	}
	return i, r.expected(b, i, "an IRI, a blank node, a literal or a triple term as the object")
}

func (r *Reader) lineLiteral(b []byte, i int, t *rdf.Term) (int, error) {
	end, flags := r.scanString(b, i+1, '"', true)
	if end < 0 {
		return i, r.errorAt(r.bad.at, "%s", r.bad.msg)
	}
	lexical, err := r.lexical(b[i+1:end], i+1, flags)
	if err != nil {
		return i, err
	}
	i = end + 1
	k := skipBlanks(b, i)
	switch {
	case b[k] == '@':
		end := r.scanLanguage(b, k+1, true)
		*t, err = r.langString(lexical, b[k+1:end], k+1)
		return end, err
	case b[k] == '^' && b[k+1] == '^':
		k = skipBlanks(b, k+2)
		if b[k] != '<' {
			return k, r.expected(b, k, "the IRI of a datatype")
		}
		var datatype rdf.Term
		end, err := r.lineIRI(b, k, &datatype, true)
		if err != nil {
			return k, err
		}
		*t, err = r.typed(lexical, datatype, k)
		return end, err
	}
	*t = rdf.NewString(lexical)
	return i, nil
}

// lineTripleTerm parses <<( s p o )>>.
func (r *Reader) lineTripleTerm(b []byte, i int, t *rdf.Term, depth int) (int, error) {
	if depth > maxTripleNesting {
		return i, r.errorAt(i, "triple terms nested deeper than %d", maxTripleNesting)
	}
	var tr rdf.Triple
	i, err := r.lineSubject(b, skipBlanks(b, i+3), &tr.S)
	if err != nil {
		return i, err
	}
	if i = skipBlanks(b, i); b[i] != '<' || b[i+1] == '<' {
		return i, r.expected(b, i, "an IRI as the predicate")
	}
	if i, err = r.lineIRI(b, i, &tr.P, true); err != nil {
		return i, err
	}
	if i, err = r.lineObject(b, skipBlanks(b, i), &tr.O, depth); err != nil {
		return i, err
	}
	i = skipBlanks(b, i)
	if !bytes.HasPrefix(b[i:], []byte(")>>")) {
		return i, r.expected(b, i, ")>>")
	}
	*t = rdf.NewTripleTerm(tr)
	return i + 3, nil
}

// expected makes the error for b[i], where what should stand.
func (r *Reader) expected(b []byte, i int, what string) error {
	switch c, n := utf8.DecodeRune(b[i:]); {
	case c == '\n' || c == '\r':
		return r.errorAt(i, "end of line, expected %s", what)
	case c == utf8.RuneError && n <= 1:
		return r.errorAt(i, "invalid UTF-8, expected %s", what)
	default:
		return r.errorAt(i, "found %q, expected %s", c, what)
	}
}
