// Package turtle reads and writes N-Triples, N-Quads, Turtle and TriG in RDF
// 1.1 and RDF 1.2.
//
// One lexer serves the four syntaxes. It works on a buffer that holds at least
// one whole token, or for N-Triples and N-Quads one whole line, so memory is
// bounded by the longest of those (see Options.MaxTokenBytes) and by the depth
// of nesting, never by the length of the document.
//
// Checked on the way in: UTF-8, IRIs (RFC 3987) after resolution against the
// base (RFC 3986), language tags (RFC 5646, well-formed), escapes, and that no
// literal claims rdf:langString without a tag. Errors are [*rdf.SyntaxError].
//
// Blank nodes keep the labels of the document. Those that the document leaves
// without a label get "gen1", "gen2" and so on; a label of a Turtle or TriG
// document that begins with "gen" and a digit gets an "x" at its end, so the
// two never meet. Labels are unique within a document only: give each document
// an Options.LabelPrefix of its own before mixing them.
package turtle
