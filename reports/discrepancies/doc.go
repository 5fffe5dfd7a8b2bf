// Package discrepancies reports the disagreements between other systems and the
// register.
//
// The linker finds discrepancies row by row and writes them into the source's graph.
// [Report] lists them for a state of the store: [Reader] reads them back from the
// graphs; [Claims] adds those that only show when the graphs of several sources are
// compared. The list is written as CSV, JSON or RDF, or as corrections for the other
// system: QuickStatements for Wikidata, CSV for the rest. [Assess] compares a list with
// deliberately planted discrepancies and gives precision and recall for each kind.
//
// To add a kind: its code in links and in the vocabulary, and either a comparison in
// links/compare.go (one row against the register) or in [Claims] (source against
// source).
package discrepancies
