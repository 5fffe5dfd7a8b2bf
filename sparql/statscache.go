package sparql

import (
	"sync"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// statsCache remembers the distinct counts of whole predicates and permutations,
// which every plan asks for, for one version of the store.
type statsCache struct {
	mu       sync.Mutex // guards what follows
	version  uint64
	distinct map[statsKey]int64
}

// statsKey is a scan without a prefix or with a prefix of one id.
type statsKey struct {
	perm          ids.Perm
	prefix, graph ids.ID
	named         bool
}

// maxCachedStats bounds the memory of the cache.
const maxCachedStats = 1 << 14

// cachedStats are the statistics of a snapshot, with a cache.
type cachedStats struct {
	plan.Stats
	cache   *statsCache
	version uint64
}

// Distinct implements plan.Stats.
func (c cachedStats) Distinct(sc ids.Scan) int64 {
	if len(sc.Prefix) > 1 || len(sc.Graphs) > 1 || sc.Graphs != nil && len(sc.Graphs) == 0 {
		return c.Stats.Distinct(sc)
	}
	key := statsKey{perm: sc.Perm, named: sc.NamedOnly}
	if len(sc.Prefix) > 0 {
		key.prefix = sc.Prefix[0]
	}
	if len(sc.Graphs) > 0 {
		key.graph = sc.Graphs[0]
	}
	if key.prefix.Kind() == ids.KindQueryLocal || key.graph.Kind() == ids.KindQueryLocal {
		return c.Stats.Distinct(sc) // ids of one query
	}
	if n, ok := c.cache.get(c.version, key); ok {
		return n
	}
	n := c.Stats.Distinct(sc)
	c.cache.put(c.version, key, n)
	return n
}

func (c *statsCache) get(version uint64, key statsKey) (int64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version {
		return 0, false
	}
	n, ok := c.distinct[key]
	return n, ok
}

func (c *statsCache) put(version uint64, key statsKey, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case version < c.version:
		return // of an old snapshot
	case version > c.version || len(c.distinct) >= maxCachedStats || c.distinct == nil:
		c.version, c.distinct = version, map[statsKey]int64{}
	}
	c.distinct[key] = n
}
