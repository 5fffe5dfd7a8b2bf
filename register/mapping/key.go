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

// Key returns the ISSN that a record describes and its version, a number that grows
// with the time of its last transaction (field 005) and is 0 without one. ok is false
// for records that [Mapper.Map] does not map, except deleted ones, which supersede
// earlier records of their ISSN.
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

// Modified returns the time of a record's last transaction (field 005), or of its
// deletion if a harvest reports it deleted, or the zero time. A deletion dated only to
// the day counts as the last event of that day.
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

// ControlKey returns the identifier of a record that is independent of its ISSN: the
// control number (001) with the code of the agency that assigned it (003). A newer
// record with the same key but another ISSN corrects the ISSN, and withdraws the older
// statements about the first. The key is empty for a record without a control number,
// for one whose control number is its ISSN, since that never changes, and for one that
// describes no serial: a cancellation, suppression, reservation or deletion concerns the
// ISSN and stays with it.
func ControlKey(rec *marc.Record) string {
	agency, number := strings.TrimSpace(rec.Control("003")), strings.TrimSpace(rec.Control("001"))
	if number == "" || agency == "" {
		return ""
	}
	if rec.Deletion != nil || !describes(rec) {
		return ""
	}
	if n, err := issn.Clean(number); err == nil {
		if own, err := recordISSN(rec); err != nil || own == n {
			return ""
		}
	}
	return agency + " " + number
}

// describes reports whether a record is one that describes a serial.
func describes(rec *marc.Record) bool {
	s := Register
	if rec.Format != marc.UNIMARC {
		for f := range rec.All("699") {
			s, _ = parseStatus(f.First('8'))
		}
	}
	return s.describes() && !isDeleted(rec)
}

// isDeleted reports whether the leader says that a library deleted the record.
func isDeleted(rec *marc.Record) bool {
	return len(rec.Leader) > 5 && rec.Leader[5] == 'd' && !hasField(rec, "699")
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
	case isDeleted(rec):
		return 0, &Reject{Reason: ReasonDeleted, ISSN: text, Msg: n.String() + ": the leader says that the record is deleted"}
	case isOfPart(rec):
		return 0, fmt.Errorf("%w: %s is the ISSN of the series or serial that the monograph is a part of", ErrNoISSN, n)
	}
	return n, nil
}

// isPlaceholder reports whether text is a number that stands for no ISSN.
func isPlaceholder(text string) bool {
	n, err := issn.Clean(text)
	return err == nil && n.IsPlaceholder()
}

// isOfRegister reports whether the register itself wrote the record.
func isOfRegister(rec *marc.Record) bool { return strings.TrimSpace(rec.Control("003")) == "ISSN" }

// isOfPart reports whether a record describes a monograph, a collection or part of one
// (leader/07 a, c, d, m); its ISSN then belongs to the series or serial. The register
// assigns ISSNs to continuing resources only: its own records, and those with a key
// title or a register status, describe one whatever the leader says.
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

// endsWithISSN matches a repository identifier that ends with an ISSN, such as
// oai:example.org:1234-5679.
var endsWithISSN = regexp.MustCompile(`(?:^|[^0-9A-Za-z-])([0-9]{4}-?[0-9]{3}[0-9Xx])$`)

// deletedISSN returns the ISSN of a deleted record, if the identifier has it.
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
