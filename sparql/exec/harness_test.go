package exec_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/memory"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// batchSizes are the sizes that every operator is tested with, of its own batches and
// of the scanners' alike: each of them puts the edges of batches elsewhere.
var batchSizes = []int{1, 2, 3, 1024}

// fixture is a set of quads as a snapshot that operators read, and as the model reads
// them.
type fixture struct {
	t     testing.TB
	state *memory.State
	quads []rdf.Quad
	batch int          // rows of a scanner's batch
	open  atomic.Int64 // scanners
	// refused counts runs that were ended for their memory.
	refused int
}

// newFixture returns a snapshot of quads.
func newFixture(t testing.TB, quads []rdf.Quad) *fixture {
	return &fixture{t: t, state: memory.New(slices.Values(quads)), quads: quads, batch: ids.BatchRows}
}

// ex is an IRI of the tests.
func ex(name string) rdf.Term { return rdf.NewIRI("http://example/" + name) }

// num is an integer.
func num(n int) rdf.Term { return rdf.NewLiteral(fmt.Sprint(n), vocab.XSDInteger) }

// randomQuads returns distinct quads over few terms, so that joins meet: edges p, q and
// r between nodes, and numbers by the predicate n, in the default graph and two others.
func randomQuads(seed uint64, n int) []rdf.Quad {
	rnd := rand.New(rand.NewPCG(seed, 77))
	node := func() rdf.Term { return ex(fmt.Sprint("node", rnd.IntN(9))) }
	graphs := []rdf.Term{{}, ex("g1"), ex("g2")}
	seen := map[rdf.Quad]bool{}
	var out []rdf.Quad
	for range n {
		q := rdf.Quad{S: node(), P: ex([]string{"p", "q", "r"}[rnd.IntN(3)]), O: node(), G: graphs[rnd.IntN(3)]}
		if rnd.IntN(4) == 0 {
			q.P, q.O = ex("n"), num(rnd.IntN(6))
		}
		if !seen[q] {
			seen[q] = true
			out = append(out, q)
		}
	}
	return out
}

// id returns the id of a term of the snapshot.
func (f *fixture) id(t rdf.Term) ids.ID {
	f.t.Helper()
	id, known, err := f.state.Lookup(t)
	if err != nil || !known {
		f.t.Fatalf("the fixture lacks %v: %v", t, err)
	}
	return id
}

// Scan implements exec.Source with batches of the fixture's size, and counts what is open.
func (f *fixture) Scan(ctx context.Context, s ids.Scan) (ids.Scanner, error) {
	out := &fakeScanner{f: f, scan: s}
	s.Cols = []uint8{0, 1, 2, 3}
	sc, err := f.state.Scan(ctx, s)
	if err != nil {
		return nil, err
	}
	for {
		b, err := sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			f.open.Add(1)
			return out, sc.Close()
		}
		if err != nil {
			return nil, err
		}
		for row := range b.Len {
			out.rows = append(out.rows, ids.Row{b.Cols[0][row], b.Cols[1][row], b.Cols[2][row], b.Cols[3][row]})
		}
	}
}

// Count implements exec.Source.
func (f *fixture) Count(ctx context.Context, s ids.Scan) (int64, error) { return f.state.Count(ctx, s) }

// fakeScanner yields rows of which it has all.
type fakeScanner struct {
	f      *fixture
	scan   ids.Scan
	rows   []ids.Row // to come
	out    ids.Batch
	closed bool
}

// Next implements ids.Scanner. It overwrites the batch before: an operator that keeps
// one for too long gives wrong rows.
func (s *fakeScanner) Next(ctx context.Context) (*ids.Batch, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	n := min(s.f.batch, len(s.rows))
	if n == 0 {
		return nil, io.EOF
	}
	if s.out.Cols == nil {
		s.out.Cols = make([][]ids.ID, len(s.scan.Cols))
	}
	s.out.Len = n
	for i, c := range s.scan.Cols {
		s.out.Cols[i] = s.out.Cols[i][:0]
		for _, row := range s.rows[:n] {
			s.out.Cols[i] = append(s.out.Cols[i], row[c])
		}
	}
	s.rows = s.rows[n:]
	return &s.out, nil
}

// Seek implements ids.Scanner.
func (s *fakeScanner) Seek(key ...ids.ID) {
	from := len(s.scan.Prefix)
	to := min(len(ids.Row{}), from+len(key))
	for len(s.rows) > 0 && slices.Compare(s.rows[0][from:to], key[:to-from]) < 0 {
		s.rows = s.rows[1:]
	}
}

