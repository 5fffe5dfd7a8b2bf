package preservation

import (
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/vocab"
)

// text returns the first value of a property.
func text(v *register.View, subject rdf.Term, property string) string {
	t, _ := v.Object(subject, property)
	return t.Value()
}

// readSerial reads a serial from the view of its ISSN.
func readSerial(v *register.View, last int) Serial {
	self := v.Part("")
	s := Serial{
		ISSN: v.ISSN.String(), Title: v.KeyTitle(), Start: text(v, self, vocab.SchemaStartDate),
		End: text(v, self, vocab.SchemaEndDate), Published: Years{}, Holdings: []Holding{},
	}
	s.Medium = fragment(text(v, self, vocab.DCFormat))
	if linking, ok := v.Linking(); ok {
		s.ISSNL = linking.String()
	}
	s.err = v.InForce()
	s.Published = publishedYears(s.Start, s.End, last)
	for _, node := range v.Objects(self, vocab.SchemaSubjectOf) {
		for _, agency := range v.Objects(node, vocab.SchemaHoldingArchive) {
			s.Holdings = append(s.Holdings, holdingsAt(v, node, agency, last)...)
		}
	}
	slices.SortStableFunc(s.Holdings, func(a, b Holding) int { return strings.Compare(a.Code+"\x00"+a.Status, b.Code+"\x00"+b.Status) })
	return s
}

// fragment returns the part of an IRI after "#".
func fragment(iri string) string { return iri[strings.LastIndexByte(iri, '#')+1:] }

// publishedYears returns the years from the start to the end; 9999 means a running
// serial. Of dates that are partly unknown only the certain part counts: the one year
// that is given.
func publishedYears(start, end string, last int) Years {
	first, hasFirst := year(start)
	final, hasFinal := year(end)
	switch {
	case hasFirst && hasFinal:
		return union(Years{{first, final}})
	case hasFirst && end == "9999":
		return union(Years{{first, max(first, last)}})
	case hasFirst:
		return union(Years{{first, first}})
	case hasFinal:
		return union(Years{{final, final}})
	}
	return Years{}
}

// holdingsAt reads an archive's holdings from a node: one for each status in its
// extent.
func holdingsAt(v *register.View, node, agency rdf.Term, last int) []Holding {
	base := Holding{
		Agency: agency.Value(), Code: fragment(agency.Value()), Name: text(v, agency, vocab.SchemaName),
		Status: text(v, node, vocab.SchemaCreativeWorkStatus), Coverage: text(v, node, vocab.SchemaTemporalCoverage),
		Extent: text(v, node, vocab.SchemaDescription), Years: Years{},
	}
	if base.Extent == "" {
		base.Extent = text(v, node, vocab.SchemaAbstract)
	}
	if c := vocab.Keepers.Lookup(base.Code); c != nil && base.Name == "" {
		base.Name = c.Label("en")
	}
	if held := v.Objects(node, vocab.ISSNHeldYear); len(held) > 0 {
		for _, t := range held {
			if n, ok := year(t.Value()); ok {
				base.Years = append(base.Years, Span{n, n})
			}
		}
		base.Years = union(base.Years)
		base.Volumes = joined(v.Objects(node, vocab.ISSNHeldVolume))
		return kept(base)
	}
	list := ofExtent(base, last)
	if !slices.ContainsFunc(list, func(h Holding) bool { return len(h.Years) > 0 }) {
		for i := range list {
			list[i].Years = coverageYears(base.Coverage, last)
		}
	}
	if volumes := v.Objects(node, vocab.ISSNHeldVolume); len(volumes) > 0 {
		list[0].Volumes = joined(volumes)
	}
	return kept(list...)
}

// ofExtent reads years and volumes from the extent, by the statuses of its parts.
func ofExtent(base Holding, last int) []Holding {
	e := holdings.ParseExtent(base.Extent)
	parts := map[string]*holdings.Extent{}
	var statuses []string
	for _, p := range e.Parts {
		status := p.Status.String()
		if status == "" {
			status = base.Status
		}
		if parts[status] == nil {
			parts[status] = &holdings.Extent{}
			statuses = append(statuses, status)
		}
		p.Status = holdings.Unknown // kept decides whether it counts
		parts[status].Parts = append(parts[status].Parts, p)
	}
	if len(statuses) == 0 {
		return []Holding{base}
	}
	list := make([]Holding, len(statuses))
	for i, status := range statuses {
		h := base
		h.Status, h.Years = status, ofSpans(parts[status].Years(last))
		var volumes []string
		for _, v := range parts[status].Volumes() {
			volumes = append(volumes, v.String())
		}
		h.Volumes = strings.Join(volumes, ", ")
		list[i] = h
	}
	return list
}

// kept drops planned holdings.
func kept(list ...Holding) []Holding {
	return slices.DeleteFunc(list, func(h Holding) bool { return holdings.ParseStatus(h.Status) == holdings.Planned })
}

// joined joins values in order.
func joined(terms []rdf.Term) string {
	values := make([]string, len(terms))
	for i, t := range terms {
		values[i] = t.Value()
	}
	return strings.Join(values, ", ")
}
