package register

import (
	"sync"

	"github.com/issn-ld/issn-ld/issn"
)

// issnSet is a set of ISSNs, with one bit for each possible ISSN. Its methods may be
// called concurrently.
type issnSet struct {
	mu   sync.RWMutex
	bits []uint64
}

func newISSNSet() *issnSet { return &issnSet{bits: make([]uint64, (issn.Count+63)/64)} }

func (s *issnSet) add(n issn.ISSN) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bits[n/64] |= 1 << (n % 64)
}

func (s *issnSet) has(n issn.ISSN) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.bits[n/64]&(1<<(n%64)) != 0
}
