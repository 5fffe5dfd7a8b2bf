package expr

import (
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
)

// constantSet answers "=" with any of many constants at once, for IN. It holds the
// constants for which a look-up decides; the others stay in a list.
type constantSet struct {
	texts   map[string]struct{}      // of xsd:string
	numbers map[float64][]*constNode // integers, decimals and doubles by their nearest double
	terms   map[rdf.Term]struct{}    // that are equal only to themselves

	plain  bool // a member is a literal without a language
	opaque bool // a member is a literal whose value is not known: unequal to no literal for certain
}

// newConstantSet moves the constants of list for which a look-up decides into a set and
// returns it with the rest.
func newConstantSet(list []node) (*constantSet, []node) {
	s := &constantSet{texts: map[string]struct{}{}, numbers: map[float64][]*constNode{}, terms: map[rdf.Term]struct{}{}}
	var rest []node
	for _, n := range list {
		if k, ok := n.(*constNode); !ok || !s.add(k) {
			rest = append(rest, n)
		}
	}
	return s, rest
}

// add takes a constant, and reports false for one that has to be compared by itself:
// dates and durations, of which many terms have one value, floats, to whose precision
// others are rounded, and triple terms.
func (s *constantSet) add(k *constNode) bool {
	t := k.v.term
	switch {
	case k.v.has&hasTyped == 0:
		if t.IsTripleTerm() {
			return false
		}
		s.terms[t] = struct{}{}
		if t.IsLiteral() && t.Language() == "" {
			s.plain, s.opaque = true, true
		}
		return true
	case k.v.typed.Type() == xsd.TString:
		s.texts[t.Value()] = struct{}{}
	case k.v.typed.Type().IsNumeric() && k.v.typed.Type() != xsd.TFloat:
		n, _ := k.v.typed.Number()
		s.numbers[n.Float64()] = append(s.numbers[n.Float64()], k) // NaN is never found, and equal to nothing
	default:
		return false
	}
	s.plain = true
	return true
}

// has returns the disjunction of "=" of v with each member.
func (s *constantSet) has(ev *evaluator, v *value) (truth, error) {
	x, typed, err := v.xsd(ev)
	if err != nil {
		return isError, err
	}
	if !typed {
		t, err := v.rdf(ev)
		if err != nil {
			return isError, err
		}
		if _, found := s.terms[t]; found {
			return isTrue, nil
		}
		if s.plain && t.IsLiteral() && t.Language() == "" {
			return isError, nil // its value, which is not known, may be that of a member
		}
		return isFalse, nil
	}
	found := false
	if n, ok := x.Number(); ok {
		found = s.hasNumber(n)
	} else if x.Type() == xsd.TString {
		_, found = s.texts[x.String()]
	}
	switch {
	case found:
		return isTrue, nil
	case s.opaque:
		return isError, nil
	default:
		return isFalse, nil
	}
}

// hasNumber reports whether the set has a number of the value, of whatever type.
func (s *constantSet) hasNumber(n xsd.Number) bool {
	equal := func(list []*constNode) bool {
		for _, k := range list {
			m, _ := k.v.typed.Number()
			if c, ordered := n.Compare(m); ordered && c == 0 {
				return true
			}
		}
		return false
	}
	if n.Type() != xsd.TFloat {
		return equal(s.numbers[n.Float64()])
	}
	for _, list := range s.numbers { // each is rounded to a float
		if equal(list) {
			return true
		}
	}
	return false
}
