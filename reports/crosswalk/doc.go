// Package crosswalk tells what the systems that know a serial call it.
//
// A [Row] says of one ISSN of the register: its ISSN-L with all ISSNs of that, key
// title and status, the identifiers of its serial in Wikidata, OpenAlex, Crossref,
// DOAJ, ZDB and SUDOC, the ISNI and ROR identifiers of its publishers, and which
// archiving agencies keep it.
//
// A statement of identity holds at the level that it is made at. What a system
// says of the serial in all its media stands at the ISSN-L, and is in the row of
// each ISSN of that; what it says of one medium is in the row of that ISSN only,
// as holdings are. Links that are no identity (skos:closeMatch) are in
// [Row.Close] and nowhere else.
//
// The identifiers of a publisher are those that lead to it by at most two
// statements of identity from a thing that is the publisher for certain: what the
// record of the register says of its publishers (schema:publisher of the ISSN,
// schema:sameAs of that), and the publishers of the items that the serial is the
// same as. Names are never compared.
//
// [Reader.All] streams all rows in the order of ISSNs: it reads ranges of ids of
// the SPO permutation side by side and keeps a batch of rows in memory, so that
// the whole register takes minutes and no more memory than a small one.
// [Reader.Find] answers for identifiers of any kind, up to [MaxIDs] at once: they
// are looked up in the OPS permutation, and all rows are read in one pass.
package crosswalk
