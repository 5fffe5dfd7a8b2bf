package dict

import (
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// PrefixRanges returns ranges of ids, ascending and apart, that hold every term of
// the kind whose value begins with prefix: IRI, blank node label or, for literals of
// any datatype and language, lexical form. They may hold other terms too.
func (d *Dict) PrefixRanges(kind rdf.Kind, prefix string) ([]ids.Range, error) {
	lo, hi, err := d.PrefixRange(kind, prefix)
	if err != nil {
		return nil, err
	}
	var out rangeList
	out.add(lo, hi)
	out.addKinds(ids.KindDelta, ids.KindDelta)
	switch kind {
	case rdf.KindIRI:
		out.addResources(prefix)
		out.addTemplates(prefix)
	case rdf.KindLiteral:
		out.addKinds(ids.KindBoolean, ids.KindGYear)
		out.addStrings(prefix, prefix)
	case rdf.KindBlankNode:
		out.addKinds(ids.KindISSNNode, ids.KindISSNNode)
	case rdf.KindNone, rdf.KindTripleTerm:
	}
	return out, nil
}

// StringRanges returns ranges of ids, ascending and apart, that hold every string,
// with or without a language, from least to most in codepoint order, and those that
// begin with most. An empty bound is none. The ranges may hold other terms too.
func (d *Dict) StringRanges(least, most string) ([]ids.Range, error) {
	lo, err := d.Bound(rdf.KindLiteral, least)
	if err != nil {
		return nil, err
	}
	_, hi, err := d.PrefixRange(rdf.KindLiteral, most)
	if err != nil {
		return nil, err
	}
	var out rangeList
	out.add(lo, hi)
	out.addKinds(ids.KindDelta, ids.KindDelta)
	out.addStrings(least, most)
	return out, nil
}

// rangeList is ranges in ascending order.
type rangeList []ids.Range

// add adds a range that begins where the last one ends, or later.
func (l *rangeList) add(low, high ids.ID) {
	switch last := len(*l) - 1; {
	case low >= high:
	case last >= 0 && (*l)[last].High == low:
		(*l)[last].High = high
	default:
		*l = append(*l, ids.Range{Low: low, High: high})
	}
}

// addKinds adds all ids of the kinds from first to last.
func (l *rangeList) addKinds(first, last ids.Kind) {
	r := ids.KindRange(first, last)
	l.add(r.Low, r.High)
}

// addResources adds the ISSN resources whose IRIs may begin with prefix.
func (l *rangeList) addResources(prefix string) {
	for _, space := range issn.Spaces {
		id := func(digits uint64) ids.ID {
			return ids.Make(ids.KindISSNIRI, (uint64(space)<<ids.ISSNBits|digits)<<ids.FragmentBits)
		}
		rest, inSpace := strings.CutPrefix(prefix, space.Prefix())
		if inSpace || strings.HasPrefix(space.Prefix(), prefix) {
			least, most := issnBounds(rest, rest)
			if !inSpace {
				least, most = 0, issn.Count-1
			}
			l.add(id(least), id(most+1))
		}
	}
}

// addTemplates adds the IRIs of templates that may begin with prefix.
func (l *rangeList) addTemplates(prefix string) {
	for i, t := range templates {
		if strings.HasPrefix(t.prefix, prefix) || strings.HasPrefix(prefix, t.prefix) {
			l.add(ids.Make(ids.KindTemplate, uint64(i)<<templateBits), ids.Make(ids.KindTemplate, uint64(i+1)<<templateBits))
		}
	}
}

// addStrings adds the ISSNs that are strings from least to most, or that begin with
// most. An empty bound is none.
func (l *rangeList) addStrings(least, most string) {
	lo, hi := issnBounds(least, most)
	l.add(ids.Make(ids.KindISSN, lo), ids.Make(ids.KindISSN, hi)+1)
}

// issnBounds returns the digits of the first and the last ISSN that may stand from
// least to most in codepoint order, or begin with most.
func issnBounds(least, most string) (first, last uint64) {
	return leadingDigits(least, 0), leadingDigits(most, 9)
}

// leadingDigits returns the seven digits of an ISSN that begins as s does, for as
// long as s does as an ISSN, and goes on with the digit pad.
func leadingDigits(s string, pad uint64) uint64 {
	const length, hyphen = 7, 4
	digits, matches := uint64(0), true
	for i, n := 0, 0; n < length; i++ {
		if i == hyphen {
			matches = matches && i < len(s) && s[i] == '-'
			continue
		}
		matches = matches && i < len(s) && '0' <= s[i] && s[i] <= '9'
		digit := pad
		if matches {
			digit = uint64(s[i] - '0')
		}
		digits = digits*10 + digit
		n++
	}
	return digits
}
