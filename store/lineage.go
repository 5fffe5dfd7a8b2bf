package store

import (
	"crypto/rand"
	"crypto/sha256"
)

// lineage names a state by how it came about: random bytes of the generation, and
// all that transactions have written to it since. So two states have the same one
// only if they are equal, ids included, and an incremental backup fits the state
// with the lineage that it builds on and no other.
type lineage [16]byte

// newLineage draws the lineage of a generation.
func newLineage() (l lineage) {
	_, _ = rand.Read(l[:]) // never fails
	return l
}

// after returns the lineage after a transaction, given the values that it is stored
// as.
func (l lineage) after(values [][]byte) (next lineage) {
	h := sha256.New()
	_, _ = h.Write(l[:]) // never fails, here and below
	for _, v := range values {
		_, _ = h.Write(v)
	}
	copy(next[:], h.Sum(nil))
	return next
}
