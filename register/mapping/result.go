package mapping

import (
	"errors"
	"fmt"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Status is the status of a record (field 699 $8).
type Status uint8

// The statuses of the profile.
const (
	Register    Status = iota // a serial that is or was published
	Legacy                    // valid, described poorly in the early years
	Provisional               // not yet published
	Cancelled                 // replaced by another ISSN
	Suppressed                // withdrawn
	Unreported                // reserved for a centre
)

var statusIRIs = [...]string{
	Register: vocab.RecordStatusRegister, Legacy: vocab.RecordStatusLegacy,
	Provisional: vocab.RecordStatusProvisional, Cancelled: vocab.RecordStatusCancelled,
	Suppressed: vocab.RecordStatusSuppressed, Unreported: vocab.RecordStatusUnreported,
}

// IRI returns the concept of the status.
func (s Status) IRI() string { return statusIRIs[s] }

// String returns the name of the status, such as "Register".
func (s Status) String() string { return statusIRIs[s][len(vocab.RecordStatus):] }

// describes reports whether the ISSN of such a record identifies a serial that may be
// described; otherwise the record only tells the fate of the ISSN.
func (s Status) describes() bool { return s <= Provisional }

// Result is the mapping of one record.
type Result struct {
	ISSN     issn.ISSN
	Status   Status
	Modified time.Time  // field 005; zero if the record has none
	Quads    []rdf.Quad // without duplicates
	Warnings []string   // left out of the mapping, in plain words with the field's tag
}

// ErrNoISSN marks a record without an ISSN of its own: it has none, a placeholder, or
// the ISSN of the series that a monograph belongs to. The record is not at fault, but
// there is nothing to map.
var ErrNoISSN = errors.New("record without ISSN")

// Reason is the reason for a rejection, in one word.
type Reason string

// The reasons.
const (
	ReasonCheckDigit Reason = "check-digit" // the ISSN has a wrong check digit
	ReasonMalformed  Reason = "malformed"   // not an ISSN
	ReasonDeleted    Reason = "deleted"     // the leader or the harvest says that the record is deleted
)

// Reject is the error for a record that is not mapped.
type Reject struct {
	Reason Reason
	ISSN   string // as written in the record
	Msg    string
	Place  marc.Place
}

// Error names the place and the reason.
func (r *Reject) Error() string {
	if r.Place.File == "" {
		return r.Msg
	}
	return fmt.Sprintf("%s: record %d: byte %d: %s", r.Place.File, r.Place.Number, r.Place.Offset, r.Msg)
}
