// Package coverage is the coverage report: which share of the open-access titles in
// ROAD each system knows, and how many titles the archives of the Keepers Registry
// keep.
//
// Each figure is the result of a [Query], a file of SPARQL 1.1 that stands for itself:
// it declares its prefixes, takes the default graph for the union of all graphs, and
// can be pasted into /sparql. Its first line is a comment that says what it counts.
// What the figures mean is in docs/crosswalk.md. [Run] runs one; a row of [Figures] is
// a solution, with numbers as numbers.
//
// To add a figure, write its file in queries and put its name into the order of the
// report.
package coverage
