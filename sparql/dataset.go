package sparql

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// dataset resolves the dataset of a query (section 13.2) within the graphs that
// the caller may read.
func (s *session) dataset(given algebra.Dataset, readable []rdf.Term) (plan.Dataset, error) {
	allowed, err := s.allowed(readable)
	if err != nil {
		return plan.Dataset{}, err
	}
	if !given.IsZero() {
		return s.givenDataset(given, allowed)
	}
	ds := plan.Dataset{Named: s.snap.Graphs(), AllNamed: allowed == nil}
	if allowed != nil {
		ds.Named = intersect(ds.Named, allowed)
	}
	switch {
	case !s.engine.opt.StrictDefaultGraph:
		ds.Default = plan.Graphs{IDs: allowed, Distinct: true}
	case allowed == nil || slices.Contains(allowed, ids.DefaultGraph):
		ds.Default = plan.Graphs{IDs: []ids.ID{ids.DefaultGraph}}
	default:
		ds.Default = plan.Graphs{IDs: []ids.ID{}}
	}
	return ds, nil
}

// allowed returns the readable graphs, ascending, or nil for all.
func (s *session) allowed(readable []rdf.Term) ([]ids.ID, error) {
	if readable == nil {
		return nil, nil
	}
	return s.graphIDs(readable)
}

// graphIDs returns the ids of the graphs that the store has, ascending. The zero
// Term is the default graph.
func (s *session) graphIDs(graphs []rdf.Term) ([]ids.ID, error) {
	out := []ids.ID{}
	for _, g := range graphs {
		if g.IsZero() {
			out = append(out, ids.DefaultGraph)
			continue
		}
		id, ok, err := s.snap.Lookup(g)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// givenDataset is the dataset of FROM and FROM NAMED: the default graph is the
// merge of the graphs given.
func (s *session) givenDataset(given algebra.Dataset, allowed []ids.ID) (plan.Dataset, error) {
	def, err := s.graphIDs(given.Default)
	if err != nil {
		return plan.Dataset{}, err
	}
	named, err := s.graphIDs(given.Named)
	if err != nil {
		return plan.Dataset{}, err
	}
	if allowed != nil {
		def, named = intersect(def, allowed), intersect(named, allowed)
	}
	ds := plan.Dataset{
		Default: plan.Graphs{IDs: def, Distinct: len(def) > 1},
		Named:   named,
		Empty:   map[rdf.Term]ids.ID{},
	}
	if allowed != nil {
		return ds, nil
	}
	for _, g := range given.Named {
		id, err := s.env.Pool.ID(g)
		if err != nil {
			return ds, err
		}
		if id.Kind() == ids.KindQueryLocal && ds.Empty[g] == ids.Undef {
			ds.Empty[g] = id
			ds.Named = append(ds.Named, id)
		}
	}
	slices.Sort(ds.Named)
	return ds, nil
}

// intersect returns the ids of a that are in b; both ascend.
func intersect(a, b []ids.ID) []ids.ID {
	out := []ids.ID{}
	for _, id := range a {
		if _, ok := slices.BinarySearch(b, id); ok {
			out = append(out, id)
		}
	}
	return out
}
