package preservation

import (
	"strconv"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Quads returns the report as RDF, in the default graph. Each level is a schema:Report
// about the resource it sums up: #Preservation of the ISSN and of the ISSN-L, and
// #PreservationHistory of the ISSN. Its years are data, one statement each; its parts
// are the holdings of each archive in each status. Blank node labels begin with the
// given word.
func (rep *Report) Quads(label string) []rdf.Quad {
	w := &writer{label: label}
	n, err := issn.Parse(rep.ISSN)
	if err != nil {
		return nil
	}
	w.level(n.IRI(), n.IRI()+"#Preservation", &rep.Self)
	if linking, err := issn.Parse(rep.ISSNL); err == nil {
		w.level(linking.LinkingIRI(), linking.LinkingIRI()+"#Preservation", &rep.Linking)
	}
	w.level(n.IRI(), n.IRI()+"#PreservationHistory", &rep.History)
	for _, l := range rep.Succession {
		from, err := issn.Parse(l.From)
		to, err2 := issn.Parse(l.To)
		if err == nil && err2 == nil {
			w.give(rdf.NewIRI(from.IRI()), vocab.BF+l.Relation, rdf.NewIRI(to.IRI()))
		}
	}
	return w.quads
}

// writer collects quads.
type writer struct {
	label string
	quads []rdf.Quad
	nodes int
}

func (w *writer) give(s rdf.Term, property string, o rdf.Term) {
	w.quads = append(w.quads, rdf.Quad{S: s, P: rdf.NewIRI(property), O: o})
}

func (w *writer) years(s rdf.Term, property string, y Years) {
	y.each(func(year int) {
		text := strconv.Itoa(year)
		for len(text) < 4 {
			text = "0" + text
		}
		w.give(s, property, rdf.NewLiteral(text, vocab.XSDGYear))
	})
}

// level writes one level.
func (w *writer) level(about, iri string, l *Level) {
	s := rdf.NewIRI(iri)
	w.give(s, vocab.RDFType, rdf.NewIRI(vocab.SchemaReport))
	w.give(s, vocab.SchemaAbout, rdf.NewIRI(about))
	for _, text := range l.ISSNs {
		if n, err := issn.Parse(text); err == nil {
			w.give(s, vocab.SchemaMentions, rdf.NewIRI(n.IRI()))
		}
	}
	w.years(s, vocab.ISSNPublishedYear, l.Published)
	w.years(s, vocab.ISSNKeptYear, l.Kept)
	w.years(s, vocab.ISSNKeptByThreeYear, l.ThreeOrMore)
	w.years(s, vocab.ISSNKeptByNobodyYear, l.Nobody)
	w.years(s, vocab.ISSNInProgressYear, l.InProgressOnly)
	for _, k := range l.Keepers {
		for _, st := range k.Statuses {
			w.nodes++
			node := rdf.NewBlankNode(w.label + "holding" + strconv.Itoa(w.nodes))
			w.give(s, vocab.SchemaHasPart, node)
			w.give(node, vocab.RDFType, rdf.NewIRI(vocab.SchemaArchiveComponent))
			w.give(node, vocab.SchemaHoldingArchive, rdf.NewIRI(k.Agency))
			if st.Status != "" {
				w.give(node, vocab.SchemaCreativeWorkStatus, rdf.NewString(st.Status))
			}
			w.years(node, vocab.ISSNHeldYear, st.Years)
		}
	}
}
