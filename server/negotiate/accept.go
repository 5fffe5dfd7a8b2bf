package negotiate

import (
	"mime"
	"strconv"
	"strings"
)

// An Offer is a representation that the server can give.
type Offer struct {
	MediaType string
	// Preference in (0, 1] weighs the server's own liking: alternative names of
	// a media type stand below its registered name.
	Preference float64
	// Exact offers answer only a range that names them, never a wildcard.
	Exact bool
}

// mediaRange is an element of an Accept header.
type mediaRange struct {
	mediaType string // lower case, wildcards included
	params    map[string]string
	q         float64
}

// parseAccept reads an Accept header (RFC 9110 section 12.5.1). Elements that
// do not parse are left out, as a client that sends one would expect.
func parseAccept(header string) []mediaRange {
	var ranges []mediaRange
	for _, element := range SplitQuoted(header) {
		element = strings.TrimSpace(element)
		if element == "" {
			continue
		}
		if element == "*" { // sent by old Java clients
			element = "*/*"
		}
		mediaType, params, err := mime.ParseMediaType(element)
		if err != nil || !strings.Contains(mediaType, "/") {
			continue
		}
		r := mediaRange{mediaType: mediaType, params: params, q: 1}
		if s, ok := params["q"]; ok {
			q, err := strconv.ParseFloat(s, 64)
			if err != nil || q < 0 || q > 1 {
				continue
			}
			r.q = q
			delete(params, "q")
		}
		ranges = append(ranges, r)
	}
	return ranges
}

// SplitQuoted splits s at commas outside of quoted strings.
func SplitQuoted(s string) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// precision of a match: the most specific range that matches an offer decides
// its quality.
const (
	noMatch = iota
	anyType
	anySubtype
	exactType
)

func (r mediaRange) match(mediaType string) int {
	switch {
	case r.mediaType == mediaType:
		return exactType
	case r.mediaType == "*/*":
		return anyType
	case strings.HasSuffix(r.mediaType, "/*") && strings.HasPrefix(mediaType, r.mediaType[:len(r.mediaType)-1]):
		return anySubtype
	}
	return noMatch
}

// Best returns the index of the offer that the Accept header likes best,
// or false where it takes none of them. Among equals the first offer wins; an
// empty header takes anything.
func Best(header string, offers []Offer) (int, bool) {
	ranges := parseAccept(header)
	if len(ranges) == 0 {
		return 0, len(offers) > 0
	}
	best, bestQuality := -1, 0.0
	for i, o := range offers {
		precision, quality := noMatch, 0.0
		for _, r := range ranges {
			m := r.match(o.MediaType)
			if o.Exact && m != exactType {
				continue
			}
			if m > precision || m == precision && m != noMatch && r.q > quality {
				precision, quality = m, r.q
			}
		}
		if q := quality * o.Preference; q > bestQuality {
			best, bestQuality = i, q
		}
	}
	return best, best >= 0
}
