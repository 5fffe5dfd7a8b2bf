// Package mapping maps records of the ISSN Register to RDF according to the ISSN linked
// data application profile of July 2024.
//
// The path is MARC 21 or UNIMARC record -> serial -> quads. A serial holds everything
// the profile can state, independent of both MARC dialects; readers fill it and writers
// turn it into quads. docs/mapping.md goes field by field and lists the decisions taken
// where the profile contradicts itself, MARC or BIBFRAME.
//
// A record is split between two named graphs: [vocab.GraphFree] has the statements that
// the profile gives away, [vocab.GraphFull] the rest. No statement is in both. Only
// Register records have free statements, and Cancelled ones, whose few statements point
// to the ISSN that replaced them; every statement of any other record is in the full
// graph.
//
// Subjects are the resource http://issn.org/resource/ISSN/{ISSN}, its fragments, blank
// nodes, and things that records share: the ISSN-L and ISSN-H resources (types and
// parts), countries (labels), ISSN centres and archiving agencies. Blank node labels
// are made from the ISSN and a counter, so that a record gives the same quads each
// time.
//
// Text is normalized to Unicode form C; control characters are removed, including the
// marks around non-sorting words; runs of blanks become one. IRIs made from text use
// "_" for a blank and percent-encode characters that an IRI may not contain.
package mapping
