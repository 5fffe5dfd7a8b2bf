package store

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Match returns the quads with the given subject, predicate, object and graph; the
// zero term stands for any. A quad of the default graph has the zero term as its
// graph; [Snapshot.ScanQuads] can be asked for these alone. An error ends the loop.
//
// Given terms are looked up: only the part of an index is read that has them, but a
// graph is looked for in all that the other terms leave.
func (s *Snapshot) Match(ctx context.Context, subject, predicate, object, graph rdf.Term) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		sc, found, err := s.matching([3]rdf.Term{subject, predicate, object}, graph)
		switch {
		case err != nil:
			yield(rdf.Quad{}, err)
		case found:
			s.ScanQuads(ctx, sc)(yield)
		}
	}
}

// permsByGiven are the permutations that begin with what is given: bit 0 for the
// subject, 1 for the predicate, 2 for the object.
var permsByGiven = [...]ids.Perm{0: ids.SPO, 1: ids.SPO, 2: ids.PSO, 3: ids.SPO, 4: ids.OSP, 5: ids.SOP, 6: ids.POS, 7: ids.SPO}

// matching returns the scan for some given terms; false where the store lacks one.
func (s *Snapshot) matching(terms [3]rdf.Term, graph rdf.Term) (sc ids.Scan, found bool, err error) {
	var known [3]ids.ID
	given := 0
	for i, t := range terms {
		if t.IsZero() {
			continue
		}
		if known[i], found, err = s.Lookup(t); err != nil || !found {
			return sc, false, err
		}
		given |= 1 << i
	}
	sc.Perm = permsByGiven[given]
	for _, position := range sc.Perm.Order() {
		if position < 3 && given&(1<<position) != 0 {
			sc.Prefix = append(sc.Prefix, known[position])
		}
	}
	if !graph.IsZero() {
		g, found, err := s.Lookup(graph)
		if err != nil || !found {
			return sc, false, err
		}
		sc.Graphs = []ids.ID{g}
	}
	return sc, true, nil
}

// ScanQuads returns the quads of the rows that sc asks for, in their order; its columns do
// not matter. An error ends the loop.
func (s *Snapshot) ScanQuads(ctx context.Context, sc ids.Scan) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		sc.Cols = make([]uint8, 4)
		for column, position := range sc.Perm.Order() {
			sc.Cols[position] = uint8(column)
		}
		scan, err := s.Scan(ctx, sc)
		if err != nil {
			yield(rdf.Quad{}, err)
			return
		}
		defer func() { _ = scan.Close() }() // it holds nothing
		var terms [4][]rdf.Term
		for {
			b, err := scan.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			for i := 0; i < len(terms) && err == nil; i++ {
				terms[i], err = s.Terms(terms[i][:0], b.Cols[i])
			}
			if err != nil {
				yield(rdf.Quad{}, err)
				return
			}
			for i := range b.Len {
				if !yield(rdf.Quad{S: terms[0][i], P: terms[1][i], O: terms[2][i], G: terms[3][i]}, nil) {
					return
				}
			}
		}
	}
}
