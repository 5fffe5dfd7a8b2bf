package expr

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// Terms is what expressions need from a snapshot of the store.
type Terms interface {
	// Term returns the term of an id of the store.
	Term(id ids.ID) (rdf.Term, error)
	// Terms appends the terms of src to dst; Undef gives the zero Term.
	Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error)
	// Lookup returns the id of a term, and false where the store has none.
	Lookup(t rdf.Term) (ids.ID, bool, error)
}

// PrefixRanger is met by [Terms] that know which ids of kind [ids.KindBase] are of
// terms of a kind whose value begins with a prefix: lo <= id < hi. It is optional
// and saves decoding. The base dictionary sorts IRIs and literals by their value.
type PrefixRanger interface {
	PrefixRange(kind rdf.Kind, prefix string) (lo, hi ids.ID, err error)
}

// Budget accounts for the memory of a query.
type Budget interface {
	// Reserve accounts for n more bytes, or gives back -n bytes. An error means
	// that the budget is spent; the query stops with it.
	Reserve(n int64) error
}

// ErrUnknownID marks an id that neither the store nor the query has made.
var ErrUnknownID = errors.New("unknown id")

// localOverhead is the memory of a query-local term beside its strings: a slot
// in the table and one in the index.
const localOverhead = 128

// Pool gives ids to the terms that a query computes. Within one pool a term has
// exactly one id. Its methods may be called concurrently.
type Pool struct {
	terms   Terms
	budget  Budget
	inlines bool      // terms inlines integers and booleans as package ids lays down
	ranges  kindRange // of the base dictionary

	mu    sync.RWMutex // guards what follows
	local []rdf.Term   // by the payload of their id
	index map[rdf.Term]ids.ID
	bytes int64
}

// NewPool returns the pool of a query over terms. A nil budget is unlimited; nil
// terms stand for an empty store.
func NewPool(terms Terms, budget Budget) *Pool {
	p := &Pool{terms: terms, budget: budget, index: map[rdf.Term]ids.ID{}}
	if ranger, ok := terms.(PrefixRanger); ok {
		for kind := range p.ranges {
			if lo, hi, err := ranger.PrefixRange(rdf.Kind(kind), ""); err == nil { // else each term is decoded
				p.ranges[kind].lo, p.ranges[kind].hi = lo, hi
			}
		}
	}
	if terms != nil {
		one, _ := ids.FromInteger(1)
		number, okNumber, errNumber := terms.Lookup(rdf.NewLiteral("1", vocab.XSDInteger))
		boolean, okBoolean, errBoolean := terms.Lookup(rdf.NewLiteral("true", vocab.XSDBoolean))
		p.inlines = errNumber == nil && okNumber && number == one &&
			errBoolean == nil && okBoolean && boolean == ids.FromBoolean(true)
	}
	return p
}

// kindRange holds the ids lo <= id < hi of the base dictionary for each kind of
// term; empty ranges where that is not known.
type kindRange [rdf.KindTripleTerm + 1]struct{ lo, hi ids.ID }

// kind returns the kind of the term of id where that takes no decoding, else
// KindNone.
func (p *Pool) kind(id ids.ID) rdf.Kind {
	switch id.Kind() {
	case ids.KindISSNIRI, ids.KindTemplate:
		return rdf.KindIRI
	case ids.KindISSNNode:
		return rdf.KindBlankNode
	case ids.KindBoolean, ids.KindInteger, ids.KindDecimal, ids.KindDouble, ids.KindDate, ids.KindDateTime,
		ids.KindGYear, ids.KindISSN:
		return rdf.KindLiteral
	case ids.KindBase:
		for kind := rdf.KindBlankNode; kind <= rdf.KindTripleTerm; kind++ {
			if r := p.ranges[kind]; r.lo <= id && id < r.hi {
				return kind
			}
		}
	case ids.KindQueryLocal:
		t, err := p.Term(id)
		if err == nil {
			return t.Kind()
		}
	case ids.KindSpecial, ids.KindDelta:
	}
	return rdf.KindNone
}

