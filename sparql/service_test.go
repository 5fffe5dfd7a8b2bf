package sparql_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/exec"
)

// endpoints is a world of endpoints: each answers with its rows of ?a and ?w, with
// those of the keys or, where deaf, with all of them.
type endpoints struct {
	rows  map[string][][2]rdf.Term
	deaf  bool
	fail  map[string]int // rows after which an endpoint breaks off
	asked []exec.ServiceRequest
}

func (w *endpoints) service(_ context.Context, req exec.ServiceRequest) iter.Seq2[[]rdf.Term, error] {
	w.asked = append(w.asked, req)
	return func(yield func([]rdf.Term, error) bool) {
		rows, known := w.rows[req.Endpoint]
		after, breaks := w.fail[req.Endpoint]
		if !known {
			yield(nil, errors.New("unreachable"))
			return
		}
		n := 0
		for _, row := range rows {
			if breaks && n == after {
				yield(nil, errors.New("connection reset"))
				return
			}
			if !w.deaf && !w.sent(req, row[0]) {
				continue
			}
			n++
			if !yield(w.answer(req, row), nil) {
				return
			}
		}
	}
}

// sent reports whether the keys of a request, if it has any of ?a, have the value.
func (w *endpoints) sent(req exec.ServiceRequest, a rdf.Term) bool {
	at := slices.Index(req.KeyVars, "a")
	return at < 0 || a.IsZero() || slices.ContainsFunc(req.Keys, func(k []rdf.Term) bool { return k[at] == a })
}

func (w *endpoints) answer(req exec.ServiceRequest, row [2]rdf.Term) []rdf.Term {
	out := make([]rdf.Term, len(req.Vars))
	for i, v := range req.Vars {
		switch v {
		case "a":
			out[i] = row[0]
		case "w":
			out[i] = row[1]
		default:
			out[i] = node(0)
		}
	}
	return out
}

func node(n int) rdf.Term { return rdf.NewIRI(fmt.Sprintf("http://example/n%d", n)) }

// towns are n rows: ?a is a number of [numbers], ?w a text.
func towns(n int) [][2]rdf.Term {
	var out [][2]rdf.Term
	for i := range n {
		out = append(out, [2]rdf.Term{node(i), rdf.NewString(fmt.Sprint("town", i))})
	}
	return out
}

// TestServiceKeys checks that the values of left rows go out in parts, and that
// the join is right whether the endpoint looks at them or not.
func TestServiceKeys(t *testing.T) {
	for _, deaf := range []bool{false, true} {
		for _, size := range []int{1, 7, 1024} {
			w := &endpoints{deaf: deaf, rows: map[string][][2]rdf.Term{"http://example/there": towns(400)}}
			e := enginetest.New(newMemory(size, numbers(250)...), sparql.Options{Service: w.service, BatchRows: size})
			got := answer(t, e, `SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?w) AS ?m) { ?a <next> ?b SERVICE <there> { ?a <town> ?w } }`, sparql.QueryOptions{})
			if diff := cmp.Diff([]string{"250 250"}, got); diff != "" {
				t.Errorf("deaf %v, batches of %d (-want +got):\n%s", deaf, size, diff)
			}
			if size != 1024 {
				continue
			}
			var sizes []int
			for _, req := range w.asked {
				sizes = append(sizes, len(req.Keys))
			}
			if diff := cmp.Diff([]int{100, 100, 50}, sizes); diff != "" {
				t.Errorf("keys of the calls (-want +got):\n%s", diff)
			}
		}
	}
}

// TestServiceFetchesAll checks that a left side of many rows is joined with all
// solutions, which are fetched once.
func TestServiceFetchesAll(t *testing.T) {
	w := &endpoints{rows: map[string][][2]rdf.Term{"http://example/there": towns(30)}}
	e := enginetest.New(newMemory(1024, numbers(12000)...), sparql.Options{Service: w.service})
	got := answer(t, e, `SELECT (COUNT(*) AS ?n) { ?a <next> ?b SERVICE <there> { ?a <town> ?w } }`, sparql.QueryOptions{})
	if diff := cmp.Diff([]string{"30"}, got); diff != "" || len(w.asked) != 1 || len(w.asked[0].KeyVars) != 0 {
		t.Errorf("%d calls (-want +got):\n%s", len(w.asked), diff)
	}
}

