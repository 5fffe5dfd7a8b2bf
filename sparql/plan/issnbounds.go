package plan

import "github.com/issn-ld/issn-ld/store/ids"

// issnRange returns a range that has the ids of all ISSN strings from least to most
// in the order of code points, or that begin with most. An empty string is no bound.
func issnRange(least, most string) Range {
	r := kindRange(ids.KindISSN, ids.KindISSN)
	if digits, n := leadingDigits(least, 0); n > 0 {
		r.Low = issnID(digits)
	}
	if digits, n := leadingDigits(most, 9); n > 0 {
		r.High = issnID(digits) + 1
	}
	return r
}

// issnID returns the id of the ISSN with seven digits.
func issnID(digits uint64) ids.ID { return ids.Make(ids.KindISSN, digits) }

// leadingDigits returns the first seven digits of an ISSN that begins as s does, as
// far as it does, and then has the digit pad, with the number of those found.
func leadingDigits(s string, pad uint64) (digits uint64, found int) {
	const length = 7
	matches := true
	for i, n := 0, 0; n < length; i++ {
		if i == 4 { // the hyphen
			matches = matches && i < len(s) && s[i] == '-'
			continue
		}
		matches = matches && i < len(s) && '0' <= s[i] && s[i] <= '9'
		n++
		if matches {
			digits, found = digits*10+uint64(s[i]-'0'), found+1
			continue
		}
		digits = digits*10 + pad
	}
	return digits, found
}
