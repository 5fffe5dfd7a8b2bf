package sparql

import (
	"context"

	"issn-ld/rdf"
	"issn-ld/sparql/exec"
	"issn-ld/sparql/expr"
	"issn-ld/sparql/plan"
)

// Snapshot is one state of the store, which does not change while it is open. Its
// methods may be called concurrently.
type Snapshot interface {
	exec.Source
	plan.Stats
	expr.Terms
	// Version grows with every change of the store.
	Version() uint64
	// Close gives the snapshot back.
	Close() error
}

// Store gives out snapshots.
type Store interface {
	// Snapshot returns the current state. The caller closes it.
	Snapshot() (Snapshot, error)
}

// Snapshots makes a [Store] of a method that returns a snapshot of some type, such
// as that of the store of this module.
func Snapshots[S Snapshot](open func() (S, error)) Store { return snapshots[S]{open} }

type snapshots[S Snapshot] struct{ open func() (S, error) }

// Snapshot implements Store.
func (s snapshots[S]) Snapshot() (Snapshot, error) {
	snap, err := s.open()
	if err != nil {
		return nil, err
	}
	return snap, nil
}

// Tx is a transaction on the store. The zero graph is the default graph.
type Tx interface {
	// Insert adds a quad.
	Insert(q rdf.Quad) error
	// Delete removes a quad, if it is there.
	Delete(q rdf.Quad) error
	// DeleteGraph removes all quads of a graph.
	DeleteGraph(graph rdf.Term) error
}

// Updater runs transactions, one at a time.
type Updater interface {
	// Update runs f and makes what it did durable, all of it or, where f returns an
	// error, nothing. A snapshot opened by f has the state before.
	Update(ctx context.Context, f func(Tx) error) error
}

// Updates makes an [Updater] of a method whose function takes a transaction of some
// type, such as that of the store of this module. The method may return before
// later calls of it are done; each call here waits for the one before, so that
// snapshots have what that wrote.
func Updates[T Tx](update func(context.Context, func(T) error) error) Updater {
	return updates[T]{update, make(chan struct{}, 1)}
}

type updates[T Tx] struct {
	update func(context.Context, func(T) error) error
	turn   chan struct{} // holds a value while an update runs
}

// Update implements Updater.
func (u updates[T]) Update(ctx context.Context, f func(Tx) error) error {
	select {
	case u.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-u.turn }()
	return u.update(ctx, func(tx T) error { return f(tx) })
}
