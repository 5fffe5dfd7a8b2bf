package sparql

import (
	"context"
	"errors"
	"io"
	"slices"
	"sort"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/store/ids"
)

// overlay is a snapshot with the changes that an update request has made so far,
// which its later operations must see though they are not committed.
//
// Terms that the snapshot does not know get ids of kind [ids.KindDelta] from
// overlayTerms on, which no store reaches.
type overlay struct {
	base    Snapshot
	budget  *exec.Budget // of the update, whose end gives it back
	terms   []rdf.Term
	index   map[rdf.Term]ids.ID
	added   map[ids.Quad]bool         // that base does not have
	removed map[ids.Quad]bool         // that base has
	sorted  [len(ids.Perms)][]ids.Row // added, made when it is needed
}

const overlayTerms = 1 << 59

// The memory that an overlay needs: for a term beside its strings, and for a change with
// its place in the permutations that are read.
const (
	overlayTermBytes   = 128
	overlayChangeBytes = 128
)

func newOverlay(base Snapshot, budget *exec.Budget) *overlay {
	return &overlay{
		base: base, budget: budget, index: map[rdf.Term]ids.ID{}, added: map[ids.Quad]bool{}, removed: map[ids.Quad]bool{},
	}
}

// Term implements expr.Terms.
func (o *overlay) Term(id ids.ID) (rdf.Term, error) {
	if t, ok := o.own(id); ok {
		return t, nil
	}
	return o.base.Term(id)
}

func (o *overlay) own(id ids.ID) (rdf.Term, bool) {
	if n := id.Payload(); id.Kind() == ids.KindDelta && n >= overlayTerms && n-overlayTerms < uint64(len(o.terms)) {
		return o.terms[n-overlayTerms], true
	}
	return rdf.Term{}, false
}

// PrefixRanges implements Snapshot. The overlay's own terms are in no order: any id may be
// one that is looked for.
func (o *overlay) PrefixRanges(rdf.Kind, string) ([]ids.Range, error) {
	return []ids.Range{{Low: ids.Undef, High: ids.Make(ids.KindQueryLocal, 0)}}, nil
}

// Terms implements expr.Terms.
func (o *overlay) Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	if len(o.terms) == 0 {
		return o.base.Terms(dst, src)
	}
	for _, id := range src {
		var t rdf.Term
		if id != ids.Undef {
			var err error
			if t, err = o.Term(id); err != nil {
				return dst, err
			}
		}
		dst = append(dst, t)
	}
	return dst, nil
}

// Lookup implements expr.Terms.
func (o *overlay) Lookup(t rdf.Term) (ids.ID, bool, error) {
	if id, ok := o.index[t]; ok {
		return id, true, nil
	}
	return o.base.Lookup(t)
}

// intern returns the id of t, a new one if need be.
func (o *overlay) intern(t rdf.Term) (ids.ID, error) {
	id, ok, err := o.Lookup(t)
	if err != nil || ok {
		return id, err
	}
	if err := o.budget.Reserve(overlayTermBytes + int64(len(t.Value()))); err != nil {
		return ids.Undef, err
	}
	id = ids.Make(ids.KindDelta, overlayTerms+uint64(len(o.terms)))
	o.terms = append(o.terms, t)
	o.index[t] = id
	return id, nil
}

// quad returns the ids of q, new ones if need be.
func (o *overlay) quad(q rdf.Quad) (ids.Quad, error) {
	var v [4]ids.ID
	for i, t := range [4]rdf.Term{q.S, q.P, q.O, q.G} {
		if t.IsZero() {
			v[i] = ids.DefaultGraph
			continue
		}
		var err error
		if v[i], err = o.intern(t); err != nil {
			return ids.Quad{}, err
		}
	}
	return ids.Quad{S: v[0], P: v[1], O: v[2], G: v[3]}, nil
}

// set makes a quad present or absent.
func (o *overlay) set(ctx context.Context, q rdf.Quad, present bool) error {
	quad, err := o.quad(q)
	if err != nil {
		return err
	}
	if err := o.budget.Reserve(overlayChangeBytes); err != nil {
		return err
	}
	inBase, err := o.base.Count(ctx, ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{quad.S, quad.P, quad.O, quad.G}})
	if err != nil {
		return err
	}
	o.sorted = [len(ids.Perms)][]ids.Row{}
	delete(o.added, quad)
	delete(o.removed, quad)
	switch {
	case present && inBase == 0:
		o.added[quad] = true
	case !present && inBase > 0:
		o.removed[quad] = true
	}
	return nil
}

// rows returns the added rows in the order of a permutation.
func (o *overlay) rows(p ids.Perm) []ids.Row {
	if o.sorted[p] == nil && len(o.added) > 0 {
		for q := range o.added {
			o.sorted[p] = append(o.sorted[p], p.Row(q))
		}
		slices.SortFunc(o.sorted[p], ids.Row.Compare)
	}
	return o.sorted[p]
}

// Scan implements exec.Source.
func (o *overlay) Scan(ctx context.Context, sc ids.Scan) (ids.Scanner, error) {
	whole := sc
	whole.DistinctTriples = false
	whole.Cols = []uint8{0, 1, 2, 3}
	base, err := o.base.Scan(ctx, whole)
	if err != nil {
		return nil, err
	}
	return &overlayScanner{o: o, scan: sc, base: base, added: o.matching(sc)}, nil
}

