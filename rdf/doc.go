// Package rdf is the data model of RDF 1.1 and 1.2: terms, triples, quads,
// datasets and their isomorphism.
//
// A [Term] is a small comparable value. An RDF 1.2 triple term is a Term like
// any other. A [Quad] whose graph is the zero Term is in the default graph.
package rdf
