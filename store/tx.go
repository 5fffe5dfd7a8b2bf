package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"issn-ld/rdf"
	"issn-ld/store/ids"
	"issn-ld/store/internal/delta"
	"issn-ld/store/internal/dict"
)

// Tx is a transaction, for the function that [DB.Update] runs and no longer.
// Later calls win over earlier ones. It belongs to one goroutine.
type Tx struct {
	ctx    context.Context //nolint:containedctx // that of Update: a Tx does not outlive the call
	base   *version
	want   map[ids.Quad]bool // what is to be present, or absent, in the end
	order  []ids.Quad        // the keys of want
	record []byte            // of new terms
	added  uint64            // their number
	terms  []byte            // number and records, once ended
	ended  bool
}

// Insert adds a quad. It copies the strings of q.
func (tx *Tx) Insert(q rdf.Quad) error {
	if err := tx.check(); err != nil {
		return err
	}
	var quad ids.Quad
	var err error
	if quad.S, err = tx.intern(q.S); err != nil {
		return err
	}
	if quad.P, err = tx.intern(q.P); err != nil {
		return err
	}
	if quad.O, err = tx.intern(q.O); err != nil {
		return err
	}
	quad.G = ids.DefaultGraph
	if !q.G.IsZero() {
		if quad.G, err = tx.intern(q.G); err != nil {
			return err
		}
	}
	tx.set(quad, true)
	return nil
}

// Delete removes a quad, if it is there.
func (tx *Tx) Delete(q rdf.Quad) error {
	if err := tx.check(); err != nil {
		return err
	}
	var quad [4]ids.ID
	for i, t := range [...]rdf.Term{q.S, q.P, q.O, q.G} {
		if t.IsZero() && i == 3 {
			quad[i] = ids.DefaultGraph
			continue
		}
		id, found, err := tx.lookup(t)
		if err != nil || !found {
			return err
		}
		quad[i] = id
	}
	tx.set(ids.Quad{S: quad[0], P: quad[1], O: quad[2], G: quad[3]}, false)
	return nil
}

// ReplaceResource removes what a graph says about a resource and its parts,
// the IRIs that continue that of the resource with "#", and inserts quads
// instead, which may be about anything. The zero graph is the default graph.
func (tx *Tx) ReplaceResource(graph, resource rdf.Term, quads []rdf.Quad) error {
	if err := tx.check(); err != nil {
		return err
	}
	if err := tx.deleteResource(graph, resource); err != nil {
		return err
	}
	for _, q := range quads {
		if err := tx.Insert(q); err != nil {
			return err
		}
	}
	return nil
}

// DeleteGraph removes all quads of a graph. The zero graph is the default one.
func (tx *Tx) DeleteGraph(graph rdf.Term) error {
	if err := tx.check(); err != nil {
		return err
	}
	g, found, err := tx.graph(graph)
	if err != nil || !found {
		return err
	}
	return tx.deleteRange(g, ids.Scan{}, func(ids.ID) bool { return true })
}

// check refuses the use of a transaction after its end.
func (tx *Tx) check() error {
	if tx.ended {
		return fmt.Errorf("transaction: %w", ErrClosed)
	}
	return tx.ctx.Err()
}

func (tx *Tx) lookup(t rdf.Term) (ids.ID, bool, error) {
	id, found, err := tx.base.gen.dict.Lookup(t)
	return id, found, marked(err)
}

func (tx *Tx) graph(t rdf.Term) (ids.ID, bool, error) {
	if t.IsZero() {
		return ids.DefaultGraph, true, nil
	}
	return tx.lookup(t)
}

// intern returns the id of a term, new if need be.
func (tx *Tx) intern(t rdf.Term) (ids.ID, error) {
	if t.IsZero() {
		return ids.Undef, fmt.Errorf("transaction: %w", dict.ErrNoTerm)
	}
	id, found, err := tx.lookup(t)
	if err != nil || found {
		return id, err
	}
	id, isNew := tx.base.gen.delta.Add(t)
	if isNew {
		tx.record = dict.AppendDeltaTerm(tx.record, id, t)
		tx.added++
	}
	return id, nil
}

// set notes that a quad is to be present, or absent.
func (tx *Tx) set(q ids.Quad, present bool) {
	if _, known := tx.want[q]; !known {
		tx.order = append(tx.order, q)
	}
	tx.want[q] = present
}

// changes ends the transaction and returns what it changes.
func (tx *Tx) changes() ([]delta.QuadChange, error) {
	var out []delta.QuadChange
	for _, q := range tx.order {
		has, err := tx.base.contains(q)
		if err != nil {
			return nil, err
		}
		if want := tx.want[q]; want != has {
			out = append(out, delta.QuadChange{Quad: q, Insert: want})
		}
	}
	tx.terms = countedTerms(tx.added, tx.record)
	return out, nil
}

// countedTerms puts the number of records before them.
func countedTerms(n uint64, records []byte) []byte {
	return append(binary.AppendUvarint(nil, n), records...)
}

// deleteResource removes what a graph says about a resource and its parts.
func (tx *Tx) deleteResource(graph, resource rdf.Term) error {
	g, found, err := tx.graph(graph)
	if err != nil || !found {
		return err
	}
	id, found, err := tx.lookup(resource)
	if err != nil {
		return err
	}
	if found && id.Kind() == ids.KindISSNIRI {
		low := id &^ ids.FragmentMask
		return tx.deleteRange(g, ids.Scan{Low: low, High: low + ids.FragmentMask + 1}, func(ids.ID) bool { return true })
	}
	if found {
		if err := tx.deleteRange(g, ids.Scan{Prefix: []ids.ID{id}}, func(ids.ID) bool { return true }); err != nil {
			return err
		}
	}
	if !resource.IsIRI() {
		return nil
	}
	prefix := resource.Value() + "#"
	low, high, err := tx.base.gen.dict.PrefixRange(rdf.KindIRI, prefix)
	if err != nil {
		return marked(err)
	}
	if low < high {
		if err := tx.deleteRange(g, ids.Scan{Low: low, High: high}, func(ids.ID) bool { return true }); err != nil {
			return err
		}
	}
	// Terms of transactions are in no order: look at each subject among them.
	return tx.deleteRange(g, ids.Scan{Low: ids.Make(ids.KindDelta, 0), High: ids.Make(ids.KindDelta+1, 0)}, func(s ids.ID) bool {
		t, err := tx.base.gen.dict.Term(s)
		return err == nil && t.IsIRI() && strings.HasPrefix(t.Value(), prefix)
	})
}

// deleteRange removes the quads of a graph whose subjects are in a range and
// wanted, those that the transaction has inserted too.
func (tx *Tx) deleteRange(g ids.ID, sc ids.Scan, wanted func(s ids.ID) bool) error {
	sc.Perm, sc.Graphs, sc.Cols = ids.SPO, []ids.ID{g}, []uint8{0, 1, 2}
	scan := newScanner(tx.base, sc)
	for {
		b, err := scan.nextBatch(tx.ctx)
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		for i := range b.Len {
			if s := b.Cols[0][i]; wanted(s) {
				tx.set(ids.Quad{S: s, P: b.Cols[1][i], O: b.Cols[2][i], G: g}, false)
			}
		}
	}
	for _, q := range tx.order {
		in := q.G == g && q.S >= sc.Low && (sc.High == 0 || q.S < sc.High) &&
			(len(sc.Prefix) == 0 || slices.Equal(sc.Prefix, []ids.ID{q.S}))
		if in && tx.want[q] && wanted(q.S) {
			tx.want[q] = false
		}
	}
	return nil
}
