// Package links reads the data of other systems about serials and turns it into links
// to the ISSN Register and a list of disagreements with it.
//
// This package is the linker: matching, comparing, writing quads and provenance.
// links/formats reads files, links/sources knows the systems, and links/holdings
// interprets extents.
//
// A [sources.Source] is a system, such as Wikidata. It yields one [formats.Row] for
// each record of a file. [Link] matches the rows with a [Register] and writes quads
// into the named graph of the source. Each row ends in exactly one of three ways:
//
//	Read = Linked + sum of Rejected + sum of OutOfScope
//
// linked (it gave at least one statement about a serial or an organization), rejected
// for a [formats.Reason] (it is wrong) or out of scope for a Reason (it is right, but
// says nothing about a serial of the register). Blank lines, headers and preambles are
// not rows.
//
// Numbers are matched in the order of [Basis]: as an ISSN, as an ISSN-L, as a cancelled
// ISSN, as an incorrect ISSN. A statement is made at the level where it holds: a
// Wikidata item is the same as a serial in all its media (ISSN-L), but an archive holds
// the serial in one medium (ISSN). Each link is a node with its evidence, next to the
// plain statement:
//
//	<ISSN-L/0028-0836> schema:sameAs wd:Q180445 .
//	<ISSN-L/0028-0836#Link-wikidata-1>
//	    rdf:subject <ISSN-L/0028-0836> ; rdf:predicate schema:sameAs ; rdf:object wd:Q180445 ;
//	    issnprop:matchedBy <MatchBasis#ISSN> ; issnprop:matchedISSN "1476-4687" ;
//	    prov:wasDerivedFrom <graph/wikidata#file-1> .
//
// docs/links.md lists the sources and the treatment of their fields. The linker keeps
// one row in memory at a time, apart from holdings, which are made up of many rows, and
// the data it needs to notice two items for one serial.
package links
