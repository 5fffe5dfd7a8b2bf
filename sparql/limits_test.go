package sparql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// numbers is a graph of n nodes, each with a value and a link to the next.
func numbers(n int) []rdf.Quad {
	var out []rdf.Quad
	node := func(i int) rdf.Term { return rdf.NewIRI(fmt.Sprintf("http://example/n%d", i)) }
	for i := range n {
		out = append(out,
			rdf.Quad{S: node(i), P: rdf.NewIRI("http://example/value"), O: rdf.NewString(fmt.Sprintf("value %d", i*7919%n))},
			rdf.Quad{S: node(i), P: rdf.NewIRI("http://example/next"), O: node((i + 1) % n)},
		)
	}
	return out
}

// drainQuery reads a result to its end.
func drainQuery(ctx context.Context, e *sparql.Engine, query string, opt sparql.QueryOptions) (rows int, err error) {
	opt.Base = "http://example/"
	r, err := e.Query(ctx, query, opt)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for _, err := range r.Rows() {
		if err != nil {
			return rows, err
		}
		rows++
	}
	return rows, nil
}

// slowQueries take far longer than the tests let them.
var slowQueries = map[string]string{
	"cross product": `SELECT (COUNT(*) AS ?n) { ?a <value> ?x . ?b <value> ?y . ?c <value> ?z . FILTER(?x != ?z) }`,
	"sort":          `SELECT ?a ?b { ?a <value> ?x . ?b <value> ?y } ORDER BY ?x ?y LIMIT 5`,
	"path":          `SELECT (COUNT(*) AS ?n) { ?a <next>+ ?b . ?c <next>+ ?d }`,
	"group":         `SELECT ?x (SAMPLE(?y) AS ?n) { ?a <value> ?x . ?b <value> ?y . ?c <value> ?z } GROUP BY ?x`,
	"distinct":      `SELECT DISTINCT ?x { ?a <value> ?x . ?b <value> ?y . ?c <value> ?z }`,
	"optional":      `SELECT (COUNT(*) AS ?n) { ?a <value> ?x OPTIONAL { ?b <value> ?y . ?c <value> ?z FILTER(?x != ?z) } }`,
	"row by row":    `SELECT (COUNT(*) AS ?n) { ?a <value> ?x . ?b <value> ?y FILTER(?a = ?b || EXISTS { SELECT ?a { ?a <next>* ?b } }) }`,
}

func TestDeadline(t *testing.T) {
	e := enginetest.New(newMemory(1024, numbers(3000)...), sparql.Options{})
	for name, query := range slowQueries {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := drainQuery(t.Context(), e, query, sparql.QueryOptions{Timeout: 50 * time.Millisecond})
			if !errors.Is(err, sparql.ErrTimeout) {
				t.Errorf("got %v, want ErrTimeout", err)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("stopped after %v", took)
			}
		})
	}
	if left := e.Running(); len(left) != 0 {
		t.Errorf("still running: %v", left)
	}
}

