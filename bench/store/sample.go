package main

import (
	"bufio"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
)

// issnResource is how the IRI of an ISSN resource begins, and issnLength its length.
const (
	issnResource = "http://issn.org/resource/ISSN/"
	issnLength   = len(issnResource) + len("0000-0000")
)

// sample returns ISSN resources that are subjects in a file, the same ones every time.
func sample(path string, n int) (out []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rnd := rand.New(rand.NewPCG(1, 1))
	last, seen := "", 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		iri, _, ok := strings.Cut(strings.TrimPrefix(lines.Text(), "<"), ">")
		if !ok || len(iri) != issnLength || !strings.HasPrefix(iri, issnResource) || iri == last {
			continue
		}
		last = iri
		seen++
		if len(out) < n { // reservoir sampling
			out = append(out, iri)
		} else if i := rnd.IntN(seen); i < n {
			out[i] = iri
		}
	}
	rnd.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out, lines.Err()
}
