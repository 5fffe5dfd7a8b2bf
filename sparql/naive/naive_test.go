package naive_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/naive"

	"github.com/google/go-cmp/cmp"
)

const prefix = "PREFIX : <http://e/>\n"

func parse(t *testing.T, trig string) *rdf.Dataset {
	t.Helper()
	rd := turtle.NewReader(strings.NewReader(prefix+trig), turtle.Options{Format: turtle.TriG, Base: "http://e/"})
	d, err := rdf.ReadDataset(rd.All())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// rows answers a query; each row is its terms with spaces between them, "-" for
// an unbound variable and without the namespace of the examples.
func rows(t *testing.T, d *rdf.Dataset, text string, opts naive.Options) []string {
	t.Helper()
	q, err := algebra.Parse(t.Context(), prefix+text, "http://e/")
	if err != nil {
		t.Fatal(err)
	}
	r, err := naive.Query(context.Background(), d, q, opts)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, row := range r.Rows {
		var words []string
		for _, term := range row {
			switch s, local := strings.CutPrefix(term.Value(), "http://e/"); {
			case term.IsZero():
				words = append(words, "-")
			case local:
				words = append(words, s)
			default:
				words = append(words, term.Value())
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

const data = `
:a :p :b . :b :p :c . :c :p :a . :a :q 1 , 2 . :b :q 3 . :d :name "d" .
:g1 { :a :p :z . } :g2 { :z :p :a . :z :q 5 . }`

// TestSelect holds small cases whose answers follow from the definitions.
func TestSelect(t *testing.T) {
	d := parse(t, data)
	for name, tc := range map[string]struct {
		query string
		want  string // rows in any order, with commas between them
	}{
		"join":                      {"SELECT ?x ?v { ?x :p ?y . ?y :q ?v }", "a 3,c 1,c 2"},
		"optional":                  {"SELECT ?x ?v { ?x :p ?y OPTIONAL { ?x :q ?v } }", "a 1,a 2,b 3,c -"},
		"optional with a condition": {"SELECT ?x ?v { ?x :p ?y OPTIONAL { ?x :q ?v FILTER(?v > 1) } }", "a 2,b 3,c -"},
		"minus":                     {"SELECT ?x { ?x :p ?y MINUS { ?x :q 3 } }", "a,c"},
		"minus of disjoint domains": {"SELECT ?x { ?x :name ?y MINUS { ?a :q ?b } }", "d"},
		"not exists of the same":    {"SELECT ?x { ?x :name ?y FILTER NOT EXISTS { ?a :q ?b } }", ""},
		"exists sees the solution":  {"SELECT ?x { ?x :q ?v FILTER EXISTS { ?x :p ?y . ?y :q ?w FILTER(?w > ?v) } }", "a,a"},
		"union keeps duplicates":    {"SELECT ?x { { ?x :q 1 } UNION { ?x :q 1 } }", "a,a"},
		"distinct":                  {"SELECT DISTINCT ?x { ?x :q ?v }", "a,b"},
		"graph":                     {"SELECT ?g ?x { GRAPH ?g { ?x :p ?y } }", "g1 a,g2 z"},
		"graph by name":             {"SELECT ?x { GRAPH :g2 { ?x :q 5 } }", "z"},
		"graph that is not there":   {"SELECT ?x { GRAPH :g3 {} }", ""},
		"from":                      {"SELECT ?x FROM :g1 FROM :g2 { ?x :p ?y }", "a,z"},
		"from named":                {"SELECT ?g ?x FROM NAMED :g1 { GRAPH ?g { ?x ?p ?y } }", "g1 a"},
		"values join":               {"SELECT ?x ?y { VALUES (?x ?y) { (:a UNDEF) (UNDEF :c) } ?x :p ?y }", "a b,b c"},
		"sub-query scope":           {"SELECT ?x ?v { ?x :q ?v { SELECT ?x { ?x :p ?v } } }", "a 1,a 2,b 3"},
		"group":                     {"SELECT ?x (SUM(?v) AS ?s) { ?x :q ?v } GROUP BY ?x", "a 3,b 3"},
		"implicit group of nothing": {"SELECT (COUNT(*) AS ?n) (SUM(?v) AS ?s) { ?x :no ?v }", "0 0"},
		"group of nothing":          {"SELECT ?x (COUNT(*) AS ?n) { ?x :no ?v } GROUP BY ?x", ""},
		"having":                    {"SELECT ?x { ?x :q ?v } GROUP BY ?x HAVING (COUNT(?v) > 1)", "a"},
		"bind error is unbound":     {"SELECT ?x ?y { ?x :name ?v BIND(?v + 1 AS ?y) }", "d -"},
		"filter in an inner group":  {"SELECT ?x { ?x :name ?v { FILTER(?v = 'd') } }", ""},
		"path sequence":             {"SELECT ?y { :a :p/:p ?y }", "c"},
		"path counts alternatives":  {"SELECT ?y { :a (:p|:p) ?y }", "b,b"},
		"path inverse":              {"SELECT ?y { :a ^:p ?y }", "c"},
		"path plus on a cycle":      {"SELECT ?y { :a :p+ ?y }", "a,b,c"},
		"path star counts once":     {"SELECT ?y { :a (:p|:p)* ?y }", "a,b,c"},
		"path star of no node":      {"SELECT ?y { :nowhere :p* ?y }", "nowhere"},
		"path star to itself":       {"SELECT ?x { ?x :q* ?x }", "a,b,c,d,1,2,3,d"},
		"path optional":             {"SELECT ?y { :a :p? ?y }", "a,b"},
		"path negated":              {"SELECT ?y { :a !:p ?y }", "1,2"},
		"path negated inverse":      {"SELECT ?y { :a !(^:q|^:r) ?y }", "c"},
		"slice":                     {"SELECT ?v { ?x :q ?v } ORDER BY DESC(?v) LIMIT 1 OFFSET 1", "2"},
		"order by an aggregate":     {"SELECT ?x { ?x :q ?v } GROUP BY ?x ORDER BY DESC(COUNT(*)) LIMIT 1", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			want := []string{}
			if tc.want != "" {
				want = strings.Split(tc.want, ",")
			}
			got := rows(t, d, tc.query, naive.Options{})
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.query, diff)
			}
		})
	}
}

func TestTripleTerms(t *testing.T) {
	d := parse(t, `<< :a :p :b ~ :r >> :source :s . :c :says <<( :a :p <<( :x :y 1 )>> )>> .`)
	for query, want := range map[string]string{
		"SELECT ?r ?o { << :a :p ?o ~ ?r >> :source :s }":                                        "r b",
		"SELECT ?x { ?c :says <<( ?a :p <<( ?x ?y 1 )>> )>> }":                                   "x",
		"SELECT ?s { :a :p ?o {| :source ?s |} }":                                                "",
		"SELECT ?s { ?r <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( ?s ?p ?o )>> }": "a",
	} {
		if got := strings.Join(rows(t, d, query, naive.Options{}), ","); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

func TestConstruct(t *testing.T) {
	q, err := algebra.Parse(t.Context(), prefix+"CONSTRUCT { ?x :v _:b . _:b :is ?v . ?v :bad ?x } { ?x :q ?v }", "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := naive.Query(context.Background(), parse(t, data), q, naive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := parse(t, ":a :v [ :is 1 ] , [ :is 2 ] . :b :v [ :is 3 ] .")
	if !rdf.Isomorphic(want, r.Graph) {
		t.Errorf("got %v", r.Graph.Sorted())
	}
}

func TestDescribe(t *testing.T) {
	q, err := algebra.Parse(t.Context(), prefix+"DESCRIBE ?x { ?x :name 'x' }", "")
	if err != nil {
		t.Fatal(err)
	}
	d := parse(t, ":x :name 'x' ; :part [ :sub [ :n 1 ] ] ; :see :y . :y :name 'y' . :z :see :x . :g { :x :more 2 . }")
	r, err := naive.Query(context.Background(), d, q, naive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := parse(t, ":x :name 'x' ; :part [ :sub [ :n 1 ] ] ; :see :y ; :more 2 .")
	if !rdf.Isomorphic(want, r.Graph) {
		t.Errorf("got %v", r.Graph.Sorted())
	}
}

func TestUpdate(t *testing.T) {
	for name, tc := range map[string]struct{ before, update, after string }{
		"data":                 {"", "INSERT DATA { :a :p _:b . GRAPH :g { _:b :q 1 } } ; DELETE DATA { :x :y :z }", ":a :p _:b . :g { _:b :q 1 . }"},
		"delete before insert": {":a :p 1 .", "DELETE { ?x :p ?v } INSERT { ?x :p 2 . ?x :p ?v } WHERE { ?x :p ?v }", ":a :p 1 , 2 ."},
		"with":                 {":a :p 1 . :g { :b :p 2 . }", "WITH :g DELETE { ?x :p ?v } INSERT { ?x :q ?v } WHERE { ?x :p ?v }", ":a :p 1 . :g { :b :q 2 . }"},
		"using":                {":a :p 1 . :g { :b :p 2 . }", "INSERT { ?x :q ?v } USING :g WHERE { ?x :p ?v }", ":a :p 1 . :b :q 2 . :g { :b :p 2 . }"},
		"blank per solution":   {":a :p 1 , 2 .", "DELETE { ?x :p ?v } INSERT { ?x :q [ :v ?v ] } WHERE { ?x :p ?v }", ":a :q [ :v 1 ] , [ :v 2 ] ."},
		"blank per operation":  {"", "INSERT { :a :p _:b } WHERE {} ; INSERT { :a :p _:b } WHERE {}", ":a :p [] , [] ."},
		"delete where":         {":a :p 1 . :b :p 2 ; :q 3 .", "DELETE WHERE { ?x :p ?v ; :q ?w }", ":a :p 1 ."},
		"graph of a variable":  {":g { :a :p 1 . } :h { :a :p 2 . }", "DELETE { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }", ":h { :a :p 2 . }"},
		"clear":                {":a :p 1 . :g { :a :p 2 . } :h { :a :p 3 . }", "CLEAR GRAPH :g ; DROP DEFAULT", ":h { :a :p 3 . }"},
		"copy":                 {":a :p 1 . :g { :b :p 2 . }", "COPY :g TO DEFAULT", ":b :p 2 . :g { :b :p 2 . }"},
		"move":                 {":a :p 1 . :g { :b :p 2 . }", "MOVE DEFAULT TO :g", ":g { :a :p 1 . }"},
		"add":                  {":a :p 1 . :g { :b :p 2 . }", "ADD :g TO DEFAULT ; ADD SILENT :none TO :g", ":a :p 1 . :b :p 2 . :g { :b :p 2 . }"},
		"move to itself":       {":g { :b :p 2 . }", "MOVE :g TO :g", ":g { :b :p 2 . }"},
		"silent load":          {":a :p 1 .", "LOAD SILENT :x ; INSERT DATA { :a :p 2 }", ":a :p 1 , 2 ."},
		"load":                 {"", "LOAD :x INTO GRAPH :g", ":g { :loaded :p _:b . }"},
	} {
		t.Run(name, func(t *testing.T) {
			u, err := algebra.ParseUpdate(t.Context(), prefix+tc.update, "http://e/")
			if err != nil {
				t.Fatal(err)
			}
			opts := naive.Options{}
			if name == "load" {
				opts.Load = func(context.Context, string) ([]rdf.Quad, error) {
					return parse(t, ":loaded :p _:b .").Sorted(), nil
				}
			}
			before := parse(t, tc.before)
			n := before.Len()
			got, err := naive.Update(context.Background(), before, u, opts)
			if err != nil {
				t.Fatal(err)
			}
			if !rdf.Isomorphic(parse(t, tc.after), got) {
				t.Errorf("got %v", got.Sorted())
			}
			if before.Len() != n {
				t.Error("the dataset that was given has changed")
			}
		})
	}
}

func TestUpdateErrors(t *testing.T) {
	for _, text := range []string{"CREATE GRAPH :g", "COPY :none TO :g", "LOAD :x"} {
		u, err := algebra.ParseUpdate(t.Context(), prefix+"INSERT DATA { :a :p 1 } ; "+text, "http://e/")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := naive.Update(context.Background(), parse(t, ":g { :b :p 2 . }"), u, naive.Options{}); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

func TestService(t *testing.T) {
	d := parse(t, ":a :at :s1 . :b :at :s2 .")
	opts := naive.Options{Service: func(_ context.Context, endpoint, _ string) ([]string, [][]rdf.Term, error) {
		if endpoint == "http://e/s1" {
			return []string{"v"}, [][]rdf.Term{{rdf.NewString("one")}}, nil
		}
		return nil, nil, errors.New("down")
	}}
	got := rows(t, d, "SELECT ?x ?v { ?x :at ?e SERVICE SILENT ?e { ?y :v ?v } }", opts)
	slices.Sort(got)
	if diff := cmp.Diff([]string{"a one", "b -"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	q, err := algebra.Parse(t.Context(), prefix+"SELECT * { SERVICE :s2 { ?x ?y ?z } }", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := naive.Query(context.Background(), d, q, opts); err == nil {
		t.Error("a service that is down gives no error")
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	q, err := algebra.Parse(t.Context(), "ASK {}", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := naive.Query(ctx, &rdf.Dataset{}, q, naive.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func ExampleQuery() {
	d := rdf.NewDataset(rdf.Quad{S: rdf.NewIRI("http://e/s"), P: rdf.NewIRI("http://e/p"), O: rdf.NewString("o")})
	q, err := algebra.Parse(context.Background(), "SELECT ?o { ?s ?p ?o }", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := naive.Query(context.Background(), d, q, naive.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Vars, r.Rows)
	// Output:
	// [o] [["o"]]
}
