package dict

import (
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/store/ids"
)

// fragmentNames are the fragments of the ISSN profile, by the upper bits of
// their ordinal: parts of a resource are in this order. The positions are on
// disk: a change needs a new format version. The last but one takes a number.
var fragmentNames = [...]string{
	"",
	"ISSN",
	"ISSN-L",
	"ISSN-H",
	"KeyTitle",
	"AbbreviatedKeyTitle",
	"CODEN",
	"Record",
	"RecordCreation",
	"ReferencePublicationEvent",
	"EarliestPublicationEvent",
	"InterveningPublicationEvent",
	"LatestPublicationEvent",
}

const (
	interveningEvent = 11
	// fragmentNumberBits are the lower bits of the ordinal of a fixed fragment:
	// the number after the name, and 0 for none.
	fragmentNumberBits = 16
)

// fixedFragment returns the ordinal of a fragment that needs no dictionary.
func fixedFragment(s string) (ids.ID, bool) {
	switch s {
	case "":
		return 0, true
	case "ISSN":
		return 1 << fragmentNumberBits, true
	case "ISSN-L":
		return 2 << fragmentNumberBits, true
	case "ISSN-H":
		return 3 << fragmentNumberBits, true
	case "KeyTitle":
		return 4 << fragmentNumberBits, true
	case "AbbreviatedKeyTitle":
		return 5 << fragmentNumberBits, true
	case "CODEN":
		return 6 << fragmentNumberBits, true
	case "Record":
		return 7 << fragmentNumberBits, true
	case "RecordCreation":
		return 8 << fragmentNumberBits, true
	case "ReferencePublicationEvent":
		return 9 << fragmentNumberBits, true
	case "EarliestPublicationEvent":
		return 10 << fragmentNumberBits, true
	case "LatestPublicationEvent":
		return 12 << fragmentNumberBits, true
	}
	number, ok := strings.CutPrefix(s, fragmentNames[interveningEvent])
	if !ok {
		return 0, false
	}
	var n uint64
	if number != "" {
		n, ok = parseDigits(number, 5)
		ok = ok && 0 < n && n < 1<<fragmentNumberBits
	}
	return ids.ID(interveningEvent<<fragmentNumberBits | n), ok
}

// appendFixedFragment is the inverse of [fixedFragment].
func appendFixedFragment(dst []byte, ordinal ids.ID) ([]byte, bool) {
	name, number := ordinal>>fragmentNumberBits, uint64(ordinal)&(1<<fragmentNumberBits-1)
	if name == 0 || name >= ids.ID(len(fragmentNames)) || number != 0 && name != interveningEvent {
		return dst, false
	}
	dst = append(dst, fragmentNames[name]...)
	if number != 0 {
		dst = strconv.AppendUint(dst, number, 10)
	}
	return dst, true
}

// appendResource appends the IRI of an ISSN resource without a fragment.
func appendResource(dst []byte, id ids.ID) ([]byte, bool) {
	payload := id.Payload() >> ids.FragmentBits
	space, digits := payload>>ids.ISSNBits, payload&(1<<ids.ISSNBits-1)
	if space >= uint64(len(issn.Spaces)) || digits >= issn.Count {
		return dst, false
	}
	return issn.ISSN(digits).Append(append(dst, issn.Space(space).Prefix()...)), true
}

// openFragment returns the position in the dictionary of the fragment of an
// ISSN IRI, and false for ids whose fragment needs none.
func openFragment(id ids.ID) (ordinal uint64, ok bool) {
	if id.Kind() != ids.KindISSNIRI || id&ids.OpenFragment == 0 {
		return 0, false
	}
	return uint64(id & (ids.OpenFragment - 1)), true
}

// parseDigits reads a number of at most max digits without leading zeros.
func parseDigits(s string, most int) (uint64, bool) {
	if s == "" || len(s) > most || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	n := uint64(0)
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + uint64(c)
	}
	return n, true
}
