package turtle

import "github.com/issn-ld/issn-ld/rdf"

// tripleTerm parses <<( s p o )>>; t is the opening.
func (r *Reader) tripleTerm(t token, depth int) (rdf.Term, error) {
	if err := r.rdf12(t, depth); err != nil {
		return rdf.Term{}, err
	}
	tr, err := r.innerTriple(depth, false)
	if err != nil {
		return rdf.Term{}, err
	}
	end, err := r.next()
	if err != nil {
		return rdf.Term{}, err
	}
	if end.kind != tokTripleEnd {
		return rdf.Term{}, r.unexpected(end, ")>>")
	}
	return rdf.NewTripleTerm(tr), nil
}

// reifiedTriple parses << s p o ~ reifier >>, emits its rdf:reifies quad and
// returns the reifier; t is the opening.
func (r *Reader) reifiedTriple(t token, depth int) (rdf.Term, error) {
	if err := r.rdf12(t, depth); err != nil {
		return rdf.Term{}, err
	}
	tr, err := r.innerTriple(depth, true)
	if err != nil {
		return rdf.Term{}, err
	}
	end, err := r.next()
	if err != nil {
		return rdf.Term{}, err
	}
	var reifier rdf.Term
	if end.kind == '~' {
		if reifier, err = r.reifierName(); err != nil {
			return rdf.Term{}, err
		}
		if end, err = r.next(); err != nil {
			return rdf.Term{}, err
		}
	} else {
		reifier = r.blank()
	}
	if end.kind != tokReifiedEnd {
		return rdf.Term{}, r.unexpected(end, ">>")
	}
	r.emit(reifier, reifiesIRI, rdf.NewTripleTerm(tr))
	return reifier, nil
}

// rdf12 checks that the construct at t is allowed here.
func (r *Reader) rdf12(t token, depth int) error {
	if r.opt.RDF11 {
		return r.errorAt(t.at, "%s is RDF 1.2", r.describe(t))
	}
	if depth > maxTripleNesting {
		return r.errorAt(t.at, "triples nested deeper than %d", maxTripleNesting)
	}
	return nil
}

// innerTriple parses the three terms of a triple term or a reified triple.
// Only the latter may have reified triples inside.
func (r *Reader) innerTriple(depth int, reified bool) (tr rdf.Triple, err error) {
	t, err := r.next()
	if err != nil {
		return tr, err
	}
	if reified && t.kind == tokReified {
		tr.S, err = r.reifiedTriple(t, depth+1)
	} else {
		tr.S, err = r.resource(t, "a subject: an IRI or a blank node")
	}
	if err != nil {
		return tr, err
	}
	if t, err = r.next(); err != nil {
		return tr, err
	}
	if tr.P, err = r.predicate(t); err != nil {
		return tr, err
	}
	if t, err = r.next(); err != nil {
		return tr, err
	}
	switch {
	case t.kind == tokTriple:
		tr.O, err = r.tripleTerm(t, depth+1)
	case t.kind == tokReified && reified:
		tr.O, err = r.reifiedTriple(t, depth+1)
	case t.kind == '[':
		tr.O, err = r.resource(t, "")
	default:
		tr.O, err = r.simpleObject(t)
	}
	return tr, err
}

// resource parses an IRI, a blank-node label or [].
func (r *Reader) resource(t token, what string) (rdf.Term, error) {
	switch t.kind {
	case tokIRI, tokName, tokLabel:
		return r.simpleTerm(t)
	case '[':
		end, err := r.next()
		if err != nil {
			return rdf.Term{}, err
		}
		if end.kind != ']' {
			return rdf.Term{}, r.unexpected(end, "], since only [] may stand within a triple")
		}
		return r.blank(), nil
	default:
		return rdf.Term{}, r.unexpected(t, what)
	}
}

// reifierName parses what may follow a tilde; nothing stands for a new blank
// node.
func (r *Reader) reifierName() (rdf.Term, error) {
	t, err := r.peek()
	if err != nil {
		return rdf.Term{}, err
	}
	switch t.kind {
	case tokIRI, tokName, tokLabel, '[':
		r.peeked = false
		return r.resource(t, "")
	default:
		return r.blank(), nil
	}
}

// reifier parses the name of a reifier after an object.
func (r *Reader) reifier(f *frame, t token) error {
	if err := r.rdf12(t, 0); err != nil {
		return err
	}
	name, err := r.reifierName()
	if err != nil {
		return err
	}
	r.reify(f, name)
	return nil
}

// reify emits the quad that says that name reifies the last triple of f.
func (r *Reader) reify(f *frame, name rdf.Term) {
	r.emit(name, reifiesIRI, rdf.NewTripleTerm(rdf.Triple{S: f.s, P: f.p, O: f.o}))
	f.reifier = name
	if r.opt.Transient {
		f.reifier = name.Clone()
	}
}

// openAnnotation begins {| ... |}, which describes the reifier just before it,
// or a new one.
func (r *Reader) openAnnotation(f *frame, t token) error {
	if err := r.rdf12(t, 0); err != nil {
		return err
	}
	if f.reifier.IsZero() {
		r.reify(f, r.blank())
	}
	about := f.reifier
	f.reifier = rdf.Term{}
	inner, err := r.push(frameAnnotation, wantVerb, t)
	if err != nil {
		return err
	}
	inner.s = about
	return nil
}
