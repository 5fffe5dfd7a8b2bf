package dict

import (
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
)

// style is how a template writes its number.
type style uint8

const (
	plain    style = iota // digits without leading zeros
	six                   // exactly six digits
	isniRun               // ISNI: 15 digits and the computed check character
	isniDash              // the same in four groups, as ORCID writes it
	ror                   // ROR: 0, six characters of base 32, two digits
	serial                // ISSN with hyphen and computed check digit
)

// template is a family of IRIs that differ in a number.
type template struct {
	prefix, suffix string
	style          style
}

// templates by their number, which is on disk: append only, and only with a
// new format version, since stores may hold such IRIs in their dictionary.
var templates = [...]template{
	{prefix: "http://www.wikidata.org/entity/Q"},
	{prefix: "https://openalex.org/S"},
	{prefix: "https://openalex.org/W"},
	{prefix: "https://openalex.org/A"},
	{prefix: "https://openalex.org/I"},
	{prefix: "https://openalex.org/P"},
	{prefix: "https://isni.org/isni/", style: isniRun},
	{prefix: "http://isni.org/isni/", style: isniRun},
	{prefix: "http://www.isni.org/isni/", style: isniRun},
	{prefix: "https://www.isni.org/isni/", style: isniRun},
	{prefix: "https://orcid.org/", style: isniDash},
	{prefix: "https://ror.org/", style: ror},
	{prefix: "http://viaf.org/viaf/"},
	{prefix: "https://viaf.org/viaf/"},
	{prefix: "http://udcdata.info/", style: six},
	{prefix: "https://sws.geonames.org/", suffix: "/"},
	{prefix: "http://sws.geonames.org/", suffix: "/"},
	{prefix: "http://www.geonames.org/"},
	{prefix: "https://www.geonames.org/"},
	{prefix: "https://portal.issn.org/resource/ISSN/", style: serial},
	{prefix: "http://portal.issn.org/resource/ISSN/", style: serial},
	{prefix: "https://portal.issn.org/resource/ISSN-L/", style: serial},
	{prefix: "urn:issn:", style: serial},
	{prefix: "urn:ISSN:", style: serial},
	{prefix: "http://issn.org/organization/publisher/"},
	{prefix: "http://www.wikidata.org/entity/P"},
	{prefix: "http://www.wikidata.org/prop/direct/P"},
	{prefix: "https://www.wikidata.org/wiki/Q"},
	{prefix: "http://www.worldcat.org/oclc/"},
	{prefix: "http://id.worldcat.org/fast/"},
}

// templateBits are the bits of the number; the template is above them.
const templateBits = 52

// templateOf returns the number of the template with the prefix, or -1. It is
// a switch, and no search in the table, because it runs for every IRI that is
// loaded; a test compares the two.
func templateOf(prefix string) int {
	switch prefix {
	case "http://www.wikidata.org/entity/Q":
		return 0
	case "https://openalex.org/S":
		return 1
	case "https://openalex.org/W":
		return 2
	case "https://openalex.org/A":
		return 3
	case "https://openalex.org/I":
		return 4
	case "https://openalex.org/P":
		return 5
	case "https://isni.org/isni/":
		return 6
	case "http://isni.org/isni/":
		return 7
	case "http://www.isni.org/isni/":
		return 8
	case "https://www.isni.org/isni/":
		return 9
	case "https://orcid.org/":
		return 10
	case "https://ror.org/":
		return 11
	case "http://viaf.org/viaf/":
		return 12
	case "https://viaf.org/viaf/":
		return 13
	case "http://udcdata.info/":
		return 14
	case "https://sws.geonames.org/":
		return 15
	case "http://sws.geonames.org/":
		return 16
	case "http://www.geonames.org/":
		return 17
	case "https://www.geonames.org/":
		return 18
	case "https://portal.issn.org/resource/ISSN/":
		return 19
	case "http://portal.issn.org/resource/ISSN/":
		return 20
	case "https://portal.issn.org/resource/ISSN-L/":
		return 21
	case "urn:issn:":
		return 22
	case "urn:ISSN:":
		return 23
	case "http://issn.org/organization/publisher/":
		return 24
	case "http://www.wikidata.org/entity/P":
		return 25
	case "http://www.wikidata.org/prop/direct/P":
		return 26
	case "https://www.wikidata.org/wiki/Q":
		return 27
	case "http://www.worldcat.org/oclc/":
		return 28
	case "http://id.worldcat.org/fast/":
		return 29
	}
	return -1
}

