package pages

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/vocab"
)

// The section Elsewhere shows what other systems call the serial, who keeps it,
// and by what that was found: from the graphs of links (docs/links.md). A link is
// a node of evidence, #Link-...; a holding says itself how it was found. Links
// stand at the ISSN-L and holdings at an ISSN, so the page of one shows those of
// the other too.

// nameOfGraph is what a graph is called: its title, or the end of its IRI.
func nameOfGraph(graphs map[string]Graph, graph string) string {
	return cmp.Or(graphs[graph].Title, strings.TrimPrefix(graph, vocab.GraphBase))
}

// isRegisterGraph reports whether a graph holds what the register itself says.
func isRegisterGraph(graph string) bool {
	return strings.HasPrefix(graph, vocab.GraphBase+"register/")
}

// related are the other levels of the serial: the ISSN-L of an ISSN, and the
// ISSNs of an ISSN-L.
func (b *builder) related() []*documents.Description {
	list := []*documents.Description{b.d}
	r, ok := issn.ParseIRI(b.d.Subject.Value())
	if !ok {
		return list
	}
	property := vocab.SchemaHasPart
	if r.Space == issn.SpaceISSN {
		property = vocab.SchemaIsPartOf
	}
	for _, t := range b.d.Objects(b.d.Subject, property) {
		if other, ok := issn.ParseIRI(t.Value()); ok && other.Space != issn.SpaceISSNH {
			if d := b.linked[t.Value()]; d != nil {
				list = append(list, d)
			}
		}
	}
	return list
}

// graphs are what graphs say of themselves. A page with their IRIs is still right.
func (b *builder) graphs(ctx context.Context) map[string]Graph {
	graphs, err := b.m.Data.Graphs(ctx)
	if err != nil {
		b.m.Log.Warn("titles of graphs", "error", err)
		return map[string]Graph{}
	}
	return graphs
}

// elsewhere makes the section. It notes the links in b.evident, since their
// plain statements need not be shown again.
func (b *builder) elsewhere(ctx context.Context) section {
	sec := section{Heading: "Elsewhere"}
	rows := make(map[string]*row) // by label
	add := func(label, iri string, v Value) {
		r := rows[label]
		if r == nil {
			r = &row{Label: label, IRI: iri}
			rows[label] = r
		}
		same := func(old Value) bool { return old.Text == v.Text && old.Note == v.Note }
		if !slices.ContainsFunc(r.Values, same) {
			r.Values = append(r.Values, v)
		}
	}
	var graphs map[string]Graph
	for _, d := range b.related() {
		for _, q := range d.Quads {
			isLink := q.P.Value() == vocab.RDFObject && strings.Contains(q.S.Value(), "#Link-")
			isHolding := q.P.Value() == vocab.SchemaHoldingArchive
			if !isLink && !isHolding {
				continue
			}
			if graphs == nil {
				graphs = b.graphs(ctx)
			}
			if isHolding {
				if v := b.holding(d, q); v.Note != "" {
					add("Archived by", vocab.SchemaHoldingArchive, v)
				}
				continue
			}
			if p, ok := d.Object(q.S, vocab.RDFPredicate); ok && d == b.d {
				b.evident[rdf.Triple{S: d.Subject, P: p, O: q.O}] = true
			}
			add(nameOfGraph(graphs, q.G.Value()), q.G.Value(), b.link(d, q))
		}
	}
	for _, r := range rows {
		sec.Rows = append(sec.Rows, *r)
	}
	slices.SortFunc(sec.Rows, func(a, b row) int { return cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)) })
	return sec
}

// noIdentity says what links are that state less than that two things are one.
var noIdentity = map[string]string{vocab.SKOSCloseMatch: "close match", vocab.ISSNCandidate: "candidate"}

// claims are what nodes of evidence say of a serial, in the order of the page.
var claims = []string{
	vocab.SchemaIsAccessibleForFree, vocab.ISSNListedIn, vocab.ISSNWithdrawnFrom, vocab.ISSNClaimsArchive, vocab.ISSNScore,
}

// link shows the item of another system, by what it was found and what the
// system claims.
func (b *builder) link(d *documents.Description, q rdf.Quad) Value {
	v := TermValue(q.O, b.m.Base)
	v.Note = foundBy(d, q.S)
	if p, ok := d.Object(q.S, vocab.RDFPredicate); ok && noIdentity[p.Value()] != "" {
		v.Note = noIdentity[p.Value()] + ", " + v.Note
	}
	for _, property := range claims {
		objects := d.Objects(q.S, property)
		if len(objects) == 0 {
			continue
		}
		r := row{Label: propertyLabel(property), IRI: property}
		for _, o := range objects {
			r.Values = append(r.Values, TermValue(o, b.m.Base))
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

// holding shows an archive with what it holds. The note is empty if nothing more
// is said of it.
func (b *builder) holding(d *documents.Description, q rdf.Quad) Value {
	v := TermValue(q.O, b.m.Base)
	var notes []string
	for _, property := range []string{vocab.SchemaCreativeWorkStatus, vocab.SchemaTemporalCoverage} {
		if t, ok := d.Object(q.S, property); ok {
			notes = append(notes, strings.Replace(t.Value(), "/", "-", 1))
		}
	}
	if len(notes) == 0 {
		return v
	}
	r, _ := issn.ParseIRI(d.Subject.Value())
	if isRegisterGraph(q.G.Value()) {
		notes = append(notes, "stated in the record of ISSN "+r.ISSN.String())
	} else {
		notes = append(notes, foundBy(d, q.S))
	}
	v.Note = strings.Join(notes, ", ")
	return v
}

// foundBy says how a link was found: "found by ISSN 1476-4687".
func foundBy(d *documents.Description, node rdf.Term) string {
	basis, ok := d.Object(node, vocab.ISSNMatchedBy)
	if !ok {
		return ""
	}
	label, known := vocab.LabelOf(basis.Value())
	if !known {
		label = localName(basis.Value())
	}
	text := "found by " + label
	if number, ok := d.Object(node, vocab.ISSNMatchedISSN); ok {
		text += " " + number.Value()
	}
	return text
}

// localName is the end of an IRI.
func localName(iri string) string { return iri[strings.LastIndexAny(iri, "#/")+1:] }
