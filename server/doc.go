// Package server answers over HTTP: it declares the routes and wires its rooms.
//
// A resource such as http://issn.org/resource/ISSN/0028-0836 is a thing, not a
// document. Its path answers 303 See Other to the document about it,
// /data/ISSN/0028-0836.ttl say, in the form that the Accept header prefers
// (RFC 9110 section 12.5.1, Cool URIs for the Semantic Web section 4.2). The
// server stands for the IRIs below [Options.Base] whatever host it runs on.
//
// To add an address, write its handler and declare it in routes.go, with the limit that
// it falls under; docs/http.md tells it too. What handlers need lives in the rooms:
// negotiate chooses forms, reply writes responses and problems, access knows the
// operator, limits bounds clients, documents says what a document holds, pages makes
// HTML, protocol speaks SPARQL, catalog describes datasets. Each says in its doc.go what it
// may not do.
//
// The package reads data through [Engine] and what [Options] injects; it never fetches
// from elsewhere, and states no rule about records.
package server
