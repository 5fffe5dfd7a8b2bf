package expr

import (
	"cmp"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/store/ids"
)

// The order of ORDER BY by the classes of terms, the lowest first. Section 15.1
// leaves the order among literals of different datatypes open; this one makes it
// total:
//
//	unbound, and expression errors
//	blank nodes, by label
//	IRIs, by code points
//	literals: booleans; numbers by value, NaN first; dates; dateTimes; times; years;
//	    the other parts of dates; durations; strings; literals of other datatypes and
//	    ill-formed ones, by datatype and lexical form
//	triple terms, by subject, predicate and object
//
// Strings with and without language stand together by lexical form, then without
// before with language, by direction, by language tag. A date or time without time zone counts
// as UTC. Literals that are equal in value are equal in this order.
const (
	classUnbound uint8 = iota
	classBlank
	classIRI
	classBoolean
	classNumber
	classDate
	classDateTime
	classTime
	classYear
	classYearMonth
	classMonth
	classMonthDay
	classDay
	classDuration
	classText
	classOther
	classTriple
)

// Comparer holds the total order of ORDER BY and remembers what it has decoded. It belongs to
// one goroutine at a time.
type Comparer struct {
	pool    *Pool
	keys    map[ids.ID]sortKey
	missing []ids.ID
	terms   []rdf.Term
	bytes   int64
	err     error
}

// sortKey is what decides the place of a term in the order.
type sortKey struct {
	class uint8
	rank  ids.ID // of the base dictionary, whose order is that of the class; else Undef
	term  rdf.Term
	typed *xsd.Value // where the class is one of values
}

// sortKeyBytes is about the memory of a remembered key without its strings.
const sortKeyBytes = 128

// NewComparer returns a Comparer that decodes terms from pool.
func NewComparer(pool *Pool) *Comparer {
	return &Comparer{pool: pool, keys: map[ids.ID]sortKey{}}
}

// Compare orders two ids as ORDER BY does: -1, 0 or +1. A failure to decode a term counts as
// unbound and is kept for [Env.Err]. Zero means equal in value, not always the same term.
func Compare(env *Env, a, b ids.ID) int { return env.compare().Compare(a, b) }

// compare returns the Comparer of the environment.
func (env *Env) compare() *Comparer {
	if env.comparer == nil {
		env.comparer = NewComparer(env.Pool)
	}
	return env.comparer
}

// Err returns the first failure of [Compare] on this environment.
func (env *Env) Err() error {
	if env.comparer == nil {
		return nil
	}
	return env.comparer.err
}

// Err returns the first failure to decode a term; its id counted as unbound.
func (c *Comparer) Err() error { return c.err }

// Release gives the memory of c back to the budget of its pool.
func (c *Comparer) Release() {
	c.pool.giveBack(c.bytes)
	c.keys, c.bytes = map[ids.ID]sortKey{}, 0
}

// Load decodes the ids of col ahead of the comparisons, which is faster than one
// by one.
func (c *Comparer) Load(col []ids.ID) error {
	c.missing = c.missing[:0]
	for _, id := range col {
		if _, byPayload := kindClass(id); byPayload || id.Kind() == ids.KindISSNIRI {
			continue
		}
		if _, known := c.keys[id]; !known {
			c.keys[id] = sortKey{}
			c.missing = append(c.missing, id)
		}
	}
	terms, err := c.pool.Terms(c.terms[:0], c.missing)
	if err != nil {
		for _, id := range c.missing {
			delete(c.keys, id)
		}
		return err
	}
	for i, id := range c.missing {
		if err := c.keep(id, keyOf(id, terms[i])); err != nil {
			return err
		}
	}
	clear(terms)
	c.terms = terms[:0]
	return nil
}

// keep remembers a key.
func (c *Comparer) keep(id ids.ID, k sortKey) error {
	size := int64(sortKeyBytes + termBytes(k.term))
	if err := c.pool.reserve(size); err != nil {
		return err
	}
	c.keys[id] = k
	c.bytes += size
	return nil
}

// key returns the key of an id.
func (c *Comparer) key(id ids.ID) sortKey {
	if k, ok := c.keys[id]; ok {
		return k
	}
	if id == ids.Undef {
		return sortKey{class: classUnbound}
	}
	t, err := c.pool.Term(id)
	k := keyOf(id, t)
	if err == nil {
		err = c.keep(id, k)
	}
	if err != nil && c.err == nil {
		c.err = err
	}
	return k
}

// keyOf returns the key of a term and its id, which may be Undef.
func keyOf(id ids.ID, t rdf.Term) sortKey {
	k := sortKey{term: t}
	switch t.Kind() {
	case rdf.KindNone:
		return k
	case rdf.KindBlankNode:
		k.class = classBlank
	case rdf.KindIRI:
		k.class = classIRI
	case rdf.KindTripleTerm:
		k.class = classTriple
		return k
	case rdf.KindLiteral:
		k.class, k.typed = literalClass(t)
	}
	if id.Kind() == ids.KindBase && (k.class == classBlank || k.class == classIRI || k.class == classText) {
		k.rank = id
		k.term = rdf.Term{} // the rank says it, unless the other one has none: see text
	}
	return k
}

// literalClass returns the class of a literal and, for classes of values, its value.
func literalClass(t rdf.Term) (uint8, *xsd.Value) {
	if isStringLiteral(t) {
		return classText, nil
	}
	x, ok := literalValue(t)
	if !ok {
		return classOther, nil
	}
	return valueClass(x.Type()), &x
}

