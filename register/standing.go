package register

import (
	"errors"
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
)

// ErrNotInForce marks an ISSN that identifies no serial of the register.
var ErrNotInForce = errors.New("not in force")

// StandingError says why a report has nothing about an ISSN. It wraps
// [ErrNotInForce].
type StandingError struct {
	ISSN       issn.ISSN
	Standing   Standing
	ReplacedBy []issn.ISSN // of a cancelled ISSN, if known
}

// Error tells the fate of the ISSN, and where to look instead.
func (e *StandingError) Error() string {
	switch e.Standing {
	case Absent, InForce:
		return fmt.Sprintf("%s is well-formed, but the register held here has no record of it", e.ISSN)
	case Cancelled:
		if len(e.ReplacedBy) == 0 {
			return fmt.Sprintf("%s was cancelled", e.ISSN)
		}
		texts := make([]string, len(e.ReplacedBy))
		for i, n := range e.ReplacedBy {
			texts[i] = n.String()
		}
		return fmt.Sprintf("%s was cancelled in favour of %s", e.ISSN, strings.Join(texts, " and "))
	case Suppressed:
		return fmt.Sprintf("%s has been suppressed: it was assigned, but the serial it was meant for does not exist. It will not be used again", e.ISSN)
	case Unreported:
		return fmt.Sprintf("%s is reserved: an ISSN centre holds it for assignment and has not reported a serial for it", e.ISSN)
	case Withdrawn:
		return fmt.Sprintf("%s has been withdrawn: its record was deleted from the register", e.ISSN)
	}
	return fmt.Sprintf("%s is %s", e.ISSN, e.Standing)
}

// Unwrap returns [ErrNotInForce].
func (e *StandingError) Unwrap() error { return ErrNotInForce }

// InForce returns a [*StandingError] unless the ISSN identifies a serial.
func (v *View) InForce() error {
	if s := v.Standing(); s != InForce {
		return &StandingError{ISSN: v.ISSN, Standing: s, ReplacedBy: v.ReplacedBy()}
	}
	return nil
}
