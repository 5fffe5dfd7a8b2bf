package links

import (
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
)

// DiscrepancyKind says how a source and the register disagree: a code from the list of
// discrepancies in vocab.
type DiscrepancyKind string

// The kinds.
const (
	UnknownISSN     DiscrepancyKind = "unknown-issn"
	WrongCheckDigit DiscrepancyKind = "wrong-check-digit"
	MalformedISSN   DiscrepancyKind = "malformed-issn"
	CancelledISSN   DiscrepancyKind = "cancelled-issn"
	IncorrectISSN   DiscrepancyKind = "incorrect-issn"
	SuppressedISSN  DiscrepancyKind = "suppressed-issn"
	LinkingDiffers  DiscrepancyKind = "issn-l-differs"
	OneForSeveral   DiscrepancyKind = "item-for-several-issn-l"
	SeveralForOne   DiscrepancyKind = "several-items-for-issn-l"
	TitleDiffers    DiscrepancyKind = "title-differs"
	SamePrintOnline DiscrepancyKind = "same-issn-print-online"
	// MediumDiffers is an ISSN of the online serial in place of the print one, or the
	// reverse.
	MediumDiffers DiscrepancyKind = "medium-differs"
	// OtherTitle is an ISSN of the serial before or after the one named by the title.
	OtherTitle DiscrepancyKind = "predecessor-issn"
	// ListedWithdrawn is a serial on both a source's current list and its list of
	// withdrawn serials: it was added again, and the current list counts.
	ListedWithdrawn DiscrepancyKind = "listed-and-withdrawn"
	OpenContradicts DiscrepancyKind = "open-access-contradicts"
	KeptContradicts DiscrepancyKind = "preservation-contradicts"
	DatesContradict DiscrepancyKind = "dates-contradict"
)

// DiscrepancyKinds lists the kinds in the order of reports.
func DiscrepancyKinds() []DiscrepancyKind {
	return []DiscrepancyKind{
		UnknownISSN, WrongCheckDigit, MalformedISSN, CancelledISSN, IncorrectISSN, SuppressedISSN, LinkingDiffers,
		OneForSeveral, SeveralForOne, TitleDiffers, OtherTitle, SamePrintOnline, MediumDiffers, ListedWithdrawn,
		OpenContradicts, KeptContradicts, DatesContradict,
	}
}

// Correction changes one value of an item in the other system. An empty Old adds
// New; an empty New removes Old.
type Correction struct {
	Item  string `json:"item"`
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// Discrepancy is a place where a source and the register disagree.
type Discrepancy struct {
	Kind     DiscrepancyKind `json:"kind"`
	Source   string          `json:"source"`             // name of the source
	Item     string          `json:"item,omitempty"`     // IRI of the item in the source, if it has one
	ISSN     string          `json:"issn,omitempty"`     // the number in question, as written in the source
	Serial   string          `json:"serial,omitempty"`   // IRI of the register's resource, if known
	Found    string          `json:"found,omitempty"`    // the source's value
	Expected string          `json:"expected,omitempty"` // the value of the register or of another source
	File     string          `json:"file,omitempty"`
	Row      int64           `json:"row,omitempty"` // from 1

	Corrections []Correction `json:"corrections,omitempty"`
}

// numberKind returns the kind of discrepancy for an unreadable number.
func numberKind(err error) DiscrepancyKind {
	if isCheckDigit(err) {
		return WrongCheckDigit
	}
	return MalformedISSN
}

// suggest returns the number meant by one with a wrong check digit: the only one of the
// nearest numbers that the register has with a similar title. Without titles it
// suggests nothing.
func suggest(reg Register, text string, titles []formats.Text) (issn.ISSN, bool, error) {
	if len(titles) == 0 {
		return 0, false, nil
	}
	var found []issn.ISSN
	for _, n := range issn.Nearest(text) {
		s, ok, err := reg.Serial(n)
		if err != nil {
			return 0, false, err
		}
		if ok && s.Status == StatusValid && len(s.Titles) > 0 && resembles(titles, s.Titles) {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		return 0, false, nil
	}
	return found[0], true, nil
}
