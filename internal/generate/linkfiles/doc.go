// Package linkfiles writes the data of other systems about the serials of a synthetic
// register, in the formats in which these systems publish it, for tests and
// measurements of links at full scale.
//
// A [Set] receives each family while the register is written and adds to all files at
// once; nothing grows with the number of records. Whether a system knows a title, and
// by which identifiers, is a function of the seed and the number of the title, so that
// files agree: a Wikidata item names the OpenAlex source that names the item.
// Identifiers are well-formed, with valid check characters, and above the numbers that
// the systems have assigned.
//
// The files, below the folder of the set, each in a folder named as its source:
//
//	issn-l/              table ISSN, ISSN-L
//	wikidata/            entities, an array with one a line
//	openalex/data/       snapshot: sources in folders by date, manifest, merged ids
//	isni/ ror/           organizations whose ISNI records carry
//	road/                export without header
//	doaj/                journal metadata; list of withdrawn journals
//	crossref/            list of titles
//	zdb/ sudoc/          identifiers by ISSN: a table; answers of issn2ppn
//	transfer/            feed of notices
//	clockss/ lockss/ portico/ internetarchive/ kb/ loc/ bl/ dnb/   KBART
//	pkp/ scholarsportal/ lists of issues
//	hathi/ cariniana/    hathifile; table of volumes and years
//	keepers/             table of the agencies without a list of their own
//	planted.jsonl        the discrepancies, one a line
//
// Holdings come from fields 920, and DOAJ follows fields 510. Scopus and Latindex
// publish no files: fields 510 say what they know, and Wikidata has the Scopus ids.
//
// Most rows agree with the register; some disagree on purpose. Each such discrepancy
// has a line in planted.jsonl with the kind, source, item, number, file and row by
// which it must be reported. There are no others, whatever errors the records have: no
// row relies on data missing from a defective record.
package linkfiles
