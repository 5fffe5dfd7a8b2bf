package expr

import (
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/vocab"
)

func sameTerm(ev *evaluator, args []value, out *value) error {
	same, err := sameTerms(ev, &args[0], &args[1])
	out.setBool(same)
	return err
}

// sameValueFunc is "=" as a function.
func sameValueFunc(ev *evaluator, args []value, out *value) error {
	t, err := equalValues(ev, &args[0], &args[1])
	if err != nil {
		return err
	}
	return t.set(out)
}

// kindOf returns the kind of the term of v, by its id where that tells.
func (v *value) kindOf(ev *evaluator) (rdf.Kind, error) {
	if v.has&hasTerm == 0 && v.has&hasID != 0 {
		if k := ev.pool.kind(v.id); k != rdf.KindNone {
			return k, nil
		}
	}
	t, err := v.rdf(ev)
	return t.Kind(), err
}

func testKind(ev *evaluator, args []value, out *value, want rdf.Kind) error {
	k, err := args[0].kindOf(ev)
	out.setBool(k == want)
	return err
}

func isIRI(ev *evaluator, args []value, out *value) error {
	return testKind(ev, args, out, rdf.KindIRI)
}

func isBlank(ev *evaluator, args []value, out *value) error {
	return testKind(ev, args, out, rdf.KindBlankNode)
}

func isLiteral(ev *evaluator, args []value, out *value) error {
	return testKind(ev, args, out, rdf.KindLiteral)
}

func isTriple(ev *evaluator, args []value, out *value) error {
	return testKind(ev, args, out, rdf.KindTripleTerm)
}

// isNumeric is ISNUMERIC: ill-formed numbers are none.
func isNumeric(ev *evaluator, args []value, out *value) error {
	switch _, err := args[0].number(ev); {
	case err == nil:
		out.setBool(true)
	case isExprError(err):
		out.setBool(false)
	default:
		return err
	}
	return nil
}

// str is STR: the lexical form of a literal, the text of an IRI.
func str(ev *evaluator, args []value, out *value) error {
	t, err := args[0].rdf(ev)
	if err != nil {
		return err
	}
	if !t.IsLiteral() && !t.IsIRI() {
		return ErrExpr
	}
	out.setString(t.Value())
	return nil
}

// literalProperty sets out to a string that a literal has.
func literalProperty(ev *evaluator, args []value, out *value, get func(rdf.Term) string) error {
	t, err := args[0].literal(ev)
	if err != nil {
		return err
	}
	out.setString(get(t))
	return nil
}

func lang(ev *evaluator, args []value, out *value) error {
	return literalProperty(ev, args, out, rdf.Term.Language)
}

func langDir(ev *evaluator, args []value, out *value) error {
	return literalProperty(ev, args, out, func(t rdf.Term) string { return t.Direction().String() })
}

// hasLang is hasLANG: false, not an error, for terms that are not literals.
func hasLang(ev *evaluator, args []value, out *value) error {
	t, err := args[0].rdf(ev)
	out.setBool(t.Language() != "")
	return err
}

// hasLangDir is hasLANGDIR.
func hasLangDir(ev *evaluator, args []value, out *value) error {
	t, err := args[0].rdf(ev)
	out.setBool(t.Direction() != rdf.NoDirection)
	return err
}

// datatype is DATATYPE; literals with a language have the datatypes that RDF gives them.
func datatype(ev *evaluator, args []value, out *value) error {
	if args[0].has&hasTyped != 0 && args[0].has&(hasTerm|hasID) == 0 {
		out.setTerm(rdf.NewIRI(args[0].typed.Type().IRI()))
		return nil
	}
	t, err := args[0].literal(ev)
	if err != nil {
		return err
	}
	out.setTerm(rdf.NewIRI(t.Datatype()))
	return nil
}

