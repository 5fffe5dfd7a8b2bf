// Package register maps records of the ISSN Register to RDF as the ISSN linked
// data application profile of July 2024 says.
//
// The way is MARC 21 or UNIMARC record -> serial -> quads. A serial holds what
// the profile can state, free of both MARC dialects; readers fill it and writers
// turn it into quads. docs/mapping.md tabulates field by field and lists the
// decisions taken where the profile contradicts itself, MARC or BIBFRAME.
//
// Two named graphs share a record: [vocab.GraphFree] has the statements that
// the profile gives away, [vocab.GraphFull] the rest. No statement is in both.
// Only Register records have free statements, and Cancelled ones, whose few
// statements lead to the ISSN that replaced them; of all other records every
// statement is in the full graph.
//
// Subjects are the resource http://issn.org/resource/ISSN/{ISSN}, its fragments,
// blank nodes, and what records share: the ISSN-L and ISSN-H resources (types
// and parts), countries (labels), ISSN centres and archiving agencies. Labels of
// blank nodes are made of the ISSN and a count, so that a record gives the same
// quads each time.
//
// Text is brought to Unicode normalization form C; control characters go, with
// them the marks around words that do not sort; runs of blanks become one. IRIs
// that are made from text have "_" for a blank and percent-encodings for what an
// IRI may not contain.
package mapping
