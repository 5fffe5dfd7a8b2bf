package turtle

import (
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
)

// atDirective parses @prefix, @base or @version, with the full stop.
func (r *Reader) atDirective(t token) error {
	var err error
	switch name := string(r.in.buf[t.start:t.end]); name {
	case "prefix":
		err = r.prefixDirective()
	case "base":
		err = r.baseDirective()
	case "version":
		err = r.versionDirective(t)
	default:
		return r.unexpected(t, "@prefix, @base or @version")
	}
	if err != nil {
		return err
	}
	end, err := r.next()
	if err != nil {
		return err
	}
	if end.kind != '.' {
		return r.unexpected(end, "a full stop after the directive")
	}
	return nil
}

// wordDirective parses PREFIX, BASE, VERSION or GRAPH, in any case.
func (r *Reader) wordDirective(t token) error {
	word := string(r.in.buf[t.start:t.end])
	switch {
	case strings.EqualFold(word, "PREFIX"):
		return r.prefixDirective()
	case strings.EqualFold(word, "BASE"):
		return r.baseDirective()
	case strings.EqualFold(word, "VERSION"):
		return r.versionDirective(t)
	case strings.EqualFold(word, "GRAPH") && r.opt.Format == TriG:
		return r.graphBlock()
	}
	return r.unexpected(t, "a subject or a directive")
}

func (r *Reader) prefixDirective() error {
	t, err := r.next()
	if err != nil {
		return err
	}
	if t.kind != tokName || t.colon+1 != t.end {
		return r.unexpected(t, "a prefix with a colon")
	}
	prefix := string(r.in.buf[t.start:t.colon])
	namespace, err := r.directiveIRI()
	if err != nil {
		return err
	}
	r.namespaces[prefix] = namespace
	return nil
}

func (r *Reader) baseDirective() error {
	at := r.in.pos
	iri, err := r.directiveIRI()
	if err != nil {
		return err
	}
	base, err := rdf.NewBase(iri)
	if err != nil {
		return r.errorAt(at, "%v", err)
	}
	r.base = base
	return nil
}

// directiveIRI parses the IRI of a directive and returns a copy of it.
func (r *Reader) directiveIRI() (string, error) {
	t, err := r.next()
	if err != nil {
		return "", err
	}
	if t.kind != tokIRI {
		return "", r.unexpected(t, "an IRI in angle brackets")
	}
	term, err := r.iri(r.in.buf[t.start:t.end], t.start, t.flags, false)
	if err != nil {
		return "", err
	}
	return strings.Clone(term.Value()), nil
}

// versionDirective parses the version, which tells nothing that the syntax
// does not show.
func (r *Reader) versionDirective(directive token) error {
	if r.opt.RDF11 {
		return r.errorAt(directive.at, "%s is RDF 1.2", r.describe(directive))
	}
	t, err := r.next()
	if err != nil {
		return err
	}
	if t.kind != tokString {
		return r.unexpected(t, "the version in quotes")
	}
	return nil
}

// graphBlock parses what follows GRAPH, up to the opening brace.
func (r *Reader) graphBlock() error {
	t, err := r.next()
	if err != nil {
		return err
	}
	name, err := r.resource(t, "the name of a graph")
	if err != nil {
		return err
	}
	name = name.Clone()
	if t, err = r.next(); err != nil {
		return err
	}
	if t.kind != '{' {
		return r.unexpected(t, "an opening brace")
	}
	r.inGraph, r.graph = true, name
	return nil
}
