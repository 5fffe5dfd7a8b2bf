// Package jsonld reads and writes JSON-LD 1.1.
//
// Contexts, expansion, compaction and framing are those of json-gold; this
// package turns expanded documents into quads and back (JSON-LD 1.1 Processing
// Algorithms and API, section 8), and is the only one that knows json-gold.
//
// Descriptions of resources in the context of the ISSN profile are written without
// it, to the byte as it would: what it makes of a property with a sort of values
// is asked once (see ownForms), and what is out of the ordinary goes the long way.
//
// No context is ever fetched. A [Loader] knows the contexts that documents may
// refer to; [NewLoader] returns one that holds those of the ISSN Register and
// of schema.org, and more may be added. A document that refers to any other
// context is an error.
//
// JSON-LD has no triple terms. Base directions need [Options.Direction] or
// [WriterOptions.Direction].
package jsonld
