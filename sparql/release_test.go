package sparql_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/expr"
)

const totalMemory = 8 << 20

// breakable is an engine whose functions, services and sources panic when they are asked
// to, over a graph of n nodes.
func breakable(t *testing.T, n int) (*sparql.Engine, *memory) {
	t.Helper()
	mem := newMemory(1024, numbers(n)...)
	return enginetest.New(mem, sparql.Options{
		TotalMemoryBytes: totalMemory, MemoryBytes: totalMemory / 2, Updater: mem,
		Functions: map[string]expr.Function{
			"http://example/panic": func([]rdf.Term) (rdf.Term, error) { panic("a bug of a function") },
		},
		Service: func(context.Context, exec.ServiceRequest) iter.Seq2[[]rdf.Term, error] {
			return func(func([]rdf.Term, error) bool) { panic("a bug of a client") }
		},
		Load: func(context.Context, string) iter.Seq2[rdf.Quad, error] {
			return func(yield func(rdf.Quad, error) bool) {
				yield(rdf.Quad{S: rdf.NewIRI("http://example/s"), P: rdf.NewIRI("http://example/p"), O: rdf.NewString("o")}, nil)
				panic("a bug of a reader")
			}
		},
	}), mem
}

// idle fails the test where the engine or its store holds anything.
func idle(t *testing.T, e *sparql.Engine, mem *memory) {
	t.Helper()
	if err := enginetest.Idle(e); err != nil {
		t.Error(err)
	}
	mem.mu.Lock()
	defer mem.mu.Unlock()
	if mem.open != 0 {
		t.Errorf("%d snapshots of the store are open", mem.open)
	}
}

