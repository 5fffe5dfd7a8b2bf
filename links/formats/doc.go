// Package formats reads the files that other systems publish: it knows their layouts
// and turns each record into a [Row].
//
// It knows how files are written, but not who wrote them (links/sources does) nor the
// contents of the register (links does). A [File] is opened decompressed and in UTF-8;
// a [Format] decides from the start of a file whether it has its layout, and yields one
// row for each record:
//
//	Layout   tables: commas, semicolons, tabs, with a header or without
//	JSON     a value a line, the elements of an array, JSON-LD
//	XML      one element a record
//	KBART    title lists (NISO RP-9): FillKBART and KBARTTitle fill rows of a Layout
//	Lines, SplitTriple   what a format of its own needs, such as an N-Triples dump
//	Endpoint the pages of a SPARQL endpoint, kept as a file
//
// A row that cannot be used is yielded with a [Reason], never dropped: the linker
// counts every row. A row is valid until emit returns; then its memory is reused.
//
// A new layout is one file here with its tests; a layout that only one system uses goes
// with its source.
package formats