// valueClass returns the class of the values of a type.
func valueClass(t xsd.Type) uint8 {
	switch {
	case t.IsNumeric():
		return classNumber
	case t.IsDuration():
		return classDuration
	}
	switch t {
	case xsd.TBoolean:
		return classBoolean
	case xsd.TDate:
		return classDate
	case xsd.TDateTime:
		return classDateTime
	case xsd.TTime:
		return classTime
	case xsd.TGYear:
		return classYear
	case xsd.TGYearMonth:
		return classYearMonth
	case xsd.TGMonth:
		return classMonth
	case xsd.TGMonthDay:
		return classMonthDay
	case xsd.TGDay:
		return classDay
	default:
		return classOther
	}
}

// Compare orders two ids: -1, 0 or +1. Zero means equal in value, not always the
// same term.
func (c *Comparer) Compare(a, b ids.ID) int {
	if a == b {
		return 0
	}
	if r, ok := compareInlined(a, b); ok {
		return r
	}
	x, y := c.key(a), c.key(b)
	switch {
	case x.class != y.class:
		return cmp.Compare(x.class, y.class)
	case x.rank != ids.Undef && y.rank != ids.Undef:
		return cmp.Compare(x.rank, y.rank)
	case x.rank != ids.Undef:
		x.term = c.text(x.rank)
	case y.rank != ids.Undef:
		y.term = c.text(y.rank)
	}
	return compareKeys(x, y)
}

// text returns the term of a rank, to compare with a term that has none.
func (c *Comparer) text(id ids.ID) rdf.Term {
	t, err := c.pool.Term(id)
	if err != nil && c.err == nil {
		c.err = err
	}
	return t
}

// kindClass is the class of the terms of an inlined kind, for those where payloads
// of one kind are in the order of the class.
func kindClass(id ids.ID) (uint8, bool) {
	switch id.Kind() {
	case ids.KindSpecial:
		return classUnbound, true
	case ids.KindBoolean:
		return classBoolean, true
	case ids.KindInteger, ids.KindDecimal, ids.KindDouble:
		return classNumber, true
	case ids.KindDate:
		return classDate, true
	case ids.KindDateTime:
		return classDateTime, true
	case ids.KindGYear:
		return classYear, true
	case ids.KindISSN:
		return classText, true
	default:
		return 0, false
	}
}

// compareInlined compares two different ids by their payloads, where that is
// possible.
func compareInlined(a, b ids.ID) (int, bool) {
	if a.Kind() == ids.KindISSNIRI && b.Kind() == ids.KindISSNIRI {
		// Within a space the ISSNs have one length; spaces and fragments are not
		// numbered in the order of their text.
		const spaceShift = ids.FragmentBits + ids.ISSNBits
		x, y := a.Payload()>>ids.FragmentBits, b.Payload()>>ids.FragmentBits
		return cmp.Compare(x, y), x != y && a.Payload()>>spaceShift == b.Payload()>>spaceShift
	}
	classA, okA := kindClass(a)
	classB, okB := kindClass(b)
	switch {
	case !okA || !okB:
		return 0, false
	case classA != classB:
		return cmp.Compare(classA, classB), true
	case a.Kind() != b.Kind() || a.Kind() == ids.KindDouble:
		x, okX := inlined(a)
		y, okY := inlined(b)
		return orderValues(&x, &y), okX && okY
	case isMoment(a.Kind()):
		atA, _, _ := a.Moment()
		atB, _, _ := b.Moment()
		return cmp.Compare(atA, atB), true
	default:
		return cmp.Compare(a, b), true
	}
}

// orderValues compares two values of one class.
func orderValues(x, y *xsd.Value) int {
	if n, ok := x.Number(); ok {
		m, _ := y.Number()
		return n.Order(m)
	}
	if d, ok := x.DateTime(); ok {
		e, _ := y.DateTime()
		return d.Order(e, 0)
	}
	if d, ok := x.Duration(); ok {
		e, _ := y.Duration()
		return d.Order(e)
	}
	c, _ := x.Compare(*y) // booleans
	return c
}

// compareKeys compares two keys of one class that hold their terms.
func compareKeys(x, y sortKey) int {
	switch x.class {
	case classUnbound:
		return 0
	case classBlank, classIRI:
		return strings.Compare(x.term.Value(), y.term.Value())
	case classText:
		return compareText(x.term, y.term)
	case classOther:
		return cmp.Or(
			strings.Compare(x.term.Datatype(), y.term.Datatype()),
			strings.Compare(x.term.Value(), y.term.Value()))
	case classTriple:
		s, t := x.term.Triple(), y.term.Triple()
		return cmp.Or(CompareTerms(s.S, t.S), CompareTerms(s.P, t.P), CompareTerms(s.O, t.O))
	default:
		return orderValues(x.typed, y.typed)
	}
}

// compareText orders strings as the dictionary does.
func compareText(s, t rdf.Term) int {
	return cmp.Or(
		strings.Compare(s.Value(), t.Value()),
		cmp.Compare(textForm(s), textForm(t)),
		strings.Compare(s.Language(), t.Language()))
}

// textForm is 0 for a string without language, then by direction.
func textForm(t rdf.Term) int {
	if t.Language() == "" {
		return 0
	}
	return 1 + int(t.Direction())
}

// CompareTerms is the order of [Compare] on terms.
func CompareTerms(a, b rdf.Term) int {
	x, y := keyOf(ids.Undef, a), keyOf(ids.Undef, b)
	if x.class != y.class {
		return cmp.Compare(x.class, y.class)
	}
	return compareKeys(x, y)
}
