// Package values is the part of a store that is no quads: keys with values, both of
// bytes, in ascending order of the keys. A transaction writes them with its quads.
//
// A [Set] is what transactions have changed since a generation was written, a [Source]
// anything that yields values in their order, and [Merge] lays sources over each other,
// as a version lies over its generation and that over its base. A [Spool] takes the
// values of a load in any order and gives them back sorted.
package values

import (
	"iter"

	"github.com/tidwall/btree"
)

// Change is a key with its new value, or the deletion of it.
type Change struct {
	Key     string
	Value   []byte // not to be modified
	Deleted bool
}

// Set is a set of changes, at most one for a key. It never changes; the nil Set is empty.
type Set struct {
	changes *btree.Map[string, Change]
	bytes   int
}

// Apply returns s with more changes, which win over those that it has.
func (s *Set) Apply(changes []Change) *Set {
	if len(changes) == 0 {
		return s
	}
	next := &Set{}
	if s == nil {
		next.changes = new(btree.Map[string, Change])
	} else {
		// Copying gives both maps nodes to copy before they change: readers of s
		// see none of what follows.
		next.changes, next.bytes = s.changes.Copy(), s.bytes
	}
	for _, c := range changes {
		old, replaced := next.changes.Set(c.Key, c)
		if replaced {
			next.bytes -= size(&old)
		}
		next.bytes += size(&c)
	}
	return next
}

// size is what a change takes in memory, about.
func size(c *Change) int { return 64 + len(c.Key) + len(c.Value) }

// Get returns the change of a key.
func (s *Set) Get(key string) (Change, bool) {
	if s == nil {
		return Change{}, false
	}
	return s.changes.Get(key)
}

// Len returns the number of changes.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return s.changes.Len()
}

// Bytes returns the memory that the changes take, about.
func (s *Set) Bytes() int {
	if s == nil {
		return 0
	}
	return s.bytes
}

// From is a [Source].
func (s *Set) From(key string) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		if s != nil {
			s.changes.Ascend(key, func(_ string, c Change) bool { return yield(c, nil) })
		}
	}
}

// Source yields changes from a key on, in ascending order of their keys, each key once.
// It ends with the first error.
type Source func(from string) iter.Seq2[Change, error]

// Merge lays sources over each other: of several changes of a key the one of the first
// source counts. Deletions are yielded like the rest.
func Merge(sources ...Source) Source {
	if len(sources) == 1 {
		return sources[0]
	}
	return func(from string) iter.Seq2[Change, error] {
		return func(yield func(Change, error) bool) {
			heads := make([]head, len(sources))
			defer func() {
				for i := range heads {
					if heads[i].stop != nil {
						heads[i].stop()
					}
				}
			}()
			for i, source := range sources {
				heads[i].next, heads[i].stop = iter.Pull2(source(from))
				if err := heads[i].advance(); err != nil {
					yield(Change{}, err)
					return
				}
			}
			for {
				c, found, err := least(heads)
				if err != nil {
					yield(Change{}, err)
					return
				}
				if !found || !yield(c, nil) {
					return
				}
			}
		}
	}
}

// head is a source with the change that is its turn.
type head struct {
	next   func() (Change, error, bool)
	stop   func()
	change Change
	more   bool
}

func (h *head) advance() (err error) {
	h.change, err, h.more = h.next()
	return err
}

// least takes the change with the least key, of the first head that has one, and
// advances all that have the key.
func least(heads []head) (c Change, found bool, err error) {
	for i := range heads {
		if heads[i].more && (!found || heads[i].change.Key < c.Key) {
			c, found = heads[i].change, true
		}
	}
	for i := range heads {
		if heads[i].more && heads[i].change.Key == c.Key {
			if err := heads[i].advance(); err != nil {
				return c, found, err
			}
		}
	}
	return c, found, nil
}

// Present leaves out deletions.
func Present(source Source) Source {
	return func(from string) iter.Seq2[Change, error] {
		return func(yield func(Change, error) bool) {
			for c, err := range source(from) {
				if err == nil && c.Deleted {
					continue
				}
				if !yield(c, err) || err != nil {
					return
				}
			}
		}
	}
}
