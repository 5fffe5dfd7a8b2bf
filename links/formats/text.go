package formats

import (
	"html"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// CleanText makes a value of a file readable: invalid UTF-8 is read as Windows-1252, a
// superset of Latin-1; references such as &quot; are resolved; runs of blanks,
// including non-breaking ones, become one blank; control and format characters are
// removed, except joiners that scripts need; the rest is put into normalization form C.
func CleanText(s string) string {
	if !utf8.ValidString(s) {
		if t, err := charmap.Windows1252.NewDecoder().String(s); err == nil {
			s = t
		}
	}
	if strings.IndexByte(s, '&') >= 0 && strings.IndexByte(s, ';') >= 0 {
		s = html.UnescapeString(s)
	}
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			blank = true
			continue
		case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			continue
		}
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// plain reports whether s is ASCII without control characters and without blanks that
// CleanText would change.
func plain(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

// WebIRI returns text if it is a web IRI, or the empty string.
func WebIRI(text string) string {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		return ""
	}
	if rdf.CheckIRI(text) != nil || len(text) < len("http://x") {
		return ""
	}
	return text
}

// LocalPart returns the part of an IRI after the last slash.
func LocalPart(iri string) string { return iri[strings.LastIndexByte(iri, '/')+1:] }

// LocalID returns the identifier at the end of text if it consists only of letters and
// digits, with hyphens and full stops inside.
func LocalID(text string) string {
	text = strings.TrimSpace(LocalPart(strings.TrimSuffix(strings.TrimSpace(text), "/")))
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case (c == '-' || c == '.' || c == '_') && i > 0:
		default:
			return ""
		}
	}
	return text
}

// Truth reads yes and no as written in tables.
func Truth(s string) Claim {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "1", "t", "true", "yes", "y":
		return Yes
	case "0", "f", "false", "no", "n":
		return No
	}
	return Unsaid
}

// SplitList splits the values of a field at semicolons and bars.
func SplitList(s string) []string {
	var found []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '|' }) {
		if part = strings.TrimSpace(part); part != "" {
			found = append(found, part)
		}
	}
	return found
}

// days are the forms of a date. In dates with two small numbers the day comes first, as
// everywhere but in North America.
var days = [...]string{time.DateOnly, "2-January-2006", "2-Jan-2006", "2 January 2006", "2 Jan 2006", "02/01/2006", "2/1/2006", "2.1.2006"}

// Day returns a date as a literal: in the form 2006-01-02, possibly with text after it,
// or with the day before the month.
func Day(text string) (rdf.Term, bool) {
	text = strings.TrimSpace(text)
	for i, layout := range days {
		part := text
		if i == 0 {
			part = text[:min(len(text), len(time.DateOnly))]
		}
		if date, err := time.Parse(layout, part); err == nil {
			return rdf.NewLiteral(date.Format(time.DateOnly), vocab.XSDDate), true
		}
	}
	return rdf.Term{}, false
}

// Year returns the first year of a date, or 0; [holdings.DateYears] has the forms.
func Year(date string) int {
	year, _, _ := holdings.DateYears(date)
	return year
}

// YearTerm returns a year as a literal.
func YearTerm(n int) rdf.Term { return rdf.NewLiteral(strconv.Itoa(n), vocab.XSDGYear) }
