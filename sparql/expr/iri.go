package expr

import "github.com/issn-ld/issn-ld/rdf"

// iri is IRI and URI: a reference is resolved against the base of the query. What is
// then still no IRI is an error.
func iri(ev *evaluator, args []value, out *value) error {
	t, err := args[0].rdf(ev)
	if err != nil {
		return err
	}
	if t.IsIRI() {
		*out = args[0]
		return nil
	}
	ref, err := args[0].simple(ev)
	if err != nil {
		return err
	}
	if ev.env.Base != "" {
		base, err := rdf.NewBase(ev.env.Base)
		if err != nil {
			return ErrExpr
		}
		ref = base.Resolve(ref)
	}
	if rdf.CheckIRI(ref) != nil {
		return ErrExpr
	}
	out.setTerm(rdf.NewIRI(ref))
	return nil
}

// bnode is BNODE: a new blank node, or the one of the label in this solution.
func bnode(ev *evaluator, args []value, out *value) error {
	scope := ev.env.scope()
	if len(args) == 0 {
		out.setTerm(rdf.NewBlankNode(scope.fresh()))
		return nil
	}
	label, err := args[0].simple(ev)
	if err != nil {
		return err
	}
	l, err := scope.labelled(ev.pool, ev.solutionNumber(), label)
	out.setTerm(rdf.NewBlankNode(l))
	return err
}

// solutionNumber tells the solutions of a query apart.
func (ev *evaluator) solutionNumber() uint64 {
	switch {
	case ev.binding != nil || ev.batch == nil:
		return ev.env.Solution
	case ev.solution >= 0:
		return uint64(ev.batch.Cols[ev.solution][ev.row])
	default:
		return ev.first + uint64(ev.row)
	}
}

// uuid is UUID: a random urn:uuid IRI of version 4.
func uuid(ev *evaluator, _ []value, out *value) error {
	out.setTerm(rdf.NewIRI("urn:uuid:" + newUUID(ev.env)))
	return nil
}

// strUUID is STRUUID.
func strUUID(ev *evaluator, _ []value, out *value) error {
	out.setString(newUUID(ev.env))
	return nil
}

// newUUID returns a random UUID (RFC 9562, version 4).
func newUUID(env *Env) string {
	hi, lo := env.uint64(), env.uint64()
	hi = hi&^0xf000 | 0x4000
	lo = lo&^(0b11<<62) | 0b10<<62
	b := make([]byte, 0, 36)
	b = append(appendHex(b, hi>>32, 8), '-')
	b = append(appendHex(b, hi>>16&0xffff, 4), '-')
	b = append(appendHex(b, hi&0xffff, 4), '-')
	b = append(appendHex(b, lo>>48, 4), '-')
	return string(appendHex(b, lo&(1<<48-1), 12))
}
