package generate

import "math/bits"

// organization is a publisher or an issuing body. It is made from its number
// each time, so that nothing is kept.
type organization struct {
	name     string
	original original
	number   int    // no two organizations have the same
	unit     string // a part of the body, such as a faculty; empty for the whole
}

// Numbers of organizations. The international publishers are the few that all
// countries share; the others belong to a country.
const (
	internationalPublishers = 20_000
	countryPublishers       = 30_000 // for each country
	countryBodies           = 60_000
)

// Streams of random numbers that organizations are made from.
const (
	streamPublisher = 0x70756200
	streamBody      = 0x626f6479
)

var houses = []string{"Press", "Publishing", "Publishers", "& Co.", "Verlag", "Media", "Group", "Editions", "Books", "Periodicals", "& Sons", "International"}

// publisher draws a publisher: an international one, or one of the country.
func (g *Register) publisher(r *rng, c *country) organization {
	n, number := uint64(0), 0
	if r.chance(0.35) {
		number = r.zipf(internationalPublishers)
		n = uint64(number)
	} else {
		k := r.below(countryPublishers)
		if r.chance(0.3) {
			k = r.zipf(countryPublishers)
		}
		n, number = local(c, k), internationalPublishers+g.family.position*countryPublishers+k
	}
	own := newRNG(g.opt.Seed^streamPublisher, n)
	b := appendName(g.text.buf[:0], &own)
	if own.chance(0.25) {
		b = append(appendName(append(b, " & "...), &own), ' ')
	} else {
		b = append(b, ' ')
	}
	b = append(b, pick(&own, houses)...)
	g.text.buf = b
	return organization{name: string(b), number: number}
}

// body draws an issuing body of the country, named in its main language.
func (g *Register) body(r *rng, c *country) organization {
	k := r.below(countryBodies)
	if r.chance(0.5) {
		k = r.zipf(countryBodies)
	}
	own := newRNG(g.opt.Seed^streamBody, local(c, k))
	l := languageOf(c.language)
	o := organization{
		name:   capital(g.text.fill(&own, l, pick(&own, l.bodies))),
		number: internationalPublishers + len(countries)*countryPublishers + g.family.position*countryBodies + k,
	}
	if l.original != nil {
		o.original = l.original(o.name)
	}
	if r.chance(0.2) {
		o.unit = capital(pick(r, l.subjects))
	}
	return o
}

// local numbers the organizations of a country.
func local(c *country, n int) uint64 {
	return uint64(c.lat+100)<<40 | uint64(c.lon+200)<<24 | uint64(n) | 1<<60
}

// slug appends the name as a part of a host name: its letters and digits of
// ASCII in lower case.
func slug(b []byte, name string) []byte {
	start := len(b)
	for i := 0; i < len(name) && len(b)-start < 24; i++ {
		switch c := name[i]; {
		case 'A' <= c && c <= 'Z':
			b = append(b, c|0x20)
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b = append(b, c)
		case c == ' ' && len(b) > start && b[len(b)-1] != '-':
			b = append(b, '-')
		}
	}
	for len(b) > start && b[len(b)-1] == '-' {
		b = b[:len(b)-1]
	}
	if len(b) == start {
		b = append(b, "serial"...)
	}
	return b
}

// isni appends the International Standard Name Identifier of an organization:
// 15 digits and a check character by ISO 7064, MOD 11-2. Organizations of
// different numbers have different ones.
func isni(b []byte, number int) []byte {
	const factor = 73_856_093_111 // no divisor in common with the modulus
	high, low := bits.Mul64(uint64(number)+1, factor)
	_, n := bits.Div64(high, low, 100_000_000_000)
	digits := [15]byte{'0', '0', '0', '0'}
	for i := 14; i >= 4; i-- {
		digits[i] = '0' + byte(n%10)
		n /= 10
	}
	sum := 0
	for _, c := range digits {
		sum = (sum + int(c-'0')) * 2 % 11
	}
	b = append(b, digits[:]...)
	if check := (12 - sum) % 11; check < 10 {
		return append(b, '0'+byte(check))
	}
	return append(b, 'X')
}
