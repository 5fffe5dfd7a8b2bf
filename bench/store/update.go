package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
)

// changed is the predicate of the statement that each transaction gives a new value.
const changed = "http://purl.org/dc/terms/modified"

// update measures transactions that replace what the store says about one resource and
// its parts, each of them on the disk before it counts, with 1, 8 and 32 writers: those
// who wait for the disk at the same time share a sync.
func (s *settings) update(ctx context.Context, w *bytes.Buffer, path string, resources []string) (err error) {
	db, err := store.Open(path, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	records, err := records(ctx, db, resources)
	if err != nil {
		return err
	}
	for _, writers := range []int{1, 8, 32} {
		done, took, err := replaceAll(ctx, db, records, writers, s.updates)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "| single-record transactions, %d writers | %.0f/s |\n", writers, float64(done)/took.Seconds())
	}
	return nil
}

// record is what a graph says about a resource and its parts.
type record struct {
	graph, resource rdf.Term
	quads           []rdf.Quad
}

// records reads the resources, graph by graph.
func records(ctx context.Context, db *store.DB, resources []string) (out []record, err error) {
	snapshot, err := db.Snapshot()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	for _, iri := range resources {
		quads, err := dereference(ctx, snapshot, iri)
		if err != nil {
			return nil, err
		}
		graphs := make(map[rdf.Term][]rdf.Quad)
		for _, q := range quads {
			graphs[q.G] = append(graphs[q.G], q)
		}
		for graph, quads := range graphs {
			out = append(out, record{graph: graph, resource: rdf.NewIRI(iri), quads: quads})
		}
	}
	return out, nil
}

// replaceAll runs transactions for a while and returns how many there were.
func replaceAll(ctx context.Context, db *store.DB, records []record, writers int, d time.Duration) (done int64, took time.Duration, err error) {
	var next, count atomic.Int64
	errs := make([]error, writers)
	var wg sync.WaitGroup
	begin := time.Now()
	for i := range writers {
		wg.Go(func() {
			for time.Since(begin) < d && errs[i] == nil {
				n := next.Add(1)
				r := records[int(n)%len(records)]
				stamp := rdf.Quad{S: r.resource, P: rdf.NewIRI(changed), O: rdf.NewString(fmt.Sprintf("change %d of %d writers", n, writers)), G: r.graph}
				errs[i] = db.Update(ctx, func(tx *store.Tx) error {
					if err := tx.DeleteResource(r.graph, r.resource); err != nil {
						return err
					}
					for _, q := range append(slices.Clip(r.quads), stamp) {
						if err := tx.Insert(q); err != nil {
							return err
						}
					}
					return nil
				})
				count.Add(1)
			}
		})
	}
	wg.Wait()
	return count.Load(), time.Since(begin), errors.Join(errs...)
}
