package algebra_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/syntax"

	"github.com/cockroachdb/datadriven"
	"github.com/google/go-cmp/cmp"
)

// prologue stands before each text of the scripts.
const prologue = "PREFIX : <http://e/> "

// TestTranslate runs the scripts in testdata. The command query prints the
// algebra of a query, vars its variables as well, and update that of an update.
func TestTranslate(t *testing.T) {
	datadriven.Walk(t, "testdata/translate", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "update" {
				u, err := algebra.ParseUpdate(t.Context(), prologue+d.Input, "http://e/base")
				if err != nil {
					return err.Error() + "\n"
				}
				return u.String() + "\n"
			}
			q, err := algebra.Parse(t.Context(), prologue+d.Input, "http://e/base")
			if err != nil {
				return err.Error() + "\n"
			}
			if d.Cmd == "query" {
				return q.String() + "\n"
			}
			return fmt.Sprintf("in scope: %v\npossible: %v\ncertain: %v\n", algebra.InScope(q.Root),
				algebra.PossibleVars(q.Root), slices.Sorted(maps.Keys(algebra.CertainVars(q.Root))))
		})
	})
}

// TestFilterInInnerGroup holds that a filter of a group inside the group of an
// OPTIONAL stays where it is: lifted into the left join it could see ?x.
func TestFilterInInnerGroup(t *testing.T) {
	lifted, err := algebra.Parse(t.Context(), prologue+"ASK { ?x :p ?y OPTIONAL { ?y :q ?z FILTER(?x = ?z) } }", "")
	if err != nil {
		t.Fatal(err)
	}
	inner, err := algebra.Parse(t.Context(), prologue+"ASK { ?x :p ?y OPTIONAL { { ?y :q ?z FILTER(?x = ?z) } } }", "")
	if err != nil {
		t.Fatal(err)
	}
	if lifted.Root.(*algebra.LeftJoin).F == nil {
		t.Error("the filter of an OPTIONAL is not the condition of the left join")
	}
	if inner.Root.(*algebra.LeftJoin).F != nil {
		t.Error("the filter of a group inside an OPTIONAL is the condition of the left join")
	}
}

func TestServiceText(t *testing.T) {
	q, err := algebra.Parse(t.Context(), prologue+`ASK { SERVICE :s { ?a :p "x"@en ; a [] FILTER(?a > 1) } }`, "")
	if err != nil {
		t.Fatal(err)
	}
	text := q.Root.(*algebra.Service).Text
	again, err := algebra.Parse(t.Context(), "ASK "+text, "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(algebra.Sprint(q.Root.(*algebra.Service).P), algebra.Sprint(again.Root)); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, text)
	}
}

func TestTripleTermIsGround(t *testing.T) {
	q, err := algebra.Parse(t.Context(), prologue+"ASK { ?x :p <<( :a :b <<( :c :d 1 )>> )>> }", "")
	if err != nil {
		t.Fatal(err)
	}
	o := q.Root.(*algebra.BGP).Patterns[0].O
	if !o.Term.IsTripleTerm() || !o.Term.Triple().O.IsTripleTerm() {
		t.Errorf("got %+v, want one RDF term", o)
	}
}

func TestExprVars(t *testing.T) {
	q, err := algebra.Parse(t.Context(), prologue+`ASK { FILTER(?a + STR(?b) = :f(?c) || EXISTS { ?d :p ?e FILTER(?f) MINUS { ?g ?h ?i } { SELECT ?j { ?k ?l ?j } } }) }`, "")
	if err != nil {
		t.Fatal(err)
	}
	got := algebra.ExprVars(q.Root.(*algebra.Filter).F)
	slices.Sort(got)
	if diff := cmp.Diff(strings.Split("a b c d e f g h i j", " "), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestW3CTranslates translates every text of the W3C suites that parses.
func TestW3CTranslates(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "w3c", "sparql")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the W3C suites are not beside the project")
	}
	n := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".rq" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		q, err := algebra.Parse(t.Context(), string(text), "http://example.org/")
		if err != nil {
			return nil // a negative test
		}
		n++
		possible := algebra.PossibleVars(q.Root)
		for name := range algebra.CertainVars(q.Root) {
			if !slices.Contains(possible, name) {
				t.Errorf("%s: ?%s is certain but not possible", path, name)
			}
		}
		if q.String() == "" {
			t.Errorf("%s: prints nothing", path)
		}
		return nil
	})
	if err != nil || n < 800 {
		t.Errorf("translated %d queries: %v", n, err)
	}
}