// parseTemplate returns the payload of an IRI that a template makes.
func parseTemplate(iri string) (uint64, bool) {
	end := len(iri)
	if end < len("urn:issn:") {
		return 0, false
	}
	body := iri
	if iri[end-1] == '/' {
		body = iri[:end-1]
	}
	last := body[len(body)-1]
	if last != 'X' && (last < '0' || last > '9') {
		return 0, false
	}
	// The number begins after the last character that cannot be in one.
	cut := len(body)
	for cut > 0 && isNumberByte(body[cut-1]) {
		cut--
	}
	t := templateOf(body[:cut])
	if t < 0 && strings.HasPrefix(body, rorPrefix) {
		cut = len(rorPrefix)
		t = templateOf(rorPrefix)
	}
	if t < 0 || len(templates[t].suffix) != end-len(body) {
		return 0, false
	}
	n, ok := templates[t].style.parse(body[cut:])
	return uint64(t)<<templateBits | n, ok
}

const rorPrefix = "https://ror.org/"

func isNumberByte(c byte) bool {
	return '0' <= c && c <= '9' || c == '-' || c == 'X'
}

// appendTemplate is the inverse of [parseTemplate].
func appendTemplate(dst []byte, payload uint64) ([]byte, bool) {
	t, n := payload>>templateBits, payload&(1<<templateBits-1)
	if t >= uint64(len(templates)) {
		return dst, false
	}
	dst, ok := templates[t].style.append(append(dst, templates[t].prefix...), n)
	return append(dst, templates[t].suffix...), ok
}

func (s style) parse(text string) (uint64, bool) {
	switch s {
	case six:
		if len(text) != 6 {
			return 0, false
		}
		rest, _ := skipZeros(text)
		if rest == "" {
			return 0, true
		}
		return parseDigits(rest, 6)
	case isniRun, isniDash:
		return parseISNI(text, s == isniDash)
	case ror:
		return parseROR(text)
	case serial:
		if !issn.Valid(text) {
			return 0, false
		}
		n, err := issn.Parse(text)
		return uint64(n), err == nil
	default:
		n, ok := parseDigits(text, 16)
		return n, ok && n < 1<<templateBits
	}
}

func (s style) append(dst []byte, n uint64) ([]byte, bool) {
	switch s {
	case six:
		return appendPadded(dst, n, 6), n < 1e6
	case isniRun, isniDash:
		return appendISNI(dst, n, s == isniDash), n < 1e15
	case ror:
		return appendROR(dst, n)
	case serial:
		if n >= issn.Count {
			return dst, false
		}
		return issn.ISSN(n).Append(dst), true
	default:
		return strconv.AppendUint(dst, n, 10), true
	}
}

// appendPadded appends n in width digits.
func appendPadded(dst []byte, n uint64, width int) []byte {
	start := len(dst)
	dst = appendZeros(dst, width)
	for i := len(dst) - 1; i >= start; i-- {
		dst[i] = '0' + byte(n%10)
		n /= 10
	}
	return dst
}

// parseISNI reads 15 digits and the check character of ISO 7064 MOD 11-2, in
// groups of four with a hyphen between them if dashed.
func parseISNI(text string, dashed bool) (uint64, bool) {
	want := 16
	if dashed {
		want = 19
	}
	if len(text) != want {
		return 0, false
	}
	n, check := uint64(0), uint64(0)
	for i := range len(text) - 1 {
		c := text[i]
		if dashed && i%5 == 4 {
			if c != '-' {
				return 0, false
			}
			continue
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
		check = (check + uint64(c-'0')) * 2
	}
	return n, text[len(text)-1] == isniCheck(check)
}

// isniCheck returns the check character that the running sum asks for.
func isniCheck(sum uint64) byte {
	if c := (12 - sum%11) % 11; c < 10 {
		return '0' + byte(c)
	}
	return 'X'
}

func appendISNI(dst []byte, n uint64, dashed bool) []byte {
	var buf [16]byte
	digits := appendPadded(buf[:0], n, 15)
	sum := uint64(0)
	for i, c := range digits {
		if dashed && i > 0 && i%4 == 0 {
			dst = append(dst, '-')
		}
		dst = append(dst, c)
		sum = (sum + uint64(c-'0')) * 2
	}
	return append(dst, isniCheck(sum))
}

// rorAlphabet is the base 32 of ROR ids, in ascending order.
const rorAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// parseROR reads 0, six characters of base 32 and two digits.
func parseROR(text string) (uint64, bool) {
	if len(text) != 9 || text[0] != '0' {
		return 0, false
	}
	n := uint64(0)
	for i := 1; i < 7; i++ {
		digit := strings.IndexByte(rorAlphabet, text[i])
		if digit < 0 {
			return 0, false
		}
		n = n<<5 | uint64(digit)
	}
	check, ok := parseTwo(text[7:])
	return n*100 + uint64(check), ok
}

func appendROR(dst []byte, n uint64) ([]byte, bool) {
	check := int(n % 100)
	n /= 100
	if n >= 1<<30 {
		return dst, false
	}
	dst = append(dst, '0')
	for shift := 25; shift >= 0; shift -= 5 {
		dst = append(dst, rorAlphabet[n>>shift&31])
	}
	return appendTwo(dst, check), true
}
