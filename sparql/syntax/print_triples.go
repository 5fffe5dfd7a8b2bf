package syntax

import (
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// triplesIn writes triples in braces.
func (w *printer) triplesIn(list []Triples) {
	w.put("{")
	w.indent++
	if len(list) > 0 {
		w.line()
	}
	w.triplesBlock(list)
	w.indent--
	w.line()
	w.put("}")
}

func (w *printer) triplesBlock(list []Triples) {
	for i, t := range list {
		if i > 0 {
			w.line()
		}
		w.node(t.Subject)
		w.properties(t.Properties)
		w.put(" .")
	}
}

// properties writes verbs and objects, each verb after a space.
func (w *printer) properties(list []Property) {
	for i, p := range list {
		if i > 0 {
			w.put(" ;")
		}
		w.put(" ")
		switch path := p.Path.(type) {
		case nil:
			w.put("?", p.Var)
		case PathIRI:
			w.verb(path.IRI)
		default:
			w.path(path)
		}
		for j, o := range p.Objects {
			if j > 0 {
				w.put(",")
			}
			w.put(" ")
			w.node(o.Node)
			w.annotations(o.Annotations)
		}
	}
}

func (w *printer) annotations(list []Annotation) {
	for _, a := range list {
		w.put(" ~")
		if a.Reifier != (BlankNode{}) {
			w.put(" ")
			w.node(a.Reifier)
		}
		if a.Properties != nil {
			w.put(" {|")
			w.properties(a.Properties)
			w.put(" |}")
		}
	}
}

// verb writes an IRI in the place of a verb.
func (w *printer) verb(iri rdf.Term) {
	if iri.Value() == vocab.RDFType {
		w.put("a")
		return
	}
	w.term(iri)
}

func (w *printer) node(n Node) {
	switch n := n.(type) {
	case Var:
		w.put("?", n.Name)
	case Term:
		w.term(n.Term)
	case BlankNode:
		if n.Label == "" {
			w.put("[]")
		} else {
			w.put("_:", n.Label)
		}
	case *Collection:
		w.put("(")
		for i, item := range n.Items {
			if i > 0 {
				w.put(" ")
			}
			w.node(item)
		}
		w.put(")")
	case *BlankNodeProperties:
		w.put("[")
		w.properties(n.Properties)
		w.put(" ]")
	case *ReifiedTriple:
		w.put("<< ")
		w.three(n.Subject, n.Predicate, n.Object)
		if n.Reifier != nil {
			w.put(" ~ ")
			w.node(n.Reifier)
		}
		w.put(" >>")
	case *TripleTerm:
		w.put("<<( ")
		w.three(n.Subject, n.Predicate, n.Object)
		w.put(" )>>")
	default:
		panic(fmt.Sprintf("syntax: unknown node %T", n))
	}
}

func (w *printer) three(s, p, o Node) {
	w.node(s)
	w.put(" ")
	w.node(p)
	w.put(" ")
	w.node(o)
}

// path writes a property path, with parentheses around all parts that have parts.
func (w *printer) path(p Path) {
	switch p := p.(type) {
	case PathIRI:
		w.verb(p.IRI)
	case *PathInverse:
		w.put("^")
		w.subPath(p.Path)
	case *PathSequence:
		for i, step := range p.Steps {
			if i > 0 {
				w.put("/")
			}
			w.subPath(step)
		}
	case *PathAlternative:
		for i, alt := range p.Paths {
			if i > 0 {
				w.put("|")
			}
			w.subPath(alt)
		}
	case *PathRepeat:
		w.subPath(p.Path)
		w.put(string(p.Mark))
	case *PathNegated:
		w.put("!(")
		for i, n := range p.IRIs {
			if i > 0 {
				w.put("|")
			}
			if n.Inverse {
				w.put("^")
			}
			w.verb(n.IRI)
		}
		w.put(")")
	default:
		panic(fmt.Sprintf("syntax: unknown path %T", p))
	}
}

func (w *printer) subPath(p Path) {
	switch p.(type) {
	case PathIRI, *PathNegated:
		w.path(p)
	default:
		w.put("(")
		w.path(p)
		w.put(")")
	}
}

// term writes an IRI, literal or triple term.
func (w *printer) term(t rdf.Term) {
	switch t.Kind() {
	case rdf.KindIRI:
		w.iri(t.Value())
	case rdf.KindLiteral:
		w.literal(t)
	case rdf.KindTripleTerm:
		triple := t.Triple()
		w.put("<<( ")
		w.term(triple.S)
		w.put(" ")
		w.term(triple.P)
		w.put(" ")
		w.term(triple.O)
		w.put(" )>>")
	case rdf.KindBlankNode:
		w.put("_:", t.Value())
	case rdf.KindNone:
		w.put("UNDEF")
	}
}

// iri writes an IRI, by a prefix where what follows it is plain.
func (w *printer) iri(s string) {
	for _, prefix := range w.prefixes {
		local, ok := strings.CutPrefix(s, prefix.IRI)
		if ok && prefix.IRI != "" && isPlainLocal(local) {
			w.put(prefix.Name, ":", local)
			return
		}
	}
	w.fullIRI(s)
}

// isPlainLocal reports whether a local name needs no escapes.
func isPlainLocal(s string) bool {
	return s == "" || nameLength(s, isLocalStart, isLocalChar) == len(s)
}

// fullIRI writes an IRI in angle brackets.
func (w *printer) fullIRI(s string) {
	w.put("<")
	for _, r := range s {
		if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			fmt.Fprintf(&w.b, "\\u%04X", r)
			continue
		}
		w.b.WriteRune(r)
	}
	w.put(">")
}

func (w *printer) literal(t rdf.Term) {
	if isBare(t) {
		w.put(t.Value())
		return
	}
	w.quoted(t.Value())
	switch {
	case t.Language() != "":
		w.put("@", t.Language())
		if t.Direction() != rdf.NoDirection {
			w.put("--", t.Direction().String())
		}
	case t.Datatype() != vocab.XSDString:
		w.put("^^")
		w.iri(t.Datatype())
	}
}

// isBare reports whether a literal can stand without quotes: a boolean, or a
// number that the lexer reads as one number of the same datatype.
func isBare(t rdf.Term) bool {
	v := t.Value()
	if t.Datatype() == vocab.XSDBoolean {
		return v == "true" || v == "false"
	}
	if v == "" || !isDigit(v[0]) {
		return false // a sign might join what stands before it
	}
	l := lexer{text: v}
	tok := l.scanNumber()
	if l.pos != len(v) {
		return false
	}
	switch tok.kind {
	case kindInteger:
		return t.Datatype() == vocab.XSDInteger
	case kindDecimal:
		return t.Datatype() == vocab.XSDDecimal
	case kindDouble:
		return t.Datatype() == vocab.XSDDouble
	default:
		return false
	}
}

// quoted writes a string in double quotes.
func (w *printer) quoted(s string) {
	w.put(`"`)
	for _, r := range s {
		switch r {
		case '"':
			w.put(`\"`)
		case '\\':
			w.put(`\\`)
		case '\n':
			w.put(`\n`)
		case '\r':
			w.put(`\r`)
		case '\t':
			w.put(`\t`)
		default:
			w.b.WriteRune(r)
		}
	}
	w.put(`"`)
}
