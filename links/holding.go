package links

import (
	"cmp"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// maxVerbatim bounds the number of different extents of one holding that are kept word
// for word: HathiTrust has a row for each bound volume.
const maxVerbatim = 400

// holder chooses the serial that an archive holds: the online one, else the one given
// as online, else the first.
func holder(targets []target) target {
	for _, t := range targets {
		if t.serial.Medium == MediumOnline {
			return t
		}
	}
	for _, t := range targets {
		if t.role == formats.RoleOnline {
			return t
		}
	}
	return targets[0]
}

// holdingKey identifies the holding that one node describes.
type holdingKey struct {
	agency string
	issn   issn.ISSN
	status holdings.Status
}

// held collects the rows of one holding.
type held struct {
	basis     Basis
	number    issn.ISSN
	title     string
	publisher string
	url       string
	numbers   []string
	verbatim  []string
	years     []holdings.Span
	volumes   []holdings.Span
	row       int64
	file      rdf.Term
}

// heldWriter joins the rows of archives, which spread a serial over many rows.
type heldWriter struct {
	info sources.Info
	all  map[holdingKey]*held
}

func newHeldWriter(info sources.Info) *heldWriter {
	return &heldWriter{info: info, all: map[holdingKey]*held{}}
}

// add takes a row. Parts with a status of their own go into the holding with that
// status.
func (h *heldWriter) add(it *formats.Item, t target, row int64, file rdf.Term) {
	parts := it.Holding.Extent.Parts
	if len(parts) == 0 {
		h.part(it, nil, t, it.Holding.Status, row, file)
	}
	for i := range parts {
		status := parts[i].Status
		if status == holdings.Unknown {
			status = it.Holding.Status
		}
		h.part(it, &parts[i], t, status, row, file)
	}
}

// part adds one part of an extent to the holding with the status.
func (h *heldWriter) part(it *formats.Item, p *holdings.Part, t target, status holdings.Status, row int64, file rdf.Term) {
	key := holdingKey{cmp.Or(it.Holding.Agency, h.info.Archive), t.serial.ISSN, status}
	x := h.all[key]
	if x == nil {
		x = &held{basis: t.basis, number: t.number, publisher: it.Publisher.Name, url: it.Holding.URL, row: row, file: file}
		if len(it.Titles) > 0 {
			x.title = it.Titles[0].Text
		}
		h.all[key] = x
	}
	for _, num := range it.Numbers {
		text := num.Text
		if n, err := issn.Clean(text); err == nil {
			text = n.String()
		}
		if !slices.Contains(x.numbers, text) {
			x.numbers = append(x.numbers, text)
		}
	}
	e := &it.Holding.Extent
	if e.Verbatim != "" && len(x.verbatim) < maxVerbatim && !slices.Contains(x.verbatim, e.Verbatim) {
		x.verbatim = append(x.verbatim, e.Verbatim)
	}
	if p == nil {
		return
	}
	x.years = append(x.years, p.Years...)
	x.volumes = append(x.volumes, p.Volumes...)
	if len(x.years) > 64 {
		x.years = mergeOpen(x.years)
	}
	if len(x.volumes) > 64 {
		x.volumes = mergeOpen(x.volumes)
	}
}

// mergeOpen merges spans. It keeps an open span apart so that its end stays open, and
// also each distinct span behind a moving wall.
func mergeOpen(spans []holdings.Span) []holdings.Span {
	var open *holdings.Span
	var walled []holdings.Span
	closed := spans[:0:0]
	for _, s := range spans {
		if s.Lag > 0 || s.Window > 0 {
			if !slices.Contains(walled, s) {
				walled = append(walled, s)
			}
			continue
		}
		if s.Open && (open == nil || s.From < open.From) {
			open = &holdings.Span{From: s.From, To: s.From, Open: true}
		}
		if !s.Open {
			closed = append(closed, s)
		}
	}
	merged := append(holdings.Merge(closed), walled...)
	if open != nil {
		merged = append(merged, *open)
	}
	return merged
}

// write emits the holdings in order of archive and ISSN, and counts them. Open spans
// end in the year last.
func (h *heldWriter) write(w *writer, report *Report, last int) error {
	keys := make([]holdingKey, 0, len(h.all))
	for key := range h.all {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b holdingKey) int {
		return cmp.Or(cmp.Compare(a.agency, b.agency), cmp.Compare(a.issn, b.issn), cmp.Compare(a.status, b.status))
	})
	for _, key := range keys {
		if err := h.one(w, key, last); err != nil {
			return err
		}
		report.Links++
		report.ByBasis[h.all[key].basis]++
	}
	for i, key := range keys {
		if i > 0 && key.agency == keys[i-1].agency {
			continue
		}
		if err := h.archive(w, key.agency); err != nil {
			return err
		}
	}
	return nil
}

