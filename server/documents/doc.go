// Package documents says what a document about a thing holds.
//
// It owns the description of a thing, which is what the data say about an IRI and its
// parts, indexed for reading ([Describe]); what each profile makes of it ([Apply]); and
// how it is written in a syntax of RDF ([Encode]). To add a profile, name it in
// server/negotiate and say here what it keeps.
//
// The package is given quads. It reads no store, knows no HTTP, and leaves pages to
// server/pages.
package documents
