package issn

import "strings"

// Base is the common prefix of all resource IRIs.
const Base = "http://issn.org/resource/"

// Space is a set of resources that are named by ISSNs.
type Space uint8

// The spaces. The numbers are on disk (ids of the store): they never change.
const (
	SpaceISSN  Space = 0 // a serial in one medium
	SpaceISSNL Space = 1 // a serial in all its media (linking ISSN)
	SpaceISSNH Space = 2 // a serial under all its titles (history)
)

// prefixes are the IRI prefixes of the spaces.
var prefixes = [...]string{
	SpaceISSN:  Base + "ISSN/",
	SpaceISSNL: Base + "ISSN-L/",
	SpaceISSNH: Base + "ISSN-H/",
}

// Prefix returns the prefix of the space's resource IRIs.
func (s Space) Prefix() string { return prefixes[s] }

// String returns the name of the space as IRIs write it: "ISSN", "ISSN-L" or
// "ISSN-H".
func (s Space) String() string { return strings.TrimSuffix(prefixes[s][len(Base):], "/") }

// Spaces lists all spaces.
var Spaces = [...]Space{SpaceISSN, SpaceISSNL, SpaceISSNH}

// ParseSpace is the inverse of [Space.String].
func ParseSpace(s string) (Space, bool) {
	for _, space := range Spaces {
		if space.String() == s {
			return space, true
		}
	}
	return 0, false
}

// Resource is a resource IRI taken apart. The zero Fragment is no fragment and
// no "#": the serial itself.
type Resource struct {
	Space    Space
	ISSN     ISSN
	Fragment string
}

// IRI returns the IRI of r. The fragment must be valid in an IRI.
func (r Resource) IRI() string {
	prefix := r.Space.Prefix()
	b := make([]byte, 0, len(prefix)+10+len(r.Fragment))
	b = r.ISSN.Append(append(b, prefix...))
	if r.Fragment != "" {
		b = append(append(b, '#'), r.Fragment...)
	}
	return string(b)
}

// IRI returns http://issn.org/resource/ISSN/nnnn-nnnn.
func (n ISSN) IRI() string { return Resource{Space: SpaceISSN, ISSN: n}.IRI() }

// LinkingIRI returns http://issn.org/resource/ISSN-L/nnnn-nnnn.
func (n ISSN) LinkingIRI() string { return Resource{Space: SpaceISSNL, ISSN: n}.IRI() }

// HistoryIRI returns http://issn.org/resource/ISSN-H/nnnn-nnnn.
func (n ISSN) HistoryIRI() string { return Resource{Space: SpaceISSNH, ISSN: n}.IRI() }

// ParseIRI takes a resource IRI apart. It accepts exactly the strings that
// [Resource.IRI] returns: canonical form, right check digit, and no empty
// fragment. The fragment shares memory with iri. It does not allocate.
func ParseIRI(iri string) (Resource, bool) {
	// "http://issn.org/resource/ISSN" + "/" or "-L/" or "-H/"
	rest, ok := strings.CutPrefix(iri, Base+"ISSN")
	if !ok || len(rest) < 10 {
		return Resource{}, false
	}
	space := SpaceISSN
	if rest[0] == '-' {
		switch rest[1] {
		case 'L':
			space = SpaceISSNL
		case 'H':
			space = SpaceISSNH
		default:
			return Resource{}, false
		}
		rest = rest[2:]
	}
	if len(rest) < 10 || rest[0] != '/' {
		return Resource{}, false
	}
	n, check, ok := split(rest[1:10])
	if !ok || check != CheckDigit(n) {
		return Resource{}, false
	}
	rest = rest[10:]
	if rest != "" && (rest[0] != '#' || len(rest) == 1) {
		return Resource{}, false
	}
	return Resource{Space: space, ISSN: ISSN(n), Fragment: strings.TrimPrefix(rest, "#")}, true
}
