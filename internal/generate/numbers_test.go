package generate

import (
	"testing"

	"github.com/issn-ld/issn-ld/issn"
)

func TestNumbersAreOneToOne(t *testing.T) {
	for seed := range uint64(1000) {
		if n := newNumbering(seed); gcd(n.factor, modulus) != 1 || n.factor >= modulus || n.offset >= modulus {
			t.Errorf("seed %d: %+v", seed, n)
		}
	}
	n := newNumbering(1)
	seen := make([]uint64, issn.Count/64+1)
	for i := range int64(modulus) {
		x := n.issn(i)
		if x == 0 || x >= issn.Count || seen[x/64]&(1<<(x%64)) != 0 {
			t.Fatalf("number %d has ISSN %s, again or out of range", i, x)
		}
		seen[x/64] |= 1 << (x % 64)
	}
}

// Number k of Zipf's distribution comes about twice as often as number 2k+1.
func TestZipf(t *testing.T) {
	r := newRNG(1, 1)
	var counts [16]int
	for range 200_000 {
		k := r.zipf(1000)
		if k < 0 || k >= 1000 {
			t.Fatal("out of range:", k)
		}
		if k < len(counts) {
			counts[k]++
		}
	}
	for k := range 7 {
		if ratio := float64(counts[k]) / float64(counts[2*k+1]); ratio < 1.8 || ratio > 2.2 {
			t.Errorf("%d came %d times, %d %d times", k, counts[k], 2*k+1, counts[2*k+1])
		}
	}
}

func TestChooser(t *testing.T) {
	r := newRNG(2, 1)
	for name, c := range map[string]chooser{
		"short": newChooser(1, 0, 3),
		"long":  newChooser(append(make([]int, 30), 10, 0, 30)...),
	} {
		var got [40]int
		for range 40_000 {
			got[c.draw(&r)]++
		}
		first := len(c) - 3
		if got[first]+got[first+2] != 40_000 || got[first] < 9_500 || got[first] > 10_500 {
			t.Errorf("%s: %v", name, got)
		}
	}
}
