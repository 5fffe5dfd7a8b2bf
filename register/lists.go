package register

import (
	"context"
	"errors"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// loadLists adds the controlled lists to a load, so that queries find their labels
// beside the records.
func loadLists(loader *store.Loader) error {
	part, err := loader.Part()
	if err != nil {
		return err
	}
	for _, q := range listQuads() {
		if err := part.Add(q); err != nil {
			return errors.Join(err, part.Close())
		}
	}
	return part.Close()
}

// addLists adds the controlled lists to a store that lacks entries of any of them.
func addLists(ctx context.Context, db *store.DB) (err error) {
	snap, err := db.Snapshot()
	if err != nil {
		return err
	}
	has, err := hasLists(ctx, snap)
	if err = errors.Join(err, snap.Close()); err != nil || has {
		return err
	}
	return db.Update(ctx, func(tx *store.Tx) error {
		for _, q := range listQuads() {
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
}

// hasLists reports whether a state has every entry of every list.
func hasLists(ctx context.Context, snap Snapshot) (bool, error) {
	inScheme, ok, err := snap.Lookup(rdf.NewIRI(vocab.SKOSInScheme))
	if err != nil || !ok {
		return false, err
	}
	graphs, err := graphIDs(snap, vocab.GraphVocabularies)
	if err != nil || len(graphs) == 0 {
		return false, err
	}
	for _, list := range vocab.Lists() {
		scheme, ok, err := snap.Lookup(rdf.NewIRI(list.IRI))
		if err != nil || !ok {
			return false, err
		}
		entries := 0
		err = eachBatch(ctx, snap, ids.Scan{Perm: ids.OPS, Prefix: []ids.ID{scheme, inScheme}, Graphs: graphs}, func(b *ids.Batch) (bool, error) {
			entries += b.Len
			return true, nil
		})
		if err != nil || entries < len(list.Concepts) {
			return false, err
		}
	}
	return true, nil
}

// listQuads returns the quads of all lists.
func listQuads() []rdf.Quad {
	var quads []rdf.Quad
	for _, list := range vocab.Lists() {
		quads = append(quads, ListQuads(list)...)
	}
	return quads
}

// ListQuads describes a list as a SKOS concept scheme, in the graph of vocabularies;
// centres and archiving agencies are organizations too.
func ListQuads(l *vocab.List) []rdf.Quad {
	scheme, graph := rdf.NewIRI(l.IRI), rdf.NewIRI(vocab.GraphVocabularies)
	var quads []rdf.Quad
	add := func(s rdf.Term, p string, o rdf.Term) {
		quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: graph})
	}
	add(scheme, vocab.RDFType, rdf.NewIRI(vocab.SKOSConceptScheme))
	for _, label := range l.Labels {
		add(scheme, vocab.SKOSPrefLabel, rdf.NewLangString(label.Text, label.Language))
	}
	for i := range l.Concepts {
		entry := &l.Concepts[i]
		concept := rdf.NewIRI(entry.IRI)
		add(concept, vocab.RDFType, rdf.NewIRI(vocab.SKOSConcept))
		add(concept, vocab.SKOSInScheme, scheme)
		add(concept, vocab.SKOSNotation, rdf.NewString(entry.Code))
		for _, label := range entry.Labels {
			add(concept, vocab.SKOSPrefLabel, rdf.NewLangString(label.Text, label.Language))
		}
		if entry.Match != "" {
			add(concept, vocab.RDFSSeeAlso, rdf.NewIRI(entry.Match))
		}
		if entry.Obsolete {
			add(concept, vocab.OWLDeprecated, rdf.NewLiteral("true", vocab.XSDBoolean))
		}
	}
	organizationQuads(l, add)
	return quads
}

// organizationQuads describes ISSN centres and archiving agencies as the profile does:
// class, name, code, and the country of a centre or the Wikidata item of an agency.
func organizationQuads(l *vocab.List, add func(s rdf.Term, p string, o rdf.Term)) {
	class, match := "", ""
	switch l {
	case vocab.ISSNCentres:
		class, match = vocab.SchemaOrganization, vocab.DCTSpatial
	case vocab.Keepers:
		class, match = vocab.SchemaArchiveOrganization, vocab.SchemaSameAs
	default:
		return
	}
	for i := range l.Concepts {
		entry := &l.Concepts[i]
		organization := rdf.NewIRI(entry.IRI)
		add(organization, vocab.RDFType, rdf.NewIRI(class))
		add(organization, vocab.SchemaName, rdf.NewString(entry.Label("en")))
		add(organization, vocab.SchemaIdentifier, rdf.NewString(entry.Code))
		if entry.Match != "" {
			add(organization, match, rdf.NewIRI(entry.Match))
		}
	}
}
