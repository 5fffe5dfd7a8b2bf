// Package server answers over HTTP: resources of the ISSN register by content
// negotiation, controlled lists, and the SPARQL Protocol.
//
// A resource such as http://issn.org/resource/ISSN/0028-0836 is a thing, not a
// document. Its path answers 303 See Other to the document about it,
// /data/ISSN/0028-0836.ttl say, in the form that the Accept header prefers
// (RFC 9110 section 12.5.1, Cool URIs for the Semantic Web section 4.2). The
// server stands for the IRIs below [Options.Base] whatever host it runs on.
//
// Errors are problem documents (RFC 9457). The package reads data through
// [Engine] only; it never fetches from elsewhere.
package server
