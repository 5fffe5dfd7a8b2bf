package mapping

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
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
	if at := Modified(rec); !at.IsZero() && at.UnixMilli() > 0 {
		version = uint64(at.UnixMilli())
	}
	return n, version, true
}

// Modified returns the time of the last transaction of a record (field 005), of
// the deletion for one that a harvest says is deleted, or the zero time. A
// deletion with a day only counts as the last thing that happened on that day.
func Modified(rec *marc.Record) time.Time {
	if rec.Deletion == nil {
		return timestamp(rec.Control("005"))
	}
	if t, err := time.Parse(time.RFC3339, rec.Deletion.Datestamp); err == nil {
		return t.UTC()
	}
	if t, err := time.Parse(time.DateOnly, rec.Deletion.Datestamp); err == nil {
		return t.Add(24*time.Hour - time.Second)
	}
	return time.Time{}
}

// ControlKey returns what identifies a record whatever its ISSN: the control
// number (001) with the code of the agency that gave it (003). A newer record
// with the key and another ISSN corrects the ISSN, and withdraws what an older one
// said of the first. It is empty for a record without a control number, and for
// one whose control number is its ISSN, which never has another.
func ControlKey(rec *marc.Record) string {
	agency, number := strings.TrimSpace(rec.Control("003")), strings.TrimSpace(rec.Control("001"))
	if number == "" || agency == "" {
		return ""
	}
	if n, err := issn.Clean(number); err == nil {
		if own, err := recordISSN(rec); err != nil || own == n {
			return ""
		}
	}
	return agency + " " + number
}

// recordISSN returns the ISSN of the record: the first 022 $a (011 $a in UNIMARC)
// that is no placeholder, or the control number of a record that the register
// itself wrote (003 ISSN).
func recordISSN(rec *marc.Record) (issn.ISSN, error) {
	if rec.Deletion != nil && len(rec.Fields) == 0 {
		return deletedISSN(rec.Deletion)
	}
	tag := "022"
	if rec.Format == marc.UNIMARC {
		tag = "011"
	}
	text := ""
	for f := range rec.All(tag) {
		if text = strings.TrimSpace(f.First('a')); text != "" && !isPlaceholder(text) {
			break
		}
		text = ""
	}
	if number := rec.Control("001"); text == "" && isOfRegister(rec) && !isPlaceholder(number) {
		text = number
	}
	if text == "" {
		return 0, ErrNoISSN
	}
	n, err := issn.Clean(text)
	switch {
	case errors.Is(err, issn.ErrCheckDigit):
		return 0, &Reject{Reason: ReasonCheckDigit, ISSN: text, Msg: fmt.Sprintf("%s $a: %v", tag, err)}
	case err != nil:
		return 0, &Reject{Reason: ReasonMalformed, ISSN: text, Msg: fmt.Sprintf("%s $a: %v", tag, err)}
	case rec.Deletion != nil:
		return 0, &Reject{Reason: ReasonDeleted, ISSN: text, Msg: n.String() + ": the harvest says that the record is deleted"}
	case len(rec.Leader) > 5 && rec.Leader[5] == 'd' && !hasField(rec, "699"):
		return 0, &Reject{Reason: ReasonDeleted, ISSN: text, Msg: n.String() + ": the leader says that the record is deleted"}
	case isOfPart(rec):
		return 0, fmt.Errorf("%w: %s is the ISSN of the series or serial that the monograph is a part of", ErrNoISSN, n)
	}
	return n, nil
}

// isPlaceholder reports whether text is a number that stands for none.
func isPlaceholder(text string) bool {
	n, err := issn.Clean(text)
	return err == nil && n.IsPlaceholder()
}

// isOfRegister reports whether the register itself wrote the record.
func isOfRegister(rec *marc.Record) bool { return strings.TrimSpace(rec.Control("003")) == "ISSN" }

// isOfPart reports whether a record describes a monograph, a collection or a part
// of one (leader/07 a, c, d, m), whose ISSN is then that of the series or serial.
// The register gives ISSNs to continuing resources only: a record of its own, or
// one with a key title or a status in the register, is of one whatever the leader
// says.
func isOfPart(rec *marc.Record) bool {
	if len(rec.Leader) < 8 || strings.IndexByte("acdm", rec.Leader[7]) < 0 || isOfRegister(rec) {
		return false
	}
	if rec.Format == marc.UNIMARC {
		return !hasField(rec, "530")
	}
	return !hasField(rec, "222") && !hasField(rec, "699")
}

// hasField reports whether the record has a field with the tag.
func hasField(rec *marc.Record, tag string) bool {
	for range rec.All(tag) {
		return true
	}
	return false
}

// endsWithISSN matches an identifier of a repository that ends with an ISSN, such
// as oai:example.org:1234-5679.
var endsWithISSN = regexp.MustCompile(`(?:^|[^0-9A-Za-z-])([0-9]{4}-?[0-9]{3}[0-9Xx])$`)

// deletedISSN says which record is deleted, if the identifier tells.
func deletedISSN(d *marc.Deletion) (issn.ISSN, error) {
	m := endsWithISSN.FindStringSubmatch(strings.TrimSpace(d.Identifier))
	if m == nil {
		return 0, fmt.Errorf("%w: the deleted record %q is not identified by one", ErrNoISSN, d.Identifier)
	}
	n, err := issn.Clean(m[1])
	if err != nil || n.IsPlaceholder() {
		return 0, fmt.Errorf("%w: the deleted record %q is not identified by one", ErrNoISSN, d.Identifier)
	}
	return 0, &Reject{Reason: ReasonDeleted, ISSN: n.String(), Msg: n.String() + ": the harvest says that the record is deleted"}
}
