package register

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// Statements looks up statements. The rules of this package about titles, statuses and
// versions read through it; a [View] implements it.
type Statements interface {
	// Object returns the first object of a property of a subject.
	Object(subject rdf.Term, property string) (rdf.Term, bool)
}

// TitleOf returns the best name of a subject: its key title in its own script if there
// is one, its title proper, or any name or label.
func TitleOf(s Statements, subject rdf.Term) (rdf.Term, bool) {
	key := rdf.NewIRI(subject.Value() + "#KeyTitle")
	for _, place := range [...]struct {
		subject  rdf.Term
		property string
	}{
		{key, vocab.BFMainTitle},
		{key, vocab.RDFValue},
		{subject, vocab.BFMainTitle},
		{subject, vocab.SchemaName},
		{subject, vocab.SKOSPrefLabel},
		{subject, vocab.RDFSLabel},
	} {
		if t, ok := s.Object(place.subject, place.property); ok {
			return t, true
		}
	}
	return rdf.Term{}, false
}

// StatusOf returns the IRI of the status of the record about a subject, or the empty
// string.
func StatusOf(s Statements, subject rdf.Term) string {
	t, _ := s.Object(rdf.NewIRI(subject.Value()+"#Record"), vocab.BFStatus)
	return t.Value()
}

// StandingIn returns the standing of the ISSN whose resource is the subject.
func StandingIn(s Statements, subject rdf.Term) Standing {
	standing := StandingOf(StatusOf(s, subject))
	if id, _ := s.Object(rdf.NewIRI(subject.Value()+"#ISSN"), vocab.BFStatus); id.Value() == vocab.IDStatusCancelled {
		return Cancelled // by its own record, or by others as in [CancelledBy]
	}
	if standing == Absent {
		if _, ok := s.Object(rdf.NewIRI(subject.Value()+"#Record"), vocab.ISSNWithdrawnAt); ok {
			return Withdrawn
		}
	}
	return standing
}

// ModifiedOf returns when the record about a subject was last changed, to the day or
// better; the zero time if it does not say.
func ModifiedOf(s Statements, subject rdf.Term) time.Time {
	record := rdf.NewIRI(subject.Value() + "#Record")
	for _, property := range [...]string{vocab.ISSNRecordVersion, vocab.DCTModified} {
		if t, ok := s.Object(record, property); ok {
			return parseVersion(t.Value())
		}
	}
	return time.Time{}
}

// IsState reports whether a quad is the store's own note about a record rather than a
// statement about the ISSN. Documents leave such quads out.
func IsState(q *rdf.Quad) bool { return q.G == graphState }

// CancellersQuery returns the SPARQL query for the records of other ISSNs that name
// this one as cancelled; its subjects ?s are the input of [CancelledBy].
func CancellersQuery(n issn.ISSN) string {
	return fmt.Sprintf("SELECT DISTINCT ?s ?p ?o { VALUES ?p { <%s> } VALUES ?o { <%s> } ?s ?p ?o } ORDER BY ?s", vocab.ISSNHasCancelledISSN, Part(n, "ISSN").Value())
}

// CancelledBy returns the statements that follow about an ISSN without a record of its
// own when records of others name it as cancelled: that it is, and in whose favour. By
// are the identifiers (#ISSN) of the others.
func CancelledBy(n issn.ISSN, by []rdf.Term) []rdf.Quad {
	if len(by) == 0 {
		return nil
	}
	self, part := Part(n, ""), Part(n, "ISSN")
	var quads []rdf.Quad
	for _, t := range by {
		quads = append(quads, rdf.Quad{S: part, P: rdf.NewIRI(vocab.ISSNCancelledInFavor), O: t})
	}
	return append(quads, []rdf.Quad{
		{S: self, P: rdf.NewIRI(vocab.BFIdentifiedBy), O: part},
		{S: part, P: rdf.NewIRI(vocab.RDFType), O: rdf.NewIRI(vocab.BFIssn)},
		{S: part, P: rdf.NewIRI(vocab.RDFValue), O: rdf.NewString(n.String())},
		{S: part, P: rdf.NewIRI(vocab.BFStatus), O: rdf.NewIRI(vocab.IDStatusCancelled)},
	}...)
}

// View is a state's information about one ISSN: its record, and the statements of other
// graphs about it and its parts. Its methods may be called concurrently.
type View struct {
	ISSN  issn.ISSN
	self  rdf.Term
	quads []rdf.Quad
	index map[key][]rdf.Term
}

// key is a subject with a property.
type key struct {
	subject  rdf.Term
	property string
}

// NewView builds the view of an ISSN from the quads about it, its parts and their blank
// nodes, from any graphs. It takes ownership of the quads.
func NewView(n issn.ISSN, quads []rdf.Quad) *View {
	v := &View{ISSN: n, self: Part(n, ""), quads: quads, index: make(map[key][]rdf.Term, len(quads))}
	for i := range quads {
		q := &quads[i]
		k := key{q.S, q.P.Value()}
		if list := v.index[k]; !slices.Contains(list, q.O) {
			v.index[k] = append(list, q.O)
		}
	}
	return v
}