// one writes a holding in the form of the profile, with its evidence, and with the
// years and volumes as data.
func (h *heldWriter) one(w *writer, key holdingKey, last int) error {
	x := h.all[key]
	name := strings.ReplaceAll(key.status.String(), " ", "")
	if name == "" {
		name = "Holding"
	}
	s := rdf.NewIRI(key.issn.IRI())
	node := rdf.NewIRI(key.issn.IRI() + "#" + name + "-" + key.agency)
	entity := rdf.NewIRI(key.issn.IRI() + "#Archived-" + key.agency)
	e := holdings.Extent{Parts: []holdings.Part{{Status: key.status, Years: x.years, Volumes: x.volumes}}}
	years := e.Years(last)
	facts := []formats.Fact{
		{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.SchemaArchiveComponent)},
		{Predicate: vocab.SchemaHoldingArchive, Object: archiveTerm(key.agency)},
		{Predicate: vocab.SchemaMainEntity, Object: entity},
		{Predicate: vocab.ISSNMatchedBy, Object: rdf.NewIRI(vocab.MatchBasis + x.basis.String())},
		{Predicate: vocab.ISSNMatchedISSN, Object: rdf.NewString(x.number.String())},
		{Predicate: vocab.PROVWasDerivedFrom, Object: x.file},
		{Predicate: vocab.ISSNRow, Object: integer(x.row)},
	}
	text := func(predicate, value string) {
		if value != "" {
			facts = append(facts, formats.Fact{Predicate: predicate, Object: rdf.NewString(value)})
		}
	}
	text(vocab.SchemaCreativeWorkStatus, key.status.String())
	text(vocab.SchemaDescription, strings.Join(x.verbatim, "; "))
	text(vocab.SchemaTemporalCoverage, holdings.Coverage(years, x.years))
	if x.url != "" {
		facts = append(facts, formats.Fact{Predicate: vocab.SchemaURL, Object: rdf.NewLiteral(x.url, vocab.XSDAnyURI)})
	}
	for _, y := range years {
		for n := y.From; n <= y.To; n++ {
			facts = append(facts, formats.Fact{Predicate: vocab.ISSNHeldYear, Object: formats.YearTerm(n)})
		}
	}
	for _, v := range e.Volumes() {
		text(vocab.ISSNHeldVolume, v.String())
	}
	if err := w.give(s, vocab.SchemaSubjectOf, node); err != nil {
		return err
	}
	if err := w.statements(node, facts...); err != nil {
		return err
	}
	facts = facts[:0]
	text(vocab.SchemaName, x.title)
	text(vocab.SchemaPublisher, x.publisher)
	for _, n := range x.numbers {
		text(vocab.SchemaISSN, n)
	}
	return w.statements(entity, facts...)
}

// archive describes an agency.
func (h *heldWriter) archive(w *writer, code string) error {
	facts := []formats.Fact{{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.SchemaArchiveOrganization)}, {Predicate: vocab.SchemaIdentifier, Object: rdf.NewString(code)}}
	name := h.info.Title
	if c := vocab.Keepers.Lookup(code); c != nil {
		name = c.Label("en")
		if c.Match != "" {
			facts = append(facts, formats.Fact{Predicate: vocab.SchemaSameAs, Object: rdf.NewIRI(c.Match)})
		}
	}
	return w.statements(archiveTerm(code), append(facts, formats.Fact{Predicate: vocab.SchemaName, Object: rdf.NewString(name)})...)
}

// archiveTerm returns the IRI of an archiving agency by its code.
func archiveTerm(code string) rdf.Term { return rdf.NewIRI(vocab.Keeper + code) }
