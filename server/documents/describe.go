package documents

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Description is what the data says about a subject and its parts, indexed for
// reading.
type Description struct {
	Subject rdf.Term
	Quads   []rdf.Quad // each once, the statements of each subject in sequence
	// Statements holds, for each subject, its statements in the order of quads,
	// each once whatever graphs it stands in.
	Statements map[rdf.Term][]rdf.Quad
}

// Describe indexes the quads about a subject and its parts as the engine gives
// them: those of a subject in sequence, with the same triple in several graphs
// one after the other. It takes the quads over.
func Describe(subject rdf.Term, quads []rdf.Quad) *Description {
	d := &Description{Subject: subject, Quads: slices.Compact(quads)}
	triples := d.Quads
	if hasRepeats(triples) {
		triples = slices.CompactFunc(slices.Clone(triples), sameTriple)
	}
	d.Statements = make(map[rdf.Term][]rdf.Quad, 32)
	for i := 0; i < len(triples); {
		end := i + 1
		for end < len(triples) && triples[end].S == triples[i].S {
			end++
		}
		d.Statements[triples[i].S] = triples[i:end:end]
		i = end
	}
	return d
}

func sameTriple(a, b rdf.Quad) bool { return a.S == b.S && a.P == b.P && a.O == b.O }

// hasRepeats reports whether a triple follows itself, in another graph.
func hasRepeats(quads []rdf.Quad) bool {
	for i := 1; i < len(quads); i++ {
		if sameTriple(quads[i-1], quads[i]) {
			return true
		}
	}
	return false
}

// BySubject brings quads from several sources into the order that describe
// needs: subjects as they come first, and the statements of each as they come.
func BySubject(quads []rdf.Quad) []rdf.Quad {
	first := make(map[rdf.Term]int)
	firstTriple := make(map[rdf.Triple]int)
	for i, q := range quads {
		if _, known := first[q.S]; !known {
			first[q.S] = i
		}
		if _, known := firstTriple[q.Triple()]; !known {
			firstTriple[q.Triple()] = i
		}
	}
	slices.SortStableFunc(quads, func(a, b rdf.Quad) int {
		return cmp.Or(cmp.Compare(first[a.S], first[b.S]), cmp.Compare(firstTriple[a.Triple()], firstTriple[b.Triple()]), rdf.Compare(a.G, b.G))
	})
	return quads
}

// Objects returns the objects of the property, in the order of the data.
func (d *Description) Objects(subject rdf.Term, property string) []rdf.Term {
	var list []rdf.Term
	for _, t := range d.Statements[subject] {
		if t.P.Value() == property {
			list = append(list, t.O)
		}
	}
	return list
}

// Object returns the first object of the property.
func (d *Description) Object(subject rdf.Term, property string) (rdf.Term, bool) {
	for _, t := range d.Statements[subject] {
		if t.P.Value() == property {
			return t.O, true
		}
	}
	return rdf.Term{}, false
}

// Part returns the IRI of the subject with the fragment.
func (d *Description) Part(fragment string) rdf.Term {
	return rdf.NewIRI(d.Subject.Value() + "#" + fragment)
}

// TitleTerm is what the subject is called: its key title in its own script
// where there is one, its title proper, any name or label.
func (d *Description) TitleTerm() (rdf.Term, bool) {
	key := d.Part("KeyTitle")
	if t, ok := d.Object(key, vocab.BFMainTitle); ok {
		return t, true
	}
	for _, place := range []struct {
		subject  rdf.Term
		property string
	}{
		{key, vocab.RDFValue},
		{d.Subject, vocab.BFMainTitle},
		{d.Subject, vocab.SchemaName},
		{d.Subject, vocab.SKOSPrefLabel},
		{d.Subject, vocab.RDFSLabel},
	} {
		if t, ok := d.Object(place.subject, place.property); ok {
			return t, true
		}
	}
	return rdf.Term{}, false
}

// Title is the text of titleTerm, or the empty string.
func (d *Description) Title() string {
	t, _ := d.TitleTerm()
	return t.Value()
}

// The statuses of records that change how a resource is answered.
const (
	StatusSuppressed = vocab.RecordStatusSuppressed
	StatusUnreported = vocab.RecordStatusUnreported
)

// RecordStatus is the IRI of the status of the record, or the empty string.
func (d *Description) RecordStatus() string {
	t, _ := d.Object(d.Part("Record"), vocab.BFStatus)
	return t.Value()
}

// IsCancelled reports whether the ISSN has been cancelled, by its own record or
// by that of another.
func (d *Description) IsCancelled() bool {
	t, _ := d.Object(d.Part("ISSN"), vocab.BFStatus)
	return d.RecordStatus() == vocab.RecordStatusCancelled || t.Value() == vocab.IDStatusCancelled
}

// Modified is when the record was last changed; the zero time if it does not say.
func (d *Description) Modified() time.Time {
	t, ok := d.Object(d.Part("Record"), vocab.DCTModified)
	if !ok {
		return time.Time{}
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, t.Value()); err == nil {
			return at
		}
	}
	return time.Time{}
}

// Classes returns the IRIs of the classes of the subject, sorted.
func (d *Description) Classes() []string {
	var list []string
	for _, t := range d.Objects(d.Subject, vocab.RDFType) {
		if t.IsIRI() {
			list = append(list, t.Value())
		}
	}
	slices.Sort(list)
	return list
}

// IsPart reports whether the data describes t as a part of the subject: by a
// fragment of its IRI, or as a blank node.
func (d *Description) IsPart(t rdf.Term) bool {
	if len(d.Statements[t]) == 0 || t == d.Subject {
		return false
	}
	return t.IsBlankNode() || t.IsIRI() && strings.HasPrefix(t.Value(), d.Subject.Value()+"#")
}
