package crosswalk

import (
	"errors"
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/register"
)

// Reason says why there are no rows for an identifier.
type Reason string

// The reasons.
const (
	// ReasonUnknown marks a valid identifier that no row has.
	ReasonUnknown Reason = "unknown"
	// ReasonSuppressed, ReasonReserved and ReasonWithdrawn mark ISSNs with that
	// standing in the register.
	ReasonSuppressed Reason = "suppressed"
	ReasonReserved   Reason = "reserved"
	ReasonWithdrawn  Reason = "withdrawn"
	// ReasonMalformed marks text that has the form of none of the identifiers.
	ReasonMalformed Reason = "malformed"
	// ReasonCheckDigit marks an identifier with a wrong check character.
	ReasonCheckDigit Reason = "wrong-check-digit"
	// ReasonAmbiguous marks text that is a valid identifier in several systems.
	ReasonAmbiguous Reason = "ambiguous"
	// ReasonMissing marks a line of a table without an identifier.
	ReasonMissing Reason = "no-identifier"
	// ReasonTooMany marks an identifier that comes after [MaxRows] rows.
	ReasonTooMany Reason = "too-many-rows"
)

// reasons explain why an ISSN known to the register has no rows.
var reasons = map[register.Standing]Reason{
	register.Suppressed: ReasonSuppressed, register.Unreported: ReasonReserved, register.Withdrawn: ReasonWithdrawn,
}

// wrong is an invalid identifier.
type wrong struct {
	reason Reason
	detail string
}

func (w *wrong) Error() string { return string(w.reason) + ": " + w.detail }

func malformed(kind Kind, text, shape string) error {
	return &wrong{ReasonMalformed, fmt.Sprintf("%.60q is not an identifier of %s: %s", text, kind, shape)}
}

func wrongCheck(kind Kind, text, want string) error {
	return &wrong{ReasonCheckDigit, fmt.Sprintf("the check character of %.60q is wrong for %s: it should be %s", text, kind, want)}
}

// reading is one interpretation of an identifier.
type reading struct {
	kind Kind
	id   string    // in canonical form, without the IRI
	issn issn.ISSN // for the kinds issn and issn-l
}

// maxText is the length in bytes from which text cannot be an identifier.
const maxText = 300

// parse reads an identifier: prefixed with the name of its system, as an IRI, or bare.
// Bare text may have several readings.
func (n *names) parse(text string) ([]reading, error) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxText {
		return nil, &wrong{ReasonMalformed, "an identifier has 1 to 300 bytes"}
	}
	switch space, number, err := issn.Read(text); {
	case space == issn.SpaceISSNH:
		return nil, &wrong{ReasonMalformed, fmt.Sprintf("%.60q names a history, which has many rows: ask for one of its ISSNs", text)}
	case err == nil:
		return one(reading{kind: kindOf(space), id: number.String(), issn: number}, nil)
	case errors.Is(err, issn.ErrCheckDigit) && strings.Contains(text, "://"):
		return nil, err
	}
	if strings.Contains(text, "://") {
		return n.parseIRI(text)
	}
	if prefix, rest, ok := strings.Cut(text, ":"); ok {
		if kind, ok := kindNamed(prefix); ok {
			return one(parseAs(kind, strings.TrimSpace(rest)))
		}
	}
	return parseBare(text)
}

func one(r reading, err error) ([]reading, error) {
	if err != nil {
		return nil, err
	}
	return []reading{r}, nil
}

func kindOf(space issn.Space) Kind {
	if space == issn.SpaceISSNL {
		return KindISSNL
	}
	return KindISSN
}

// kindNamed returns the kind that a prefix stands for.
func kindNamed(prefix string) (Kind, bool) {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	switch prefix {
	case "wd":
		return KindWikidata, true
	case "ppn":
		return KindSUDOC, true
	case "issnl":
		return KindISSNL, true
	}
	for _, kind := range Kinds() {
		if string(kind) == prefix {
			return kind, true
		}
	}
	return "", false
}

// parseIRI reads the address of a resource, ours or another system's.
func (n *names) parseIRI(text string) ([]reading, error) {
	kind, id, ok := n.split(text)
	if !ok {
		return nil, &wrong{ReasonMalformed, fmt.Sprintf("%.80q is an address of no system that is known here", text)}
	}
	return one(parseAs(kind, id))
}

// parseBare reads text without a prefix: as every valid identifier it can be, or else
// as the kind that it most resembles.
func parseBare(text string) ([]reading, error) {
	first, err := parseAs(KindISSN, text)
	if err == nil {
		return one(first, nil)
	}
	var list []reading
	for _, kind := range []Kind{KindWikidata, KindOpenAlex, KindISNI, KindROR, KindZDB, KindSUDOC, KindDOAJ} {
		if r, err := parseAs(kind, text); err == nil {
			list = append(list, r)
		}
	}
	if len(list) > 0 {
		return list, nil
	}
	if errors.Is(err, issn.ErrCheckDigit) {
		return nil, err
	}
	for _, kind := range []Kind{KindISNI, KindROR, KindZDB, KindSUDOC} {
		_, err := parseAs(kind, text)
		if w, ok := errors.AsType[*wrong](err); ok && w.reason == ReasonCheckDigit {
			return nil, err
		}
	}
	return nil, &wrong{ReasonMalformed, fmt.Sprintf("%.60q has the form of no identifier; prefixes such as wikidata: say which kind is meant", text)}
}