// Close implements ids.Scanner.
func (s *fakeScanner) Close() error {
	if s.closed {
		return errors.New("scanner closed twice")
	}
	s.closed = true
	s.f.open.Add(-1)
	return nil
}

// running is a plan at work.
type running struct {
	op   exec.Operator
	rt   *exec.Runtime
	pool *expr.Pool
	vars []string
}

// runOptions vary a run.
type runOptions struct {
	batch   int
	memory  int64 // limit in bytes; 0: none
	service exec.ServiceFunc
}

// numbered gives the operators of a plan their numbers, parents first.
func numbered(root plan.Node) *plan.Plan {
	p := &plan.Plan{Root: root}
	var number func(n plan.Node)
	number = func(n plan.Node) {
		n.Base().ID = len(p.Nodes)
		p.Nodes = append(p.Nodes, n)
		for _, c := range plan.Children(n) {
			number(c)
		}
	}
	number(root)
	return p
}

// build makes the operators of a plan.
func (f *fixture) build(p *plan.Plan, opt runOptions) (*running, error) {
	budget := exec.NewBudget(opt.memory)
	f.batch = opt.batch
	r := &running{pool: expr.NewPool(f.state, budget), vars: p.Root.Base().Vars}
	r.rt = &exec.Runtime{
		Source: f, Plan: p, Budget: budget, Service: opt.service, BatchRows: opt.batch, Stats: make([]exec.Stats, len(p.Nodes)),
		Env: &expr.Env{Pool: r.pool, Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
	}
	var err error
	r.op, err = exec.Build(f.t.Context(), r.rt)
	return r, err
}

// rows reads the operators to their end.
func (r *running) rows(ctx context.Context) ([][]rdf.Term, error) {
	var out [][]rdf.Term
	for b, err := range exec.Batches(ctx, r.op) {
		if err != nil {
			return out, err
		}
		if b.Len < 1 || len(b.Cols) != len(r.vars) {
			return out, fmt.Errorf("batch of %d rows and %d columns for %v", b.Len, len(b.Cols), r.vars)
		}
		rows := make([][]rdf.Term, b.Len)
		for _, c := range b.Cols {
			terms, err := r.pool.Terms(nil, c[:b.Len])
			if err != nil {
				return out, err
			}
			for i, t := range terms {
				rows[i] = append(rows[i], t)
			}
		}
		out = append(out, rows...)
	}
	return out, nil
}

// atRest ends a run and fails the test if it has left anything behind.
func (f *fixture) atRest(r *running, when string) {
	f.t.Helper()
	if r.op != nil {
		if err := r.op.Close(); err != nil {
			f.t.Errorf("%s: Close: %v", when, err)
		}
	}
	r.rt.Release()
	if n := r.rt.Budget.Used(); n != 0 {
		f.t.Errorf("%s: %d bytes are still reserved", when, n)
	}
	if n := f.open.Load(); n != 0 {
		f.t.Errorf("%s: %d scanners are still open", when, n)
		f.open.Store(0)
	}
}

// lines are rows as text, each row a line, which makes good differences.
func lines(rows [][]rdf.Term) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, t := range row {
			if cells[j] = "-"; !t.IsZero() {
				cells[j] = strings.TrimPrefix(t.String(), "<http://example/")
			}
		}
		out[i] = strings.Join(cells, " ")
	}
	return out
}

// stopAfter is a pacer that ends a context when work has yielded so often.
type stopAfter struct {
	left   atomic.Int64
	cancel context.CancelCauseFunc
}

var errStopped = errors.New("stopped by the test")

func (s *stopAfter) Wait(context.Context) {
	if s.left.Add(-1) < 0 {
		s.cancel(errStopped)
	}
}

// check runs a plan with all batch sizes. It compares the rows with the model's, in
// their order if ordered, and holds that the plan's promises are kept, that the
// operators count what they deliver, and that nothing is left of a run: after its end,
// when it is closed early, when it is stopped at any of its yields, and when its
// memory is spent.
func (f *fixture) check(root plan.Node, want [][]rdf.Term, ordered bool, service ...exec.ServiceFunc) {
	f.t.Helper()
	f.checkPlan(numbered(root), want, ordered, append(service, nil)[0])
}

