package sparql

import (
	"context"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
)

// GraphWrite is a change of a graph as a whole, as the SPARQL 1.1 Graph Store
// HTTP Protocol has them.
type GraphWrite struct {
	Graph rdf.Term // the zero Term is the default graph
	// Quads are added to the graph, whatever graph they are in. Their blank
	// nodes become new ones.
	Quads []rdf.Quad
	// Replace removes what the graph held before; without Quads that removes the
	// graph.
	Replace bool
	// Check, where it is not nil, is told the version of the store that the change
	// applies to and the number of quads that the graph has in it. An error ends
	// the change.
	Check func(version uint64, quads int64) error
}

// WriteGraph carries out a change of a graph as one transaction, within the limits of an
// update. It returns the number of quads that the graph had before. Of the options it takes
// the limits and the label.
func (e *Engine) WriteGraph(ctx context.Context, w GraphWrite, opt QueryOptions) (before int64, err error) {
	if e.opt.Updater == nil {
		return 0, ErrReadOnly
	}
	err = e.transact(ctx, w.text(), opt, func(s *session, tx Tx) error {
		before, err = s.writeGraph(tx, w)
		return err
	})
	return before, err
}

// text describes the change in the list of running queries.
func (w *GraphWrite) text() string {
	verb := "add to"
	if w.Replace {
		verb = "replace"
	}
	if w.Graph.IsZero() {
		return verb + " the default graph"
	}
	return verb + " graph <" + w.Graph.Value() + ">"
}

// writeGraph checks and carries out a change.
func (s *session) writeGraph(tx Tx, w GraphWrite) (before int64, err error) {
	prefix := "b.g" + strconv.FormatUint(s.snap.Version(), 10) + "." // that no version before had
	if before, err = graphQuads(s.ctx, s.snap, w.Graph); err != nil {
		return 0, err
	}
	if w.Check != nil {
		if err := w.Check(s.snap.Version(), before); err != nil {
			return before, err
		}
	}
	changes := int64(len(w.Quads))
	if w.Replace {
		changes += before
	}
	if err := s.budget.Reserve(changes * quadBytes); err != nil { // given back with the session
		return before, err
	}
	if w.Replace {
		if err := tx.DeleteGraph(w.Graph); err != nil {
			return before, err
		}
	}
	for i, q := range w.Quads {
		if i%templateUnit == 0 {
			if err := pace.Yield(s.ctx); err != nil {
				return before, err
			}
		}
		q.S, q.O, q.G = q.S.PrefixBlankNodes(prefix), q.O.PrefixBlankNodes(prefix), w.Graph
		if err := tx.Insert(q); err != nil {
			return before, err
		}
	}
	return before, nil
}

// graphQuads counts the quads of a graph.
func graphQuads(ctx context.Context, snap Snapshot, graph rdf.Term) (int64, error) {
	id := ids.DefaultGraph
	if !graph.IsZero() {
		var known bool
		var err error
		if id, known, err = snap.Lookup(graph); err != nil || !known {
			return 0, err
		}
	}
	return snap.Count(ctx, ids.Scan{Perm: ids.SPO, Graphs: []ids.ID{id}})
}
