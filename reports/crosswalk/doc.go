// Package crosswalk lists the identifiers of a serial in the systems that know it.
//
// A [Row] describes one ISSN of the register: its ISSN-L with all its ISSNs, key title
// and status, the identifiers of its serial in Wikidata, OpenAlex, Crossref, DOAJ, ZDB
// and SUDOC, the ISNI and ROR identifiers of its publishers, and the archiving agencies
// that keep it.
//
// A statement of identity holds at the level where it is made. A statement about the
// serial in all its media belongs to the ISSN-L, and appears in the row of each of its
// ISSNs; a statement about one medium, such as a holding, appears only in the row of
// that ISSN. Links that are not identities (skos:closeMatch) are in [Row.Close] and
// nowhere else.
//
// A publisher's identifiers are reached by at most two statements of identity from a
// thing known to be the publisher: the record's own statements about its publishers
// (schema:publisher of the ISSN, schema:sameAs of that), and the publishers of the
// items that the serial is the same as. Names are never compared.
//
// [Reader.All] streams all rows in ISSN order: it reads ranges of ids of the SPO
// permutation side by side and keeps one batch of rows in memory, so that the whole
// register takes minutes and no more memory than a small one. [Reader.Find] answers for
// identifiers of any kind, up to [MaxIDs] at once: it looks them up in the OPS
// permutation and reads all rows in one pass.
package crosswalk
