// Package invariant checks, while tests run, properties that the code relies on and
// that no caller can break: the order of batches, ids that exist, memory that was given
// back.
//
// The checks run under the build tag invariants and under the race detector. In other
// builds [Enabled] is a constant false, so that the compiler drops the code behind it:
//
//	if invariant.Enabled {
//		invariant.Check(slices.IsSorted(rows), "rows of %v out of order", perm)
//	}
//
// A failed check panics: it has found a bug of ours. External input is checked in every
// build, and gives an error.
package invariant

import "fmt"

// Check panics with the message unless ok. Call it behind [Enabled].
func Check(ok bool, format string, args ...any) {
	if !ok {
		panic("invariant: " + fmt.Sprintf(format, args...))
	}
}
