// Package held is the linker at the store.
//
// [Read] presents the register to the linker: a store's serials, their numbers and
// titles, and the organizations in its records. It is read once, column by column, and
// implements [links.Register], [links.Bodies] and [links.Histories]. Package register
// defines a record and the statuses that count; this package picks the statements that
// help to match.
//
// [Link] links sources with that register and replaces their graphs; [Quads] reads
// these graphs back for reports.
package held
