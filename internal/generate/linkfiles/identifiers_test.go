package linkfiles

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// Identifiers have right check characters, by a computation of another kind than
// the one that makes them, and no two are the same.
func TestIdentifiers(t *testing.T) {
	for name, tc := range map[string]struct {
		of    func(n int64) string
		valid func(string) bool
	}{
		"ZDB":   {zdbID, func(s string) bool { return weighted(strings.Replace(s, "-", "", 1), len(s)-1)%11 == 2*last(s)%11 }},
		"Sudoc": {ppn, func(s string) bool { return len(s) == 9 && weighted(s, 9)%11 == 0 }},
		"ROR":   {func(n int64) string { return rorID(int(n)) }, validROR},
		"items": {wikidataItem, func(s string) bool { return s[0] == 'Q' && s[1] != '0' }},
	} {
		t.Run(name, func(t *testing.T) {
			seen := map[string]bool{}
			for n := range int64(50_000) {
				id := tc.of(n * 191)
				if seen[id] || !tc.valid(id) {
					t.Fatalf("%d: %s is there already (%t) or is not valid", n, id, seen[id])
				}
				seen[id] = true
			}
		})
	}
}

// weighted adds the characters of an identifier, the first one times weight, the
// next one times one less; X is ten.
func weighted(s string, weight int) int {
	total := 0
	for i := range len(s) {
		total += (weight - i) * last(s[:i+1])
	}
	return total
}

func last(s string) int {
	if s[len(s)-1] == 'X' {
		return 10
	}
	return int(s[len(s)-1] - '0')
}

// validROR takes the identifier for a number in base 32 with two decimal check
// digits after it, which must be 1 modulo 97.
func validROR(s string) bool {
	const crockford, digits = "0123456789abcdefghjkmnpqrstvwxyz", "0123456789abcdefghijklmnopqrstuv"
	plain := strings.Map(func(r rune) rune { return rune(digits[strings.IndexRune(crockford, r)]) }, s[1:7])
	n, ok := new(big.Int).SetString(plain, 32)
	if !ok || len(s) != 9 || s[0] != '0' {
		return false
	}
	n, ok = new(big.Int).SetString(fmt.Sprintf("%s%s", n, s[7:]), 10)
	return ok && n.Mod(n, big.NewInt(97)).Int64() == 1
}

// A number that is spoiled differs in the check digit only.
func TestSpoiled(t *testing.T) {
	for in, want := range map[string]string{"0028-0836": "0028-0830", "2434-561X": "2434-5610", "1050-124X": "1050-1240", "0000-0000": "0000-0001"} {
		if got := spoiled(in); got != want {
			t.Errorf("spoiled(%s) = %s, want %s", in, got, want)
		}
	}
}
