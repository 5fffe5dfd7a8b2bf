package sparql

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// Statistics describes what a store holds. The numbers of distinct things may be
// near instead of exact where the store keeps near ones.
type Statistics struct {
	Version    uint64
	Quads      int64       // in all graphs
	Triples    int64       // of the union of all graphs
	Subjects   int64       // distinct
	Objects    int64       // distinct
	Graphs     []TermCount // the default graph, if it is not empty, and the named graphs
	Properties []TermCount // with the number of their triples
	Classes    []TermCount // with the number of their instances
}

// TermCount is a number of triples for a term.
type TermCount struct {
	Term  rdf.Term
	Count int64
}

// maxCounted bounds the lists of properties and of classes.
const maxCounted = 10000

// Statistics describes the current state of the store, mostly from its metadata.
func (e *Engine) Statistics(ctx context.Context) (_ *Statistics, err error) {
	snap, err := e.open(e.store)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.release(snap)) }()
	st := &Statistics{Version: snap.Version()}
	if st.Quads, err = snap.Count(ctx, ids.Scan{Perm: ids.SPO}); err != nil {
		return nil, err
	}
	if st.Triples, err = snap.Count(ctx, ids.Scan{Perm: ids.SPO, DistinctTriples: true}); err != nil {
		return nil, err
	}
	st.Subjects = snap.Distinct(ids.Scan{Perm: ids.SPO})
	st.Objects = snap.Distinct(ids.Scan{Perm: ids.OPS})
	for _, g := range append([]ids.ID{ids.DefaultGraph}, snap.Graphs()...) {
		c := TermCount{}
		if g != ids.DefaultGraph {
			if c.Term, err = snap.Term(g); err != nil {
				return nil, err
			}
		}
		if c.Count, err = snap.Count(ctx, ids.Scan{Perm: ids.SPO, Graphs: []ids.ID{g}}); err != nil {
			return nil, err
		}
		if c.Count > 0 {
			st.Graphs = append(st.Graphs, c)
		}
	}
	if st.Properties, err = counts(ctx, snap, ids.PSO, nil); err != nil {
		return nil, err
	}
	typ, known, err := snap.Lookup(rdf.NewIRI(vocab.RDFType))
	if err == nil && known {
		st.Classes, err = counts(ctx, snap, ids.POS, []ids.ID{typ})
	}
	return st, err
}

// counts returns the distinct terms of the column after the prefix, with the
// number of triples of each. It skips from one to the next.
func counts(ctx context.Context, snap Snapshot, perm ids.Perm, prefix []ids.ID) (_ []TermCount, err error) {
	sc, err := snap.Scan(ctx, ids.Scan{Perm: perm, Prefix: prefix, Cols: []uint8{uint8(len(prefix))}})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, sc.Close()) }()
	var out []TermCount
	var next ids.ID
	for len(out) < maxCounted {
		b, err := sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		last := next
		for _, id := range b.Cols[0] {
			if id < next {
				continue // the rest of a batch that was read before the skip
			}
			n, err := snap.Count(ctx, ids.Scan{Perm: perm, Prefix: append(slices.Clip(prefix), id), DistinctTriples: true})
			if err != nil {
				return nil, err
			}
			t, err := snap.Term(id)
			if err != nil {
				return nil, err
			}
			out = append(out, TermCount{Term: t, Count: n})
			next = id + 1
		}
		if next != last {
			sc.Seek(next)
		}
	}
	return out, nil
}