// read reads a result of any form; it leaves after so many rows, quads or none if that
// is not negative.
func read(ctx context.Context, e *sparql.Engine, query string, opt sparql.QueryOptions, leave int) (err error) {
	opt.Base = "http://example/"
	r, err := e.Query(ctx, query, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	n := 0
	switch r.Form {
	case sparql.Ask:
	case sparql.Select:
		for _, err := range r.Rows() {
			if n++; err != nil || n == leave {
				return err
			}
		}
	default:
		for _, err := range r.Quads() {
			if n++; err != nil || n == leave {
				return err
			}
		}
	}
	return nil
}

// manyQuads is an update that adds n quads named by a number.
func manyQuads(name, n int) string {
	var b strings.Builder
	b.WriteString("INSERT DATA {")
	for i := range n {
		fmt.Fprintf(&b, "<http://example/new%d> <http://example/p> %d .", name, i)
	}
	b.WriteString("}")
	return b.String()
}

// TestUpdatesGiveBack runs more updates than would fit if each kept its quads.
func TestUpdatesGiveBack(t *testing.T) {
	e, mem := breakable(t, 10)
	for i := range 50 {
		if err := e.Update(t.Context(), manyQuads(i%3, 1000), sparql.QueryOptions{}); err != nil {
			t.Fatalf("update %d: %v", i, err)
		}
		if got := e.Usage().Reserved; got != 0 {
			t.Fatalf("update %d keeps %d bytes", i, got)
		}
	}
	idle(t, e, mem)
}

// TestFailuresGiveBack ends queries in each of the ways that there are.
func TestFailuresGiveBack(t *testing.T) {
	e, mem := breakable(t, 2000)
	for name, tc := range map[string]struct {
		query string
		leave int
		want  error
	}{
		"group_concat too long":     {`SELECT (GROUP_CONCAT(?x) AS ?n) { ?a <value> ?x . ?b <value> ?y }`, 0, sparql.ErrMemory},
		"group_concat of groups":    {`SELECT ?b (GROUP_CONCAT(?x) AS ?n) { ?a <value> ?x . ?b <value> ?y } GROUP BY ?b`, 0, sparql.ErrMemory},
		"distinct group_concat":     {`SELECT (GROUP_CONCAT(DISTINCT ?z) AS ?n) { ?a <value> ?x . ?b <value> ?y BIND(CONCAT(?x, ?y) AS ?z) }`, 0, sparql.ErrMemory},
		"count of distinct rows":    {`SELECT ?x (COUNT(DISTINCT *) AS ?n) { ?a <value> ?x } GROUP BY ?x`, 0, nil},
		"too many distinct rows":    {`SELECT ?a (COUNT(DISTINCT *) AS ?n) { ?a <value> ?x . ?b <value> ?y } GROUP BY ?a`, 0, sparql.ErrMemory},
		"a description":             {`DESCRIBE * { ?a <next> ?b }`, 0, nil},
		"a description left early":  {`DESCRIBE * { ?a <next> ?b }`, 5, nil},
		"a graph left early":        {`CONSTRUCT { ?a <p> ?b, ?a, ?x . ?b <q> [] } { ?a <next> ?b . ?b <value> ?x }`, 5, nil},
		"rows left early":           {`SELECT ?a ?b { ?a <value> ?x . ?b <value> ?y }`, 5000, nil},
		"a bug in a filter":         {`SELECT * { ?a <value> ?x FILTER(<panic>(?x)) }`, 0, sparql.ErrPanic},
		"a bug in ASK":              {`ASK { ?a <value> ?x FILTER(<panic>(?x)) }`, 0, sparql.ErrPanic},
		"a bug after rows":          {`SELECT * { { ?a <value> ?y } UNION { ?a <value> ?x FILTER(<panic>(?x)) } }`, 0, sparql.ErrPanic},
		"a bug in a sort":           {`SELECT * { ?a <value> ?x } ORDER BY <panic>(?x)`, 0, sparql.ErrPanic},
		"a bug in an aggregate":     {`SELECT (MAX(<panic>(?x)) AS ?m) { ?a <value> ?x }`, 0, sparql.ErrPanic},
		"a bug below a graph":       {`CONSTRUCT { ?a <p> ?y } { ?a <value> ?x BIND(<panic>(?x) AS ?y) }`, 0, sparql.ErrPanic},
		"a bug below a description": {`DESCRIBE ?a { ?a <value> ?x FILTER(<panic>(?x)) }`, 0, sparql.ErrPanic},
		"a bug of another's client": {`SELECT * { ?a <value> ?x SERVICE <there> { ?a <p> ?o } }`, 0, sparql.ErrPanic},
	} {
		t.Run(name, func(t *testing.T) {
			before := e.Usage().Panics
			err := read(t.Context(), e, tc.query, sparql.QueryOptions{}, tc.leave)
			if !errors.Is(err, tc.want) || tc.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if errors.Is(tc.want, sparql.ErrPanic) {
				p, ok := errors.AsType[*sparql.PanicError](err)
				if !ok || !strings.Contains(fmt.Sprint(p.Value), "a bug of") || !strings.Contains(string(p.Stack), "release_test.go") {
					t.Errorf("got %#v, want the value and where it was", p)
				}
				if e.Usage().Panics != before+1 {
					t.Errorf("%d panics are counted, want 1", e.Usage().Panics-before)
				}
			}
			idle(t, e, mem)
		})
	}
	for name, update := range map[string]string{
		"a bug in an update":   `PREFIX : <http://example/> INSERT { ?a :p ?y } WHERE { ?a :value ?x BIND(:panic(?x) AS ?y) }`,
		"a bug in a source":    `LOAD <http://example/doc>`,
		"a bug later":          manyQuads(1, 10) + `; LOAD <http://example/doc>`,
		"a bug in a silent op": `LOAD SILENT <http://example/doc>`,
	} {
		t.Run(name, func(t *testing.T) {
			version := mem.version
			if err := e.Update(t.Context(), update, sparql.QueryOptions{}); !errors.Is(err, sparql.ErrPanic) {
				t.Errorf("got %v, want ErrPanic", err)
			}
			if mem.version != version {
				t.Error("the update has been carried out")
			}
			idle(t, e, mem)
		})
	}
}

// TestPanicsOfCallers holds that the engine does not swallow what the reader of a result
// meets, and still gives all back.
func TestPanicsOfCallers(t *testing.T) {
	e, mem := breakable(t, 3000)
	for _, query := range []string{
		`SELECT * { ?a <value> ?x }`, `CONSTRUCT { ?a <p> ?x } { ?a <value> ?x }`, `DESCRIBE ?a { ?a <value> ?x }`,
	} {
		caught := func() (v any) {
			defer func() { v = recover() }()
			r, err := e.Query(t.Context(), query, sparql.QueryOptions{Base: "http://example/"})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			}()
			if r.Form == sparql.Select {
				for _, err := range r.Rows() {
					if err == nil {
						panic("mine")
					}
				}
			}
			for _, err := range r.Quads() {
				if err == nil {
					panic("mine")
				}
			}
			return nil
		}()
		if caught != "mine" {
			t.Errorf("%s: got %v, want the caller's panic", query, caught)
		}
		idle(t, e, mem)
	}
	if n := e.Usage().Panics; n != 0 {
		t.Errorf("%d panics are counted as the engine's", n)
	}
}

// TestStoppedAreTold looks at what is told of queries that were stopped.
func TestStoppedAreTold(t *testing.T) {
	var mu sync.Mutex
	var told []sparql.Stopped
	mem := newMemory(1024, numbers(3000)...)
	e := enginetest.New(mem, sparql.Options{Stopped: func(st sparql.Stopped) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, st)
	}})
	opt := sparql.QueryOptions{Label: "me", Timeout: 20 * time.Millisecond}
	if err := read(t.Context(), e, slowQueries["cross product"], opt, 0); !errors.Is(err, sparql.ErrTimeout) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	mine := errors.New("the client has gone")
	time.AfterFunc(20*time.Millisecond, func() { cancel(mine) })
	if err := read(ctx, e, slowQueries["path"], sparql.QueryOptions{}, 0); !errors.Is(err, mine) {
		t.Error(err)
	}
	if err := read(t.Context(), e, `SELECT * { ?a <value> ?x }`, sparql.QueryOptions{}, 0); err != nil {
		t.Error(err)
	}
	if len(told) != 2 || !errors.Is(told[0].Cause, sparql.ErrTimeout) || told[0].Label != "me" || told[0].Text != slowQueries["cross product"] || !errors.Is(told[1].Cause, mine) {
		t.Fatalf("told %+v", told)
	}
	u := e.Usage()
	if sum := told[0].Overrun + told[1].Overrun; u.Stopped != 2 || u.Overrun != sum || u.MaxOverrun != max(told[0].Overrun, told[1].Overrun) || sum <= 0 {
		t.Errorf("usage %+v, told %v and %v", u, told[0].Overrun, told[1].Overrun)
	}
}