// TestLongChains holds that the deepest trees that parse are no trouble.
func TestLongChains(t *testing.T) {
	const n = 9000
	var joins, unions, paths strings.Builder
	for i := range n {
		fmt.Fprintf(&joins, "{ ?a%d :p ?b } UNION { ?a%d :q ?b } ", i, i)
		fmt.Fprintf(&unions, "{ ?u :p%d 1 } UNION ", i)
		paths.WriteString(":p/")
	}
	for name, text := range map[string]string{
		"joins":  "ASK { " + joins.String() + "}",
		"unions": "ASK { " + unions.String() + "{ ?u :p 2 } }",
		"path":   "ASK { ?s " + paths.String() + ":p ?o }",
		"sum":    "ASK { FILTER(0" + strings.Repeat("+?x", n) + ") }",
	} {
		q, err := algebra.Parse(t.Context(), prologue+text, "")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if vars := algebra.CertainVars(q.Root); name == "joins" && len(vars) != n+1 {
			t.Errorf("%s: %d certain variables, want %d", name, len(vars), n+1)
		}
		if possible := algebra.PossibleVars(q.Root); name == "path" && len(possible) != n+2 {
			t.Errorf("%s: %d possible variables, want %d", name, len(possible), n+2)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	const text = `PREFIX s: <http://schema.org/>
SELECT ?serial (COUNT(?x) AS ?n) { ?serial a s:Periodical ; s:issn ?x OPTIONAL { ?serial s:publisher/s:name ?name FILTER(LANG(?name) = "fr") } }
GROUP BY ?serial ORDER BY DESC(?n) LIMIT 20`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := algebra.Parse(b.Context(), text, ""); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleParse() {
	q, err := algebra.Parse(context.Background(), `SELECT ?title { ?serial <http://schema.org/name> ?title } LIMIT 10`, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(algebra.Sprint(q.Root))
	// Output:
	// (slice 0 10
	//   (project (?title)
	//     (bgp
	//       (triple ?serial <http://schema.org/name> ?title))))
}

// TestTranslateStops translates long texts with a context that has ended.
func TestTranslateStops(t *testing.T) {
	const n = 9_000
	ended, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	for name, where := range map[string]string{
		"triples":     strings.Repeat("?s ?p ?o . ", n),
		"objects":     "?s ?p 1" + strings.Repeat(", ?o", n),
		"elements":    strings.Repeat("{} ", n),
		"expressions": "FILTER(?x IN (1" + strings.Repeat(", ?o", n) + "))",
		"collection":  "?s ?p (" + strings.Repeat("?o ", n) + ")",
	} {
		q, err := syntax.ParseQuery(t.Context(), "SELECT * {"+where+"}", syntax.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := algebra.Translate(ended, q); !errors.Is(err, reason) {
			t.Errorf("%s: %v, want %v", name, err, reason)
		}
		if _, err := algebra.Translate(t.Context(), q); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	u, err := syntax.ParseUpdate(t.Context(), "INSERT DATA {"+strings.Repeat("<s> <p> 1 . ", n)+"}", syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := algebra.TranslateUpdate(ended, u); !errors.Is(err, reason) {
		t.Errorf("an update: %v, want %v", err, reason)
	}
}
