package register

import (
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Graphs returns the IRIs of the graphs that records fill: the free statements, the
// rest, and the store's notes about records.
func Graphs() []string { return []string{vocab.GraphFree, vocab.GraphFull, vocab.GraphState} }

// Standing is the register's answer about an ISSN: the one rule by which resources,
// documents and reports decide whether there is anything to give. The table of answers
// is in docs/http.md.
type Standing uint8

// The standings of an ISSN.
const (
	// Absent: no record, and none that names it as cancelled.
	Absent Standing = iota
	// InForce: the ISSN identifies a serial, with a record of the status Register,
	// Legacy or Provisional.
	InForce
	// Cancelled: by its own record or, without one, by the record of another ISSN.
	Cancelled
	// Suppressed: it was assigned to something that is not a serial.
	Suppressed
	// Unreported: a centre holds it for assignment.
	Unreported
	// Withdrawn: its record was deleted from the register.
	Withdrawn
)

var standingNames = [...]string{
	Absent: "absent", InForce: "in force", Cancelled: "cancelled", Suppressed: "suppressed", Unreported: "unreported", Withdrawn: "withdrawn",
}

// String returns the name of s in words.
func (s Standing) String() string { return standingNames[s] }

// Described reports whether the ISSN has a record that may be shown: it identifies a
// serial, or points to the ISSN that does.
func (s Standing) Described() bool { return s == InForce || s == Cancelled }

// StandingOf returns the standing of an ISSN whose record has the status, an IRI. The
// empty string means no record.
func StandingOf(status string) Standing {
	switch status {
	case "":
		return Absent
	case vocab.RecordStatusCancelled:
		return Cancelled
	case vocab.RecordStatusSuppressed:
		return Suppressed
	case vocab.RecordStatusUnreported:
		return Unreported
	}
	return InForce
}

// DescribedStatuses returns the IRIs of the statuses of records that may be shown.
func DescribedStatuses() []string {
	var list []string
	for i := range vocab.RecordStatuses.Concepts {
		if iri := vocab.RecordStatuses.Concepts[i].IRI; StandingOf(iri).Described() {
			list = append(list, iri)
		}
	}
	return list
}

// Part returns the IRI of a part of the resource of an ISSN, such as "Record".
func Part(n issn.ISSN, fragment string) rdf.Term {
	return rdf.NewIRI(issn.Resource{ISSN: n, Fragment: fragment}.IRI())
}

// isOwn reports whether one record alone states a quad: one about the resource of
// an ISSN, its parts and its blank nodes, or one that makes it a member of a cluster.
// All other statements are shared by the records that make them.
func isOwn(q rdf.Quad) bool {
	if q.S.IsBlankNode() {
		_, ok := issn.ParseNode(q.S.Value())
		return ok
	}
	s, ok := issn.ParseIRI(q.S.Value())
	if !ok || s.Space == issn.SpaceISSN {
		return ok
	}
	if !q.O.IsIRI() {
		return false
	}
	o, ok := issn.ParseIRI(q.O.Value())
	return ok && o.Space == issn.SpaceISSN
}
