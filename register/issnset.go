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

// add reports whether n is new.
func (s *issnSet) add(n issn.ISSN) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	word, bit := &s.bits[n/64], uint64(1)<<(n%64)
	had := *word&bit != 0
	*word |= bit
	return !had
}

func (s *issnSet) has(n issn.ISSN) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.bits[n/64]&(1<<(n%64)) != 0
}
