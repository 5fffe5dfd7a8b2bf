package sparql

import (
	"context"
	"errors"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
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

// WriteGraph carries out a change of a graph as one transaction. It returns the
// number of quads that the graph had before.
func (e *Engine) WriteGraph(ctx context.Context, w GraphWrite) (before int64, err error) {
	if e.opt.Updater == nil {
		return 0, ErrReadOnly
	}
	err = e.opt.Updater.Update(ctx, func(tx Tx) error {
		prefix := ""
		if prefix, before, err = w.check(ctx, e, tx); err != nil {
			return err
		}
		if w.Replace {
			if err := tx.DeleteGraph(w.Graph); err != nil {
				return err
			}
		}
		for _, q := range w.Quads {
			q.S, q.O, q.G = q.S.PrefixBlankNodes(prefix), q.O.PrefixBlankNodes(prefix), w.Graph
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
	return before, err
}

// check looks at the graph before it is changed. It returns a prefix for labels
// of blank nodes that no version before had, and the number of quads.
func (w *GraphWrite) check(ctx context.Context, e *Engine, tx Tx) (prefix string, quads int64, err error) {
	snap, err := e.open(tx)
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, e.release(snap)) }()
	prefix = "b.g" + strconv.FormatUint(snap.Version(), 10) + "."
	if quads, err = graphQuads(ctx, snap, w.Graph); err == nil && w.Check != nil {
		err = w.Check(snap.Version(), quads)
	}
	return prefix, quads, err
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
