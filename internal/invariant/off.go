//go:build !invariants && !race

package invariant

// Enabled says that this build does not check.
const Enabled = false
