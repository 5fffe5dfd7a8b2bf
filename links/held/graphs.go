package held

import (
	"context"
	"iter"
	"slices"

	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Graphs returns the IRIs of the graphs that runs write: one for each source.
func Graphs() []string {
	var graphs []string
	for _, s := range sources.Sources() {
		graphs = append(graphs, s.Info().Graph())
	}
	return graphs
}

// Graphed is a state of the store whose graphs can be read; [*store.Snapshot]
// implements it.
type Graphed interface {
	Lookup(t rdf.Term) (ids.ID, bool, error)
	Graphs() []ids.ID
	ScanQuads(ctx context.Context, sc ids.Scan) iter.Seq2[rdf.Quad, error]
}

// Quads yields the quads of the graphs in one pass over a state of the store, all
// quads about a subject side by side. Graphs that the state does not have are left
// out. It stops at the first error.
func Quads(ctx context.Context, snap Graphed, graphs []string) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		wanted, err := present(snap, graphs)
		if err != nil {
			yield(rdf.Quad{}, err)
			return
		}
		if len(wanted) == 0 { // to a scan, no graphs are all graphs
			return
		}
		for q, err := range snap.ScanQuads(ctx, ids.Scan{Perm: ids.SPO, Graphs: wanted}) {
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}

// present returns the ids of the graphs that the state has, each once, ascending.
func present(snap Graphed, graphs []string) ([]ids.ID, error) {
	var wanted []ids.ID
	for _, graph := range graphs {
		id, ok, err := snap.Lookup(rdf.NewIRI(graph))
		if err != nil {
			return nil, err
		}
		if ok && slices.Contains(snap.Graphs(), id) {
			wanted = append(wanted, id)
		}
	}
	slices.Sort(wanted)
	return slices.Compact(wanted), nil
}
