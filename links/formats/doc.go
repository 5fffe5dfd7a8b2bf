// Package formats reads the files that other systems give out: which layouts there
// are, and how a record of each becomes a [Row].
//
// It knows how files are written, not who wrote them (that is links/sources) and
// not what the register says (that is links). A [File] is opened decompressed and
// in UTF-8; a [Format] judges by the start of a file whether it has its layout and
// yields one row for each record:
//
//	Layout   tables: commas, semicolons, tabs, with a header or without
//	JSON     a value a line, the elements of an array, JSON-LD
//	XML      one element a record
//	KBART    title lists (NISO RP-9): FillKBART and KBARTTitle fill rows of a Layout
//	Lines, SplitTriple   what a format of its own needs, such as an N-Triples dump
//	Endpoint the pages of a SPARQL endpoint, kept as a file
//
// A row that cannot be used is yielded with a [Reason], never dropped: the linker
// counts every row. A row is valid until emit returns and its memory is used again.
//
// A new layout is one file here with its tests; one that only one system uses lives
// with its source.
package formats
