package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/internal/invariant"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/stats"
)

// Snapshot is a state of the store, which never changes. Its methods may be
// called concurrently, until Close.
type Snapshot struct {
	version *version
	open    *atomic.Int64 // snapshots of the store
	closed  atomic.Bool
}

// newSnapshot returns a snapshot of v, counted in open; nil where the generation is
// closed. It is counted for longer than it uses the generation: where the number is 0
// the files are closed.
func newSnapshot(v *version, open *atomic.Int64) *Snapshot {
	open.Add(1)
	if !v.gen.acquire() {
		open.Add(-1)
		return nil
	}
	s := &Snapshot{version: v, open: open}
	if invariant.Enabled {
		s.watch()
	}
	return s
}

// watch panics when the collector finds s and nobody has closed it. Only builds
// with [invariant.Enabled] pay for it.
func (s *Snapshot) watch() {
	opened := debug.Stack()
	runtime.SetFinalizer(s, func(s *Snapshot) {
		invariant.Check(s.closed.Load(), "a snapshot was dropped without Close; it was opened by\n%s", opened)
	})
}

// Close ends the use of the snapshot and of all its scanners. It keeps the
// files of its generation until then; the last one of a store that is closed closes
// the store's files, and returns what that meets with. Closing it twice does nothing.
func (s *Snapshot) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	defer s.open.Add(-1)
	return s.version.gen.release()
}

// Version grows with every commit.
func (s *Snapshot) Version() uint64 { return s.version.number }

// Quads returns the number of quads.
func (s *Snapshot) Quads() int64 { return s.version.quads() }

// Scan returns the rows that sc asks for; see [ids.Scan]. Closing the scanner
// is optional.
func (s *Snapshot) Scan(ctx context.Context, sc ids.Scan) (ids.Scanner, error) {
	if s.closed.Load() {
		return nil, fmt.Errorf("scan: %w", ErrClosed)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if int(sc.Perm) >= len(ids.Perms) || len(sc.Prefix) > len(ids.Row{}) {
		return nil, errors.New("scan: no such permutation, or a prefix of more than 4 columns")
	}
	return &Scanner{scan: newScanner(s.version, sc)}, nil
}

// Scanner yields the rows of a scan; it implements [ids.Scanner]. It belongs
// to one goroutine.
type Scanner struct {
	scan *scanner
}

var _ ids.Scanner = (*Scanner)(nil)

// Next implements [ids.Scanner].
func (s *Scanner) Next(ctx context.Context) (*ids.Batch, error) {
	if s.scan == nil {
		return nil, io.EOF
	}
	b, err := s.scan.nextBatch(ctx)
	if err == nil && b == nil {
		s.scan = nil
		return nil, io.EOF
	}
	return b, err
}

// Seek implements [ids.Scanner]. It skips the blocks between without reading
// them, and the groups between without decoding them.
func (s *Scanner) Seek(key ...ids.ID) {
	if s.scan != nil {
		s.scan.seekTo(key)
	}
}

// Close implements [ids.Scanner].
func (s *Scanner) Close() error {
	s.scan = nil
	return nil
}

// Term returns the term of an id. The error wraps [ErrUnknownID] if there is
// none, and for [ids.Undef] and [ids.DefaultGraph].
func (s *Snapshot) Term(id ids.ID) (rdf.Term, error) {
	t, err := s.version.gen.dict.Term(id)
	return t, damage.Mark(err)
}

// Terms appends the terms of src to dst, in its order; [ids.Undef] and
// [ids.DefaultGraph] give the zero Term. It decodes in the order of the
// dictionary, so that a batch costs less than its terms one by one.
func (s *Snapshot) Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	dst, err := s.version.gen.dict.Terms(dst, src)
	return dst, damage.Mark(err)
}

// Lookup returns the id of a term; false says that no quad of the snapshot has
// it. A term whose value is in its id is always found.
func (s *Snapshot) Lookup(t rdf.Term) (ids.ID, bool, error) {
	id, found, err := s.version.gen.dict.Lookup(t)
	return id, found, damage.Mark(err)
}

