package expr

import (
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/store/ids"
)

// The forms in which a value is known; they agree where there are several.
const (
	hasID    uint8 = 1 << iota
	hasTerm        // the zero Term too, for an unbound variable
	hasTyped       // typed is the value of the literal
	noTyped        // the term has been found to have no value of a known datatype
)

// value is the result of a subexpression for one row: an id, a term and an XSD
// value, of which at least one is there and the others are made on demand. A
// node that returns no error has set a value that is bound.
type value struct {
	id    ids.ID
	has   uint8
	from  *varNode // that has id in the current row, to decode it; may be nil
	term  rdf.Term
	typed xsd.Value
}

func (v *value) setID(id ids.ID)        { v.id, v.from, v.has = id, nil, hasID }
func (v *value) setTerm(t rdf.Term)     { v.term, v.has = t, hasTerm }
func (v *value) setTyped(x xsd.Value)   { v.typed, v.has = x, hasTyped }
func (v *value) setString(s string)     { v.setTerm(rdf.NewString(s)) }
func (v *value) setBool(b bool)         { v.setTyped(xsd.NewBoolean(b)) }
func (v *value) setNumber(n xsd.Number) { v.setTyped(xsd.FromNumber(n)) }

// setBoth sets the id and its term.
func (v *value) setBoth(id ids.ID, t rdf.Term) { v.id, v.term, v.has = id, t, hasID|hasTerm }

// rdf returns the term of v.
func (v *value) rdf(ev *evaluator) (rdf.Term, error) {
	switch {
	case v.has&hasTerm != 0:
		return v.term, nil
	case v.has&hasID != 0:
		t, err := v.stored(ev)
		if err != nil {
			return rdf.Term{}, err
		}
		v.term = t
	default:
		v.term = rdf.NewLiteral(v.typed.String(), v.typed.Type().IRI())
	}
	v.has |= hasTerm
	return v.term, nil
}

// stored returns the term of the id.
func (v *value) stored(ev *evaluator) (rdf.Term, error) {
	if v.from != nil {
		return v.from.term(ev, v.id)
	}
	return ev.pool.Term(v.id)
}

// xsd returns the value of a literal of a known datatype that is well-formed;
// false for all other terms. The pointer is into v.
func (v *value) xsd(ev *evaluator) (*xsd.Value, bool, error) {
	switch {
	case v.has&hasTyped != 0:
		return &v.typed, true, nil
	case v.has&noTyped != 0:
		return nil, false, nil
	}
	if v.has&hasID != 0 {
		if x, ok := inlined(v.id); ok {
			v.typed = x
			v.has |= hasTyped
			return &v.typed, true, nil
		}
	}
	t, err := v.rdf(ev)
	if err != nil {
		return nil, false, err
	}
	if long := len(t.Value()); long > shortLexical {
		if err := ev.spend(digitWork * long); err != nil {
			return nil, false, err
		}
	}
	if x, ok := literalValue(t); ok {
		v.typed = x
		v.has |= hasTyped
		return &v.typed, true, nil
	}
	v.has |= noTyped
	return nil, false, nil
}

// digits is about the number of digits of a number that does not fit into a machine word.
func (v *value) digits() int {
	if v.has&hasTyped == 0 {
		return 0
	}
	n, _ := v.typed.Number()
	d, _ := n.Decimal()
	return d.Digits()
}

// literalValue returns the value of a well-formed literal of a known datatype.
func literalValue(t rdf.Term) (xsd.Value, bool) {
	if !t.IsLiteral() || t.Language() != "" {
		return xsd.Value{}, false
	}
	x, err := xsd.Parse(t.Value(), xsd.TypeOf(t.Datatype()))
	return x, err == nil
}

// inlined returns the value of an id whose payload says it without the
// dictionary.
func inlined(id ids.ID) (xsd.Value, bool) {
	switch id.Kind() {
	case ids.KindInteger:
		return xsd.FromNumber(xsd.Integer(id.Integer())), true
	case ids.KindBoolean:
		return xsd.NewBoolean(id.Boolean()), true
	case ids.KindDouble:
		f, ok := id.Double()
		return xsd.FromNumber(xsd.Double(f)), ok
	case ids.KindDecimal:
		mantissa, exponent, ok := id.Decimal()
		if !ok {
			return xsd.Value{}, false
		}
		return xsd.FromNumber(xsd.DecimalNumber(scaled(mantissa, exponent))), true
	case ids.KindDateTime:
		return inlinedMoment(id, xsd.TDateTime)
	case ids.KindDate:
		return inlinedMoment(id, xsd.TDate)
	case ids.KindGYear:
		return inlinedMoment(id, xsd.TGYear)
	default:
		return xsd.Value{}, false
	}
}

// inlinedMoment is inlined for a date, a dateTime or a year.
func inlinedMoment(id ids.ID, t xsd.Type) (xsd.Value, bool) {
	at, zone, zoned := id.Moment()
	seconds, atto := at*60, int64(0)
	if t == xsd.TDateTime {
		const attoPerMilli = 1_000_000_000_000_000
		millis := (at%1000 + 1000) % 1000
		seconds, atto = (at-millis)/1000, millis*attoPerMilli
	}
	d, ok := xsd.Instant(t, seconds, atto, zone, zoned)
	return xsd.FromDateTime(d), ok
}

