package sparql

import (
	"context"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/memory"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Snapshot is one state of the store, which does not change while it is open. Its
// methods may be called concurrently.
type Snapshot interface {
	exec.Source
	plan.Stats
	expr.Terms
	// PrefixRanges returns ranges of ids, ascending and apart, that hold every term of
	// the kind whose IRI, label or lexical form begins with prefix. They may hold other
	// terms too.
	PrefixRanges(kind rdf.Kind, prefix string) ([]ids.Range, error)
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

// Dataset returns a [Store] with the quads of a dataset as they are now: those that are
// added later are not in it. It suits what fits into memory: beside the terms it takes
// about 200 bytes for each quad.
func Dataset(d *rdf.Dataset) Store {
	state := memory.New(d.All())
	return Snapshots(func() (*memory.State, error) { return state, nil })
}

// Changes are what a transaction can do to the store. The zero graph is the
// default graph.
type Changes interface {
	// Insert adds a quad.
	Insert(q rdf.Quad) error
	// Delete removes a quad, if it is there.
	Delete(q rdf.Quad) error
	// DeleteGraph removes all quads of a graph.
	DeleteGraph(graph rdf.Term) error
}

// Tx is a transaction on the store.
type Tx interface {
	Changes
	// Snapshot returns the state that the transaction changes: all that the
	// transactions before have done, and nothing that this one does. The caller
	// closes it before the transaction ends.
	Snapshot() (Snapshot, error)
}

// Updater runs transactions, one at a time.
type Updater interface {
	// Update runs f and makes what it did durable, all of it or, where f returns an
	// error, nothing. An error for lack of space on the disk wraps [ErrNoSpace]. The next
	// transaction may run while this one waits for the disk; when Update returns, what f
	// has seen is durable as well.
	Update(ctx context.Context, f func(Tx) error) error
}

// SnapshotTx is a transaction whose snapshots are of some type.
type SnapshotTx[S Snapshot] interface {
	Changes
	Snapshot() (S, error)
}

// Updates makes an [Updater] of a method whose function takes a transaction of some
// type, such as that of the store of this module.
func Updates[T SnapshotTx[S], S Snapshot](update func(context.Context, func(T) error) error) Updater {
	return updates[T, S]{update}
}

type updates[T SnapshotTx[S], S Snapshot] struct {
	update func(context.Context, func(T) error) error
}

// Update implements Updater.
func (u updates[T, S]) Update(ctx context.Context, f func(Tx) error) error {
	return u.update(ctx, func(tx T) error { return f(storeTx[S]{tx}) })
}

// storeTx is a [Tx] made of a transaction of the store.
type storeTx[S Snapshot] struct{ SnapshotTx[S] }

// Snapshot implements Tx.
func (tx storeTx[S]) Snapshot() (Snapshot, error) {
	return snapshots[S]{tx.SnapshotTx.Snapshot}.Snapshot()
}
