// Package memory has a dataset in memory as the engine reads a snapshot of a store:
// ids, sorted permutations, exact statistics.
package memory

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"sort"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// State is a set of quads: terms in the order of [rdf.Compare], with their positions as
// ids, and all permutations as sorted rows. It never changes; its methods may be called
// concurrently.
type State struct {
	terms  []rdf.Term
	index  map[rdf.Term]ids.ID
	perms  [len(ids.Perms)][]ids.Row
	graphs []ids.ID
}

// New returns a state with the quads, which it ranges over twice. Beside the terms it takes
// about 200 bytes for each quad.
func New(quads iter.Seq[rdf.Quad]) *State {
	s := &State{index: make(map[rdf.Term]ids.ID)}
	for q := range quads {
		for _, t := range [...]rdf.Term{q.S, q.P, q.O, q.G} {
			if _, known := s.index[t]; !known && !t.IsZero() {
				s.index[t] = ids.Undef
				s.terms = append(s.terms, t)
			}
		}
	}
	slices.SortFunc(s.terms, rdf.Compare)
	for i, t := range s.terms {
		s.index[t] = ids.Make(ids.KindBase, uint64(i))
	}
	for q := range quads {
		row := ids.Quad{S: s.index[q.S], P: s.index[q.P], O: s.index[q.O], G: ids.DefaultGraph}
		if !q.G.IsZero() {
			row.G = s.index[q.G]
			s.graphs = append(s.graphs, row.G)
		}
		for _, p := range ids.Perms {
			s.perms[p] = append(s.perms[p], p.Row(row))
		}
	}
	for _, p := range ids.Perms {
		slices.SortFunc(s.perms[p], ids.Row.Compare)
	}
	slices.Sort(s.graphs)
	s.graphs = slices.Compact(s.graphs)
	return s
}

// Version implements sparql.Snapshot.
func (s *State) Version() uint64 { return 1 }

// Close implements sparql.Snapshot.
func (s *State) Close() error { return nil }

// Graphs implements plan.Stats.
func (s *State) Graphs() []ids.ID { return slices.Clone(s.graphs) }

// Lookup implements expr.Terms.
func (s *State) Lookup(t rdf.Term) (ids.ID, bool, error) {
	id, ok := s.index[t]
	return id, ok, nil
}

// Term implements expr.Terms.
func (s *State) Term(id ids.ID) (rdf.Term, error) {
	if n := id.Payload(); id.Kind() == ids.KindBase && n < uint64(len(s.terms)) {
		return s.terms[n], nil
	}
	return rdf.Term{}, fmt.Errorf("unknown id %#x", uint64(id))
}

// Terms implements expr.Terms.
func (s *State) Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	for _, id := range src {
		if id == ids.Undef || id == ids.DefaultGraph {
			dst = append(dst, rdf.Term{})
			continue
		}
		t, err := s.Term(id)
		if err != nil {
			return dst, err
		}
		dst = append(dst, t)
	}
	return dst, nil
}

// PrefixRanges implements sparql.Snapshot: there is one range, and it holds nothing else.
func (s *State) PrefixRanges(kind rdf.Kind, prefix string) ([]ids.Range, error) {
	if kind == rdf.KindTripleTerm { // which have no text
		return []ids.Range{{Low: ids.Make(ids.KindBase, 0), High: ids.Make(ids.KindBase, uint64(len(s.terms)))}}, nil
	}
	from := sort.Search(len(s.terms), func(i int) bool {
		t := s.terms[i]
		return t.Kind() > kind || t.Kind() == kind && t.Value() >= prefix
	})
	n := sort.Search(len(s.terms)-from, func(i int) bool {
		t := s.terms[from+i]
		return t.Kind() > kind || !strings.HasPrefix(t.Value(), prefix)
	})
	if n == 0 {
		return nil, nil
	}
	return []ids.Range{{Low: ids.Make(ids.KindBase, uint64(from)), High: ids.Make(ids.KindBase, uint64(from+n))}}, nil
}

// rows returns the rows within the bounds of a scan.
func (s *State) rows(sc ids.Scan) []ids.Row {
	all, n := s.perms[sc.Perm], len(sc.Prefix)
	from := sort.Search(len(all), func(i int) bool {
		c := slices.Compare(all[i][:n], sc.Prefix)
		return c > 0 || c == 0 && (n == len(ids.Row{}) || all[i][n] >= sc.Low)
	})
	to := sort.Search(len(all), func(i int) bool {
		c := slices.Compare(all[i][:n], sc.Prefix)
		return c > 0 || c == 0 && n < len(ids.Row{}) && sc.High != 0 && all[i][n] >= sc.High
	})
	return all[from:max(from, to)]
}

// wanted reports whether a scan wants a row, given the one before that it has got.
func wanted(sc *ids.Scan, row, last ids.Row) bool {
	switch {
	case sc.NamedOnly && row[3] == ids.DefaultGraph, sc.DistinctTriples && slices.Equal(row[:3], last[:3]):
		return false
	case sc.Graphs == nil:
		return true
	}
	_, found := slices.BinarySearch(sc.Graphs, row[3])
	return found
}

// Scan implements exec.Source.
func (s *State) Scan(_ context.Context, sc ids.Scan) (ids.Scanner, error) {
	return &scanner{scan: sc, rows: s.rows(sc), out: ids.Batch{Cols: make([][]ids.ID, len(sc.Cols))}}, nil
}

// Count implements plan.Stats.
func (s *State) Count(ctx context.Context, sc ids.Scan) (int64, error) {
	n, last := int64(0), ids.Row{}
	for i, row := range s.rows(sc) {
		if i%ids.BatchRows == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if wanted(&sc, row, last) {
			n, last = n+1, row
		}
	}
	return n, nil
}

// Estimate implements plan.Stats.
func (s *State) Estimate(sc ids.Scan) int64 { return int64(len(s.rows(sc))) }

// Distinct implements plan.Stats.
func (s *State) Distinct(sc ids.Scan) int64 {
	n, last, column := int64(0), ids.Undef, min(len(sc.Prefix), len(ids.Row{})-1)
	for _, row := range s.rows(sc) {
		if row[column] != last {
			n, last = n+1, row[column]
		}
	}
	return n
}

// scanner yields the rows of a scan.
type scanner struct {
	scan ids.Scan
	rows []ids.Row // to come
	last ids.Row
	out  ids.Batch
}

// Next implements ids.Scanner.
func (s *scanner) Next(ctx context.Context) (*ids.Batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.out.Len = 0
	for i := range s.out.Cols {
		s.out.Cols[i] = s.out.Cols[i][:0]
	}
	for s.out.Len < ids.BatchRows && len(s.rows) > 0 {
		row := s.rows[0]
		s.rows = s.rows[1:]
		if !wanted(&s.scan, row, s.last) {
			continue
		}
		s.last = row
		s.out.Len++
		for i, c := range s.scan.Cols {
			s.out.Cols[i] = append(s.out.Cols[i], row[c])
		}
	}
	if s.out.Len == 0 {
		return nil, io.EOF
	}
	return &s.out, nil
}

// Seek implements ids.Scanner.
func (s *scanner) Seek(key ...ids.ID) {
	at := len(s.scan.Prefix)
	end := min(len(ids.Row{}), at+len(key))
	n := sort.Search(len(s.rows), func(i int) bool { return slices.Compare(s.rows[i][at:end], key[:end-at]) >= 0 })
	s.rows = s.rows[n:]
}

// Close implements ids.Scanner.
func (s *scanner) Close() error {
	s.rows = nil
	return nil
}
