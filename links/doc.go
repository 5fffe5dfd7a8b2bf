// Package links reads what other systems say about serials and turns it into
// links to the ISSN Register, and into a list of where they disagree with it.
//
// This room is the linker: matching, comparing, writing quads and provenance. How
// files are read is in links/formats, which systems there are in links/sources,
// what an extent means in links/holdings.
//
// A [sources.Source] is a system, such as Wikidata. It yields one [formats.Row] for
// each record of a file. [Link] matches the rows with a [Register] and writes quads
// into the named graph of the source. Each row ends in exactly one of three ways:
//
//	Read = Linked + sum of Rejected + sum of OutOfScope
//
// linked (it gave at least one statement about a serial or an organization),
// rejected by a [formats.Reason] (it is wrong) or out of scope by a Reason (it is right,
// but says nothing about a serial of the register). Blank lines, headers and
// preambles are no rows.
//
// Numbers are matched in the order of [Basis]: by ISSN, as an ISSN-L, as a
// cancelled ISSN, as an incorrect ISSN. A statement stands at the level at which
// it holds: an item of Wikidata is the same as a serial in all its media (ISSN-L),
// an archive holds the serial in one medium (ISSN). Each link is a node with its
// evidence, next to the plain statement:
//
//	<ISSN-L/0028-0836> schema:sameAs wd:Q180445 .
//	<ISSN-L/0028-0836#Link-wikidata-1>
//	    rdf:subject <ISSN-L/0028-0836> ; rdf:predicate schema:sameAs ; rdf:object wd:Q180445 ;
//	    issnprop:matchedBy <MatchBasis#ISSN> ; issnprop:matchedISSN "1476-4687" ;
//	    prov:wasDerivedFrom <graph/wikidata#file-1> .
//
// docs/links.md lists the sources and what becomes of their fields. Nothing here
// keeps more than one row in memory, but for holdings, which many rows make up,
// and for what a run has to remember to notice two items for one serial.
package links
