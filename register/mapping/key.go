package mapping

import (
	"errors"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
)

// Key returns the ISSN that a record is about and its version, a number that
// grows with the time of its last transaction (field 005) and is 0 without one.
// It is false for records that [Mapper.Map] does not map, apart from deleted ones,
// which end the records of their ISSN.
func Key(rec *marc.Record) (n issn.ISSN, version uint64, ok bool) {
	n, err := recordISSN(rec)
	if reject, isReject := errors.AsType[*Reject](err); isReject && reject.Reason == ReasonDeleted {
		n, err = issn.Clean(reject.ISSN)
	}
	if err != nil {
		return 0, 0, false
	}
	if at := timestamp(rec.Control("005")); !at.IsZero() && at.UnixMilli() > 0 {
		version = uint64(at.UnixMilli())
	}
	return n, version, true
}

// Modified returns the time of the last transaction of a record (field 005), or
// the zero time.
func Modified(rec *marc.Record) time.Time { return timestamp(rec.Control("005")) }
