package expr

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
)

// placed is an id with its row in the column.
type placed struct {
	id  ids.ID
	row int32
}

// Places sets out[i] to the place of col[i] in the order among the ids of col: equal
// numbers for what is equal in value, lesser ones for what comes first.
//
// Ids of one kind mostly ascend in the order of their values already. They form
// runs, which are merged by class; only the rest is sorted by value, and of the
// dictionary no more is decoded than tells the class of a literal.
func (c *Comparer) Places(ctx context.Context, col []ids.ID, out []uint32) error {
	size := int64(len(col)) * 36
	if err := c.pool.reserve(size); err != nil {
		return err
	}
	defer c.pool.giveBack(size)
	rows := make([]placed, len(col))
	for i, id := range col {
		rows[i] = placed{id, int32(i)}
	}
	byID := func(a, b placed) int { return cmp.Compare(a.id, b.id) }
	if !slices.IsSortedFunc(rows, byID) {
		if err := SortFunc(ctx, rows, byID); err != nil {
			return context.Cause(ctx)
		}
	}
	distinct := make([]ids.ID, 0, len(rows))
	for i, r := range rows {
		if i == 0 || r.id != rows[i-1].id {
			distinct = append(distinct, r.id)
		}
	}
	places, err := c.placesOf(ctx, distinct)
	if err != nil {
		return err
	}
	at := 0
	for _, r := range rows {
		for distinct[at] != r.id {
			at++
		}
		out[r.row] = places[at]
	}
	return c.err
}

// run is a list of positions in ascending ids, in the order of the values.
type run []int32

// placesOf returns the place of each of ascending ids.
func (c *Comparer) placesOf(ctx context.Context, distinct []ids.ID) ([]uint32, error) {
	byClass, err := c.runs(ctx, distinct)
	if err != nil {
		return nil, err
	}
	places := make([]uint32, len(distinct))
	next := uint32(0)
	for _, runs := range byClass {
		merged := c.mergeRuns(distinct, runs)
		for i, pos := range merged {
			if i > 0 && c.differ(distinct[merged[i-1]], distinct[pos]) {
				next++
			}
			places[pos] = next
		}
		if len(merged) > 0 {
			next++
		}
	}
	return places, pace.Yield(ctx)
}

// differ reports whether two neighbours of a merged run differ in value.
func (c *Comparer) differ(a, b ids.ID) bool {
	if a.Kind() == ids.KindBase && b.Kind() == ids.KindBase {
		if _, other := c.keys[a]; !other {
			return true // ranks
		}
	}
	return c.Compare(a, b) != 0
}

// runs splits ascending ids into runs by class. What does not ascend in the order
// of its values is sorted.
func (c *Comparer) runs(ctx context.Context, distinct []ids.ID) ([classTriple + 1][]run, error) {
	var out [classTriple + 1][]run
	var rest [classTriple + 1]run
	for lo := 0; lo < len(distinct); {
		if err := pace.Yield(ctx); err != nil {
			return out, err
		}
		kind := distinct[lo].Kind()
		hi := lo + sort.Search(len(distinct)-lo, func(i int) bool { return distinct[lo+i].Kind() > kind })
		class, byPayload := kindClass(distinct[lo])
		switch {
		case byPayload && kind != ids.KindDouble:
			out[class] = append(out[class], upTo(lo, hi))
		case kind == ids.KindISSNIRI && resourcesAscend(distinct[lo:hi]):
			out[classIRI] = append(out[classIRI], upTo(lo, hi))
		case kind == ids.KindBase:
			hi = min(hi, lo+learnedAtOnce)
			if err := c.classify(distinct, lo, hi, &out, &rest); err != nil {
				return out, err
			}
		default:
			if err := c.Load(distinct[lo:hi]); err != nil {
				return out, err
			}
			for i := lo; i < hi; i++ {
				class := c.classOf(distinct[i])
				rest[class] = append(rest[class], int32(i))
			}
		}
		lo = hi
	}
	for class, r := range rest {
		if len(r) > 0 {
			c.sortRun(uint8(class), distinct, r)
			out[class] = append(out[class], r)
		}
	}
	return out, nil
}

// upTo returns the run of the positions from lo to before hi.
func upTo(lo, hi int) run {
	r := make(run, 0, hi-lo)
	for i := lo; i < hi; i++ {
		r = append(r, int32(i))
	}
	return r
}

