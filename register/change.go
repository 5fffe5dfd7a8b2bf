package register

import (
	"context"
	"errors"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/kept"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
)

// ErrOlder marks a record that is older than the store's record of its ISSN, or older
// than the note that it was withdrawn.
var ErrOlder = errors.New("older than the record in the store")

// ErrCorrected marks a record whose ISSN a newer record among the inputs corrects.
var ErrCorrected = errors.New("a newer record with its control number corrects the ISSN")

// Change is the effect of a record on its ISSN.
type Change struct {
	ISSN issn.ISSN
	// Version is the time of the last transaction, field 005. A record without one has
	// the zero time and counts as older than all others.
	Version time.Time
	Status  mapping.Status
	// Key is what the record keeps when its ISSN is corrected, or empty; see
	// [mapping.ControlKey].
	Key       string
	Withdrawn bool         // the record is marked as deleted: Quads is empty
	Quads     []rdf.Quad   // stated by the mapping
	Kept      *kept.Record // the record as it was read; nil: it was not kept
	Warnings  []string
}

// ChangeOf maps a record. Errors come from [mapping.Mapper.Map].
func ChangeOf(m *mapping.Mapper, rec *marc.Record) (Change, error) { return changeInto(nil, m, rec) }

// changeInto is [ChangeOf] with memory for the quads, which it overwrites.
func changeInto(quads []rdf.Quad, m *mapping.Mapper, rec *marc.Record) (Change, error) {
	res, err := m.MapInto(quads, rec)
	if reject, ok := errors.AsType[*mapping.Reject](err); ok && reject.Reason == mapping.ReasonDeleted {
		n, _, _ := mapping.Key(rec)
		return Change{ISSN: n, Version: mapping.Modified(rec), Withdrawn: true}, nil
	}
	return Change{ISSN: res.ISSN, Version: res.Modified, Status: res.Status, Key: mapping.ControlKey(rec), Quads: res.Quads, Warnings: res.Warnings, Kept: kept.Of(res.ISSN, rec)}, err
}

// Kind is the effect of a change.
type Kind uint8

// The kinds of changes.
const (
	Unchanged  Kind = iota // the store says so already
	Created                // the store had no record of the ISSN
	Changed                // another record of it
	Cancels                // the record says that the ISSN is cancelled
	Suppresses             // that it is suppressed
	Withdraws              // the record is deleted
	Outdated               // the store is newer; nothing was done to the ISSN
)

// Event describes a change that a transaction made to an ISSN.
type Event struct {
	ISSN    issn.ISSN
	Kind    Kind
	Version time.Time // of the change
	Held    time.Time // version the store had; zero: none
	// Corrected are other ISSNs whose records had the control key of this one and are
	// older: they are withdrawn. Observers are told of each as of [Withdraws], before.
	Corrected []issn.ISSN
	// Before and After are the quads that only the record states, with its state, in no
	// particular order. Do not modify them.
	Before, After []rdf.Quad
}

// Observer sees the changes of a transaction while it is open, so that anything it
// writes commits or rolls back with them. [Unchanged] and [Outdated] are not reported.
type Observer interface {
	// Changed may write to tx, but not to the graphs of the register. An error rolls
	// the transaction back.
	Changed(ctx context.Context, tx *store.Tx, e *Event) error
}
