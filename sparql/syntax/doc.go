// Package syntax reads and writes the SPARQL 1.1 and 1.2 Query and Update
// languages: lexer, recursive-descent parser, syntax tree and printer.
//
// [ParseQuery] and [ParseUpdate] accept the grammar of SPARQL 1.2 Query,
// section 19.8, which contains that of SPARQL 1.1, and hold all the
// rules that the specifications give beside the grammar: where BIND, AS and
// VALUES may name a variable, what may be projected beside aggregates, the
// scope of blank node labels, and what data blocks may hold. IRIs in the tree
// are resolved and prefixed names expanded. The first fault is returned as an
// [*Error] with its place, what stood there and what was expected.
//
// The tree keeps the structure of the text (collections, property lists,
// reified triples), so that the printer gives a query back:
// parsing what it prints gives an equal tree. What the structure means is the
// business of package algebra.
package syntax
