package turtle

import (
	"bytes"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// simpleTerm parses an IRI, a prefixed name or a blank-node label.
func (r *Reader) simpleTerm(t token) (rdf.Term, error) {
	b := r.in.buf[t.start:t.end]
	switch t.kind {
	case tokIRI:
		return r.iri(b, t.start, t.flags, false)
	case tokName:
		return r.prefixed(t, false)
	default:
		return r.label(b), nil
	}
}

// prefixed resolves a prefixed name.
func (r *Reader) prefixed(t token, often bool) (rdf.Term, error) {
	prefix := r.in.buf[t.start:t.colon]
	namespace, ok := r.namespaces[string(prefix)]
	if !ok {
		return rdf.Term{}, r.errorAt(t.at, "prefix %q is not declared", clip(prefix))
	}
	local := r.in.buf[t.colon+1 : t.end]
	out := r.scratch[:0]
	out = append(out, namespace...)
	if t.flags&hasEscape == 0 {
		out = append(out, local...)
	} else {
		for len(local) > 0 {
			n := bytes.IndexByte(local, '\\')
			if n < 0 {
				out = append(out, local...)
				break
			}
			out = append(append(out, local[:n]...), local[n+1])
			local = local[n+2:]
		}
	}
	r.scratch = out
	if t.flags != 0 || !isClosed(namespace) {
		if err := rdf.CheckIRI(lend(out)); err != nil {
			return rdf.Term{}, r.errorAt(t.at, "%v", err)
		}
	}
	if often && !r.opt.Transient {
		return rdf.NewIRI(r.intern.get(out)), nil
	}
	return rdf.NewIRI(r.own(out)), nil
}

// isClosed reports whether the authority of a namespace is complete, so that
// an ordinary local part after it gives an IRI.
func isClosed(namespace string) bool {
	n := len(namespace)
	return namespace[n-1] == '#' || namespace[n-1] == '/' && namespace[n-2] != '/'
}

// simpleObject parses an object that is no bracket.
func (r *Reader) simpleObject(t token) (rdf.Term, error) {
	b := r.in.buf[t.start:t.end]
	switch t.kind {
	case tokIRI, tokName, tokLabel:
		return r.simpleTerm(t)
	case tokString, tokLong:
		return r.literal(t)
	case tokInteger:
		return rdf.NewLiteral(r.own(b), vocab.XSDInteger), nil
	case tokDecimal:
		return rdf.NewLiteral(r.own(b), vocab.XSDDecimal), nil
	case tokDouble:
		return rdf.NewLiteral(r.own(b), vocab.XSDDouble), nil
	case tokWord:
		switch string(b) {
		case "true":
			return rdf.NewLiteral("true", vocab.XSDBoolean), nil
		case "false":
			return rdf.NewLiteral("false", vocab.XSDBoolean), nil
		}
	default:
	}
	return rdf.Term{}, r.unexpected(t, "an object")
}

// literal parses a string with its language tag or datatype.
func (r *Reader) literal(t token) (rdf.Term, error) {
	lexical, err := r.lexical(r.in.buf[t.start:t.end], t.start, t.flags)
	if err != nil {
		return rdf.Term{}, err
	}
	q, err := r.peek()
	if err != nil {
		return rdf.Term{}, err
	}
	switch q.kind {
	case tokAt:
		r.peeked = false
		return r.langString(lexical, r.in.buf[q.start:q.end], q.start)
	case tokTyped:
		r.peeked = false
		d, err := r.next()
		if err != nil {
			return rdf.Term{}, err
		}
		var datatype rdf.Term
		switch d.kind {
		case tokIRI:
			datatype, err = r.iri(r.in.buf[d.start:d.end], d.start, d.flags, true)
		case tokName:
			datatype, err = r.prefixed(d, true)
		default:
			err = r.unexpected(d, "the IRI of a datatype")
		}
		if err != nil {
			return rdf.Term{}, err
		}
		return r.typed(lexical, datatype, d.at)
	default:
		return rdf.NewString(lexical), nil
	}
}
