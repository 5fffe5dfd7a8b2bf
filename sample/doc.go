// Package sample holds a small register to try the system with: MARC 21 records
// of some seventy real serials as one MARCXML file.
//
// The records were written for this purpose, from facts about the serials. They
// are not the records of the ISSN Register and say less than those. Two statuses
// are not the real ones, so that each occurs: Nature. Physical science is marked
// Legacy, Mnēmōn (Online) Provisional; a note in both records says so. Dates of
// creation are stated only where they are known.
package sample

import _ "embed"

// Register is the file: the Nature and Science families, title changes, splits
// and mergers, newspapers, a book series, repositories, a blog, titles in
// Chinese, Japanese, Arabic, Russian and Greek with their originals, and records
// of each status.
//
//go:embed register.xml
var Register []byte
