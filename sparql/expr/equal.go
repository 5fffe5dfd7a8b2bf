package expr

import (
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/store/ids"
)

// equalValues is the operator "=": by value where the datatypes are known, else
// RDFterm-equal (section 17.4.1.7).
func equalValues(ev *evaluator, a, b *value) (truth, error) {
	if a.has&b.has&hasID != 0 {
		if t, ok := equalIDs(ev.pool, a.id, b.id); ok {
			return t, nil
		}
	}
	x, okX, err := a.xsd(ev)
	if err != nil {
		return isError, err
	}
	y, okY, err := b.xsd(ev)
	if err != nil {
		return isError, err
	}
	if okX && okY {
		return equalTyped(x, y), nil
	}
	s, err := a.rdf(ev)
	if err != nil {
		return isError, err
	}
	t, err := b.rdf(ev)
	if err != nil {
		return isError, err
	}
	return equalTerms(s, t), nil
}

// equalTyped compares values of known datatypes.
func equalTyped(x, y *xsd.Value) truth {
	equal, determined := x.Equal(*y)
	if !determined {
		return isError
	}
	return truthOf(equal)
}

// equalTerms is "=" on terms of which not both are well-formed literals of known datatypes.
func equalTerms(s, t rdf.Term) truth {
	switch {
	case s.IsTripleTerm() && t.IsTripleTerm():
		return equalTriples(s.Triple(), t.Triple())
	case s == t:
		return isTrue
	case s.Kind() != t.Kind() || !s.IsLiteral():
		return isFalse
	case s.Language() != "" || t.Language() != "":
		return isFalse // a language-tagged string has no other form
	default:
		return isError // the values of one of them are not known here
	}
}

// equalTriples compares the three positions with "=".
func equalTriples(s, t rdf.Triple) truth {
	result := isTrue
	for _, pair := range [3][2]rdf.Term{{s.S, t.S}, {s.P, t.P}, {s.O, t.O}} {
		switch sameValue(pair[0], pair[1]) {
		case isFalse:
			return isFalse
		case isError:
			result = isError
		case isTrue:
		}
	}
	return result
}

// sameValue is "=" on two terms.
func sameValue(s, t rdf.Term) truth {
	x, okX := literalValue(s)
	y, okY := literalValue(t)
	if okX && okY {
		return equalTyped(&x, &y)
	}
	return equalTerms(s, t)
}

// equalIDs decides "=" by ids where they tell; false where terms are needed.
func equalIDs(p *Pool, a, b ids.ID) (truth, bool) {
	if a == ids.Undef || b == ids.Undef {
		return isError, true
	}
	ka, kb := a.Kind(), b.Kind()
	if a == b {
		if isInlined(ka) {
			return truthOf(a != ids.NaN), true
		}
		k := p.kind(a)
		return isTrue, k == rdf.KindIRI || k == rdf.KindBlankNode
	}
	switch {
	case ka == kb && ka != ids.KindDouble && isInlined(ka) && !isMoment(ka):
		return isFalse, true // each value of these kinds has one id
	case isMoment(ka) && ka == kb:
		return equalMoments(a, b)
	}
	ra, rb := p.kind(a), p.kind(b)
	switch {
	case ra == rdf.KindNone || rb == rdf.KindNone:
		return isError, false
	case ra != rb || ra == rdf.KindIRI || ra == rdf.KindBlankNode:
		return isFalse, true
	default:
		return isError, false
	}
}

// isInlined reports whether the payload of ids of kind k says which term it is.
func isInlined(k ids.Kind) bool { return k >= ids.KindISSNIRI && k <= ids.KindISSNNode }

// isMoment reports whether the payload is a place on the time line.
func isMoment(k ids.Kind) bool {
	return k == ids.KindDate || k == ids.KindDateTime || k == ids.KindGYear
}

// equalMoments compares two different ids of one kind.
func equalMoments(a, b ids.ID) (truth, bool) {
	c, ok := compareMoments(a, b)
	if !ok {
		return isError, true
	}
	return truthOf(c == 0), true
}

// compareMoments compares dates, dateTimes or years of one kind. It is false
// where a missing time zone would decide.
func compareMoments(a, b ids.ID) (int, bool) {
	atA, _, zonedA := a.Moment()
	atB, _, zonedB := b.Moment()
	if zonedA != zonedB {
		slack := int64(14 * 60)
		if a.Kind() == ids.KindDateTime {
			slack *= 60_000
		}
		if diff := atA - atB; -slack <= diff && diff <= slack {
			return 0, false
		}
	}
	return compareInts(atA, atB), true
}

// compareInts returns -1, 0 or +1.
func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// sameTerms is sameTerm: the ids tell, or the terms.
func sameTerms(ev *evaluator, a, b *value) (bool, error) {
	if a.has&b.has&hasID != 0 {
		return a.id == b.id, nil
	}
	s, err := a.rdf(ev)
	if err != nil {
		return false, err
	}
	t, err := b.rdf(ev)
	return s == t, err
}