// checkPlan is check for a plan that the planner has made.
func (f *fixture) checkPlan(p *plan.Plan, want [][]rdf.Term, ordered bool, service exec.ServiceFunc) {
	f.t.Helper()
	root, opt := p.Root, runOptions{service: service}
	expected := lines(want)
	if !ordered {
		slices.Sort(expected)
	}
	for _, opt.batch = range batchSizes {
		r, err := f.build(p, opt)
		if err != nil {
			f.t.Fatal(err)
		}
		rows, err := r.rows(f.t.Context())
		if err != nil {
			f.t.Fatalf("batches of %d: %v", opt.batch, err)
		}
		got := lines(rows)
		f.inOrder(root, rows)
		if !ordered {
			slices.Sort(got)
		}
		if diff := cmp.Diff(expected, got); diff != "" {
			f.t.Fatalf("batches of %d (-want +got):\n%s", opt.batch, diff)
		}
		if n := r.rt.Stats[0].Rows; n != int64(len(rows)) || r.rt.Stats[0].Opens != 1 {
			f.t.Errorf("batches of %d: %d rows are counted and %d delivered", opt.batch, n, len(rows))
		}
		peak := r.rt.Budget.Peak()
		f.atRest(r, fmt.Sprintf("batches of %d", opt.batch))
		f.closedEarly(p, opt, len(rows))
		f.stopped(p, opt)
		f.spent(p, opt, peak, len(rows))
	}
}

// inOrder holds a plan to the order that its root promises.
func (f *fixture) inOrder(root plan.Node, rows [][]rdf.Term) {
	f.t.Helper()
	base := root.Base()
	last := []ids.ID(nil)
	for _, row := range rows {
		var key []ids.ID
		for _, v := range base.Order {
			id := ids.Undef
			if t := row[slices.Index(base.Vars, v)]; !t.IsZero() {
				id, _, _ = f.state.Lookup(t)
			}
			key = append(key, id)
		}
		if slices.Compare(last, key) > 0 {
			f.t.Fatalf("the rows are not in the order %v", base.Order)
		}
		last = key
	}
}

// closedEarly closes a run after its first batch.
func (f *fixture) closedEarly(p *plan.Plan, opt runOptions, rows int) {
	f.t.Helper()
	r, err := f.build(p, opt)
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err = r.op.Next(f.t.Context()); (err != nil) != (rows == 0) || err != nil && !errors.Is(err, io.EOF) {
		f.t.Errorf("first batch of %d rows: %v", rows, err)
	}
	f.atRest(r, "closed after the first batch")
}

// stopped ends a run at its yields: at each of the first, then at fewer and fewer.
func (f *fixture) stopped(p *plan.Plan, opt runOptions) {
	f.t.Helper()
	for yields := int64(0); ; yields += 1 + yields/4 {
		ctx, cancel := context.WithCancelCause(f.t.Context())
		s := &stopAfter{cancel: cancel}
		s.left.Store(yields)
		r, err := f.build(p, opt)
		if err != nil {
			f.t.Fatal(err)
		}
		_, err = r.rows(pace.With(ctx, s))
		f.atRest(r, fmt.Sprintf("stopped after %d yields", yields))
		cancel(nil)
		if err == nil && s.left.Load() >= 0 {
			return // it never came to the last of them
		}
		if !errors.Is(err, errStopped) && !errors.Is(err, context.Canceled) {
			f.t.Fatalf("stopped after %d yields: %v", yields, err)
		}
	}
}

// spent runs with less memory than the plan takes: it is refused, or does without what it
// would only have remembered and gives the same rows.
func (f *fixture) spent(p *plan.Plan, opt runOptions, peak int64, rows int) {
	f.t.Helper()
	for _, part := range []int64{1, 2, 3, 5, 7} {
		opt.memory = peak * part / 8
		if opt.memory == 0 {
			continue
		}
		r, err := f.build(p, opt)
		var got [][]rdf.Term
		if err == nil {
			got, err = r.rows(f.t.Context())
		}
		if errors.Is(err, exec.ErrMemory) {
			f.refused++
		} else if err != nil || len(got) != rows {
			f.t.Errorf("%d of the %d bytes that are needed: %d rows, %v", opt.memory, peak, len(got), err)
		}
		f.atRest(r, fmt.Sprintf("with %d of %d bytes", opt.memory, peak))
	}
}

// failing is an operator that only fails.
type failing struct{ err error }

func (f failing) Next(context.Context) (*ids.Batch, error) { return nil, f.err }
func (f failing) Close() error                             { return nil }
