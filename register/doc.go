// Package register owns the notion of a record of the ISSN Register in a store: what
// belongs to it, when it exists, which record replaces which, and what goes with it.
// Whoever shows, counts, changes or links records asks this package.
//
// # Writing
//
// [Import] builds the next state of a store from whole files. [Update] applies change
// files, and [Apply] a few changes, in durable transactions. All of them follow the same
// rules, so that after any sequence of them the store is as after one import of the
// records that it then has:
//
//   - A record replaces what the store has of its ISSN, unless that is newer by field
//     005, all of it. A record without one is older than all others.
//   - A record that is marked as deleted withdraws its ISSN. The note of that is
//     replaced only by a newer record.
//   - What gives way is what the old record alone stated: the description of the ISSN
//     with its parts and blank nodes, and its membership in clusters. What it said of
//     shared things, such as clusters, countries, centres and archives, stays as long as
//     another record says the same in the same graph; see shared.go.
//
// Versions, withdrawals and the evidence for shared statements are quads of ours in the
// graph [vocab.GraphState], with the part #Record of the ISSN as subject. They live in
// the same transactions, backups and exports as all other quads.
//
// # Layers
//
// register/mapping turns MARC into quads and knows no store; register/ingest runs
// many records through a mapping into a sink. An [Observer] is told of changes within
// their transaction; cmd wires those, so that this package imports none of them.
package register