// parseAs reads an identifier of a given kind. The error is a [*wrong] or, for an ISSN
// with a wrong check digit, a [*issn.CheckDigitError].
func parseAs(kind Kind, text string) (reading, error) {
	r := reading{kind: kind}
	var err error
	switch kind {
	case KindISSN, KindISSNL:
		if r.issn, err = issn.Clean(text); errors.Is(err, issn.ErrSyntax) {
			err = malformed(kind, text, "four digits, a hyphen, three digits and a check digit")
		}
		r.id = r.issn.String()
	case KindWikidata:
		r.id, err = numbered(kind, text, 'Q')
	case KindOpenAlex:
		r.id, err = numbered(kind, text, 'S')
	case KindISNI:
		r.id, err = parseISNI(text)
	case KindROR:
		r.id, err = parseROR(text)
	case KindCrossref:
		r.id, err = numbered(kind, "J"+strings.TrimPrefix(strings.ToUpper(text), "J"), 'J')
		r.id = strings.TrimPrefix(r.id, "J")
	case KindDOAJ:
		r.id, err = parseDOAJ(text)
	case KindZDB:
		r.id, err = parseZDB(text)
	case KindSUDOC:
		r.id, err = parsePPN(text)
	}
	return r, err
}

// isDigits reports whether s consists of digits and is not empty.
func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// numbered reads a letter and a number without leading zeros.
func numbered(kind Kind, text string, letter byte) (string, error) {
	id := strings.ToUpper(text)
	if len(id) < 2 || len(id) > 18 || id[0] != letter || !isDigits(id[1:]) || id[1] == '0' {
		return "", malformed(kind, text, "the letter "+string(letter)+" and a number")
	}
	return id, nil
}

const checkCharacters = "0123456789X"

// parseISNI reads 15 digits and a check character (ISO 7064, MOD 11-2).
func parseISNI(text string) (string, error) {
	id := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(text))
	if len(id) != 16 || !isDigits(id[:15]) || !strings.Contains(checkCharacters, id[15:]) {
		return "", malformed(KindISNI, text, "16 digits, the last of which may be X")
	}
	sum := 0
	for i := range 15 {
		sum = (sum + int(id[i]-'0')) * 2 % 11
	}
	if want := checkCharacters[(12-sum)%11]; id[15] != want {
		return "", wrongCheck(KindISNI, text, string(want))
	}
	return id, nil
}

// rorCharacters are the digits of Crockford's base 32, in lower case.
const rorCharacters = "0123456789abcdefghjkmnpqrstvwxyz"

// parseROR reads a zero, six base-32 digits and a two-digit checksum (ISO 7064, MOD
// 97-10).
func parseROR(text string) (string, error) {
	id := strings.ToLower(text)
	if len(id) != 9 || id[0] != '0' || !isDigits(id[7:]) {
		return "", malformed(KindROR, text, "a zero, six letters or digits, and two digits")
	}
	value := 0
	for i := 1; i < 7; i++ {
		digit := strings.IndexByte(rorCharacters, id[i])
		if digit < 0 {
			return "", malformed(KindROR, text, "the letters i, l, o and u are in no identifier")
		}
		value = value*32 + digit
	}
	if want := fmt.Sprintf("%02d", 98-value*100%97); id[7:] != want {
		return "", wrongCheck(KindROR, text, want)
	}
	return id, nil
}

// parseDOAJ reads 32 hexadecimal digits or, as in older addresses, an ISSN.
func parseDOAJ(text string) (string, error) {
	if id := strings.ToLower(text); len(id) == 32 && strings.Trim(id, "0123456789abcdef") == "" {
		return id, nil
	}
	n, err := issn.Clean(text)
	if err != nil {
		return "", malformed(KindDOAJ, text, "32 hexadecimal digits or an ISSN")
	}
	return n.String(), nil
}

// parseZDB reads digits, a hyphen and a check character (modulo 11).
func parseZDB(text string) (string, error) {
	digits, check, ok := strings.Cut(strings.ToUpper(text), "-")
	if !ok || len(digits) < 2 || len(digits) > 9 || !isDigits(digits) || len(check) != 1 || !strings.Contains(checkCharacters, check) {
		return "", malformed(KindZDB, text, "digits, a hyphen and a check character")
	}
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (len(digits) + 1 - i)
	}
	if want := checkCharacters[sum%11]; check[0] != want {
		return "", wrongCheck(KindZDB, text, string(want))
	}
	return digits + "-" + check, nil
}

// parsePPN reads eight digits and a check character (modulo 11).
func parsePPN(text string) (string, error) {
	id := strings.ToUpper(text)
	if len(id) != 9 || !isDigits(id[:8]) || !strings.Contains(checkCharacters, id[8:]) {
		return "", malformed(KindSUDOC, text, "eight digits and a check character")
	}
	sum := 0
	for i := range 8 {
		sum += int(id[i]-'0') * (9 - i)
	}
	if want := checkCharacters[(11-sum%11)%11]; id[8] != want {
		return "", wrongCheck(KindSUDOC, text, string(want))
	}
	return id, nil
}
