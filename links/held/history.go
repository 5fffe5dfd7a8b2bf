package held

import (
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

var _ links.Histories = (*Register)(nil)

// Around implements [links.Histories]. It is called only for titles that do not match,
// so it reads the record on demand.
func (h *Register) Around(n issn.ISSN) ([]issn.ISSN, error) {
	s, ok, err := h.snap.Lookup(rdf.NewIRI(n.IRI()))
	if err != nil || !ok || len(h.graphs) == 0 {
		return nil, err
	}
	var found []issn.ISSN
	for _, succession := range vocab.Successions {
		for _, iri := range slices.Concat(succession.After, succession.Before) {
			p, ok, err := h.snap.Lookup(rdf.NewIRI(iri))
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			scan := ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{s, p}, Graphs: h.graphs, DistinctTriples: true, Cols: []uint8{2}}
			err = eachBatch(h.ctx, h.snap, scan, func(b *ids.Batch) error {
				for _, o := range b.Cols[0] {
					space, digits, ok := o.ISSN()
					if m := issn.ISSN(digits); ok && issn.Space(space) == issn.SpaceISSN && o&ids.FragmentMask == 0 && !slices.Contains(found, m) {
						found = append(found, m)
					}
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}
