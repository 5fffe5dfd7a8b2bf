package register

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Snapshot is a state of the store, as far as its reader may see it. [*store.Snapshot]
// implements it.
type Snapshot interface {
	Scan(ctx context.Context, sc ids.Scan) (ids.Scanner, error)
	Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error)
	Lookup(t rdf.Term) (ids.ID, bool, error)
}

// eachBatch calls f with the batches of a scan, until it returns false.
func eachBatch(ctx context.Context, snap Snapshot, sc ids.Scan, f func(b *ids.Batch) (bool, error)) (err error) {
	scanner, err := snap.Scan(ctx, sc)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, scanner.Close()) }()
	for {
		b, err := scanner.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if more, err := f(b); err != nil || !more {
			return err
		}
	}
}

// scanQuads appends the quads of a scan to dst.
func scanQuads(ctx context.Context, snap Snapshot, sc ids.Scan, dst []rdf.Quad) ([]rdf.Quad, error) {
	sc.Cols = []uint8{0, 1, 2, 3}
	order := sc.Perm.Order()
	var cols [4][]rdf.Term
	err := eachBatch(ctx, snap, sc, func(b *ids.Batch) (bool, error) {
		for i := range cols {
			var err error
			if cols[order[i]], err = snap.Terms(cols[order[i]][:0], b.Cols[i]); err != nil {
				return false, err
			}
		}
		for row := range b.Len {
			dst = append(dst, rdf.Quad{S: cols[0][row], P: cols[1][row], O: cols[2][row], G: cols[3][row]})
		}
		return true, nil
	})
	return dst, err
}

// resourceID returns the id of the resource of an ISSN. Such ids are the
// same in every state of every store.
func resourceID(n issn.ISSN) ids.ID {
	return ids.Make(ids.KindISSNIRI, (uint64(issn.SpaceISSN)<<ids.ISSNBits|uint64(n))<<ids.FragmentBits)
}

// serialOf returns the ISSN that a term belongs to: it is the resource of the ISSN, or
// a part or blank node of that.
func serialOf(id ids.ID) (issn.ISSN, bool) {
	space, n, ok := id.ISSN()
	return issn.ISSN(n), ok && issn.Space(space) == issn.SpaceISSN
}

// graphIDs returns the ids of the graphs that the snapshot has.
func graphIDs(snap Snapshot, iris ...string) ([]ids.ID, error) {
	var list []ids.ID
	for _, iri := range iris {
		id, ok, err := snap.Lookup(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list, nil
}

// held returns the statements in the register's graphs that belong to an ISSN alone:
// its description, its cluster memberships and its state.
func held(ctx context.Context, snap Snapshot, n issn.ISSN) ([]rdf.Quad, error) {
	graphs, err := graphIDs(snap, Graphs()...)
	if err != nil || len(graphs) == 0 {
		return nil, err
	}
	self := resourceID(n)
	low, high := self.Resource()
	nodeLow, nodeHigh := self.Nodes()
	var quads []rdf.Quad
	for _, sc := range []ids.Scan{
		{Perm: ids.SPO, Low: low, High: high, Graphs: graphs},
		{Perm: ids.SPO, Low: nodeLow, High: nodeHigh, Graphs: graphs},
	} {
		if quads, err = scanQuads(ctx, snap, sc, quads); err != nil {
			return nil, err
		}
	}
	pointing, err := scanQuads(ctx, snap, ids.Scan{Perm: ids.OSP, Low: low, High: high, Graphs: graphs}, nil)
	for _, q := range pointing {
		if isCluster(q.S) {
			quads = append(quads, q)
		}
	}
	return quads, err
}
