// Package ingest runs records through a mapping into a store: it reads inputs
// one after the other, maps on several goroutines, adds the quads to one sink
// part a goroutine, and counts what became of every record.
//
// Each record that a source yields ends in exactly one of three ways: mapped,
// skipped (nothing to map, by a reason) or rejected (by a reason); so
//
//	Read = Mapped + sum of Skipped + sum of Rejected
//
// Skips and rejects are handed on in the order of the inputs, whatever the
// goroutines do. With [Options].Key the inputs are read twice: first to find out
// which of several records for one key is the newest, then to map; the others
// are rejected as [ReasonDuplicate].
package ingest