func TestCancel(t *testing.T) {
	e := enginetest.New(newMemory(1024, numbers(3000)...), sparql.Options{})
	done := make(chan error, 1)
	go func() {
		_, err := drainQuery(context.Background(), e, slowQueries["cross product"], sparql.QueryOptions{Label: "me"})
		done <- err
	}()
	for len(e.Running()) == 0 {
		time.Sleep(time.Millisecond)
	}
	q := e.Running()[0]
	if q.Label != "me" || q.Text != slowQueries["cross product"] {
		t.Errorf("running: %+v", q)
	}
	if !e.Cancel(q.ID) {
		t.Error("nothing to cancel")
	}
	if err := <-done; !errors.Is(err, sparql.ErrCancelled) {
		t.Errorf("got %v, want ErrCancelled", err)
	}
	if e.Cancel(q.ID) {
		t.Error("cancelled twice")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := drainQuery(ctx, e, `SELECT * { ?s ?p ?o }`, sparql.QueryOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestMemoryBudget(t *testing.T) {
	e := enginetest.New(newMemory(1024, numbers(2000)...), sparql.Options{MemoryBytes: 1 << 20})
	for name, query := range map[string]string{
		"sort":     `SELECT ?a ?b { ?a <value> ?x . ?b <value> ?y } ORDER BY ?x ?y`,
		"distinct": `SELECT DISTINCT ?a ?b { ?a <value> ?x . ?b <value> ?y }`,
		"group":    `SELECT ?a ?b (SAMPLE(?x) AS ?n) { ?a <value> ?x . ?b <value> ?y } GROUP BY ?a ?b`,
		"path":     `SELECT (COUNT(*) AS ?n) { ?a (<next>|^<next>)+ ?b . ?b (<next>|<next>)* ?c }`,
		"computed": `SELECT (COUNT(DISTINCT ?z) AS ?n) { ?a <value> ?x . ?b <value> ?y BIND(CONCAT(?x, ?y) AS ?z) }`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := drainQuery(t.Context(), e, query, sparql.QueryOptions{Timeout: 20 * time.Second})
			if !errors.Is(err, sparql.ErrMemory) {
				t.Errorf("got %v, want ErrMemory", err)
			}
		})
	}
	if n, err := drainQuery(t.Context(), e, `SELECT ?a { ?a <value> ?x }`, sparql.QueryOptions{}); n != 2000 || err != nil {
		t.Errorf("a small query: %d rows, %v", n, err)
	}
}

func TestMaxRows(t *testing.T) {
	e := enginetest.New(newMemory(1024, numbers(20)...), sparql.Options{MaxRows: 30})
	n, err := drainQuery(t.Context(), e, `SELECT ?s { ?s ?p ?o }`, sparql.QueryOptions{})
	if n != 30 || !errors.Is(err, sparql.ErrTooManyRows) {
		t.Errorf("got %d rows, %v", n, err)
	}
	n, err = drainQuery(t.Context(), e, `SELECT ?s { ?s ?p ?o } LIMIT 30`, sparql.QueryOptions{})
	if n != 30 || err != nil {
		t.Errorf("got %d rows, %v", n, err)
	}
}

// TestLimitReadsLittle checks that LIMIT ends the work early.
func TestLimitReadsLittle(t *testing.T) {
	e := enginetest.New(newMemory(16, numbers(5000)...), sparql.Options{BatchRows: 16})
	p, err := e.Explain(t.Context(), `SELECT * { ?a <value> ?x . ?a <next> ?b OPTIONAL { ?b <value> ?y } } LIMIT 10`,
		sparql.ExplainOptions{Run: true, QueryOptions: sparql.QueryOptions{Base: "http://example/"}})
	if err != nil {
		t.Fatal(err)
	}
	var check func(p *sparql.Plan)
	check = func(p *sparql.Plan) {
		if p.Rows > 200 {
			t.Errorf("%s %s: %d rows", p.Op, p.Detail, p.Rows)
		}
		for _, in := range p.Inputs {
			check(in)
		}
	}
	check(p)
	if t.Failed() {
		t.Log("\n" + p.String())
	}
}

func TestExplain(t *testing.T) {
	e := enginetest.New(newMemory(1024, numbers(100)...), sparql.Options{})
	query := `SELECT ?x { ?a <next> ?b . ?b <value> ?x } ORDER BY ?x`
	opt := sparql.ExplainOptions{QueryOptions: sparql.QueryOptions{Base: "http://example/"}}
	p, err := e.Explain(t.Context(), query, opt)
	if err != nil {
		t.Fatal(err)
	}
	if p.Ran || strings.Contains(p.String(), "; rows") {
		t.Errorf("ran without being asked:\n%s", p)
	}
	opt.Run = true
	if p, err = e.Explain(t.Context(), query, opt); err != nil {
		t.Fatal(err)
	}
	if !p.Ran || p.Rows != 100 || !strings.Contains(p.String(), "rows 100 in ") {
		t.Errorf("got\n%s", p)
	}
	var back sparql.Plan
	b, err := json.Marshal(p)
	if err == nil {
		err = json.Unmarshal(b, &back)
	}
	if diff := cmp.Diff(p, &back, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Errorf("JSON: %v\n%s", err, diff)
	}
}

func TestReadable(t *testing.T) {
	quads, err := parseQuads(people)
	if err != nil {
		t.Fatal(err)
	}
	e := enginetest.New(newMemory(1024, quads...), sparql.Options{})
	opt := sparql.QueryOptions{Readable: []rdf.Term{rdf.NewIRI("http://example/g1")}}
	for query, want := range map[string][]string{
		`SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s`:         {"<alice>", "<bob>"},
		`SELECT ?g { GRAPH ?g { } }`:                          {"<g1>"},
		`SELECT ?s { GRAPH <g2> { ?s ?p ?o } }`:               nil,
		`SELECT ?s FROM <g2> { ?s ?p ?o }`:                    nil,
		`SELECT ?s FROM NAMED <g2> { GRAPH ?g { ?s ?p ?o } }`: nil,
		`DESCRIBE <tea>`:                                      nil,
	} {
		if diff := cmp.Diff(want, answer(t, e, query, opt)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

func TestService(t *testing.T) {
	quads, err := parseQuads(people)
	if err != nil {
		t.Fatal(err)
	}
	var asked []exec.ServiceRequest
	service := func(_ context.Context, req exec.ServiceRequest) iter.Seq2[[]rdf.Term, error] {
		return func(yield func([]rdf.Term, error) bool) {
			asked = append(asked, req)
			if req.Endpoint != "http://example/there" {
				yield(nil, errors.New("unreachable"))
				return
			}
			row := make([]rdf.Term, len(req.Vars))
			row[slices.Index(req.Vars, "a")] = rdf.NewIRI("http://example/bob")
			row[slices.Index(req.Vars, "w")] = rdf.NewString("Bobsville")
			yield(row, nil)
		}
	}
	e := enginetest.New(newMemory(1024, quads...), sparql.Options{Service: service})
	got := answer(t, e, `SELECT ?n ?w { ?a <name> ?n SERVICE <there> { ?a <town> ?w } }`, sparql.QueryOptions{})
	if diff := cmp.Diff([]string{"Bob Bobsville"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(asked) != 1 || !slices.Equal(asked[0].KeyVars, []string{"a"}) || len(asked[0].Keys) != 3 {
		t.Errorf("asked %+v", asked)
	}
	got = answer(t, e, `SELECT ?n ?w { ?a <name> ?n SERVICE SILENT <elsewhere> { ?a <town> ?w } }`, sparql.QueryOptions{})
	if len(got) != 4 {
		t.Errorf("silent: %q", got)
	}
	_, err = drainQuery(t.Context(), e, `SELECT * { SERVICE <elsewhere> { ?a <town> ?w } }`, sparql.QueryOptions{})
	if !errors.Is(err, sparql.ErrService) {
		t.Errorf("got %v, want ErrService", err)
	}
	none := enginetest.New(newMemory(1024, quads...), sparql.Options{})
	if _, err := drainQuery(t.Context(), none, `SELECT * { SERVICE <there> { ?a ?b ?c } }`, sparql.QueryOptions{}); !errors.Is(err, sparql.ErrService) {
		t.Errorf("got %v, want ErrService", err)
	}
}

func TestPrepared(t *testing.T) {
	mem := newMemory(1024, numbers(10)...)
	e := enginetest.New(mem, sparql.Options{})
	p, err := e.Prepare(t.Context(), `ASK { <n1> <next> ?x }`, "http://example/")
	if err != nil || p.Form() != algebra.Ask {
		t.Fatal(p, err)
	}
	for range 3 {
		r, err := p.Query(t.Context(), sparql.QueryOptions{})
		if err != nil || !r.Boolean {
			t.Fatal(r, err)
		}
		if err := errors.Join(r.Close(), r.Close()); err != nil {
			t.Error(err)
		}
	}
	if ok, err := e.Ask(t.Context(), `SELECT * { ?s <http://example/none> ?o }`, sparql.QueryOptions{}); ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := e.Prepare(t.Context(), `SELECT`, ""); err == nil {
		t.Error("a syntax error went unnoticed")
	}
	if mem.open != 0 {
		t.Errorf("%d snapshots are open", mem.open)
	}
}
