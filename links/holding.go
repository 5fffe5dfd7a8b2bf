package links

import (
	"cmp"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Holding is what a row says that an archive holds.
type Holding struct {
	// Agency is the code of the archive; empty for that of the source.
	Agency string
	Status HoldingStatus
	Extent Extent
	URL    string
}

// maxVerbatim bounds how many different extents of one holding are kept word for
// word: HathiTrust has a row for each bound volume.
const maxVerbatim = 400

// holder chooses the serial that an archive holds: the online one, else the one
// that is given as such, else the first.
func holder(targets []target) target {
	for _, t := range targets {
		if t.serial.Medium == MediumOnline {
			return t
		}
	}
	for _, t := range targets {
		if t.role == RoleOnline {
			return t
		}
	}
	return targets[0]
}

// holdingKey is what one node describes.
type holdingKey struct {
	agency string
	issn   issn.ISSN
	status HoldingStatus
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
	years     []Span
	volumes   []Span
	row       int64
	file      rdf.Term
}

// holdings joins the rows of archives, which give a serial in many rows.
type holdings struct {
	info Info
	all  map[holdingKey]*held
}

func newHoldings(info Info) *holdings { return &holdings{info: info, all: map[holdingKey]*held{}} }

// add takes a row. Parts with a status of their own go to the holding with that
// status.
func (h *holdings) add(it *Item, t target, row int64, file rdf.Term) {
	parts := it.Holding.Extent.Parts
	if len(parts) == 0 {
		h.part(it, nil, t, it.Holding.Status, row, file)
	}
	for i := range parts {
		status := parts[i].Status
		if status == HoldingUnknown {
			status = it.Holding.Status
		}
		h.part(it, &parts[i], t, status, row, file)
	}
}

// part adds one part of an extent to the holding with the status.
func (h *holdings) part(it *Item, p *Part, t target, status HoldingStatus, row int64, file rdf.Term) {
	key := holdingKey{firstOf(it.Holding.Agency, h.info.Archive), t.serial.ISSN, status}
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
		if n, err := readISSN(text); err == nil {
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

// mergeOpen merges spans, keeping an open one apart so that its end stays open.
func mergeOpen(spans []Span) []Span {
	var open *Span
	closed := spans[:0:0]
	for _, s := range spans {
		if s.Open && (open == nil || s.From < open.From) {
			open = &Span{From: s.From, To: s.From, Open: true}
		}
		if !s.Open {
			closed = append(closed, s)
		}
	}
	merged := mergeSpans(closed)
	if open != nil {
		merged = append(merged, *open)
	}
	return merged
}

// write emits the holdings in the order of archives and ISSNs and counts them.
// Open years end at the year last.
func (h *holdings) write(w *writer, report *Report, last int) error {
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

// one writes a holding in the form of the profile, with its evidence and with
// the years and volumes as data.
func (h *holdings) one(w *writer, key holdingKey, last int) error {
	x := h.all[key]
	name := strings.ReplaceAll(key.status.String(), " ", "")
	if name == "" {
		name = "Holding"
	}
	s := rdf.NewIRI(key.issn.IRI())
	node := rdf.NewIRI(key.issn.IRI() + "#" + name + "-" + key.agency)
	entity := rdf.NewIRI(key.issn.IRI() + "#Archived-" + key.agency)
	e := Extent{Parts: []Part{{Status: key.status, Years: x.years, Volumes: x.volumes}}}
	years := e.Years(last)
	facts := []Fact{
		{vocab.RDFType, rdf.NewIRI(vocab.SchemaArchiveComponent)},
		{vocab.SchemaHoldingArchive, archiveTerm(key.agency)},
		{vocab.SchemaMainEntity, entity},
		{vocab.ISSNMatchedBy, rdf.NewIRI(vocab.MatchBasis + x.basis.String())},
		{vocab.ISSNMatchedISSN, rdf.NewString(x.number.String())},
		{vocab.PROVWasDerivedFrom, x.file},
		{vocab.ISSNRow, integer(x.row)},
	}
	text := func(predicate, value string) {
		if value != "" {
			facts = append(facts, Fact{predicate, rdf.NewString(value)})
		}
	}
	text(vocab.SchemaCreativeWorkStatus, key.status.String())
	text(vocab.SchemaDescription, strings.Join(x.verbatim, "; "))
	text(vocab.SchemaTemporalCoverage, coverage(years, x.years))
	if x.url != "" {
		facts = append(facts, Fact{vocab.SchemaURL, rdf.NewLiteral(x.url, vocab.XSDAnyURI)})
	}
	for _, y := range years {
		for n := y.From; n <= y.To; n++ {
			facts = append(facts, Fact{vocab.ISSNHeldYear, gYear(n)})
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

// coverage is the interval from the first year to the last, as the register
// writes it; two full stops are an open end.
func coverage(years, stated []Span) string {
	if len(years) == 0 {
		return ""
	}
	from, to := Span{From: years[0].From}, years[len(years)-1].To
	if slices.ContainsFunc(stated, func(s Span) bool { return s.Open }) {
		return Span{From: from.From, To: from.From}.String() + "/.."
	}
	return Span{From: from.From, To: from.From}.String() + "/" + Span{From: to, To: to}.String()
}

// archive describes an agency.
func (h *holdings) archive(w *writer, code string) error {
	facts := []Fact{{vocab.RDFType, rdf.NewIRI(vocab.SchemaArchiveOrganization)}, {vocab.SchemaIdentifier, rdf.NewString(code)}}
	name := h.info.Title
	if c := vocab.Keepers.Lookup(code); c != nil {
		name = c.Label("en")
		if c.Match != "" {
			facts = append(facts, Fact{vocab.SchemaSameAs, rdf.NewIRI(c.Match)})
		}
	}
	return w.statements(archiveTerm(code), append(facts, Fact{vocab.SchemaName, rdf.NewString(name)})...)
}

// archiveTerm returns the IRI of an archiving agency by its code.
func archiveTerm(code string) rdf.Term { return rdf.NewIRI(vocab.Keeper + code) }
