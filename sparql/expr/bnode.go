package expr

import (
	"strconv"
	"sync"
)

// bnodeScope makes the blank nodes of BNODE().
type bnodeScope struct {
	mu     sync.Mutex // guards what follows
	next   uint64
	rows   uint64
	labels map[bnodeKey]string
}

// bnodeKey is what two calls of BNODE must share to give the same blank node.
type bnodeKey struct {
	solution uint64
	label    string
}

// scope returns the blank nodes of the query.
func (env *Env) scope() *bnodeScope {
	if env.bnodes == nil {
		env.bnodes = &bnodeScope{labels: map[bnodeKey]string{}}
	}
	return env.bnodes
}

// fresh returns a new label. The dot keeps it apart from the labels that readers
// make.
func (s *bnodeScope) fresh() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	return "b.q" + strconv.FormatUint(s.next, 10)
}

// labelBytes is the memory of a label that is remembered, beside its text.
const labelBytes = 128

// labelled returns the label of the solution's blank node. The pool pays for it.
func (s *bnodeScope) labelled(pool *Pool, solution uint64, label string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := bnodeKey{solution, label}
	if l, ok := s.labels[key]; ok {
		return l, nil
	}
	if err := pool.reserve(labelBytes + int64(len(label))); err != nil { // given back with the query
		return "", err
	}
	s.next++
	l := "b.q" + strconv.FormatUint(s.next, 10)
	s.labels[key] = l
	return l, nil
}

// number sets numbers aside for n solutions that have none, and returns the first.
// They begin where no number of a hidden column will reach.
func (s *bnodeScope) number(n int) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := 1<<63 + s.rows
	s.rows += uint64(n)
	return first
}
