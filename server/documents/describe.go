package documents

import (
	"cmp"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
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
	// state are notes of the store about the record, which no document shows.
	state []rdf.Quad
	// members are the serials of an ISSN-L or ISSN-H that ReadMembers has read, and name
	// is what it is called by them; zero for others.
	members []*Description
	name    rdf.Term
}

// Describe indexes the quads about a subject and its parts as the engine gives
// them: those of a subject in sequence, with the same triple in several graphs
// one after the other. It takes the quads over.
func Describe(subject rdf.Term, quads []rdf.Quad) *Description {
	d := &Description{Subject: subject}
	for i := range quads {
		if register.IsState(&quads[i]) {
			d.state = append(d.state, quads[i])
		}
	}
	if len(d.state) > 0 {
		quads = slices.DeleteFunc(quads, func(q rdf.Quad) bool { return register.IsState(&q) })
	}
	d.Quads = slices.Compact(quads)
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

// Triples returns the statements, each once, in the default graph.
func (d *Description) Triples() []rdf.Quad {
	triples := make([]rdf.Quad, 0, len(d.Quads))
	for i, q := range d.Quads {
		if i > 0 && sameTriple(d.Quads[i-1], q) {
			continue
		}
		q.G = rdf.DefaultGraph
		triples = append(triples, q)
	}
	return triples
}

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

// Object returns the first object of the property, from the notes of the store too.
func (d *Description) Object(subject rdf.Term, property string) (rdf.Term, bool) {
	for _, list := range [...][]rdf.Quad{d.Statements[subject], d.state} {
		for i := range list {
			if t := &list[i]; t.P.Value() == property && t.S == subject {
				return t.O, true
			}
		}
	}
	return rdf.Term{}, false
}

// Part returns the IRI of the subject with the fragment.
func (d *Description) Part(fragment string) rdf.Term {
	return rdf.NewIRI(d.Subject.Value() + "#" + fragment)
}

// TitleTerm is what the subject is called: see [register.TitleOf], and ReadMembers for an
// ISSN-L or ISSN-H.
func (d *Description) TitleTerm() (rdf.Term, bool) {
	if t, ok := register.TitleOf(d, d.Subject); ok {
		return t, true
	}
	return d.name, !d.name.IsZero()
}

// Title is the text of TitleTerm, or the empty string.
func (d *Description) Title() string {
	t, _ := d.TitleTerm()
	return t.Value()
}

// Standing is what the register says of the ISSN that the subject is the resource of.
func (d *Description) Standing() register.Standing { return register.StandingIn(d, d.Subject) }

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

// Graphs returns the IRIs of the graphs that the statements stand in, sorted. The
// default graph is none of them.
func (d *Description) Graphs() []string {
	var list []string
	for i := range d.Quads {
		// Statements of a graph come in runs more often than not.
		if g := d.Quads[i].G; g.IsIRI() && (len(list) == 0 || list[len(list)-1] != g.Value()) && !slices.Contains(list, g.Value()) {
			list = append(list, g.Value())
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
