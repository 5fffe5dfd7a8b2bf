// Package rdfxml reads and writes RDF/XML (RDF 1.1 XML Syntax, and what RDF 1.2 XML Syntax
// adds: triple terms, annotations, base direction).
//
// [Reader] is a state machine over the events of an XML document: a stack of open elements, one
// frame each, and a queue of the quads that the last event has completed. Memory grows with the depth of
// the document, the text of one literal, and the set of rdf:ID values, which have
// to be unique. Documents may be in any encoding that the XML declaration names.
// Of the document type declaration the internal entities count, which many
// ontologies use for namespaces; nothing is fetched.
//
// Constructs of RDF 1.2 other than annotations count where rdf:version="1.2" is in scope, as the specification
// has it: without it a property element with parseType="Triple" says nothing, and its:dir is ignored.
//
// [Writer] writes quads as they come, grouped by runs of one subject, or, with
// Pretty, the whole graph at the end with blank nodes and lists in the places where they are used. RDF/XML
// cannot say everything: predicates need a local name, literals must not have
// control characters, and there are no named graphs. Such quads are errors, which
// leave the document as it was.
package rdfxml