// scaled returns mantissa * 10^exponent.
func scaled(mantissa int64, exponent int) xsd.Decimal {
	if exponent <= 0 {
		return xsd.NewDecimal(mantissa, -exponent)
	}
	d := xsd.NewInteger(mantissa)
	for ; exponent > 0; exponent-- {
		d, _ = d.Mul(xsd.NewInteger(10)) // the scale is 0, so it cannot overflow
	}
	return d
}

// ident returns the id of v.
func (v *value) ident(ev *evaluator) (ids.ID, error) {
	if v.has&hasID != 0 {
		return v.id, nil
	}
	if v.has&hasTyped != 0 && v.has&hasTerm == 0 && ev.pool.inlines {
		if b, ok := v.typed.Boolean(); ok {
			return ids.FromBoolean(b), nil
		}
		if n, ok := v.typed.Number(); ok {
			if i, ok := n.Int64(); ok {
				if id, ok := ids.FromInteger(i); ok {
					return id, nil
				}
			}
		}
	}
	t, err := v.rdf(ev)
	if err != nil {
		return ids.Undef, err
	}
	v.id, err = ev.pool.ID(t)
	if err == nil {
		v.has |= hasID
	}
	return v.id, err
}

// ready returns the numeric value of v where it takes no work: of a computed value or an
// inlined integer.
func (v *value) ready() (xsd.Number, bool) {
	switch {
	case v.has&hasTyped != 0:
		return v.typed.Number()
	case v.has&hasID != 0 && v.id.Kind() == ids.KindInteger:
		return xsd.Integer(v.id.Integer()), true
	default:
		return xsd.Number{}, false
	}
}

// number returns the numeric value of v, else ErrExpr.
func (v *value) number(ev *evaluator) (xsd.Number, error) {
	if n, ok := v.ready(); ok {
		return n, nil
	}
	x, ok, err := v.xsd(ev)
	if err != nil {
		return xsd.Number{}, err
	}
	if ok {
		if n, ok := x.Number(); ok {
			return n, nil
		}
	}
	return xsd.Number{}, ErrExpr
}

// literal returns the literal of v, else ErrExpr.
func (v *value) literal(ev *evaluator) (rdf.Term, error) {
	t, err := v.rdf(ev)
	if err == nil && !t.IsLiteral() {
		err = ErrExpr
	}
	return t, err
}

// simple returns the lexical form of an xsd:string, else ErrExpr.
func (v *value) simple(ev *evaluator) (string, error) {
	t, err := v.stringLiteral(ev)
	if err == nil && t.Language() != "" {
		err = ErrExpr
	}
	return t.Value(), err
}

// stringLiteral returns the string literal (section 17.4.3.1) of v: xsd:string
// or language-tagged; else ErrExpr.
func (v *value) stringLiteral(ev *evaluator) (rdf.Term, error) {
	t, err := v.rdf(ev)
	if err == nil && !isStringLiteral(t) {
		err = ErrExpr
	}
	if err == nil {
		err = ev.spend(len(t.Value()))
	}
	return t, err
}

func isStringLiteral(t rdf.Term) bool {
	return t.IsLiteral() && (t.Language() != "" || t.Datatype() == xsdString)
}

// withForm returns the lexical form with the language and direction of like.
func withForm(lexical string, like rdf.Term) rdf.Term {
	if like.Language() == "" {
		return rdf.NewString(lexical)
	}
	return rdf.NewDirLangString(lexical, like.Language(), like.Direction())
}

// truth is the result of a condition in the three-valued logic of section 17.2.
type truth uint8

const (
	isError truth = 0
	isFalse truth = 1
	isTrue  truth = 2
)

func truthOf(b bool) truth {
	if b {
		return isTrue
	}
	return isFalse
}

// not is fn:not with errors kept.
func (t truth) not() truth {
	switch t {
	case isTrue:
		return isFalse
	case isFalse:
		return isTrue
	case isError:
	}
	return isError
}

// set turns t into a value.
func (t truth) set(out *value) error {
	if t == isError {
		return ErrExpr
	}
	out.setBool(t == isTrue)
	return nil
}

// String is for failures in tests.
func (t truth) String() string {
	switch t {
	case isError:
		return "error"
	case isFalse:
		return "false"
	case isTrue:
		return "true"
	}
	return fmt.Sprintf("truth(%d)", uint8(t))
}

// effective returns the effective boolean value of v (section 17.2.2).
func (v *value) effective(ev *evaluator) (truth, error) {
	x, ok, err := v.xsd(ev)
	if err != nil {
		return isError, err
	}
	if ok {
		if b, ok := x.Boolean(); ok {
			return truthOf(b), nil
		}
		if n, ok := x.Number(); ok {
			return truthOf(n.Bool()), nil
		}
	}
	t, err := v.rdf(ev)
	if err != nil {
		return isError, err
	}
	if t.IsLiteral() && t.Language() == "" && t.Datatype() == xsdString {
		return truthOf(t.Value() != ""), nil
	}
	return isError, nil // ill-formed numbers and booleans too, as SPARQL 1.2 has it
}
