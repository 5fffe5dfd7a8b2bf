package documents

import (
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/vocab"
)

// maxMembers bounds how many serials of an ISSN-L or ISSN-H are read for its name and date.
const maxMembers = 200

// ReadMembers reads the serials that an ISSN-L or ISSN-H consists of, which give it its
// name and the date of its last change; it does nothing for other subjects. Read returns
// what the data say about an IRI, as [Describe] takes it.
func (d *Description) ReadMembers(read func(iri string) ([]rdf.Quad, error)) error {
	self, ok := issn.ParseIRI(d.Subject.Value())
	if !ok || self.Space == issn.SpaceISSN {
		return nil
	}
	for _, o := range d.Objects(d.Subject, vocab.SchemaHasPart) {
		r, ok := issn.ParseIRI(o.Value())
		if !ok || r.Space != issn.SpaceISSN || r.Fragment != "" || !o.IsIRI() {
			continue
		}
		quads, err := read(o.Value())
		if err != nil {
			return err
		}
		d.members = append(d.members, Describe(o, quads))
		if len(d.members) == maxMembers {
			break
		}
	}
	d.name = d.nameByMembers(self)
	return nil
}

// Member returns the description of a serial that ReadMembers has read; nil for others.
func (d *Description) Member(iri string) *Description {
	for _, m := range d.members {
		if m.Subject.Value() == iri {
			return m
		}
	}
	return nil
}

// nameByMembers is the title of the member that the subject is known by: for an ISSN-L
// the one with its number, for an ISSN-H the current one; where there is none, the first
// that is in force, or else the first with a title. It is zero if no member has a title.
func (d *Description) nameByMembers(self issn.Resource) rdf.Term {
	own := issn.Resource{Space: issn.SpaceISSN, ISSN: self.ISSN}.IRI()
	superseded := map[string]bool{}
	if self.Space == issn.SpaceISSNH {
		superseded = d.superseded()
	}
	var best rdf.Term
	bestRank := 0
	for _, m := range d.members {
		title, ok := m.TitleTerm()
		if !ok {
			continue
		}
		rank, isOwn, inForce := 1, m.Subject.Value() == own, m.Standing() == register.InForce
		switch {
		case self.Space == issn.SpaceISSNH && !inForce: // no current title
		case superseded[m.Subject.Value()]:
			rank = 2
		case isOwn:
			rank = 4
		case inForce:
			rank = 3
		}
		if rank > bestRank {
			best, bestRank = title, rank
		}
	}
	return best
}

// superseded are the IRIs of the members that another member in force replaces as a
// whole, as either of the two states it.
func (d *Description) superseded() map[string]bool {
	inForce, replaced := make(map[string]bool), make(map[string]bool)
	for _, m := range d.members {
		inForce[m.Subject.Value()] = m.Standing() == register.InForce
	}
	for _, m := range d.members {
		self := m.Subject.Value()
		for _, s := range vocab.Successions {
			if s.InPart {
				continue
			}
			for _, property := range s.After {
				for _, later := range m.Objects(m.Subject, property) {
					replaced[self] = replaced[self] || inForce[later.Value()] && later != m.Subject
				}
			}
			for _, property := range s.Before {
				for _, earlier := range m.Objects(m.Subject, property) {
					replaced[earlier.Value()] = replaced[earlier.Value()] || inForce[self] && earlier != m.Subject
				}
			}
		}
	}
	return replaced
}

// Modified is when the record, or the last of the records of the members, was changed;
// the zero time if they do not say.
func (d *Description) Modified() time.Time {
	newest := register.ModifiedOf(d, d.Subject)
	for _, m := range d.members {
		if t := m.Modified(); t.After(newest) {
			newest = t
		}
	}
	return newest
}
