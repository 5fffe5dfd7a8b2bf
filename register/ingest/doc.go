// Package ingest runs records through a mapping into a store: it reads inputs one after
// another, maps on several goroutines, adds the quads to a sink that gives each
// goroutine its own part, and counts the outcome of every record.
//
// Each record that a source yields ends in exactly one of three ways: mapped, skipped
// (nothing to map, with a reason) or rejected (with a reason); so
//
//	Read = Mapped + sum of Skipped + sum of Rejected
//
// Skips and rejects are passed on in the order of the inputs, whatever the order of the
// goroutines. With [Options].Key the inputs are read twice: first to find the newest of
// several records with one key, then to map; the others are rejected as
// [ReasonDuplicate].
package ingest