// Read returns the view of an ISSN in a state. An unknown ISSN has an empty view.
func Read(ctx context.Context, snap Snapshot, n issn.ISSN) (*View, error) {
	self := resourceID(n)
	low, high := self.Resource()
	quads, err := scanQuads(ctx, snap, ids.Scan{Perm: ids.SPO, Low: low, High: high}, nil)
	if err != nil {
		return nil, err
	}
	low, high = self.Nodes()
	if quads, err = scanQuads(ctx, snap, ids.Scan{Perm: ids.SPO, Low: low, High: high}, quads); err != nil {
		return nil, err
	}
	return NewView(n, quads), nil
}

// Views yields the views of the ISSNs from low up to, but not including, high that have
// a record or a note of withdrawal in a state, in order; 0 means no bound.
func Views(ctx context.Context, snap Snapshot, low, high issn.ISSN) iter.Seq2[*View, error] {
	return func(yield func(*View, error) bool) {
		graphs, err := graphIDs(snap, Graphs()...)
		if err == nil && len(graphs) == 0 {
			return
		}
		record, _, err2 := snap.Lookup(Part(0, "Record"))
		if err == nil {
			err = err2
		}
		if high == 0 {
			high = issn.Count
		}
		sc := ids.Scan{Perm: ids.SPO, Low: resourceID(low), High: resourceID(high), Graphs: graphs, Cols: []uint8{0}}
		if err == nil {
			var last ids.ID
			err = eachBatch(ctx, snap, sc, func(b *ids.Batch) (bool, error) {
				for _, s := range b.Cols[0] {
					if s == last || s&ids.FragmentMask != record&ids.FragmentMask {
						continue
					}
					last = s
					n, _ := serialOf(s)
					v, err := Read(ctx, snap, n)
					if err != nil || !yield(v, nil) {
						return false, err
					}
				}
				return true, nil
			})
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// Object implements [Statements].
func (v *View) Object(subject rdf.Term, property string) (rdf.Term, bool) {
	if list := v.index[key{subject, property}]; len(list) > 0 {
		return list[0], true
	}
	return rdf.Term{}, false
}

// Objects returns the distinct objects of a property. Do not modify them.
func (v *View) Objects(subject rdf.Term, property string) []rdf.Term {
	return v.index[key{subject, property}]
}

// Part returns the IRI of a part; the empty fragment is the serial itself.
func (v *View) Part(fragment string) rdf.Term {
	if fragment == "" {
		return v.self
	}
	return Part(v.ISSN, fragment)
}

// Quads returns the quads about the ISSN, without the store's notes.
func (v *View) Quads() []rdf.Quad {
	return slices.DeleteFunc(slices.Clone(v.quads), func(q rdf.Quad) bool { return IsState(&q) })
}

// Standing returns the standing of the ISSN.
func (v *View) Standing() Standing { return StandingIn(v, v.self) }

// Title returns the title of the serial, or the empty string.
func (v *View) Title() string {
	t, _ := TitleOf(v, v.self)
	return t.Value()
}

// KeyTitle returns the key title as it identifies the serial, or the empty string.
func (v *View) KeyTitle() string {
	t, _ := v.Object(v.Part("KeyTitle"), vocab.RDFValue)
	return t.Value()
}

// Version returns the version of the record, or the time of its withdrawal; the zero
// time if neither is known.
func (v *View) Version() time.Time { return versionOf(v.ISSN, v.quads) }

// Linking returns the ISSN-L, if the record has one.
func (v *View) Linking() (issn.ISSN, bool) { return v.cluster(issn.SpaceISSNL) }

// History returns the ISSN-H, if the record has one.
func (v *View) History() (issn.ISSN, bool) { return v.cluster(issn.SpaceISSNH) }

func (v *View) cluster(space issn.Space) (issn.ISSN, bool) {
	for _, whole := range v.Objects(v.self, vocab.SchemaIsPartOf) {
		if r, ok := issn.ParseIRI(whole.Value()); ok && r.Space == space && r.Fragment == "" {
			return r.ISSN, true
		}
	}
	return 0, false
}

// ReplacedBy returns the ISSNs in favour of which this one was cancelled.
func (v *View) ReplacedBy() []issn.ISSN {
	var list []issn.ISSN
	for _, t := range v.Objects(v.Part("ISSN"), vocab.ISSNCancelledInFavor) {
		if r, ok := issn.ParseIRI(t.Value()); ok && r.Space == issn.SpaceISSN && !slices.Contains(list, r.ISSN) {
			list = append(list, r.ISSN)
		}
	}
	return list
}
