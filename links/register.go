package links

import (
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
)

// Status is the status of an ISSN in the register.
type Status uint8

// The statuses. Valid ISSNs are described or at least in use.
const (
	StatusValid      Status = 0 // Register, Legacy, Provisional, Unreported
	StatusCancelled  Status = 1
	StatusSuppressed Status = 2
)

// Medium is the medium of a serial.
type Medium uint8

// The media. MediumUnknown says nothing.
const (
	MediumUnknown Medium = 0
	MediumPrint   Medium = 1
	MediumOnline  Medium = 2
	MediumOther   Medium = 3
)

// Serial is the register's description of an ISSN.
type Serial struct {
	ISSN       issn.ISSN
	Status     Status
	Linking    issn.ISSN // the ISSN-L; meaningful only if HasLinking
	HasLinking bool
	Titles     []string // all titles, key title first, without script or language
	Start, End int      // years of publication; 0 for unknown, open or running
	Ceased     bool     // known to be no longer published
	Medium     Medium
}

// Register answers the questions that matching asks about the ISSN Register. Its
// methods may be called by one goroutine at a time. An error ends the run.
type Register interface {
	// Serial returns the record of an ISSN itself.
	Serial(n issn.ISSN) (Serial, bool, error)
	// Members returns the ISSNs whose ISSN-L is n.
	Members(n issn.ISSN) ([]issn.ISSN, error)
	// Replacements returns the ISSNs in favour of which n was cancelled: the ones named
	// in the record of n, and the ones whose records name n as cancelled or as a former
	// ISSN-L.
	Replacements(n issn.ISSN) ([]issn.ISSN, error)
	// Incorrect returns the ISSNs whose records say that their serial shows n by
	// mistake.
	Incorrect(n issn.ISSN) ([]issn.ISSN, error)
}

// Histories answers the linker's questions about titles that do not match. A [Register]
// may implement it.
type Histories interface {
	// Around returns the ISSNs of the predecessors and successors named in the record
	// of n.
	Around(n issn.ISSN) ([]issn.ISSN, error)
}

// Body is an organization in the register that may be the same as one in another
// system.
type Body struct {
	IRI  string
	Name string
}

// Bodies answers the questions that matching of organizations asks about the register.
// A [Register] may implement it; otherwise organizations are only joined with one
// another.
type Bodies interface {
	// Identified returns the bodies that carry the identifier, an IRI.
	Identified(iri string) ([]Body, error)
	// Named returns bodies with similar names, a few at most.
	Named(name string) ([]Body, error)
}

// Basis is how a link was found, the strongest first.
type Basis uint8

// The bases.
const (
	ByISSN       Basis = 0
	ByLinking    Basis = 1
	ByCancelled  Basis = 2
	ByIncorrect  Basis = 3
	ByIdentifier Basis = 4 // organizations
	ByName       Basis = 5 // a candidate, never an identity
)

// basisNames are the codes in the list of vocab.
var basisNames = [...]string{"ISSN", "ISSN-L", "CancelledISSN", "IncorrectISSN", "Identifier", "Name"}

// String returns the code of the basis in the list of match bases.
func (b Basis) String() string { return basisNames[b] }

// MarshalText returns the code, for keys in JSON.
func (b Basis) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// target is a serial that a number leads to.
type target struct {
	serial Serial
	known  bool // serial is a record, not just an ISSN and an ISSN-L
	number issn.ISSN
	role   formats.Role
	basis  Basis
}

// linking returns the ISSN-L of the target, or its ISSN if it has none.
func (t *target) linking() issn.ISSN {
	if t.serial.HasLinking {
		return t.serial.Linking
	}
	return t.serial.ISSN
}

// maxChain bounds how many cancellations in a row are followed.
const maxChain = 8

// resolve returns the serials that a number leads to, and anything unusual about it. No
// targets and an empty kind mean that the number is unknown.
func resolve(reg Register, n issn.ISSN) (targets []target, odd DiscrepancyKind, err error) {
	s, ok, err := reg.Serial(n)
	if err != nil {
		return nil, "", err
	}
	if ok && s.Status == StatusValid {
		return []target{{serial: s, known: true, number: n, basis: ByISSN}}, "", nil
	}
	members, err := reg.Members(n)
	if err != nil {
		return nil, "", err
	}
	if len(members) > 0 {
		t, err := linkingTarget(reg, n, members)
		return t, "", err
	}
	found, err := replaced(reg, n)
	if err != nil {
		return nil, "", err
	}
	switch {
	case len(found) > 0:
		return found, CancelledISSN, nil
	case ok && s.Status == StatusCancelled:
		return nil, CancelledISSN, nil
	case ok && s.Status == StatusSuppressed:
		return nil, SuppressedISSN, nil
	}
	wrong, err := reg.Incorrect(n)
	if err != nil {
		return nil, "", err
	}
	for _, m := range wrong {
		s, ok, err := reg.Serial(m)
		if err != nil {
			return nil, "", err
		}
		if ok && s.Status == StatusValid {
			found = append(found, target{serial: s, known: true, number: n, basis: ByIncorrect})
		}
	}
	if len(found) > 0 {
		return found, IncorrectISSN, nil
	}
	return nil, "", nil
}

// linkingTarget is the target of a number known only as an ISSN-L.
func linkingTarget(reg Register, n issn.ISSN, members []issn.ISSN) ([]target, error) {
	t := target{serial: Serial{ISSN: n, Linking: n, HasLinking: true}, number: n, basis: ByLinking}
	for _, m := range members {
		s, ok, err := reg.Serial(m)
		if err != nil {
			return nil, err
		}
		if ok && s.Status == StatusValid {
			t.known = true
			t.serial.Titles = append(t.serial.Titles, s.Titles...)
			t.serial.Start, t.serial.End, t.serial.Ceased = union(t.serial, s, len(t.serial.Titles) == len(s.Titles))
		}
	}
	return []target{t}, nil
}

// union combines the years of two serials.
func union(a, b Serial, first bool) (start, end int, ceased bool) {
	if first {
		return b.Start, b.End, b.Ceased
	}
	start, end, ceased = a.Start, max(a.End, b.End), a.Ceased && b.Ceased
	if b.Start != 0 && (start == 0 || b.Start < start) {
		start = b.Start
	}
	if !ceased {
		end = 0
	}
	return start, end, ceased
}

// replaced follows cancellations to the valid ISSNs that replace n.
func replaced(reg Register, n issn.ISSN) ([]target, error) {
	seen := []issn.ISSN{n}
	queue := []issn.ISSN{n}
	var found []target
	for step := 0; step < maxChain && len(queue) > 0; step++ {
		var next []issn.ISSN
		for _, old := range queue {
			favoured, err := reg.Replacements(old)
			if err != nil {
				return nil, err
			}
			for _, m := range favoured {
				if slices.Contains(seen, m) {
					continue
				}
				seen = append(seen, m)
				s, ok, err := reg.Serial(m)
				switch {
				case err != nil:
					return nil, err
				case ok && s.Status == StatusValid:
					found = append(found, target{serial: s, known: true, number: n, basis: ByCancelled})
				default:
					next = append(next, m)
				}
			}
		}
		queue = next
	}
	return found, nil
}