// TestRandomMixGivesBack runs queries and updates that are answered, fail, panic, are
// cancelled, run out of time or are left by their readers, several at a time.
func TestRandomMixGivesBack(t *testing.T) {
	e, mem := breakable(t, 400)
	queries := []string{
		`SELECT * { ?a <value> ?x }`,
		`SELECT ?a ?b { ?a <value> ?x . ?b <value> ?y }`,
		`SELECT ?a ?b { ?a <value> ?x . ?b <value> ?y } ORDER BY ?x ?y`,
		`SELECT (GROUP_CONCAT(?x) AS ?n) { ?a <value> ?x . ?b <value> ?y }`,
		`SELECT ?x (COUNT(DISTINCT *) AS ?n) { ?a <value> ?x . ?b <next> ?c } GROUP BY ?x`,
		`SELECT (COUNT(*) AS ?n) { ?a <next>+ ?b }`,
		`SELECT * { ?a <value> ?x FILTER(<panic>(?x)) }`,
		`SELECT * { { ?a <value> ?y } UNION { ?a <value> ?x FILTER(<panic>(?x)) } }`,
		`SELECT * { ?a <value> ?x SERVICE <there> { ?a <p> ?o } }`,
		`SELECT * { ?a <value> ?x SERVICE SILENT <there> { ?a <p> ?o } }`,
		`ASK { ?a <value> ?x FILTER(STRLEN(?x) > 100) }`,
		`CONSTRUCT { ?a <p> ?x . ?b <q> [] } { ?a <value> ?x . ?b <value> ?y }`,
		`CONSTRUCT { ?a <p> ?y } { ?a <value> ?x BIND(<panic>(?x) AS ?y) }`,
		`DESCRIBE * { ?a <next> ?b }`,
		`SELECT ?a { ?a <value> ?x FILTER(REGEX(?x, "[a")) }`,
		`SELECT`,
	}
	updates := []string{
		manyQuads(1, 50),
		`DELETE { ?s <http://example/p> ?o } WHERE { ?s <http://example/p> ?o }`,
		manyQuads(2, 50) + `; DELETE WHERE { ?s <http://example/p> ?o }; CLEAR DEFAULT; nonsense`,
		`PREFIX : <http://example/> INSERT { ?a :p ?y } WHERE { ?a :value ?x BIND(:panic(?x) AS ?y) }`,
		`LOAD <http://example/doc>`,
		`COPY DEFAULT TO <http://example/g>; DROP GRAPH <http://example/g>`,
	}
	var wg sync.WaitGroup
	for worker := range 4 {
		rnd := rand.New(rand.NewPCG(7, uint64(worker)))
		wg.Go(func() {
			for range 150 {
				mixOne(e, rnd, queries, updates)
			}
		})
	}
	wg.Wait()
	idle(t, e, mem)
	if u := e.Usage(); u.Panics == 0 || u.Stopped == 0 || u.Peak < totalMemory/4 || u.Peak > totalMemory {
		t.Errorf("the mix was tame, or too much for the budget: %+v", u)
	}
}

// mixOne does one thing to an engine, and to itself.
func mixOne(e *sparql.Engine, rnd *rand.Rand, queries, updates []string) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var opt sparql.QueryOptions
	leave := -1
	switch rnd.IntN(5) {
	case 0:
		opt.Timeout = time.Duration(rnd.IntN(3000)+1) * time.Microsecond
	case 1:
		time.AfterFunc(time.Duration(rnd.IntN(3000))*time.Microsecond, cancel)
	case 2:
		leave = 1 + rnd.IntN(3000)
	default:
		opt.Timeout = 100 * time.Millisecond
	}
	if rnd.IntN(4) == 0 {
		_ = e.Update(ctx, updates[rnd.IntN(len(updates))], opt) // whatever comes of it
		return
	}
	defer func() { _ = recover() }() // of the reader, below
	if leave > 0 && rnd.IntN(4) == 0 {
		r, err := e.Query(ctx, queries[1], sparql.QueryOptions{Base: "http://example/"})
		if err == nil {
			defer func() { _ = r.Close() }()
			for _, err := range r.Rows() {
				panic(fmt.Sprint("a reader's bug ", err))
			}
		}
		return
	}
	if rnd.IntN(10) == 0 {
		for _, q := range e.Running() {
			e.Cancel(q.ID)
		}
	}
	_ = read(ctx, e, queries[rnd.IntN(len(queries))], opt, leave)
}
