package generate

import (
	"math/bits"
	"sort"
)

// rng is a stream of random numbers: SplitMix64 (Steele, Lea and Flood, OOPSLA
// 2014). The value is the state, so streams cost nothing to make.
type rng uint64

// newRNG returns the numbered stream for a seed.
func newRNG(seed, stream uint64) rng { return rng(mix(mix(seed) + stream)) }

// mix scatters the bits of x.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (r *rng) next() uint64 {
	x := mix(uint64(*r))
	*r += 0x9e3779b97f4a7c15
	return x
}

// below returns a number from 0 to n-1.
func (r *rng) below(n int) int {
	high, _ := bits.Mul64(r.next(), uint64(n))
	return int(high)
}

// between returns a number from low to high.
func (r *rng) between(low, high int) int { return low + r.below(high-low+1) }

// chance is true with probability p. The scaling is exact, so that all machines
// agree.
func (r *rng) chance(p float64) bool { return float64(r.next()>>11) < p*(1<<53) }

// zipf returns a number below n, number k about as often as 1/(k+1): first the
// octave, then a number in it.
func (r *rng) zipf(n int) int {
	for {
		size := 1 << r.below(bits.Len(uint(n)))
		if k := size - 1 + r.below(size); k < n {
			return k
		}
	}
}

// pick returns one of the list, each as likely.
func pick[T any](r *rng, list []T) T { return list[r.below(len(list))] }

// chooser draws positions of a list of weights: the sums of the weights so far.
type chooser []int

func newChooser(weights ...int) chooser {
	c := make(chooser, len(weights))
	sum := 0
	for i, w := range weights {
		sum += w
		c[i] = sum
	}
	return c
}

func (c chooser) draw(r *rng) int {
	x := r.below(c[len(c)-1])
	if len(c) <= 16 {
		i := 0
		for c[i] <= x {
			i++
		}
		return i
	}
	return sort.SearchInts(c, x+1)
}
