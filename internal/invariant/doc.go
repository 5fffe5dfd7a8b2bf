// Package invariant checks, while tests run, what the code relies on and no
// caller can cause: the order of batches, ids that exist, memory that was given back.
//
// The checks run under the build tag invariants and under the race detector. In
// other builds [Enabled] is a constant false, so that the compiler drops what stands
// behind it:
//
//	if invariant.Enabled {
//		invariant.Check(slices.IsSorted(rows), "rows of %v out of order", perm)
//	}
//
// A check that fails panics: it has found a bug of ours. Input from outside is
// checked in every build, and gives an error.
package invariant

import "fmt"

// Check panics with the message unless ok. Call it behind [Enabled].
func Check(ok bool, format string, args ...any) {
	if !ok {
		panic("invariant: " + fmt.Sprintf(format, args...))
	}
}