// ID returns the id of t: that of the store, or a query-local one. The zero
// Term has the id Undef.
func (p *Pool) ID(t rdf.Term) (ids.ID, error) {
	if t.IsZero() {
		return ids.Undef, nil
	}
	p.mu.RLock()
	id, ok := p.index[t]
	p.mu.RUnlock()
	if ok {
		return id, nil
	}
	if p.terms != nil {
		id, ok, err := p.terms.Lookup(t)
		if err != nil || ok {
			return id, err
		}
	}
	return p.addLocal(t)
}

// addLocal gives t a query-local id.
func (p *Pool) addLocal(t rdf.Term) (ids.ID, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if id, ok := p.index[t]; ok {
		return id, nil
	}
	size := int64(localOverhead + termBytes(t))
	if err := p.reserve(size); err != nil {
		return ids.Undef, err
	}
	p.bytes += size
	id := ids.Make(ids.KindQueryLocal, uint64(len(p.local)))
	p.local = append(p.local, t)
	p.index[t] = id
	return id, nil
}

// Term returns the term of an id of the store or of the query. Undef gives the
// zero Term.
func (p *Pool) Term(id ids.ID) (rdf.Term, error) {
	switch id.Kind() {
	case ids.KindQueryLocal:
		p.mu.RLock()
		defer p.mu.RUnlock()
		if n := id.Payload(); n < uint64(len(p.local)) {
			return p.local[n], nil
		}
	case ids.KindSpecial:
		if id == ids.Undef || id == ids.DefaultGraph {
			return rdf.Term{}, nil
		}
	default:
		if p.terms != nil {
			return p.terms.Term(id)
		}
	}
	return rdf.Term{}, fmt.Errorf("%w: %#x", ErrUnknownID, uint64(id))
}

// Terms appends the terms of src to dst; Undef gives the zero Term. Ids of the
// store are decoded in one call.
func (p *Pool) Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	stored := true
	for _, id := range src {
		if k := id.Kind(); k == ids.KindQueryLocal || k == ids.KindSpecial && id != ids.Undef {
			stored = false
			break
		}
	}
	if stored && p.terms != nil {
		return decodeStored(p.terms, dst, src)
	}
	for _, id := range src {
		t, err := p.Term(id)
		if err != nil {
			return dst, err
		}
		dst = append(dst, t)
	}
	return dst, nil
}

// bothCores is the number of terms from which on they are decoded on two cores.
const bothCores = 1 << 12

// decodeStored appends the terms of ids of the store.
func decodeStored(terms Terms, dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	if len(src) < bothCores || runtime.GOMAXPROCS(0) == 1 {
		return terms.Terms(dst, src)
	}
	start, half := len(dst), len(src)/2
	dst = slices.Grow(dst, len(src))[:start+len(src)]
	var first, second error
	both(
		func() { _, first = terms.Terms(dst[start:start:start+half], src[:half]) },
		func() { _, second = terms.Terms(dst[start+half:start+half:start+len(src)], src[half:]) },
	)
	if err := errors.Join(first, second); err != nil {
		return dst[:start], err
	}
	return dst, nil
}

// Len returns the number of query-local terms.
func (p *Pool) Len() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.local)
}

// Release gives the memory of the pool back to its budget. The pool and its ids
// must not be used afterwards.
func (p *Pool) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.giveBack(p.bytes)
	p.local, p.index, p.bytes = nil, map[rdf.Term]ids.ID{}, 0
}

// reserve accounts for n bytes.
func (p *Pool) reserve(n int64) error {
	if p.budget == nil {
		return nil
	}
	return p.budget.Reserve(n)
}

// giveBack is the inverse of reserve.
func (p *Pool) giveBack(n int64) {
	if p.budget != nil && n > 0 {
		_ = p.budget.Reserve(-n) // giving back never fails
	}
}

// termBytes is the memory of the strings of t.
func termBytes(t rdf.Term) int {
	if t.IsTripleTerm() {
		tr := t.Triple()
		return termBytes(tr.S) + termBytes(tr.P) + termBytes(tr.O)
	}
	return len(t.Value()) + len(t.Language())
}
