package generate

import "github.com/issn-ld/issn-ld/issn"

// modulus is the number of ISSNs that records get: all but 0000-0000.
const modulus = issn.Count - 1

// numbering gives each record number its ISSN, one to one.
type numbering struct{ factor, offset uint64 }

func newNumbering(seed uint64) numbering {
	r := newRNG(seed, 1<<63)
	n := numbering{factor: modulus/4 + r.next()%(modulus/2), offset: r.next() % modulus}
	for gcd(n.factor, modulus) != 1 {
		n.factor++
	}
	return n
}

// issn returns the ISSN of record number i, which is below modulus.
func (n numbering) issn(i int64) issn.ISSN {
	return issn.ISSN((uint64(i)*n.factor+n.offset)%modulus + 1)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
