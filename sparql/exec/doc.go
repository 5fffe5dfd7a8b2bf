// Package exec runs physical plans: pull-based operators over batches of ids.
//
// [Build] makes an [Operator] of each node of a plan. An operator asks its
// inputs for one batch after the other; a batch is columns of ids, lent until
// the next call. Terms are decoded only where an expression needs their text and,
// by the caller, at the edge.
//
// # Joins
//
// All joins end in the same place. Whatever way it finds them, a join reduces
// its right side to a table of rows and gives each row of a left batch a range
// of that table; the joiner then emits merged rows, tests the conditions that are
// left and, by the kind of the join, keeps left rows with or without a match. It
// keeps the order of the left rows and stops after each full batch, so that a
// cross product costs no more than what is read of it. The intersection of
// several indexes, for patterns that close a cycle, is the one join that does not:
// it finds and emits the values of a row together.
//
// A hash join numbers keys by a bitmap where their ids lie near each other. Joins
// by order skip in an index where few of the last rows had keys, and else read on;
// look-ups of keys in no order gather many and sort them.
//
// # Order
//
// ORDER BY gives each value its place among all values and sorts numbers, condition
// by condition: later ones are looked at where earlier ones do not decide. With a
// LIMIT it keeps what may still be among the first rows.
//
// # Limits
//
// Each operator yields (see package pace) once a batch, and within long work on what it
// has gathered. What an operator keeps is reserved in the [Budget] of the query
// before it is filled; a spent budget ends the query with [ErrMemory].
//
// # Concurrency
//
// An operator belongs to one goroutine at a time. A prefetching operator runs its
// input in a goroutine of its own, which ends before Close returns.
package exec
