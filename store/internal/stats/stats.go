// Package stats counts what a generation holds by predicate and by graph: while it
// is written, when blocks are rewritten, and as it is stored.
package stats

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/damage"
)

// Predicate counts what is stated with a predicate.
type Predicate struct {
	Predicate ids.ID
	Quads     int64
	Triples   int64 // quads that differ in the graph only count once
	Subjects  int64 // distinct
	Objects   int64 // distinct
}

// Graph counts what a graph holds.
type Graph struct {
	Graph ids.ID // ids.DefaultGraph for the default graph
	Quads int64
}

// Stats are the statistics of a generation, each list in ascending order.
type Stats struct {
	Predicates []Predicate
	Graphs     []Graph
}

// Predicate returns the statistics of a predicate.
func (s *Stats) Predicate(p ids.ID) (Predicate, bool) {
	i, found := slices.BinarySearchFunc(s.Predicates, p, func(st Predicate, p ids.ID) int {
		return compareIDs(st.Predicate, p)
	})
	if !found {
		return Predicate{Predicate: p}, false
	}
	return s.Predicates[i], true
}

func compareIDs(a, b ids.ID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// chunk is the number of predicates or graphs in a value.
const chunk = 1 << 14

// Append appends one value: a number of predicates and of graphs, then
// their counts.
func Append(dst []byte, s *Stats) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s.Predicates)))
	dst = binary.AppendUvarint(dst, uint64(len(s.Graphs)))
	for _, p := range s.Predicates {
		dst = binary.AppendUvarint(dst, uint64(p.Predicate))
		for _, n := range [...]int64{p.Quads, p.Triples, p.Subjects, p.Objects} {
			dst = binary.AppendUvarint(dst, uint64(n))
		}
	}
	for _, g := range s.Graphs {
		dst = binary.AppendUvarint(dst, uint64(g.Graph))
		dst = binary.AppendUvarint(dst, uint64(g.Quads))
	}
	return dst
}

// Decode appends what a value holds to s. An error wraps [damage.ErrCorrupt].
func Decode(s *Stats, src []byte) error {
	fail := false
	next := func() uint64 {
		v, k := binary.Uvarint(src)
		if k <= 0 {
			fail = true
			return 0
		}
		src = src[k:]
		return v
	}
	predicates, graphs := next(), next()
	for i := uint64(0); i < predicates && !fail; i++ {
		s.Predicates = append(s.Predicates, Predicate{
			Predicate: ids.ID(next()), Quads: int64(next()), Triples: int64(next()),
			Subjects: int64(next()), Objects: int64(next()),
		})
	}
	for i := uint64(0); i < graphs && !fail; i++ {
		s.Graphs = append(s.Graphs, Graph{Graph: ids.ID(next()), Quads: int64(next())})
	}
	if fail || len(src) > 0 {
		return fmt.Errorf("%w: statistics do not decode", damage.ErrCorrupt)
	}
	return nil
}

// Chunks splits s into values.
func (s *Stats) Chunks() []Stats {
	var out []Stats
	for part := range slices.Chunk(s.Predicates, chunk) {
		out = append(out, Stats{Predicates: part})
	}
	for part := range slices.Chunk(s.Graphs, chunk) {
		out = append(out, Stats{Graphs: part})
	}
	return out
}

// GraphList returns the graphs of a version in ascending order: those of the
// generation, changed by what the delta adds or takes, without empty ones.
func (s *Stats) GraphList(net map[ids.ID]int64) []Graph {
	out := make([]Graph, 0, len(s.Graphs)+len(net))
	rest := maps.Clone(net)
	for _, g := range s.Graphs {
		g.Quads += rest[g.Graph]
		delete(rest, g.Graph)
		if g.Quads > 0 {
			out = append(out, g)
		}
	}
	for g, n := range rest {
		if n > 0 {
			out = append(out, Graph{Graph: g, Quads: n})
		}
	}
	slices.SortFunc(out, func(a, b Graph) int { return compareIDs(a.Graph, b.Graph) })
	return out
}
