// Package discrepancies reports the disagreements between other systems and the
// register.
//
// The linker finds discrepancies row by row and writes them into the graph of the
// source. [Report] lists them for a state of the store: [Reader] reads them back from
// the graphs, and [Claims] adds what only shows when the graphs of several sources
// are held against each other. The list is written as
// CSV, JSON or RDF, or as corrections for the other system: QuickStatements for
// Wikidata, CSV for the rest. [Assess] compares a list with discrepancies that were
// planted on purpose and gives precision and recall of each kind.
//
// To add a kind: its code in links and in the vocabulary, and either a comparison in
// links/compare.go (one row against the register) or in [Claims] (source against
// source).
package discrepancies