func TestServiceBlankNodes(t *testing.T) {
	quads, err := parseQuads(`_:x <next> 1 . <n1> <next> 2 . _:x <at> <p> . <n1> <at> _:y .`)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		query string
		rows  [][2]rdf.Term
		want  []string
		keys  int
	}{
		"is not sent": {
			`SELECT ?b ?w { ?a <next> ?b SERVICE <there> { ?a <town> ?w } }`,
			[][2]rdf.Term{{node(1), rdf.NewString("one")}, {rdf.NewBlankNode("x"), rdf.NewString("stray")}},
			[]string{"2 one"},
			1,
		},
		"may meet an unbound variable": {
			`SELECT ?b ?w { ?a <next> ?b SERVICE <there> { ?z <q> ?w OPTIONAL { ?a <town> ?w } } }`,
			[][2]rdf.Term{{rdf.Term{}, rdf.NewString("any")}, {node(1), rdf.NewString("one")}},
			[]string{"1 any", "2 any", "2 one"},
			0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := &endpoints{rows: map[string][][2]rdf.Term{"http://example/there": tc.rows}}
			e := enginetest.New(newMemory(1024, quads...), sparql.Options{Service: w.service})
			got := answer(t, e, tc.query, sparql.QueryOptions{})
			slices.Sort(got)
			if diff := cmp.Diff(tc.want, got); diff != "" || len(w.asked) != 1 || len(w.asked[0].Keys) != tc.keys {
				t.Errorf("asked %+v (-want +got):\n%s", w.asked, diff)
			}
		})
	}
	// A label means one node within an answer, another one in the next answer.
	w := &endpoints{rows: map[string][][2]rdf.Term{"http://example/there": {{rdf.NewBlankNode("x"), rdf.NewBlankNode("x")}}}}
	e := enginetest.New(newMemory(1024, quads...), sparql.Options{Service: w.service})
	const query = `SELECT ?one ?two { SERVICE <there> { ?a <town> ?w } BIND(?a = ?w AS ?one)
		{ SELECT (?a AS ?c) { SERVICE <there> { ?a <q> ?w } } } BIND(?a = ?c AS ?two) }`
	if got := answer(t, e, query, sparql.QueryOptions{}); !slices.Equal(got, []string{"true false"}) {
		t.Errorf("blank nodes of answers: %q", got)
	}
}

