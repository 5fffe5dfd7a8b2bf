package server

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// description is what the data says about a subject and its parts, indexed for
// reading.
type description struct {
	subject rdf.Term
	quads   []rdf.Quad // each once, the statements of each subject in sequence
	// statements holds, for each subject, its statements in the order of quads,
	// each once whatever graphs it stands in.
	statements map[rdf.Term][]rdf.Quad
}

// describe indexes the quads about a subject and its parts as the engine gives
// them: those of a subject in sequence, with the same triple in several graphs
// one after the other. It takes the quads over.
func describe(subject rdf.Term, quads []rdf.Quad) *description {
	d := &description{subject: subject, quads: slices.Compact(quads)}
	triples := d.quads
	if hasRepeats(triples) {
		triples = slices.CompactFunc(slices.Clone(triples), sameTriple)
	}
	d.statements = make(map[rdf.Term][]rdf.Quad, 32)
	for i := 0; i < len(triples); {
		end := i + 1
		for end < len(triples) && triples[end].S == triples[i].S {
			end++
		}
		d.statements[triples[i].S] = triples[i:end:end]
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

// bySubject brings quads from several sources into the order that describe
// needs: subjects as they come first, and the statements of each as they come.
func bySubject(quads []rdf.Quad) []rdf.Quad {
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

// objects returns the objects of the property, in the order of the data.
func (d *description) objects(subject rdf.Term, property string) []rdf.Term {
	var list []rdf.Term
	for _, t := range d.statements[subject] {
		if t.P.Value() == property {
			list = append(list, t.O)
		}
	}
	return list
}

// object returns the first object of the property.
func (d *description) object(subject rdf.Term, property string) (rdf.Term, bool) {
	for _, t := range d.statements[subject] {
		if t.P.Value() == property {
			return t.O, true
		}
	}
	return rdf.Term{}, false
}

// part returns the IRI of the subject with the fragment.
func (d *description) part(fragment string) rdf.Term {
	return rdf.NewIRI(d.subject.Value() + "#" + fragment)
}

// titleTerm is what the subject is called: its key title in its own script
// where there is one, its title proper, any name or label.
func (d *description) titleTerm() (rdf.Term, bool) {
	key := d.part("KeyTitle")
	if t, ok := d.object(key, vocab.BFMainTitle); ok {
		return t, true
	}
	for _, place := range []struct {
		subject  rdf.Term
		property string
	}{
		{key, vocab.RDFValue},
		{d.subject, vocab.BFMainTitle},
		{d.subject, vocab.SchemaName},
		{d.subject, vocab.SKOSPrefLabel},
		{d.subject, vocab.RDFSLabel},
	} {
		if t, ok := d.object(place.subject, place.property); ok {
			return t, true
		}
	}
	return rdf.Term{}, false
}

// title is the text of titleTerm, or the empty string.
func (d *description) title() string {
	t, _ := d.titleTerm()
	return t.Value()
}

// The statuses of records that change how a resource is answered.
const (
	statusSuppressed = vocab.RecordStatusSuppressed
	statusUnreported = vocab.RecordStatusUnreported
)

// recordStatus is the IRI of the status of the record, or the empty string.
func (d *description) recordStatus() string {
	t, _ := d.object(d.part("Record"), vocab.BFStatus)
	return t.Value()
}

// isCancelled reports whether the ISSN has been cancelled, by its own record or
// by that of another.
func (d *description) isCancelled() bool {
	t, _ := d.object(d.part("ISSN"), vocab.BFStatus)
	return d.recordStatus() == vocab.RecordStatusCancelled || t.Value() == vocab.IDStatusCancelled
}

// modified is when the record was last changed; the zero time if it does not say.
func (d *description) modified() time.Time {
	t, ok := d.object(d.part("Record"), vocab.DCTModified)
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

// classes returns the IRIs of the classes of the subject, sorted.
func (d *description) classes() []string {
	var list []string
	for _, t := range d.objects(d.subject, vocab.RDFType) {
		if t.IsIRI() {
			list = append(list, t.Value())
		}
	}
	slices.Sort(list)
	return list
}

// isPart reports whether the data describes t as a part of the subject: by a
// fragment of its IRI, or as a blank node.
func (d *description) isPart(t rdf.Term) bool {
	if len(d.statements[t]) == 0 || t == d.subject {
		return false
	}
	return t.IsBlankNode() || t.IsIRI() && strings.HasPrefix(t.Value(), d.subject.Value()+"#")
}