// strDT is STRDT. The datatypes of language-tagged strings are refused: such a
// literal without a language does not exist.
func strDT(ev *evaluator, args []value, out *value) error {
	lexical, err := args[0].simple(ev)
	if err != nil {
		return err
	}
	t, err := args[1].rdf(ev)
	if err != nil {
		return err
	}
	if !t.IsIRI() || t.Value() == vocab.RDFLangString || t.Value() == vocab.RDFDirLangString {
		return ErrExpr
	}
	out.setTerm(rdf.NewLiteral(lexical, t.Value()))
	return nil
}

// strLang is STRLANG.
func strLang(ev *evaluator, args []value, out *value) error {
	lexical, err := args[0].simple(ev)
	if err != nil {
		return err
	}
	tag, err := args[1].simple(ev)
	if err != nil {
		return err
	}
	if !rdf.IsLanguage(tag) {
		return ErrExpr
	}
	out.setTerm(rdf.NewLangString(lexical, tag))
	return nil
}

// strLangDir is STRLANGDIR of SPARQL 1.2.
func strLangDir(ev *evaluator, args []value, out *value) error {
	if err := strLang(ev, args[:2], out); err != nil {
		return err
	}
	name, err := args[2].simple(ev)
	if err != nil {
		return err
	}
	for _, dir := range [2]rdf.Direction{rdf.LTR, rdf.RTL} {
		if dir.String() == name {
			out.setTerm(rdf.NewDirLangString(out.term.Value(), out.term.Language(), dir))
			return nil
		}
	}
	return ErrExpr
}

// triple is TRIPLE and <<( s p o )>>.
func triple(ev *evaluator, args []value, out *value) error {
	var parts [3]rdf.Term
	for i := range parts {
		t, err := args[i].rdf(ev)
		if err != nil {
			return err
		}
		parts[i] = t
	}
	s, p, o := parts[0], parts[1], parts[2]
	if !s.IsIRI() && !s.IsBlankNode() || !p.IsIRI() {
		return ErrExpr
	}
	out.setTerm(rdf.NewTripleTerm(rdf.Triple{S: s, P: p, O: o}))
	return nil
}

// part sets out to a position of a triple term.
func part(ev *evaluator, args []value, out *value, get func(rdf.Triple) rdf.Term) error {
	t, err := args[0].rdf(ev)
	if err != nil {
		return err
	}
	if !t.IsTripleTerm() {
		return ErrExpr
	}
	out.setTerm(get(t.Triple()))
	return nil
}

func subject(ev *evaluator, args []value, out *value) error {
	return part(ev, args, out, func(t rdf.Triple) rdf.Term { return t.S })
}

func predicate(ev *evaluator, args []value, out *value) error {
	return part(ev, args, out, func(t rdf.Triple) rdf.Term { return t.P })
}

func object(ev *evaluator, args []value, out *value) error {
	return part(ev, args, out, func(t rdf.Triple) rdf.Term { return t.O })
}

// castTo returns the constructor function of an XSD type (section 17.5).
func castTo(typ xsd.Type) builtinFunc {
	return func(ev *evaluator, args []value, out *value) error {
		x, ok, err := args[0].xsd(ev)
		switch {
		case err != nil:
			return err
		case ok:
			v, err := xsd.Cast(*x, typ)
			setCast(out, v, typ)
			return exprError(err)
		case typ != xsd.TString:
			return ErrExpr
		}
		t, err := args[0].rdf(ev)
		if err != nil {
			return err
		}
		if !t.IsIRI() && (!t.IsLiteral() || t.Language() != "") {
			return ErrExpr
		}
		out.setString(t.Value()) // an IRI, or a literal of a datatype that is not known here
		return nil
	}
}

// setCast sets out to a value of the type that it was cast to, of which the
// value itself only keeps the base.
func setCast(out *value, v xsd.Value, typ xsd.Type) {
	switch {
	case v.Type() == typ:
		out.setTyped(v)
	case v.Type() != xsd.Unknown:
		out.setTyped(v)
		out.term = rdf.NewLiteral(v.String(), typ.IRI())
		out.has |= hasTerm
	}
}
