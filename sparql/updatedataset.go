package sparql

import (
	"fmt"

	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// place applies what the circumstances of an update request say to its
// operations: the dataset of their patterns, and the graph that they are about.
func (opt *QueryOptions) place(u *algebra.Update) error {
	for i, op := range u.Ops {
		m, isModify := op.(*algebra.Modify)
		if isModify && !opt.Dataset.IsZero() {
			// SPARQL 1.1 Protocol, section 2.2.3: not both.
			if !m.With.IsZero() || !m.Using.IsZero() {
				return fmt.Errorf("operation %d: %w: by USING or WITH, and by the parameters of the request", i+1, ErrDataset)
			}
			if m.Where != nil {
				m.Using = opt.Dataset
			}
		}
		if opt.Graph.IsZero() {
			continue
		}
		if !isModify {
			return fmt.Errorf("operation %d: %w: only INSERT and DELETE apply to one graph", i+1, ErrUpdate)
		}
		if err := opt.confine(m); err != nil {
			return fmt.Errorf("operation %d: %w", i+1, err)
		}
	}
	return nil
}

// confine makes m an operation on the one graph, as WITH would.
func (opt *QueryOptions) confine(m *algebra.Modify) error {
	if !m.With.IsZero() || !m.Using.IsZero() {
		return fmt.Errorf("%w: by USING or WITH, and by the graph that the request is about", ErrDataset)
	}
	m.With = opt.Graph
	for _, template := range [][]algebra.QuadPattern{m.Delete, m.Insert} {
		for i := range template {
			if g := &template[i].Graph; *g != (algebra.Term{}) {
				return fmt.Errorf("%w: it changes another graph than the one that the request is about", ErrUpdate)
			}
			template[i].Graph = algebra.Term{Term: opt.Graph}
		}
	}
	return nil
}
