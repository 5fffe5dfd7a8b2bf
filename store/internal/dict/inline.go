package dict

import (
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// zeroPoint is the payload of the value zero of signed kinds.
const zeroPoint = 1 << (ids.KindShift - 1)

// Inline returns the id of a term that needs no dictionary. It is the same in
// every store.
func Inline(t rdf.Term) (ids.ID, bool) {
	id, fragment, ok := inline(t)
	return id, ok && fragment == ""
}

// inline is [Inline] that also accepts ISSN IRIs with an open fragment: then id
// lacks the ordinal of the fragment returned.
func inline(t rdf.Term) (id ids.ID, fragment string, ok bool) {
	switch t.Kind() {
	case rdf.KindIRI:
		return inlineIRI(t.Value())
	case rdf.KindLiteral:
		id, ok = inlineLiteral(t.Value(), t.Datatype())
		return id, "", ok
	case rdf.KindBlankNode:
		id, ok = inlineNode(t.Value())
		return id, "", ok
	case rdf.KindNone, rdf.KindTripleTerm:
	}
	return 0, "", false
}

// inlineNode returns the id of a blank node of the description of an ISSN. They
// take no room in the dictionary and stand side by side in every permutation
// that starts with them.
func inlineNode(label string) (ids.ID, bool) {
	n, ok := issn.ParseNode(label)
	return ids.Make(ids.KindISSNNode, uint64(n.ISSN)<<ids.FragmentBits|n.Number), ok
}

// nodeLabel is the inverse of [inlineNode].
func nodeLabel(id ids.ID) (string, bool) {
	space, digits, _ := id.ISSN()
	n := issn.Node{ISSN: issn.ISSN(digits), Number: uint64(id & ids.FragmentMask)}
	if space != 0 || digits >= issn.Count || n.Number > issn.MaxNode {
		return "", false
	}
	return string(n.Append(make([]byte, 0, 24))), true
}

func inlineIRI(iri string) (id ids.ID, fragment string, ok bool) {
	if r, ok := issn.ParseIRI(iri); ok {
		id = resourceID(r)
		if ordinal, ok := fixedFragment(r.Fragment); ok {
			return id | ordinal, "", true
		}
		return id, r.Fragment, true
	}
	payload, ok := parseTemplate(iri)
	return ids.Make(ids.KindTemplate, payload), "", ok
}

func inlineLiteral(lexical, datatype string) (ids.ID, bool) {
	if lexical == "" {
		return 0, false
	}
	var (
		kind    ids.Kind
		payload uint64
		ok      bool
	)
	switch datatype {
	case vocab.XSDString:
		if len(lexical) != 9 || !issn.Valid(lexical) {
			return 0, false
		}
		n, err := issn.Parse(lexical)
		kind, payload, ok = ids.KindISSN, uint64(n), err == nil
	case vocab.XSDBoolean:
		kind, ok = ids.KindBoolean, lexical == "false" || lexical == "true"
		if lexical == "true" {
			payload = 1
		}
	case vocab.XSDInteger:
		kind = ids.KindInteger
		payload, ok = parseInteger(lexical)
	case vocab.XSDDecimal:
		kind = ids.KindDecimal
		payload, ok = parseDecimal(lexical)
	case vocab.XSDDouble:
		kind = ids.KindDouble
		payload, ok = parseDouble(lexical)
	case vocab.XSDDate:
		kind = ids.KindDate
		payload, ok = parseDate(lexical)
	case vocab.XSDDateTime:
		kind = ids.KindDateTime
		payload, ok = parseDateTime(lexical)
	case vocab.XSDGYear:
		kind = ids.KindGYear
		payload, ok = parseGYear(lexical)
	}
	return ids.Make(kind, payload), ok
}

// Uninline is the inverse of [Inline]. It is false for ids that no term has
// and for those that need the dictionary.
func Uninline(id ids.ID) (rdf.Term, bool) {
	if id.Kind() == ids.KindISSNNode {
		label, ok := nodeLabel(id)
		if !ok {
			return rdf.Term{}, false
		}
		return rdf.NewBlankNode(label), true
	}
	var buf [64]byte
	b, datatype, ok := appendInlined(buf[:0], id)
	switch {
	case !ok:
		return rdf.Term{}, false
	case datatype == "":
		return rdf.NewIRI(string(b)), true
	}
	return rdf.NewLiteral(string(b), datatype), true
}

// appendInlined appends the IRI or the lexical form that id stands for; the
// datatype is empty for IRIs.
func appendInlined(dst []byte, id ids.ID) (out []byte, datatype string, ok bool) {
	payload := id.Payload()
	switch id.Kind() {
	case ids.KindISSNIRI:
		out, ok = appendResource(dst, id)
		if !ok || id&ids.FragmentMask == 0 {
			return out, "", ok
		}
		out, ok = appendFixedFragment(append(out, '#'), id&ids.FragmentMask)
		return out, "", ok
	case ids.KindTemplate:
		out, ok = appendTemplate(dst, payload)
		return out, "", ok
	case ids.KindBoolean:
		if payload == 0 {
			return append(dst, "false"...), vocab.XSDBoolean, true
		}
		return append(dst, "true"...), vocab.XSDBoolean, payload == 1
	case ids.KindInteger:
		out, ok = appendInteger(dst, payload)
		return out, vocab.XSDInteger, ok
	case ids.KindDecimal:
		out, ok = appendDecimal(dst, payload)
		return out, vocab.XSDDecimal, ok
	case ids.KindDouble:
		out, ok = appendDouble(dst, payload)
		return out, vocab.XSDDouble, ok
	case ids.KindDate:
		out, ok = appendDate(dst, payload)
		return out, vocab.XSDDate, ok
	case ids.KindDateTime:
		out, ok = appendDateTime(dst, payload)
		return out, vocab.XSDDateTime, ok
	case ids.KindGYear:
		out, ok = appendGYear(dst, payload)
		return out, vocab.XSDGYear, ok
	case ids.KindISSN:
		return issn.ISSN(payload).Append(dst), vocab.XSDString, payload < issn.Count
	case ids.KindSpecial, ids.KindBase, ids.KindDelta, ids.KindISSNNode, ids.KindQueryLocal:
	}
	return dst, "", false
}
