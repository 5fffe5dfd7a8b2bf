package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"issn-ld/ingest/links"
	"issn-ld/issn"
	"issn-ld/rdf"
	"issn-ld/store"
	"issn-ld/store/ids"
	"issn-ld/vocab"
)

// heldRegister answers what the matching of links asks of the register from a
// snapshot of the store. It belongs to one goroutine.
type heldRegister struct {
	ctx   context.Context //nolint:containedctx // that of the one run it serves
	snap  *store.Snapshot
	terms map[string]ids.ID // of IRIs that are looked up again and again
	last  struct {
		n      issn.ISSN
		serial links.Serial
		known  bool
		valid  bool
	}
}

func newHeldRegister(ctx context.Context, snap *store.Snapshot) *heldRegister {
	return &heldRegister{ctx: ctx, snap: snap, terms: make(map[string]ids.ID)}
}

// id returns the id of an IRI, or Undef where the store does not know it.
func (h *heldRegister) id(iri string) (ids.ID, error) {
	if id, ok := h.terms[iri]; ok {
		return id, nil
	}
	id, ok, err := h.snap.Lookup(rdf.NewIRI(iri))
	if err != nil || !ok {
		return ids.Undef, err
	}
	h.terms[iri] = id
	return id, nil
}

// Serial implements [links.Register].
func (h *heldRegister) Serial(n issn.ISSN) (links.Serial, bool, error) {
	if h.last.valid && h.last.n == n {
		return h.last.serial, h.last.known, nil
	}
	quads, err := heldQuads(h.ctx, h.snap, n)
	if err != nil {
		return links.Serial{}, false, err
	}
	s, known := serialOf(n, quads)
	h.last.n, h.last.serial, h.last.known, h.last.valid = n, s, known, true
	return s, known, nil
}

// serialOf reads a serial from the quads about it. It is false if they hold no
// record of it.
func serialOf(n issn.ISSN, quads []rdf.Quad) (links.Serial, bool) {
	s := links.Serial{ISSN: n}
	self := n.IRI()
	known := false
	var keyTitles, titles []string
	for _, q := range quads {
		subject, value := q.S.Value(), q.O.Value()
		switch q.P.Value() {
		case vocab.BFStatus:
			known = known || subject == self+"#Record"
			switch value {
			case vocab.RecordStatusCancelled:
				s.Status = links.StatusCancelled
			case vocab.RecordStatusSuppressed:
				s.Status = links.StatusSuppressed
			}
		case vocab.SchemaIsPartOf:
			if r, ok := issn.ParseIRI(value); ok && r.Space == issn.SpaceISSNL && subject == self {
				s.Linking, s.HasLinking = r.ISSN, true
			}
		case vocab.RDFValue:
			if subject == self+"#KeyTitle" {
				keyTitles = append(keyTitles, value)
			}
		case vocab.BFMainTitle, vocab.SchemaName, vocab.SchemaAlternateName:
			if subject == self || q.S.IsBlankNode() || subject == self+"#KeyTitle" {
				titles = append(titles, value)
			}
		case vocab.SchemaStartDate:
			s.Start = year(value)
		case vocab.SchemaEndDate:
			s.End = year(value)
		case vocab.M21PublicationStatus:
			s.Ceased = s.Ceased || strings.HasSuffix(value, "#d")
		case vocab.DCFormat:
			s.Medium = mediumOf(value)
		}
	}
	for _, title := range append(keyTitles, titles...) {
		if !slices.Contains(s.Titles, title) {
			s.Titles = append(s.Titles, title)
		}
	}
	return s, known
}

// year reads a year of four digits; 0 for others and for 9999, which is open.
func year(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 4 || n == 9999 {
		return 0
	}
	return n
}

func mediumOf(iri string) links.Medium {
	switch iri {
	case vocab.MediumPrint:
		return links.MediumPrint
	case vocab.MediumOnline:
		return links.MediumOnline
	}
	return links.MediumOther
}

// Members implements [links.Register].
func (h *heldRegister) Members(n issn.ISSN) ([]issn.ISSN, error) {
	return h.objects(n.LinkingIRI(), vocab.SchemaHasPart)
}

// Replacements implements [links.Register].
func (h *heldRegister) Replacements(n issn.ISSN) ([]issn.ISSN, error) {
	identifier := issn.Resource{ISSN: n, Fragment: "ISSN"}.IRI()
	found, err := h.objects(identifier, vocab.ISSNCancelledInFavor)
	if err != nil {
		return nil, err
	}
	for _, from := range []struct {
		property string
		value    rdf.Term
	}{
		{vocab.ISSNHasCancelledISSN, rdf.NewIRI(identifier)},
		{vocab.ISSNHasCancelledISSNL, rdf.NewString(n.String())},
	} {
		more, err := h.subjects(from.property, from.value)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return distinctISSNs(found), nil
}

// Incorrect implements [links.Register].
func (h *heldRegister) Incorrect(n issn.ISSN) ([]issn.ISSN, error) {
	return h.subjects(vocab.ISSNHasIncorrectISSN, rdf.NewString(n.String()))
}

// objects returns the ISSNs that a property of an IRI leads to.
func (h *heldRegister) objects(iri, property string) ([]issn.ISSN, error) {
	subject, ok, err := h.snap.Lookup(rdf.NewIRI(iri))
	if err != nil || !ok {
		return nil, err
	}
	return h.issns(ids.SPO, property, subject)
}

// subjects returns the ISSNs of the subjects that have a value.
func (h *heldRegister) subjects(property string, value rdf.Term) ([]issn.ISSN, error) {
	object, ok, err := h.snap.Lookup(value)
	if err != nil || !ok {
		return nil, err
	}
	return h.issns(ids.OPS, property, object)
}

// issns reads the third column of a permutation that starts with a term and a
// property, or with the property second.
func (h *heldRegister) issns(perm ids.Perm, property string, first ids.ID) (list []issn.ISSN, err error) {
	predicate, err := h.id(property)
	if err != nil || predicate == ids.Undef {
		return nil, err
	}
	sc, err := h.snap.Scan(h.ctx, ids.Scan{Perm: perm, Prefix: []ids.ID{first, predicate}, Cols: []uint8{2}})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, sc.Close()) }()
	for {
		b, err := sc.Next(h.ctx)
		if errors.Is(err, io.EOF) {
			return distinctISSNs(list), nil
		}
		if err != nil {
			return nil, err
		}
		for _, id := range b.Cols[0] {
			if space, n, ok := id.ISSN(); ok && issn.Space(space) == issn.SpaceISSN {
				list = append(list, issn.ISSN(n))
			}
		}
	}
}

func distinctISSNs(list []issn.ISSN) []issn.ISSN {
	slices.Sort(list)
	return slices.Compact(list)
}