// PrefixRange returns the range lo <= id < hi of the ids of terms of the kind
// whose IRI, label or lexical form begins with prefix, among the ids of kind
// [ids.KindBase]. Inlined terms and the terms of kind [ids.KindDelta] are the
// caller's to test.
func (s *Snapshot) PrefixRange(kind rdf.Kind, prefix string) (lo, hi ids.ID, err error) {
	lo, hi, err = s.version.gen.dict.PrefixRange(kind, prefix)
	return lo, hi, damage.Mark(err)
}

// PrefixRanges returns ranges of ids, ascending and apart, that hold every term of
// the kind whose IRI, label or lexical form begins with prefix. They may hold other
// terms too; a term outside of them does not begin so.
func (s *Snapshot) PrefixRanges(kind rdf.Kind, prefix string) ([]ids.Range, error) {
	ranges, err := s.version.gen.dict.PrefixRanges(kind, prefix)
	return ranges, damage.Mark(err)
}

// StringRanges returns ranges of ids, ascending and apart, that hold every string,
// with or without a language, from least to most in codepoint order, and every one
// that begins with most. An empty bound is none. They may hold other terms too.
func (s *Snapshot) StringRanges(least, most string) ([]ids.Range, error) {
	ranges, err := s.version.gen.dict.StringRanges(least, most)
	return ranges, damage.Mark(err)
}

// Graphs returns the named graphs that have quads, in ascending order.
func (s *Snapshot) Graphs() []ids.ID {
	list := s.GraphStats()
	out := make([]ids.ID, 0, len(list))
	for _, g := range list {
		if g.Graph != ids.DefaultGraph {
			out = append(out, g.Graph)
		}
	}
	return out
}

// PredicateStats counts what is stated with a predicate.
type PredicateStats = stats.Predicate

// GraphStats counts what a graph holds.
type GraphStats = stats.Graph

// GraphStats returns the exact statistics of all graphs that have quads, in
// ascending order; the default graph comes first.
func (s *Snapshot) GraphStats() []GraphStats {
	return s.version.gen.stats.GraphList(s.version.graphs)
}

// Predicates returns the statistics of all predicates, in ascending order. The
// numbers of quads are exact; the others are for predicates that transactions
// have not touched since the last load or compaction, and near for those.
func (s *Snapshot) Predicates() ([]PredicateStats, error) {
	v := s.version
	var out []PredicateStats
	for _, p := range v.predicates() {
		st, err := s.Predicate(p)
		if err != nil {
			return nil, err
		}
		if st.Quads > 0 {
			out = append(out, st)
		}
	}
	return out, nil
}

// Predicate returns the statistics of a predicate, on the terms of
// [Snapshot.Predicates].
func (s *Snapshot) Predicate(p ids.ID) (PredicateStats, error) {
	v := s.version
	st, _ := v.gen.stats.Predicate(p)
	if !v.delta.Touched(ids.PSO, []ids.ID{p}, []ids.ID{p + 1}) {
		return st, nil
	}
	st.Quads += v.delta.Sum(ids.PSO, []ids.ID{p}, []ids.ID{p + 1})
	st.Triples = min(st.Quads, st.Triples+v.delta.Sum(ids.PSO, []ids.ID{p}, []ids.ID{p + 1}))
	st.Subjects = s.Distinct(ids.Scan{Perm: ids.PSO, Prefix: []ids.ID{p}})
	st.Objects = s.Distinct(ids.Scan{Perm: ids.POS, Prefix: []ids.ID{p}})
	return st, nil
}

// predicates returns all predicates of the generation and of the delta.
func (v *version) predicates() []ids.ID {
	var out []ids.ID
	known := v.gen.stats.Predicates
	next, more := v.delta.Next(ids.PSO, nil, nil)
	for more || len(known) > 0 {
		switch {
		case !more || len(known) > 0 && known[0].Predicate <= next[0]:
			if more && known[0].Predicate == next[0] {
				next, more = v.delta.Next(ids.PSO, []ids.ID{next[0] + 1}, nil)
			}
			out = append(out, known[0].Predicate)
			known = known[1:]
		default:
			out = append(out, next[0])
			next, more = v.delta.Next(ids.PSO, []ids.ID{next[0] + 1}, nil)
		}
	}
	return out
}
