// Package marc reads and writes bibliographic records: ISO 2709 and MARCXML, in
// the dialects MARC 21 and UNIMARC. It knows no RDF.
//
// A [Reader] streams: it holds one record at a time. Input may be compressed with gzip
// or zstd; the first bytes show its form (ISO 2709 or XML). An unreadable record gives
// a [*RecordError], and reading continues with the next one; any other error ends the
// input.
//
// # Structure of an ISO 2709 record
//
//	offset 0, 24 bytes    leader; bytes 0-4 the length, 12-16 the base of the data
//	offset 24             directory: 12 bytes a field: tag (3), length (4), start (5)
//	                      0x1E
//	base                  the fields, each ended by 0x1E; in a data field two
//	                      indicators, then subfields: 0x1F, code, value
//	                      0x1D
//
// Lengths in the leader and the directory are checked, not trusted: a record ends at
// its terminator, and if the directory is wrong the fields are found by their own
// terminators. So records of more than 99,999 bytes, a length the leader cannot state,
// are read whole.
//
// # Text
//
// All text comes out as UTF-8, in the normal form of the source. The stated encoding of
// a record (leader byte 9 of MARC 21, field 100 of UNIMARC) is checked field by field
// against the bytes, and the bytes win: UTF-8 labelled MARC-8, the reverse, and UTF-8
// that was encoded twice are repaired. MARC-8 (ANSI/NISO Z39.47, Greek, Cyrillic,
// Hebrew, Arabic and the East Asian code of ANSI/NISO Z39.64) and ISO 5426 put a
// combining mark before its base; here it comes after. Every repair is noted in
// Record.Repairs; invalid bytes become U+FFFD and are noted and counted there too.
package marc
