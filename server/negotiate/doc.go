// Package negotiate chooses what a client gets: the form of an answer, the
// profile of a document, and whether the client holds the answer already.
//
// It owns what forms are called. A [Form] is HTML, a syntax of RDF, a format of
// query results, or plain data; a [Menu] lists the forms in which one kind of
// answer comes, and is the only chooser: by suffix, by ?format= or ?output=, by
// the Accept header (RFC 9110 section 12.5.1). To offer an answer in another
// form, add the form to forms.go and put it on the menus that it suits.
//
// The package reads requests and writes the header fields of negotiation and of
// conditional requests. It knows neither the store nor how bodies are made, and
// leaves the wording of errors to its callers, which get a [*NotAcceptable].
package negotiate
