package kv

import (
	"bytes"
	"sync"
)

const (
	// maxGroup is the largest number of commits that share a sync.
	maxGroup = 256
	// maxGroupBytes bounds what they put beside their keys: Badger limits a
	// transaction to 15% of its table in memory.
	maxGroupBytes = memTableSize / 16
)

// commit is a transaction that waits for the disk.
type commit struct {
	pairs []Pair
	done  func(error)
}

// bytes is what the commit adds to the size of a Badger transaction, nearly.
func (c *commit) bytes() int {
	n := 0
	for _, p := range c.pairs {
		n += len(p.Key) + 64
		if len(p.Value) < ValueThreshold {
			n += len(p.Value)
		}
	}
	return n
}

// commitQueue is the commits of a store, in their order. A goroutine writes
// them for as long as there are any.
type commitQueue struct {
	mu      sync.Mutex // guards all below
	waiting []commit
	running bool
}

// Commit writes all pairs as one transaction. It returns when the transaction
// has its place in the order of commits; done is called from another goroutine,
// in this order, when it is durable or has failed. Badger syncs each
// transaction by itself, so commits that wait at the same time are written as
// one. An error that is returned is not given to done.
func (s *Store) Commit(pairs []Pair, done func(error)) error {
	if s.mem == nil {
		if err := checkSpace(s.path, pairs); err != nil {
			return err
		}
	}
	q := &s.commits
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, commit{pairs: pairs, done: done})
	if !q.running {
		q.running = true
		go s.writeCommits()
	}
	return nil
}

// next takes the commits to write together; none end the goroutine.
func (q *commitQueue) next() []commit {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, size := 0, 0
	for n < min(len(q.waiting), maxGroup) {
		if size += q.waiting[n].bytes(); n > 0 && size > maxGroupBytes {
			break
		}
		n++
	}
	group := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	q.running = n > 0
	return group
}

// writeCommits writes the waiting commits.
func (s *Store) writeCommits() {
	for group := s.commits.next(); len(group) > 0; group = s.commits.next() {
		err := translate("commit", s.writeGroup(group))
		for i := range group {
			group[i].done(err)
		}
	}
}

// writeGroup writes commits as one transaction of Badger.
func (s *Store) writeGroup(group []commit) error {
	for range group {
		if err := s.dir.fault("commit"); err != nil {
			return err
		}
	}
	if s.mem != nil {
		return s.applyGroup(group)
	}
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	for i := range group {
		for _, p := range group[i].pairs {
			var err error
			if p.Value == nil {
				err = txn.Delete(bytes.Clone(p.Key))
			} else {
				err = txn.Set(p.Key, p.Value)
			}
			if err != nil {
				return err
			}
		}
	}
	if err := s.dir.fault("sync"); err != nil {
		return err
	}
	s.written.Store(true)
	return txn.Commit()
}

// applyGroup writes commits to a generation in memory, all of them or none.
func (s *Store) applyGroup(group []commit) error {
	if err := s.dir.fault("sync"); err != nil {
		return err
	}
	for i := range group {
		s.mem.apply(group[i].pairs)
	}
	return nil
}
