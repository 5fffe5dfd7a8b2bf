package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/delta"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/values"
)

// Tx is a transaction, for the function that [DB.Update] runs and no longer.
// Later calls win over earlier ones. It belongs to one goroutine.
type Tx struct {
	ctx    context.Context //nolint:containedctx // that of Update: a Tx does not outlive the call
	base   *version
	want   map[ids.Quad]bool // what is to be present, or absent, in the end
	order  []ids.Quad        // the keys of want
	groups map[ids.ID][]int  // positions in order, by the group of the subject
	had    map[ids.Quad]bool // whether base has a quad, as far as that is known
	ranges []subjectRange    // the last ranges of base that were read
	record []byte            // of new terms
	added  uint64            // their number
	ended  bool

	values    map[string]int // positions in valueList
	valueList []values.Change

	snapshots *atomic.Int64 // that are open, of the store
}

// Snapshot returns the state that the transaction changes, without its changes. It
// has all transactions before, those too that are not yet on the disk: if one of
// them does not get there, neither does this one, and whatever f has learnt from
// it must not leave the call before [DB.Update] has returned. The caller closes
// the snapshot.
func (tx *Tx) Snapshot() (*Snapshot, error) {
	if err := tx.check(); err != nil {
		return nil, err
	}
	s := newSnapshot(tx.base, tx.snapshots)
	if s == nil {
		return nil, fmt.Errorf("transaction: %w", ErrClosed)
	}
	return s, nil
}

// subjectRange is the quads of a graph with low <= subject < high.
type subjectRange struct {
	graph, low, high ids.ID
}

// recentRanges is the number of ranges that a transaction remembers: what is
// inserted instead of a resource comes right after the ranges of that.
const recentRanges = 4

// group returns what the subjects of a resource have in common: the resource
// of an ISSN IRI, or else the subject itself.
func group(s ids.ID) ids.ID {
	if s.Kind() == ids.KindISSNIRI || s.Kind() == ids.KindISSNNode {
		return s &^ ids.FragmentMask
	}
	return s
}

// covers reports whether a quad lies in the range.
func (r subjectRange) covers(q ids.Quad) bool {
	return q.G == r.graph && r.low <= q.S && q.S < r.high
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

// DeleteResource removes what a graph says about a resource and its parts: the
// IRIs that continue that of the resource with "#" and, for an ISSN, the blank
// nodes of its description. The zero graph is the default graph.
func (tx *Tx) DeleteResource(graph, resource rdf.Term) error {
	if err := tx.check(); err != nil {
		return err
	}
	return tx.deleteResource(graph, resource)
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
	return tx.deleteRange(subjectRange{g, ids.Undef, ids.Make(ids.KindQueryLocal, 0)}, func(ids.ID) bool { return true })
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
	return id, found, damage.Mark(err)
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
		g := group(q.S)
		tx.groups[g] = append(tx.groups[g], len(tx.order))
		tx.order = append(tx.order, q)
		if _, known := tx.had[q]; !known && slices.ContainsFunc(tx.ranges, func(r subjectRange) bool { return r.covers(q) }) {
			tx.had[q] = false
		}
	}
	tx.want[q] = present
}

// changes ends the transaction and returns what it changes.
func (tx *Tx) changes() (u codec.Update, err error) {
	for _, q := range tx.order {
		has, known := tx.had[q]
		if !known {
			if has, err = tx.base.contains(q); err != nil {
				return u, err
			}
		}
		if want := tx.want[q]; want != has {
			u.Quads = append(u.Quads, delta.QuadChange{Quad: q, Insert: want})
		}
	}
	u.Terms = codec.CountTerms(tx.added, tx.record)
	u.Values, err = tx.changedValues()
	return u, err
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
	every := func(ids.ID) bool { return true }
	if found && id.Kind() == ids.KindISSNIRI {
		low := id &^ ids.FragmentMask
		if err := tx.deleteRange(subjectRange{g, low, low + ids.FragmentMask + 1}, every); err != nil {
			return err
		}
		if low, high := id.Nodes(); low < high {
			return tx.deleteRange(subjectRange{g, low, high}, every)
		}
		return nil
	}
	if found {
		if err := tx.deleteRange(subjectRange{g, id, id + 1}, every); err != nil {
			return err
		}
	}
	if !resource.IsIRI() {
		return nil
	}
	prefix := resource.Value() + "#"
	low, high, err := tx.base.gen.dict.PrefixRange(rdf.KindIRI, prefix)
	if err != nil {
		return damage.Mark(err)
	}
	if low < high {
		if err := tx.deleteRange(subjectRange{g, low, high}, every); err != nil {
			return err
		}
	}
	// Terms of transactions are in no order: look at each subject among them.
	updated := subjectRange{g, ids.Make(ids.KindDelta, 0), ids.Make(ids.KindDelta+1, 0)}
	return tx.deleteRange(updated, func(s ids.ID) bool {
		t, err := tx.base.gen.dict.Term(s)
		return err == nil && t.IsIRI() && strings.HasPrefix(t.Value(), prefix)
	})
}

// deleteRange removes the quads of a range whose subjects are wanted, those
// that the transaction has inserted too.
func (tx *Tx) deleteRange(r subjectRange, wanted func(s ids.ID) bool) error {
	scan := newScanner(tx.base, ids.Scan{
		Perm: ids.SPO, Low: r.low, High: r.high, Graphs: []ids.ID{r.graph}, Cols: []uint8{0, 1, 2},
	})
	for {
		b, err := scan.nextBatch(tx.ctx)
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
		for i := range b.Len {
			q := ids.Quad{S: b.Cols[0][i], P: b.Cols[1][i], O: b.Cols[2][i], G: r.graph}
			tx.had[q] = true
			if wanted(q.S) {
				tx.set(q, false)
			}
		}
	}
	if len(tx.ranges) == recentRanges {
		tx.ranges = append(tx.ranges[:0], tx.ranges[1:]...)
	}
	tx.ranges = append(tx.ranges, r)
	forget := func(q ids.Quad) {
		if r.covers(q) && tx.want[q] && wanted(q.S) {
			tx.want[q] = false
		}
	}
	if group(r.low) == group(r.high-1) {
		for _, i := range tx.groups[group(r.low)] {
			forget(tx.order[i])
		}
		return nil
	}
	for _, q := range tx.order {
		forget(q)
	}
	return nil
}
