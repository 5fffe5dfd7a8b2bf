package links

import (
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// minName is the least likeness of names that makes an organization a candidate.
const minName = 0.8

// organization joins an organization with others by identifiers. Bodies in the register
// with a similar name become candidates with a score.
func (l *linker) organization(r *formats.Row) error {
	it := &r.Item
	if it.IRI == "" {
		r.SkipFor(formats.SkipNoID, "")
		return nil
	}
	s := rdf.NewIRI(it.IRI)
	if it.Gone {
		return l.replacedOrganization(r, s)
	}
	found, err := l.identified(r, s)
	if err != nil {
		return err
	}
	if found == 0 && len(it.Same) == 0 {
		if err := l.named(r, s); err != nil {
			return err
		}
		r.SkipFor(formats.SkipAlone, it.IRI)
		return nil
	}
	if err := l.out.give(s, vocab.RDFType, rdf.NewIRI(vocab.SchemaOrganization)); err != nil {
		return err
	}
	if found == 0 {
		if err := l.named(r, s); err != nil {
			return err
		}
	}
	l.report.Links += int64(len(it.Same))
	l.report.ByBasis[ByIdentifier] += int64(len(it.Same))
	return l.out.description(it, s)
}

// replacedOrganization follows a withdrawn organization to its successors: bodies in
// the register with the old identifier are linked to these.
func (l *linker) replacedOrganization(r *formats.Row, s rdf.Term) error {
	for _, f := range r.Facts {
		if f.Predicate != vocab.DCTIsReplacedBy {
			continue
		}
		if err := l.out.give(s, f.Predicate, f.Object); err != nil {
			return err
		}
		l.report.Links++
		l.report.ByBasis[ByIdentifier]++
		successor := *r
		successor.IRI = f.Object.Value()
		successor.Same = []string{r.IRI}
		if _, err := l.identified(&successor, f.Object); err != nil {
			return err
		}
	}
	return nil
}

// identified links the bodies in the register that carry an identifier of the
// organization.
func (l *linker) identified(r *formats.Row, s rdf.Term) (int, error) {
	if l.bodies == nil {
		return 0, nil
	}
	n := 0
	for _, id := range append([]string{r.IRI}, r.Same...) {
		bodies, err := l.bodies.Identified(id)
		if err != nil {
			return n, err
		}
		for _, b := range bodies {
			if l.out.seen(b.IRI, "", r.IRI) > 0 {
				n++
				continue
			}
			if err := l.evidence(r, b, vocab.SchemaSameAs, s, ByIdentifier, formats.Fact{Predicate: vocab.PROVWasQuotedFrom, Object: rdf.NewIRI(id)}); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// named writes candidates found by name.
func (l *linker) named(r *formats.Row, s rdf.Term) error {
	if l.bodies == nil || len(r.Titles) == 0 {
		return nil
	}
	bodies, err := l.bodies.Named(r.Titles[0].Text)
	if err != nil {
		return err
	}
	for _, b := range bodies {
		score := 0.0
		for _, t := range r.Titles {
			if likeness, ok := Likeness(t.Text, b.Name); ok {
				score = max(score, likeness)
			}
		}
		if score < minName || l.out.seen(b.IRI, "", r.IRI) > 0 {
			continue
		}
		text := strconv.FormatFloat(score, 'f', 2, 64)
		if err := l.evidence(r, b, vocab.ISSNCandidate, s, ByName, formats.Fact{Predicate: vocab.ISSNScore, Object: rdf.NewLiteral(text, vocab.XSDDecimal)}); err != nil {
			return err
		}
	}
	return nil
}

// evidence writes a statement about a body with the node that says how it was found.
func (l *linker) evidence(r *formats.Row, b Body, predicate string, o rdf.Term, basis Basis, why formats.Fact) error {
	s := rdf.NewIRI(b.IRI)
	if err := l.out.give(s, predicate, o); err != nil {
		return err
	}
	l.report.Links++
	l.report.ByBasis[basis]++
	node := l.out.graph.Value() + "#link-" + strconv.FormatInt(l.out.count("link"), 10)
	if base, fragment, ok := strings.Cut(b.IRI, "#"); ok {
		node = base + "#Link-" + l.info.Name + "-" + strconv.Itoa(l.out.ordinals[b.IRI]) + "-" + fragment
	}
	return l.out.statements(rdf.NewIRI(node),
		formats.Fact{Predicate: vocab.RDFSubject, Object: s}, formats.Fact{Predicate: vocab.RDFPredicate, Object: rdf.NewIRI(predicate)}, formats.Fact{Predicate: vocab.RDFObject, Object: o},
		formats.Fact{Predicate: vocab.ISSNMatchedBy, Object: rdf.NewIRI(vocab.MatchBasis + basis.String())},
		formats.Fact{Predicate: vocab.PROVWasDerivedFrom, Object: l.out.fileNode}, formats.Fact{Predicate: vocab.ISSNRow, Object: integer(r.Record)}, why)
}