// resourcesAscend reports whether ids of ISSN IRIs are of one space and no two of
// one ISSN: then they ascend in the order of the IRIs.
func resourcesAscend(col []ids.ID) bool {
	for i := 1; i < len(col); i++ {
		if c, ok := compareInlined(col[i-1], col[i]); !ok || c >= 0 {
			return false
		}
	}
	return true
}

// classOf is the class of an id whose key is loaded, or whose kind tells it.
func (c *Comparer) classOf(id ids.ID) uint8 {
	if class, ok := kindClass(id); ok {
		return class
	}
	return c.key(id).class
}

// classify gives the base ids from lo to before hi to the runs of their ranks, or to
// the rest where the rank says nothing about the value.
func (c *Comparer) classify(distinct []ids.ID, lo, hi int, out *[classTriple + 1][]run, rest *[classTriple + 1]run) error {
	ranked := func(class uint8, pos int) {
		if len(out[class]) == 0 || distinct[out[class][0][0]].Kind() != ids.KindBase {
			out[class] = append([]run{{}}, out[class]...)
		}
		out[class][0] = append(out[class][0], int32(pos))
	}
	c.missing = c.missing[:0]
	for i := lo; i < hi; i++ {
		switch c.pool.kind(distinct[i]) {
		case rdf.KindIRI:
			ranked(classIRI, i)
		case rdf.KindBlankNode:
			ranked(classBlank, i)
		default:
			c.missing = append(c.missing, distinct[i])
		}
	}
	terms, err := c.pool.Terms(c.terms[:0], c.missing)
	if err != nil {
		return err
	}
	at := hi - len(c.missing) // literals come after IRIs and blank nodes, if those are known
	for i, t := range terms {
		pos := at + i
		if distinct[pos] != c.missing[i] {
			pos = lo + sort.Search(hi-lo, func(j int) bool { return distinct[lo+j] >= c.missing[i] })
		}
		k := keyOf(c.missing[i], t)
		if k.rank != ids.Undef {
			ranked(k.class, pos)
			continue
		}
		if err := c.keep(c.missing[i], k); err != nil {
			return err
		}
		rest[k.class] = append(rest[k.class], int32(pos))
	}
	clear(terms)
	c.terms = terms[:0]
	return nil
}

// sortRun sorts positions by the values of their ids, whose keys are loaded.
func (c *Comparer) sortRun(class uint8, distinct []ids.ID, r run) {
	if class != classText {
		slices.SortFunc(r, func(a, b int32) int { return c.Compare(distinct[a], distinct[b]) })
		return
	}
	type text struct {
		value string
		term  rdf.Term
		pos   int32
	}
	texts := make([]text, len(r))
	for i, pos := range r {
		t := c.key(distinct[pos]).term
		texts[i] = text{t.Value(), t, pos}
	}
	slices.SortFunc(texts, func(a, b text) int {
		if d := strings.Compare(a.value, b.value); d != 0 {
			return d
		}
		return compareText(a.term, b.term)
	})
	for i, t := range texts {
		r[i] = t.pos
	}
}

// mergeRuns merges sorted runs to one.
func (c *Comparer) mergeRuns(distinct []ids.ID, runs []run) run {
	if len(runs) == 0 {
		return nil
	}
	merged := runs[0]
	for _, r := range runs[1:] {
		merged = c.mergeTwo(distinct, merged, r)
	}
	return merged
}

// mergeTwo merges two runs, of which long stretches seldom alternate.
func (c *Comparer) mergeTwo(distinct []ids.ID, a, b run) run {
	out := make(run, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		n := c.upToValue(distinct, a, distinct[b[0]])
		out, a = append(out, a[:n]...), a[n:]
		if len(a) == 0 {
			break
		}
		n = max(1, c.upToValue(distinct, b, distinct[a[0]]))
		out, b = append(out, b[:n]...), b[n:]
	}
	return append(append(out, a...), b...)
}

// upToValue returns the number of positions of r whose values come before that of id or
// are equal to it. It looks near the beginning first.
func (c *Comparer) upToValue(distinct []ids.ID, r run, id ids.ID) int {
	after := func(i int) bool { return c.Compare(distinct[r[i]], id) > 0 }
	lo, step := 0, 1
	for lo+step <= len(r) && !after(lo+step-1) {
		lo += step
		step *= 2
	}
	return lo + sort.Search(min(step-1, len(r)-lo), func(i int) bool { return after(lo + i) })
}
