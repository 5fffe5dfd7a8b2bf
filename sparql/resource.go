package sparql

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Resource returns all quads about an IRI, the IRIs that continue it with a
// fragment, and the blank nodes that these lead to, in every graph. It serves
// dereferencing: no parsing, no plan, and for an ISSN resource one scan of a
// range of ids and one for each blank node. An IRI that the store has no
// statements about has no quads.
func (e *Engine) Resource(ctx context.Context, iri string) (_ []rdf.Quad, err error) {
	snap, err := e.open(e.store)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.release(snap)) }()
	r, ok := e.readers.Get().(*resourceReader)
	if !ok {
		r = new(resourceReader)
	}
	r.ctx, r.snap = ctx, snap
	err = r.read(rdf.NewIRI(iri))
	quads := slices.Clone(r.quads)
	if r.reset() {
		e.readers.Put(r)
	}
	return quads, err
}

// Version names the state of the store: it grows with every change.
func (e *Engine) Version(context.Context) (uint64, error) {
	snap, err := e.open(e.store)
	if err != nil {
		return 0, err
	}
	return snap.Version(), e.release(snap)
}

// resourceReader collects the quads about one resource. The engine keeps readers
// for their memory.
type resourceReader struct {
	ctx    context.Context //nolint:containedctx // that of the one call of Resource
	snap   Snapshot
	quads  []rdf.Quad
	terms  [4][]rdf.Term
	graphs []ids.ID
	blank  []ids.ID // blank nodes to read, each once
	seen   map[ids.ID]bool
}

// maxKeptQuads bounds the readers that are kept: few resources have more quads.
const maxKeptQuads = 2048

// reset makes the reader ready for another resource, without a string of the last.
// It returns false for one that is too large to be kept.
func (r *resourceReader) reset() bool {
	if cap(r.quads) > maxKeptQuads || len(r.seen) > maxKeptQuads {
		return false
	}
	clear(r.quads)
	for i := range r.terms {
		clear(r.terms[i][:cap(r.terms[i])])
	}
	clear(r.seen)
	r.ctx, r.snap, r.quads, r.blank = nil, nil, r.quads[:0], r.blank[:0]
	return true
}

func (r *resourceReader) read(iri rdf.Term) error {
	id, ok, err := r.snap.Lookup(iri)
	if err != nil {
		return err
	}
	if lo, hi := id.Resource(); ok && hi != 0 {
		if err := r.scan(ids.Scan{Low: lo, High: hi}); err != nil {
			return err
		}
	} else {
		if ok {
			if err := r.scan(ids.Scan{Prefix: []ids.ID{id}}); err != nil {
				return err
			}
		}
		same := func(sc ids.Scan) ids.Scan { return sc }
		err := eachPart(r.ctx, r.snap, id, iri.Value(), same, func(part ids.ID) error {
			if ok && part == id {
				return nil
			}
			return r.scan(ids.Scan{Prefix: []ids.ID{part}})
		})
		if err != nil {
			return err
		}
	}
	for i := 0; i < len(r.blank); i++ { // which grows meanwhile
		if err := r.scan(ids.Scan{Prefix: r.blank[i : i+1 : i+1]}); err != nil {
			return err
		}
	}
	return nil
}

// scan adds the quads of a scan of SPO.
func (r *resourceReader) scan(sc ids.Scan) error {
	sc.Perm, sc.Cols = ids.SPO, []uint8{0, 1, 2, 3}
	scanner, err := r.snap.Scan(r.ctx, sc)
	if err != nil {
		return err
	}
	for {
		b, err := scanner.Next(r.ctx)
		if errors.Is(err, io.EOF) {
			return scanner.Close()
		}
		if err == nil {
			err = r.add(b)
		}
		if err != nil {
			return errors.Join(err, scanner.Close())
		}
	}
}

// add adds the quads of a batch and queues the blank nodes among the objects.
func (r *resourceReader) add(b *ids.Batch) error {
	for i := range r.terms {
		var err error
		col := b.Cols[i]
		if i == 3 {
			col = r.graphIDs(col)
		}
		if r.terms[i], err = r.snap.Terms(r.terms[i][:0], col); err != nil {
			return err
		}
	}
	r.quads = slices.Grow(r.quads, b.Len)
	for row := range b.Len {
		q := rdf.Quad{S: r.terms[0][row], P: r.terms[1][row], O: r.terms[2][row], G: r.terms[3][row]}
		r.quads = append(r.quads, q)
		if id := b.Cols[2][row]; q.O.IsBlankNode() && !r.seen[id] {
			if r.seen == nil {
				r.seen = make(map[ids.ID]bool)
			}
			r.seen[id] = true
			r.blank = append(r.blank, id)
		}
	}
	return nil
}

// graphIDs returns a column of graphs in which the default graph, which no term
// has, is the unbound id.
func (r *resourceReader) graphIDs(col []ids.ID) []ids.ID {
	r.graphs = append(r.graphs[:0], col...)
	for i, id := range r.graphs {
		if id == ids.DefaultGraph {
			r.graphs[i] = ids.Undef
		}
	}
	return r.graphs
}

// eachPart calls f for each subject whose IRI is the resource's or continues it with a
// fragment, ascending. Limit restricts the graphs that are read.
//
// The ids of the parts of an ISSN resource follow its own. Others lie in the ranges that
// the snapshot gives for their prefix: terms of updates are among them, in no order, mixed
// with others that are not parts.
func eachPart(ctx context.Context, snap Snapshot, id ids.ID, resource string, limit func(ids.Scan) ids.Scan, f func(id ids.ID) error) error {
	ranges := []ids.Range{{}}
	if lo, hi := id.Resource(); hi != ids.Undef {
		ranges[0] = ids.Range{Low: lo, High: hi}
	} else {
		var err error
		if ranges, err = snap.PrefixRanges(rdf.KindIRI, resource+"#"); err != nil {
			return err
		}
	}
	for _, r := range ranges {
		sc, err := snap.Scan(ctx, limit(ids.Scan{Perm: ids.SPO, Low: r.Low, High: r.High, Cols: []uint8{0}}))
		if err != nil {
			return err
		}
		if err := errors.Join(partsOf(ctx, snap, sc, resource, f), sc.Close()); err != nil {
			return err
		}
	}
	return nil
}

// partsOf calls f for the subjects of a scan that are the resource or parts of it.
func partsOf(ctx context.Context, snap Snapshot, sc ids.Scanner, resource string, f func(id ids.ID) error) error {
	var last ids.ID
	for {
		b, err := sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, id := range b.Cols[0] {
			if id == last {
				continue
			}
			last = id
			t, err := snap.Term(id)
			if err != nil {
				return err
			}
			if !t.IsIRI() || t.Value() != resource && !isPart(t.Value(), resource) {
				continue
			}
			if err := f(id); err != nil {
				return err
			}
		}
	}
}

// isPart reports whether iri is the resource with a fragment.
func isPart(iri, resource string) bool {
	rest, ok := strings.CutPrefix(iri, resource)
	return ok && resource != "" && strings.HasPrefix(rest, "#")
}
