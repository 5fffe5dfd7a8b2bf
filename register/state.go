package register

import (
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Terms of the graph of states.
var (
	graphState      = rdf.NewIRI(vocab.GraphState)
	recordVersion   = rdf.NewIRI(vocab.ISSNRecordVersion)
	withdrawnAt     = rdf.NewIRI(vocab.ISSNWithdrawnAt)
	sharedStatement = rdf.NewIRI(vocab.ISSNSharedStatement)
)

// versionLayout is xsd:dateTime without a time zone, which field 005 lacks, in
// canonical form: no trailing zeros in the fraction.
const versionLayout = "2006-01-02T15:04:05.999"

// versionTerm returns the literal of a version, to a millisecond.
func versionTerm(at time.Time) rdf.Term {
	return rdf.NewLiteral(at.Format(versionLayout), vocab.XSDDateTime)
}

// parseVersion is the inverse of versionTerm. It also reads days: stores written by
// earlier programs have only the day of a version.
func parseVersion(text string) time.Time {
	for _, layout := range []string{versionLayout, time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	return time.Time{}
}

// appendState appends the store's notes about a record: its version or withdrawal, its
// control key, and the evidence for shared statements that nothing else implies.
func appendState(quads []rdf.Quad, c *Change) []rdf.Quad {
	record := Part(c.ISSN, "Record")
	note := func(p, o rdf.Term) { quads = append(quads, rdf.Quad{S: record, P: p, O: o, G: graphState}) }
	if c.Withdrawn {
		note(withdrawnAt, versionTerm(c.Version))
		return quads
	}
	if !c.Version.IsZero() {
		note(recordVersion, versionTerm(c.Version))
	}
	if c.Key != "" {
		quads = append(quads, keyQuad(c.ISSN, c.Key))
	}
	for q := range evidence(c.Quads) {
		note(sharedStatement, rdf.NewString(q.String()))
	}
	return quads
}

// versionOf returns the version or withdrawal time of the record among the quads about
// an ISSN; the zero time if there is neither.
func versionOf(n issn.ISSN, quads []rdf.Quad) time.Time {
	record := Part(n, "Record")
	var version, day time.Time
	for _, q := range quads {
		if q.S != record {
			continue
		}
		switch q.P.Value() {
		case vocab.ISSNRecordVersion, vocab.ISSNWithdrawnAt:
			version = parseVersion(q.O.Value())
		case vocab.DCTModified:
			day = parseVersion(q.O.Value())
		}
	}
	if version.IsZero() {
		return day
	}
	return version
}