// matching returns the added rows of a scan.
func (o *overlay) matching(sc ids.Scan) []ids.Row {
	all := o.rows(sc.Perm)
	n := len(sc.Prefix)
	lo := sort.Search(len(all), func(i int) bool { return slices.Compare(all[i][:n], sc.Prefix) >= 0 })
	var out []ids.Row
	for _, r := range all[lo:] {
		if slices.Compare(r[:n], sc.Prefix) != 0 {
			break
		}
		bounded := n < 4 && (r[n] < sc.Low || sc.High != 0 && r[n] >= sc.High)
		graph := sc.NamedOnly && r[3] == ids.DefaultGraph || sc.Graphs != nil && !slices.Contains(sc.Graphs, r[3])
		if !bounded && !graph {
			out = append(out, r)
		}
	}
	return out
}

// Count implements exec.Source and plan.Stats.
func (o *overlay) Count(ctx context.Context, sc ids.Scan) (int64, error) {
	sc.Cols = nil
	s, err := o.Scan(ctx, sc)
	if err != nil {
		return 0, err
	}
	n := int64(0)
	for {
		b, err := s.Next(ctx)
		if errors.Is(err, io.EOF) {
			return n, s.Close()
		}
		if err != nil {
			return 0, err
		}
		n += int64(b.Len)
	}
}

// Estimate implements plan.Stats.
func (o *overlay) Estimate(sc ids.Scan) int64 {
	return o.base.Estimate(sc) + int64(len(o.matching(sc)))
}

// Distinct implements plan.Stats.
func (o *overlay) Distinct(sc ids.Scan) int64 {
	return o.base.Distinct(sc) + int64(len(o.matching(sc)))
}

// Graphs implements plan.Stats.
func (o *overlay) Graphs() []ids.ID {
	graphs := map[ids.ID]bool{}
	for _, g := range o.base.Graphs() {
		graphs[g] = true
	}
	for q := range o.removed {
		if n, err := o.Count(context.Background(), ids.Scan{Perm: ids.SPO, Graphs: []ids.ID{q.G}}); err == nil && n == 0 {
			delete(graphs, q.G)
		}
	}
	for q := range o.added {
		if q.G != ids.DefaultGraph {
			graphs[q.G] = true
		}
	}
	out := make([]ids.ID, 0, len(graphs))
	for g := range graphs {
		out = append(out, g)
	}
	slices.Sort(out)
	return out
}

// Version implements Snapshot.
func (o *overlay) Version() uint64 { return o.base.Version() }

// Close implements Snapshot. The base is its opener's.
func (o *overlay) Close() error { return nil }

// overlayScanner merges the rows of a scan with added rows.
type overlayScanner struct {
	o     *overlay
	scan  ids.Scan
	base  ids.Scanner
	added []ids.Row
	b     *ids.Batch // of base, nil before the first and after the last
	pos   int
	done  bool
	last  ids.Row
	began bool
	out   ids.Batch
}

// Next implements ids.Scanner.
func (s *overlayScanner) Next(ctx context.Context) (*ids.Batch, error) {
	if len(s.out.Cols) != len(s.scan.Cols) {
		s.out.Cols = make([][]ids.ID, len(s.scan.Cols))
	}
	for i := range s.out.Cols {
		s.out.Cols[i] = s.out.Cols[i][:0]
	}
	s.out.Len = 0
	for s.out.Len < ids.BatchRows {
		row, ok, err := s.row(ctx)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		if s.scan.DistinctTriples && s.began && slices.Equal(row[:3], s.last[:3]) {
			continue
		}
		s.last, s.began = row, true
		for i, c := range s.scan.Cols {
			s.out.Cols[i] = append(s.out.Cols[i], row[c])
		}
		s.out.Len++
	}
	if s.out.Len == 0 {
		return nil, io.EOF
	}
	return &s.out, nil
}

// row returns the next row of base or of the added ones.
func (s *overlayScanner) row(ctx context.Context) (ids.Row, bool, error) {
	for {
		for !s.done && (s.b == nil || s.pos == s.b.Len) {
			b, err := s.base.Next(ctx)
			if errors.Is(err, io.EOF) {
				s.done, s.b = true, nil
				break
			}
			if err != nil {
				return ids.Row{}, false, err
			}
			s.b, s.pos = b, 0
		}
		if s.done {
			if len(s.added) == 0 {
				return ids.Row{}, false, nil
			}
			r := s.added[0]
			s.added = s.added[1:]
			return r, true, nil
		}
		r := ids.Row{s.b.Cols[0][s.pos], s.b.Cols[1][s.pos], s.b.Cols[2][s.pos], s.b.Cols[3][s.pos]}
		if len(s.added) > 0 && s.added[0].Compare(r) < 0 {
			r = s.added[0]
			s.added = s.added[1:]
			return r, true, nil
		}
		s.pos++
		if !s.o.removed[s.scan.Perm.Quad(r)] {
			return r, true, nil
		}
	}
}

// Seek implements ids.Scanner.
func (s *overlayScanner) Seek(key ...ids.ID) {
	at := len(s.scan.Prefix)
	n := min(4-at, len(key))
	before := func(r ids.Row) bool { return slices.Compare(r[at:at+n], key[:n]) < 0 }
	for len(s.added) > 0 && before(s.added[0]) {
		s.added = s.added[1:]
	}
	for s.b != nil && s.pos < s.b.Len {
		r := ids.Row{s.b.Cols[0][s.pos], s.b.Cols[1][s.pos], s.b.Cols[2][s.pos], s.b.Cols[3][s.pos]}
		if !before(r) {
			return
		}
		s.pos++
	}
	if !s.done {
		s.base.Seek(key...)
	}
}

// Close implements ids.Scanner.
func (s *overlayScanner) Close() error { return s.base.Close() }
