// Package sample holds a small register to try the system with: MARC 21 records
// of some ninety real serials as one MARCXML file.
//
// The records were written for this purpose, from facts about the serials. They are not
// the ISSN Register's own records and say less. Two statuses differ from the real ones,
// so that each occurs: Nature. Physical science is marked Legacy, Mnēmōn (Online)
// Provisional; a note in both records says so. Dates of creation are given only where
// known.
//
// Small files in the formats of other systems come with them, for the same serials:
// [Sources] and [Links]. Titles and identifiers are real. The archives' holdings are
// plausible but were not looked up; the notices of transfers and the merged ids of
// OpenAlex are invented. They are consistent with each other and with the records,
// except for a Wikidata item that stands for two serials, as it does in Wikidata.
//
// At the level of the ISSN-L, Wikidata reaches 28 titles of the records, the
// Transfer Alerting Service 23 and OpenAlex 22; of the archives, CLOCKSS keeps 13
// of the ISSNs and Portico 11. ISNI identifies organizations: of its 23, the
// records name one by its ISNI, Cornell University, a body behind arXiv. The
// remaining organizations of ISNI and sources of OpenAlex are outside the records,
// as most of such files are.
package sample

import _ "embed"

// Register is the file: the Nature and Science families, title changes, splits
// and mergers, newspapers, a book series, repositories, a blog, titles in
// Chinese, Japanese, Arabic, Russian and Greek with their originals, records of
// each status, and journals of several publishers.
//
//go:embed register.xml
var Register []byte
