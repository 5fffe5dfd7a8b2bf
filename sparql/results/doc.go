// Package results writes and reads the SPARQL query results formats: JSON, XML,
// CSV and TSV, with the triple terms and base directions of SPARQL 1.2.
//
// Both directions are streams. A [Writer] appends each row to a buffer and
// writes the buffer when it is full. Only [Writer.Close] ends the document:
// after [Writer.Abort], or when neither is called, what has been
// written is not a document of its format, so that no reader can take part of
// an answer for the whole. A [Reader] in turn fails on a document without its
// end.
//
// CSV keeps the values only: the reader gives every value as a string, except
// blank nodes, and cannot tell the empty string from an unbound variable.
package results