func TestServiceSilent(t *testing.T) {
	const query = `SELECT ?b ?w { ?a <next> ?b SERVICE SILENT <there> { ?a <town> ?w } }`
	for name, w := range map[string]*endpoints{
		"unreachable":            {},
		"breaks off at once":     {rows: map[string][][2]rdf.Term{"http://example/there": towns(3)}, fail: map[string]int{"http://example/there": 0}},
		"breaks off in the rows": {rows: map[string][][2]rdf.Term{"http://example/there": towns(3)}, fail: map[string]int{"http://example/there": 2}},
	} {
		t.Run(name, func(t *testing.T) {
			e := enginetest.New(newMemory(1024, numbers(3)...), sparql.Options{Service: w.service})
			got := answer(t, e, query, sparql.QueryOptions{})
			slices.Sort(got)
			if diff := cmp.Diff([]string{"<n0> -", "<n1> -", "<n2> -"}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			_, err := drainQuery(t.Context(), e, strings.Replace(query, "SILENT", "", 1), sparql.QueryOptions{})
			if !errors.Is(err, sparql.ErrService) || !strings.Contains(err.Error(), "<http://example/there>") {
				t.Errorf("not silent: %v", err)
			}
		})
	}
	alone := enginetest.New(newMemory(1024), sparql.Options{})
	if got := answer(t, alone, `SELECT (COUNT(*) AS ?n) (COUNT(?w) AS ?m) { SERVICE SILENT <there> { ?a <town> ?w } }`, sparql.QueryOptions{}); !slices.Equal(got, []string{"1 0"}) {
		t.Errorf("the one solution that binds nothing: %q", got)
	}
}

// A silent call that fails is not made again, and one batch that fails does not
// touch the rows of those that went well.
func TestServiceSilentOnce(t *testing.T) {
	w := &endpoints{}
	e := enginetest.New(newMemory(1024, numbers(250)...), sparql.Options{Service: w.service})
	got := answer(t, e, `SELECT (COUNT(*) AS ?n) (COUNT(?w) AS ?m) { ?a <next> ?b SERVICE SILENT <there> { ?a <town> ?w } }`, sparql.QueryOptions{})
	if diff := cmp.Diff([]string{"250 0"}, got); diff != "" || len(w.asked) != 1 {
		t.Errorf("%d calls (-want +got):\n%s", len(w.asked), diff)
	}
}

func TestServiceVariable(t *testing.T) {
	quads, err := parseQuads(`<n1> <at> <there> . <n2> <at> <elsewhere> . <n3> <at> "no IRI" . <n4> <at> <there> .`)
	if err != nil {
		t.Fatal(err)
	}
	w := &endpoints{rows: map[string][][2]rdf.Term{"http://example/there": towns(9)}}
	e := enginetest.New(newMemory(1024, quads...), sparql.Options{Service: w.service})
	for name, tc := range map[string]struct {
		query string
		want  []string
	}{
		"bound by a pattern":         {`SELECT ?a ?w { ?a <at> ?e FILTER(?e = <there>) SERVICE ?e { ?a <town> ?w } }`, []string{`<n1> town1`, `<n4> town4`}},
		"silent where one fails":     {`SELECT ?a ?w { ?a <at> ?e SERVICE SILENT ?e { ?a <town> ?w } }`, []string{`<n1> town1`, `<n2> -`, `<n3> -`, `<n4> town4`}},
		"in an optional group":       {`SELECT ?a ?w { ?a <at> ?x OPTIONAL { ?a <at> ?e FILTER(?e = <there>) SERVICE ?e { ?a <town> ?w } } }`, []string{`<n1> town1`, `<n2> -`, `<n3> -`, `<n4> town4`}},
		"as what is optional":        {`SELECT ?a ?w { ?a <at> ?e FILTER(?e = <there>) OPTIONAL { SERVICE ?e { ?a <town> ?w } } }`, []string{`<n1> town1`, `<n4> town4`}},
		"by VALUES":                  {`SELECT ?a ?w { VALUES ?e { <there> } SERVICE ?e { ?a <town> ?w } } ORDER BY ?w LIMIT 1`, []string{`<n0> town0`}},
		"constant, what is optional": {`SELECT ?a ?w { ?a <at> ?e OPTIONAL { SERVICE <there> { ?a <town> ?w } } }`, []string{`<n1> town1`, `<n2> town2`, `<n3> town3`, `<n4> town4`}},
	} {
		t.Run(name, func(t *testing.T) {
			got := answer(t, e, tc.query, sparql.QueryOptions{})
			slices.Sort(got)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for name, query := range map[string]string{
		"unbound":   `SELECT * { SERVICE ?e { ?a <town> ?w } }`,
		"one fails": `SELECT * { ?a <at> ?e SERVICE ?e { ?a <town> ?w } }`,
	} {
		if _, err := drainQuery(t.Context(), e, query, sparql.QueryOptions{}); !errors.Is(err, sparql.ErrService) {
			t.Errorf("%s: got %v, want ErrService", name, err)
		}
	}
}

// TestServiceCache checks that identical calls are made once, and what the plan
// says of calls.
func TestServiceCache(t *testing.T) {
	w := &endpoints{rows: map[string][][2]rdf.Term{"http://example/there": towns(5)}}
	e := enginetest.New(newMemory(1024, numbers(5)...), sparql.Options{Service: w.service})
	const query = `SELECT * { { SERVICE <there> { ?a <town> ?w } } UNION { SERVICE <there> { ?a <town> ?w } } }`
	if got := answer(t, e, query, sparql.QueryOptions{}); len(got) != 10 || len(w.asked) != 1 {
		t.Errorf("%d rows, %d calls; want 10, 1", len(got), len(w.asked))
	}
	p, err := e.Explain(t.Context(), `SELECT * { ?a <http://example/next> ?b SERVICE <http://example/there> { ?a <http://example/town> ?w } }`, sparql.ExplainOptions{Run: true})
	if err != nil || !strings.Contains(p.String(), "1 calls with 5 keys, 0 answered by earlier ones") {
		t.Errorf("%v in\n%v", err, p)
	}
}

// TestServiceMemory checks that the rows of answers count, also of silent calls.
func TestServiceMemory(t *testing.T) {
	w := &endpoints{rows: map[string][][2]rdf.Term{"http://example/there": towns(50000)}}
	e := enginetest.New(newMemory(1024, numbers(3)...), sparql.Options{Service: w.service, MemoryBytes: 1 << 20})
	for _, silent := range []string{"", "SILENT"} {
		_, err := drainQuery(t.Context(), e, `SELECT * { SERVICE `+silent+` <there> { ?a <town> ?w } }`, sparql.QueryOptions{})
		if !errors.Is(err, sparql.ErrMemory) {
			t.Errorf("%q: got %v, want ErrMemory", silent, err)
		}
	}
}
