package register

import (
	"context"
	"errors"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
)

// ErrOlder marks a record that is older than what the store has of its ISSN: a
// record, or the note that it was withdrawn.
var ErrOlder = errors.New("older than the record in the store")

// Change is what a record makes of its ISSN.
type Change struct {
	ISSN issn.ISSN
	// Version is the time of the last transaction, field 005. The zero time, of a
	// record without one, is older than all others.
	Version   time.Time
	Status    mapping.Status
	Withdrawn bool       // the record is marked as deleted: Quads is empty
	Quads     []rdf.Quad // what the mapping states
	Warnings  []string
}

// ChangeOf maps a record. The error is that of [mapping.Mapper.Map].
func ChangeOf(m *mapping.Mapper, rec *marc.Record) (Change, error) {
	res, err := m.Map(rec)
	if reject, ok := errors.AsType[*mapping.Reject](err); ok && reject.Reason == mapping.ReasonDeleted {
		n, _, _ := mapping.Key(rec)
		return Change{ISSN: n, Version: mapping.Modified(rec), Withdrawn: true}, nil
	}
	return Change{ISSN: res.ISSN, Version: res.Modified, Status: res.Status, Quads: res.Quads, Warnings: res.Warnings}, err
}

// statements returns all that the store holds of c.
func (c *Change) statements() []rdf.Quad {
	return append(c.Quads[:len(c.Quads):len(c.Quads)], stateOf(c)...)
}

// Kind says what a change did.
type Kind uint8

// The kinds of changes.
const (
	Unchanged  Kind = iota // the store says so already
	Created                // the store had no record of the ISSN
	Changed                // another record of it
	Cancels                // the record says that the ISSN is cancelled
	Suppresses             // that it is suppressed
	Withdraws              // the record is deleted
	Outdated               // the store has something newer; nothing was done
)

// Event is what became of an ISSN in a transaction.
type Event struct {
	ISSN    issn.ISSN
	Kind    Kind
	Version time.Time // of the change
	Held    time.Time // version that the store had; zero: none
	// Before and After are what the record alone states, with its state, in no
	// particular order. They are not to be changed.
	Before, After []rdf.Quad
}

// Observer is told of the changes of a transaction while it goes on, so that what
// it writes stands or falls with them. It is not told of [Unchanged] and [Outdated].
type Observer interface {
	// Changed may write to tx, but not to the graphs of the register. Its error
	// undoes the transaction.
	Changed(ctx context.Context, tx *store.Tx, e *Event) error
}
