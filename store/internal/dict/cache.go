package dict

import (
	"sync/atomic"

	"github.com/issn-ld/issn-ld/rdf"
)

const (
	// cacheSlots is the number of terms that a cache keeps, a power of two.
	cacheSlots = 1 << 12
	// cachedBatch is the largest batch that looks into the cache: those of single
	// records do, where the same properties and classes come again and again. Large
	// batches have each term once anyway, and would push those out.
	cachedBatch = 512
)

// termCache keeps IRIs that have been decoded lately, each in the slot that its
// rank says. It is safe for concurrent use. The ranks of a dictionary never change,
// so nothing in it becomes wrong.
type termCache struct {
	slots [cacheSlots]atomic.Pointer[cachedTerm]
}

type cachedTerm struct {
	rank uint64
	term rdf.Term
}

// slot spreads neighbours and strides alike.
func (c *termCache) slot(rank uint64) *atomic.Pointer[cachedTerm] {
	return &c.slots[(rank^rank>>12)%cacheSlots]
}

func (c *termCache) get(rank uint64) (rdf.Term, bool) {
	if t := c.slot(rank).Load(); t != nil && t.rank == rank {
		return t.term, true
	}
	return rdf.Term{}, false
}

// put keeps IRIs only: literals are many, and each is rare.
func (c *termCache) put(rank uint64, t rdf.Term) {
	if t.IsIRI() {
		c.slot(rank).Store(&cachedTerm{rank, t})
	}
}
