package generate

// Defect is a class of errors found in real files.
type Defect uint8

// The classes. Rates for 022 and 008 are shares of all records, rates for 78X shares of
// the records with links by 780 or 785. A record has at most one of each group.
const (
	NoDefect Defect = iota

	ISSNSpelling     // 022 $a without hyphen, with a small x or with words after it
	ISSNCheckDigit   // 022 $a with a wrong check digit: the record is rejected
	ISSNMalformed    // 022 $a is no ISSN: the record is rejected
	ISSNMissing      // no 022 $a and no register number in 001: the record is skipped
	ISSNRepeated     // a second 022 for another ISSN
	LinkingMissing   // 022 without $l
	LinkingMalformed // 022 $l with a wrong check digit
	LinkingConflict  // 023 contradicts 022 $l
	RecordDeleted    // leader/05 d in a record without 699: the record is rejected

	FixedMissing  // no 008
	FixedLength   // 008 of 39 or 41 characters
	FixedShort    // 008 of less than 36 characters, which cannot be read
	FixedCountry  // 008/15-17 not in the list
	FixedLanguage // 008/35-37 not in the list
	FixedDates    // 008/07-14 with something other than a year
	FixedFill     // fill characters throughout

	LinkNoISSN     // 780 or 785 with a title only
	LinkCheckDigit // $x with a wrong check digit
	LinkSelf       // $x is the ISSN of the record
	LinkIndicator  // second indicator that is not defined
	LinkOneWay     // the other record does not link back
	LinkDangling   // $x is an ISSN that no record has

	defectCount
)

var defectNames = [defectCount]string{
	"none",
	"022-spelling", "022-check-digit", "022-malformed", "022-missing", "022-repeated",
	"022-no-linking", "022-linking-malformed", "023-conflict", "leader-deleted",
	"008-missing", "008-length", "008-short", "008-country", "008-language", "008-dates", "008-fill",
	"78x-no-issn", "78x-check-digit", "78x-self", "78x-indicator", "78x-one-way", "78x-dangling",
}

// String returns the field and a word, such as "022-check-digit".
func (d Defect) String() string { return defectNames[d] }

// defectRates are the shares in which the classes are written.
var defectRates = [defectCount]float64{
	ISSNSpelling: 0.02, ISSNCheckDigit: 0.01, ISSNMalformed: 0.005, ISSNMissing: 0.005, ISSNRepeated: 0.02,
	LinkingMissing: 0.03, LinkingMalformed: 0.01, LinkingConflict: 0.01, RecordDeleted: 0.005,
	FixedMissing: 0.01, FixedLength: 0.02, FixedShort: 0.01, FixedCountry: 0.02, FixedLanguage: 0.02, FixedDates: 0.02, FixedFill: 0.02,
	LinkNoISSN: 0.04, LinkCheckDigit: 0.02, LinkSelf: 0.01, LinkIndicator: 0.02, LinkOneWay: 0.03, LinkDangling: 0.02,
}

// Rate returns the share in which the class is written.
func (d Defect) Rate() float64 { return defectRates[d] }

// Defects returns all classes.
func Defects() []Defect {
	list := make([]Defect, 0, defectCount-1)
	for d := NoDefect + 1; d < defectCount; d++ {
		list = append(list, d)
	}
	return list
}

// defects are the faults of a record, one of each group.
type defects struct{ issn, fixed, link Defect }

// drawDefects chooses the faults of the next record.
func (g *Register) drawDefects(r *rng) defects {
	if g.opt.Clean {
		return defects{}
	}
	return defects{
		issn:  drawDefect(r, ISSNSpelling, RecordDeleted),
		fixed: drawDefect(r, FixedMissing, FixedFill),
		link:  drawDefect(r, LinkNoISSN, LinkDangling),
	}
}

// drawDefect draws one of the classes from first to last, or none. Rates are
// taken in millionths, which add up on all machines alike.
func drawDefect(r *rng, first, last Defect) Defect {
	x := r.below(1_000_000)
	for d := first; d <= last; d++ {
		if x -= int(defectRates[d]*1_000_000 + 0.5); x < 0 {
			return d
		}
	}
	return NoDefect
}
