package expr

import "issn-ld/store/ids"

// Compare orders two ids as ORDER BY does: -1, 0 or +1. See [Comparer]. A failure
// to decode a term counts as unbound and is kept for [Env.Err].
func Compare(env *Env, a, b ids.ID) int { return 0 }

// Err returns the first failure of [Compare] on this environment.
func (env *Env) Err() error { return nil }

// Comparer holds the total order of ORDER BY (section 15.1) and remembers what
// it has decoded. It belongs to one goroutine at a time.
type Comparer struct{}

// NewComparer returns a Comparer that decodes terms from pool.
func NewComparer(pool *Pool) *Comparer { return nil }

// Load decodes the ids of col ahead of the comparisons, which is faster than one
// by one.
func (c *Comparer) Load(col []ids.ID) error { return nil }

// Compare orders two ids: -1, 0 or +1. Zero means equal in value, not always the
// same term.
func (c *Comparer) Compare(a, b ids.ID) int { return 0 }

// Err returns the first failure to decode a term; its id counted as unbound.
func (c *Comparer) Err() error { return nil }

// Release gives the memory of c back to the budget.
func (c *Comparer) Release() {}
