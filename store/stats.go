package store

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// PredicateStats counts what is stated with a predicate.
type PredicateStats struct {
	Predicate ids.ID
	Quads     int64
	Triples   int64 // quads that differ in the graph only count once
	Subjects  int64 // distinct
	Objects   int64 // distinct
}

// GraphStats counts what a graph holds.
type GraphStats struct {
	Graph ids.ID // ids.DefaultGraph for the default graph
	Quads int64
}

// stats are the statistics of a generation, each list in ascending order.
type stats struct {
	predicates []PredicateStats
	graphs     []GraphStats
}

// predicate returns the statistics of a predicate.
func (s *stats) predicate(p ids.ID) (PredicateStats, bool) {
	i, found := slices.BinarySearchFunc(s.predicates, p, func(st PredicateStats, p ids.ID) int {
		return compareIDs(st.Predicate, p)
	})
	if !found {
		return PredicateStats{Predicate: p}, false
	}
	return s.predicates[i], true
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

// statsChunk is the number of predicates or graphs in a value.
const statsChunk = 1 << 14

// appendStats appends one value: a number of predicates and of graphs, then
// their counts.
func appendStats(dst []byte, s *stats) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s.predicates)))
	dst = binary.AppendUvarint(dst, uint64(len(s.graphs)))
	for _, p := range s.predicates {
		dst = binary.AppendUvarint(dst, uint64(p.Predicate))
		for _, n := range [...]int64{p.Quads, p.Triples, p.Subjects, p.Objects} {
			dst = binary.AppendUvarint(dst, uint64(n))
		}
	}
	for _, g := range s.graphs {
		dst = binary.AppendUvarint(dst, uint64(g.Graph))
		dst = binary.AppendUvarint(dst, uint64(g.Quads))
	}
	return dst
}

// decodeStats appends what a value holds to s.
func decodeStats(s *stats, src []byte) error {
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
		s.predicates = append(s.predicates, PredicateStats{
			Predicate: ids.ID(next()), Quads: int64(next()), Triples: int64(next()),
			Subjects: int64(next()), Objects: int64(next()),
		})
	}
	for i := uint64(0); i < graphs && !fail; i++ {
		s.graphs = append(s.graphs, GraphStats{Graph: ids.ID(next()), Quads: int64(next())})
	}
	if fail || len(src) > 0 {
		return fmt.Errorf("%w: statistics do not decode", ErrCorrupt)
	}
	return nil
}

// chunks splits s into values.
func (s *stats) chunks() []stats {
	var out []stats
	for part := range slices.Chunk(s.predicates, statsChunk) {
		out = append(out, stats{predicates: part})
	}
	for part := range slices.Chunk(s.graphs, statsChunk) {
		out = append(out, stats{graphs: part})
	}
	return out
}

// graphList returns the graphs of a version in ascending order: those of the
// generation, changed by what the delta adds or takes, without empty ones.
func (s *stats) graphList(net map[ids.ID]int64) []GraphStats {
	out := make([]GraphStats, 0, len(s.graphs)+len(net))
	rest := maps.Clone(net)
	for _, g := range s.graphs {
		g.Quads += rest[g.Graph]
		delete(rest, g.Graph)
		if g.Quads > 0 {
			out = append(out, g)
		}
	}
	for g, n := range rest {
		if n > 0 {
			out = append(out, GraphStats{Graph: g, Quads: n})
		}
	}
	slices.SortFunc(out, func(a, b GraphStats) int { return compareIDs(a.Graph, b.Graph) })
	return out
}
