package linkfiles

import "strconv"

// Identifiers are derived from the number of a title or an organization, so that no two
// are the same. Each title has several of each kind: for itself, for its editions and
// for things planted beside it. The numbers are above those that the systems have
// assigned.
const (
	wikidataTitles        = 900_000_000
	wikidataOrganizations = 1_100_000_000
	openAlexTitles        = 9_000_000_000
	openAlexMerged        = 9_200_000_000
	openAlexPublishers    = 9_300_000_000
	crossrefTitles        = 10_000_000
	scopusTitles          = 30_000_000_000
	zdbTitles             = 20_000_000
	sudocTitles           = 50_000_000
)

func itemOf(base, number int64, which int64) string {
	return strconv.FormatInt(base+10*number+which, 10)
}

// zdbID returns an identifier of the ZDB: digits and a check character, modulo 11.
func zdbID(number int64) string {
	digits := strconv.FormatInt(zdbTitles+number, 10)
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (len(digits) + 1 - i)
	}
	return digits + "-" + "0123456789X"[sum%11:sum%11+1]
}

// ppn returns a record number of Sudoc: eight digits and a check character, modulo
// 11.
func ppn(number int64) string {
	digits := strconv.FormatInt(sudocTitles+number, 10)
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (9 - i)
	}
	check := (11 - sum%11) % 11
	return digits + "0123456789X"[check:check+1]
}

// rorID returns an identifier of ROR: a zero, six characters of Crockford's base
// 32, and two check digits by ISO 7064, MOD 97-10.
func rorID(number int) string {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	n := uint64(number+1) * 0x2545f491 % (1 << 30) // one to one, since the factor is odd
	check := 98 - n*100%97
	id := [9]byte{'0'}
	rest := n
	for i := 6; i > 0; i-- {
		id[i] = alphabet[rest%32]
		rest /= 32
	}
	id[7], id[8] = '0'+byte(check/10), '0'+byte(check%10)
	return string(id[:])
}

// mix scatters the bits of x: the finalizer of SplitMix64 (Steele, Lea and Flood,
// OOPSLA 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// draw returns a random number that is a function of the seed, a purpose and a
// number.
func (s *Set) draw(purpose, number int64) uint64 {
	return mix(mix(s.opt.Seed^uint64(purpose)<<56) + uint64(number))
}

// below draws a number from 0 to n-1.
func (s *Set) below(purpose, number int64, n int) int {
	return int(s.draw(purpose, number) >> 33 % uint64(n))
}

// chance is true with probability p.
func (s *Set) chance(purpose, number int64, p float64) bool {
	return float64(s.draw(purpose, number)>>11) < p*(1<<53)
}
