package sparql_test

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store/ids"
)

// memory is a store in memory: the smallest thing that meets the interfaces of
// the engine. Its scanners deliver batches of a given size.
type memory struct {
	batch int
	skew  *rand.Rand // makes the statistics lie, so that plans vary; nil: they are true

	turn    sync.Mutex // held by a transaction
	mu      sync.Mutex // guards what follows
	quads   map[rdf.Quad]bool
	version uint64
	open    int // snapshots
}

func newMemory(batch int, quads ...rdf.Quad) *memory {
	m := &memory{batch: batch, quads: map[rdf.Quad]bool{}}
	for _, q := range quads {
		m.quads[q] = true
	}
	return m
}

// parseQuads reads TriG.
func parseQuads(text string) ([]rdf.Quad, error) {
	var out []rdf.Quad
	rd := turtle.NewReader(strings.NewReader(text), turtle.Options{Format: turtle.TriG, Base: "http://example/"})
	for q, err := range rd.All() {
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, nil
}

func (m *memory) Snapshot() (sparql.Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open++
	s := &memorySnapshot{m: m, version: m.version, index: map[rdf.Term]ids.ID{}}
	terms := map[rdf.Term]bool{}
	for q := range m.quads {
		for _, t := range []rdf.Term{q.S, q.P, q.O, q.G} {
			if !t.IsZero() {
				terms[t] = true
			}
		}
	}
	for t := range terms {
		s.terms = append(s.terms, t)
	}
	slices.SortFunc(s.terms, rdf.Compare)
	for i, t := range s.terms {
		s.index[t] = ids.Make(ids.KindBase, uint64(i+1))
	}
	for q := range m.quads {
		row := ids.Quad{S: s.index[q.S], P: s.index[q.P], O: s.index[q.O], G: ids.DefaultGraph}
		if !q.G.IsZero() {
			row.G = s.index[q.G]
			s.graphs = append(s.graphs, row.G)
		}
		for _, p := range ids.Perms {
			s.perms[p] = append(s.perms[p], p.Row(row))
		}
	}
	slices.Sort(s.graphs)
	s.graphs = slices.Compact(s.graphs)
	for _, p := range ids.Perms {
		slices.SortFunc(s.perms[p], ids.Row.Compare)
	}
	return s, nil
}

// Update implements sparql.Updater.
func (m *memory) Update(_ context.Context, f func(sparql.Tx) error) error {
	m.turn.Lock()
	defer m.turn.Unlock()
	tx := &memoryTx{memory: m, want: map[rdf.Quad]bool{}}
	tx.all = func() []rdf.Quad {
		m.mu.Lock()
		defer m.mu.Unlock()
		var out []rdf.Quad
		for q := range m.quads {
			out = append(out, q)
		}
		return out
	}
	if err := f(tx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for q, present := range tx.want {
		if present {
			m.quads[q] = true
		} else {
			delete(m.quads, q)
		}
	}
	m.version++
	return nil
}

type memoryTx struct {
	*memory
	all  func() []rdf.Quad
	want map[rdf.Quad]bool
}

func (tx *memoryTx) Insert(q rdf.Quad) error { tx.want[q] = true; return nil }
func (tx *memoryTx) Delete(q rdf.Quad) error { tx.want[q] = false; return nil }
func (tx *memoryTx) DeleteGraph(g rdf.Term) error {
	for _, q := range tx.all() {
		if q.G == g {
			tx.want[q] = false
		}
	}
	for q := range tx.want {
		if q.G == g {
			tx.want[q] = false
		}
	}
	return nil
}

type memorySnapshot struct {
	m       *memory
	version uint64
	terms   []rdf.Term
	index   map[rdf.Term]ids.ID
	perms   [6][]ids.Row
	graphs  []ids.ID
}

func (s *memorySnapshot) Version() uint64  { return s.version }
func (s *memorySnapshot) Graphs() []ids.ID { return s.graphs }

// PrefixRanges implements sparql.Snapshot by the least that is right: one range with all ids.
func (s *memorySnapshot) PrefixRanges(rdf.Kind, string) ([]ids.Range, error) {
	return []ids.Range{{Low: 0, High: ids.Make(ids.KindQueryLocal, 0)}}, nil
}

func (s *memorySnapshot) Close() error {
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.open--
	return nil
}

func (s *memorySnapshot) Lookup(t rdf.Term) (ids.ID, bool, error) {
	id, ok := s.index[t]
	return id, ok, nil
}

func (s *memorySnapshot) Term(id ids.ID) (rdf.Term, error) {
	if n := id.Payload(); id.Kind() == ids.KindBase && n >= 1 && n <= uint64(len(s.terms)) {
		return s.terms[n-1], nil
	}
	return rdf.Term{}, fmt.Errorf("unknown id %#x", uint64(id))
}

func (s *memorySnapshot) Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	for _, id := range src {
		if id == ids.Undef {
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

// rows returns the rows of a scan.
func (s *memorySnapshot) rows(sc ids.Scan) []ids.Row {
	all := s.perms[sc.Perm]
	n := len(sc.Prefix)
	lo := sort.Search(len(all), func(i int) bool { return slices.Compare(all[i][:n], sc.Prefix) >= 0 })
	var out []ids.Row
	for _, r := range all[lo:] {
		if slices.Compare(r[:n], sc.Prefix) != 0 {
			break
		}
		if n < 4 && (r[n] < sc.Low || sc.High != 0 && r[n] >= sc.High) {
			continue
		}
		if sc.NamedOnly && r[3] == ids.DefaultGraph {
			continue
		}
		if sc.Graphs != nil && !slices.Contains(sc.Graphs, r[3]) {
			continue
		}
		if last := len(out) - 1; sc.DistinctTriples && last >= 0 && slices.Equal(out[last][:3], r[:3]) {
			continue
		}
		out = append(out, r)
	}
	return out
}

func (s *memorySnapshot) Scan(_ context.Context, sc ids.Scan) (ids.Scanner, error) {
	return &memoryScanner{scan: sc, rows: s.rows(sc), batch: s.m.batch}, nil
}

func (s *memorySnapshot) Count(_ context.Context, sc ids.Scan) (int64, error) {
	return int64(len(s.rows(sc))), nil
}

func (s *memorySnapshot) Estimate(sc ids.Scan) int64 {
	if s.m.skew != nil && s.m.skew.IntN(3) > 0 {
		return int64(math.Pow(10, 5.3+4*s.m.skew.Float64())) // so large that it is not counted
	}
	return int64(len(s.rows(sc)))
}

func (s *memorySnapshot) Distinct(sc ids.Scan) int64 {
	if s.m.skew != nil {
		return int64(math.Pow(10, 9*s.m.skew.Float64()))
	}
	seen := map[ids.ID]bool{}
	for _, r := range s.rows(sc) {
		seen[r[len(sc.Prefix)]] = true
	}
	return int64(len(seen))
}

type memoryScanner struct {
	scan  ids.Scan
	rows  []ids.Row
	batch int
	out   ids.Batch
}

func (s *memoryScanner) Next(ctx context.Context) (*ids.Batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n := min(len(s.rows), s.batch)
	if n == 0 {
		return nil, io.EOF
	}
	// New memory each time and the old one spoilt: batches are lent.
	for _, c := range s.out.Cols {
		for i := range c {
			c[i] = ids.Make(ids.KindQueryLocal, 1<<40)
		}
	}
	s.out = ids.Batch{Cols: make([][]ids.ID, len(s.scan.Cols)), Len: n}
	for i, c := range s.scan.Cols {
		for _, r := range s.rows[:n] {
			s.out.Cols[i] = append(s.out.Cols[i], r[c])
		}
	}
	s.rows = s.rows[n:]
	return &s.out, nil
}

func (s *memoryScanner) Seek(key ...ids.ID) {
	at := len(s.scan.Prefix)
	for len(s.rows) > 0 && slices.Compare(s.rows[0][at:min(4, at+len(key))], key) < 0 {
		s.rows = s.rows[1:]
	}
}

func (s *memoryScanner) Close() error { s.rows = nil; return nil }
