// Package register defines a record of the ISSN Register in a store: which statements
// belong to it, when it exists, which record replaces which, and which statements go
// with it. Code that shows, counts, changes or links records asks this package.
//
// # Writing
//
// [Import] builds the next state of a store from whole files. [Update] applies change
// files, and [Apply] a few changes, in durable transactions. All follow the same rules,
// so that after any sequence of them the store equals one import of the records it then
// holds:
//
//   - A record replaces the store's record of its ISSN, unless the latter is newer by
//     the whole of field 005. A record without the field is older than all others.
//   - A record marked as deleted withdraws its ISSN. Only a newer record replaces the
//     note of the withdrawal.
//   - A newer record with the same control key but another ISSN corrects the ISSN and
//     withdraws the older record; see identity.go.
//   - Replacing a record removes the statements that it alone made: the description of
//     the ISSN with its parts and blank nodes, and its membership in clusters. A
//     statement about a shared thing, such as a cluster, country, centre or archive,
//     stays as long as another record makes it in the same graph; see shared.go.
//
// Versions, withdrawals, control keys and the evidence for shared statements are quads of
// our own in the graph [vocab.GraphState], whose subject is the part #Record of the ISSN.
// They share transactions, backups and exports with all other quads. The MARC record
// itself is kept beside them, byte for byte, by package kept.
//
// # Layers
//
// register/mapping turns MARC into quads and knows no store; register/ingest runs many
// records through a mapping into a sink. An [Observer] hears of changes within their
// transaction; cmd wires observers up, so that this package imports none of them.
package register
