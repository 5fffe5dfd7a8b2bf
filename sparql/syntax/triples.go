package syntax

import (
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// triples parses triples, with property paths as verbs where paths is set.
type triples struct {
	*parser
	paths bool
}

// starts reports whether a triple begins here.
func (t triples) starts() bool {
	p := t.parser
	switch p.tok.kind {
	case kindVar, kindIRI, kindName, kindBlank:
		return true
	case kindPunct:
		return p.is("[") || p.is("(") || p.is("<<") || p.is("<<(")
	default:
		return p.startsLiteral()
	}
}

// sameSubject parses a subject with its properties.
func (t triples) sameSubject() Triples {
	start := t.tok
	s := Triples{Subject: t.node("a triple")}
	optional := false
	switch s.Subject.(type) {
	case *Collection, *BlankNodeProperties:
		optional = true
	case *ReifiedTriple:
		optional = true
	}
	if optional && !t.startsVerb() {
		return s
	}
	if start.kind == kindEOF {
		return s
	}
	s.Properties = t.properties()
	return s
}

// startsVerb reports whether a verb begins here.
func (t triples) startsVerb() bool {
	p := t.parser
	if p.tok.kind == kindVar || p.isIRI() || p.isWord("a") {
		return true
	}
	return t.paths && (p.is("^") || p.is("!") || p.is("("))
}

// properties parses a list of verbs with their objects, of at least one.
func (t triples) properties() []Property {
	p := t.parser
	var list []Property
	for {
		list = append(list, t.property())
		if !p.is(";") {
			return list
		}
		for p.accept(";") {
		}
		if !t.startsVerb() {
			return list
		}
	}
}

func (t triples) property() Property {
	p := t.parser
	var prop Property
	simple := true
	switch {
	case p.tok.kind == kindVar:
		prop.Var = p.bound()
	case t.paths && t.startsVerb():
		prop.Path = p.path()
		_, simple = prop.Path.(PathIRI)
	case p.isIRI() || p.isWord("a"):
		prop.Path = PathIRI{p.verbIRI()}
	case t.paths:
		p.expected("a variable, an IRI or a property path as the verb")
	default:
		p.expected("a variable or an IRI as the verb")
	}
	for {
		obj := Object{Node: t.node("the object")}
		if !simple && (p.is("~") || p.is("{|")) {
			p.fault(p.tok.pos, "a property path cannot be annotated: only a triple with a variable or an IRI as its verb can")
		}
		obj.Annotations = t.annotations()
		prop.Objects = append(prop.Objects, obj)
		if !p.accept(",") {
			return prop
		}
	}
}

// annotations parses the reifiers and annotation blocks after an object.
func (t triples) annotations() []Annotation {
	p := t.parser
	var list []Annotation
	open := false // the last annotation is a reifier that has no block yet
	for {
		switch {
		case p.accept("~"):
			list = append(list, Annotation{Reifier: t.reifierID()})
			open = true
		case p.is("{|"):
			if !open {
				p.checkBlank(p.tok.pos)
				list = append(list, Annotation{Reifier: BlankNode{}})
			}
			open = false
			p.advance()
			p.enter()
			list[len(list)-1].Properties = t.properties()
			p.leave()
			p.expect("|}")
		default:
			return list
		}
	}
}

// reifierID parses the name of a reifier after "~", which may be missing.
func (t triples) reifierID() Node {
	p := t.parser
	if p.tok.kind == kindVar || p.isIRI() || p.tok.kind == kindBlank || p.is("[") {
		return t.simpleNode("a reifier")
	}
	p.checkBlank(p.tok.pos)
	return BlankNode{}
}

// node parses a node in the place of a subject or object.
func (t triples) node(what string) Node {
	p := t.parser
	switch {
	case p.is("("):
		return t.collection()
	case p.is("["):
		return t.bracket()
	case p.is("<<"):
		return t.reifiedTriple()
	case t.starts():
		return t.simpleNode(what)
	}
	p.expected(what + ": a variable, an IRI, a literal, a blank node, a collection or a triple term")
	return Term{}
}

// simpleNode parses a node that has no triples of its own: a variable, term,
// blank node or triple term.
func (t triples) simpleNode(what string) Node {
	p := t.parser
	switch {
	case p.tok.kind == kindVar:
		return Var{p.bound()}
	case p.isIRI():
		return Term{p.iri()}
	case p.tok.kind == kindBlank:
		p.checkBlank(p.tok.pos)
		p.useLabel(p.tok.val, p.tok.pos)
		return BlankNode{p.advance().val}
	case p.is("["):
		p.checkBlank(p.tok.pos)
		p.advance()
		p.expect("]")
		return BlankNode{}
	case p.is("<<("):
		return t.tripleTerm()
	case p.startsLiteral():
		return Term{p.literal()}
	}
	p.expected(what + ": a variable, an IRI, a literal, a blank node or a triple term")
	return Term{}
}

// checkBlank faults a blank node where none may stand.
func (p *parser) checkBlank(offset int) {
	if p.labels.forbidden != "" {
		p.fault(offset, "a blank node cannot stand in %s", p.labels.forbidden)
	}
}

// collection parses "( ... )" into the triples of a list and returns its first node.
func (t triples) collection() Node {
	p := t.parser
	p.enter()
	defer p.leave()
	start := p.tok.pos
	p.expect("(")
	if p.accept(")") {
		return Term{rdf.NewIRI(vocab.RDFNil)}
	}
	p.checkBlank(start)
	c := &Collection{}
	for t.starts() {
		c.Items = append(c.Items, t.node("an item"))
	}
	if !p.accept(")") {
		p.expected(`an item of the collection or ")"`)
	}
	return c
}

// bracket parses [] or a blank node with properties.
func (t triples) bracket() Node {
	p := t.parser
	p.enter()
	defer p.leave()
	p.checkBlank(p.tok.pos)
	p.expect("[")
	if p.accept("]") {
		return BlankNode{}
	}
	b := &BlankNodeProperties{Properties: t.properties()}
	p.expect("]")
	return b
}

// reifiedTriple parses << s p o ~ reifier >>.
func (t triples) reifiedTriple() Node {
	p := t.parser
	p.enter()
	defer p.leave()
	start := p.tok.pos
	p.expect("<<")
	r := &ReifiedTriple{Subject: t.part("the subject of the reified triple")}
	r.Predicate = t.verbNode()
	r.Object = t.part("the object of the reified triple")
	if p.accept("~") {
		if id := t.reifierID(); id != (BlankNode{}) {
			r.Reifier = id
		}
	}
	if r.Reifier == nil {
		p.checkBlank(start)
	}
	if !p.accept(">>") {
		p.expected(`"~" or ">>"`)
	}
	return r
}

// part parses the subject or object of a reified triple.
func (t triples) part(what string) Node {
	if t.is("<<") {
		return t.reifiedTriple()
	}
	return t.simpleNode(what)
}

func (t triples) tripleTerm() Node {
	p := t.parser
	p.enter()
	defer p.leave()
	p.expect("<<(")
	n := &TripleTerm{Subject: t.simpleNode("the subject of the triple term")}
	n.Predicate = t.verbNode()
	n.Object = t.simpleNode("the object of the triple term")
	p.expect(")>>")
	return n
}

// verbNode parses a variable, an IRI or "a".
func (t triples) verbNode() Node {
	p := t.parser
	if p.tok.kind == kindVar {
		return Var{p.bound()}
	}
	return Term{p.verbIRI()}
}

// verbIRI parses an IRI or "a".
func (p *parser) verbIRI() rdf.Term {
	if p.acceptWord("a") {
		return rdf.NewIRI(vocab.RDFType)
	}
	return p.iri()
}

func (p *parser) startsLiteral() bool {
	switch p.tok.kind {
	case kindString, kindInteger, kindDecimal, kindDouble:
		return true
	case kindWord:
		return p.tok.val == "TRUE" || p.tok.val == "FALSE"
	default:
		return false
	}
}

// literal parses a literal of any kind.
func (p *parser) literal() rdf.Term {
	switch t := p.tok; t.kind {
	case kindInteger:
		return rdf.NewLiteral(p.advance().val, vocab.XSDInteger)
	case kindDecimal:
		return rdf.NewLiteral(p.advance().val, vocab.XSDDecimal)
	case kindDouble:
		return rdf.NewLiteral(p.advance().val, vocab.XSDDouble)
	case kindWord:
		if t.val == "TRUE" || t.val == "FALSE" {
			return rdf.NewLiteral(strings.ToLower(p.advance().val), vocab.XSDBoolean)
		}
	case kindString:
		p.advance()
		switch {
		case p.tok.kind == kindLang:
			return langString(t.val, p.advance())
		case p.accept("^^"):
			return rdf.NewLiteral(t.val, p.iri().Value())
		}
		return rdf.NewString(t.val)
	default:
	}
	p.expected("a literal")
	return rdf.Term{}
}

func langString(lexical string, tag token) rdf.Term {
	switch tag.prefix {
	case "ltr":
		return rdf.NewDirLangString(lexical, tag.val, rdf.LTR)
	case "rtl":
		return rdf.NewDirLangString(lexical, tag.val, rdf.RTL)
	}
	return rdf.NewLangString(lexical, tag.val)
}
