package syntax_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/syntax"

	"github.com/google/go-cmp/cmp"
)

// parse parses a query, or an update where update is set, and prints it.
func parse(ctx context.Context, text string, update bool) (tree any, printed string, err error) {
	opts := syntax.Options{Base: "http://example.org/base/"}
	if update {
		u, err := syntax.ParseUpdate(ctx, text, opts)
		if err != nil {
			return nil, "", err
		}
		return u, u.String(), nil
	}
	q, err := syntax.ParseQuery(ctx, text, opts)
	if err != nil {
		return nil, "", err
	}
	return q, q.String(), nil
}

// roundTrip fails unless the printed form of a text parses to an equal tree.
func roundTrip(t *testing.T, text string, update bool) {
	t.Helper()
	tree, printed, err := parse(t.Context(), text, update)
	if err != nil {
		return
	}
	again, printedAgain, err := parse(t.Context(), printed, update)
	if err != nil {
		t.Fatalf("%v in the printed form of\n%s\n%s", err, text, printed)
	}
	if !reflect.DeepEqual(tree, again) {
		equal := cmp.Comparer(func(a, b rdf.Term) bool { return a == b })
		t.Fatalf("the printed form has another tree (-text +printed):\n%s\n%s\n%s", cmp.Diff(tree, again, equal), text, printed)
	}
	if printed != printedAgain {
		t.Fatalf("printing is not stable:\n%s\n%s", printed, printedAgain)
	}
}

// TestErrors holds the place and the words of faults.
func TestErrors(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"empty":                  {"", `line 1, column 1: found the end of the text, expected SELECT, CONSTRUCT, DESCRIBE, ASK, BASE, PREFIX or VERSION`},
		"no projection":          {"SELECT { ?s ?p ?o }", `line 1, column 8: found "{", expected a variable, "(" or "*"`},
		"no object":              {"ASK {\n  ?s ?p .\n}", `line 2, column 9: found ".", expected the object: a variable, an IRI, a literal, a blank node, a collection or a triple term`},
		"columns are characters": {"ASK { ?s ?p \"é👾\" ) }", `line 1, column 18: found ")", expected a graph pattern or "}"`},
		"no end":                 {"ASK { ?s ?p ?o", `line 1, column 15: found the end of the text, expected a graph pattern or "}"`},
		"no dot":                 {"ASK { ?s ?p ?o ?a ?b ?c }", `line 1, column 16: found "?a", expected "." or another graph pattern`},
		"prefix":                 {"ASK { ?s ex:p ?o }", `line 1, column 10: the prefix "ex:" is not declared`},
		"port":                   {"PREFIX ex: <http://example.com:> ASK { ?s ex:p ?o }", `line 1, column 43: invalid IRI <http://example.com:p>: bad port`},
		"port in the prefix":     {"PREFIX ex: <http://example.com:80> ASK { ?s ex:x ?o }", `line 1, column 45: invalid IRI <http://example.com:80x>: bad port`},
		"open string":            {"ASK { ?s ?p \"abc }", `line 1, column 13: the string that begins here has no end`},
		"line end in a string":   {"ASK { ?s ?p \"abc\n\" }", `line 1, column 17: a line ends inside a string: use three quotes, or \n`},
		"surrogate":              {`ASK { ?s ?p "\uD83C" }`, `line 1, column 14: the escape \uD83C is not a Unicode character`},
		"bad character":          {"ASK { ?s ?p ?o } %", `line 1, column 18: no token of SPARQL begins with '%'`},
		"not UTF-8":              {"ASK { ?s ?p \xff }", `line 1, column 13: the text is not UTF-8`},
		"name not UTF-8":         {"PREFIX : <x> ASK { ?s ?p :a\xffb }", `line 1, column 28: the text is not UTF-8`},
		"BIND in scope":          {"SELECT * { ?s ?p ?o BIND(1 AS ?o) }", `line 1, column 31: BIND cannot give a value to ?o, which is already in scope`},
		"AS in scope":            {"SELECT (1 AS ?o) { ?s ?p ?o }", `line 1, column 14: the variable ?o is already in scope`},
		"AS twice":               {"SELECT (1 AS ?x) (2 AS ?x) {}", `line 1, column 24: the variable ?x is already selected`},
		"not grouped":            {"SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o }", `line 1, column 8: the variable ?p is selected but not grouped by`},
		"star beside GROUP BY":   {"SELECT * { ?s ?p ?o } GROUP BY ?s", `line 1, column 8: SELECT * cannot stand beside GROUP BY or HAVING: name the variables`},
		"aggregate in FILTER":    {"ASK { FILTER(COUNT(*) > 1) }", `line 1, column 14: COUNT cannot stand here: aggregates belong in SELECT, HAVING and ORDER BY`},
		"row too short":          {"ASK { VALUES (?a ?b) { (1 2) (3) } }", `line 1, column 30: VALUES has 2 variables, but this row has 1 values`},
		"too few arguments":      {"ASK { FILTER(CONTAINS(?a)) }", `line 1, column 14: CONTAINS takes two arguments, not 1`},
		"too many arguments":     {"ASK { FILTER(SUBSTR(?a, 1, 2, 3)) }", `line 1, column 14: SUBSTR takes two or three arguments, not 4`},
		"label in two BGPs":      {"ASK { _:a ?p ?o OPTIONAL { _:a ?q ?r } }", `line 1, column 28: the blank node _:a stands in two basic graph patterns`},
		"annotated path":         {"ASK { ?s <p>/<q> ?o {| <r> 1 |} }", `line 1, column 21: a property path cannot be annotated: only a triple with a variable or an IRI as its verb can`},
		"huge limit":             {"ASK {} LIMIT 99999999999999999999", `line 1, column 14: the number 99999999999999999999 is too large`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := parse(t.Context(), tc.text, false)
			var e *syntax.Error
			if !errors.As(err, &e) || e.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}

func TestUpdateErrors(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"variable in data":       {"INSERT DATA { <s> <p> ?o }", `line 1, column 23: a data block cannot hold variables`},
		"graph variable in data": {"INSERT DATA { GRAPH ?g { <s> <p> <o> } }", `line 1, column 21: a data block cannot hold variables`},
		"blank node to delete":   {"DELETE DATA { _:b <p> <o> }", `line 1, column 15: a blank node cannot stand in DELETE DATA`},
		"blank node in template": {"DELETE { [] <p> <o> } WHERE {}", `line 1, column 10: a blank node cannot stand in a DELETE template`},
		"blank node in pattern":  {"DELETE WHERE { ?s <p> (1) }", `line 1, column 23: a blank node cannot stand in DELETE WHERE`},
		"anonymous reifier":      {"DELETE DATA { << <s> <p> <o> >> <q> 1 }", `line 1, column 15: a blank node cannot stand in DELETE DATA`},
		"label in two data":      {"INSERT DATA { _:b <p> 1 } ; INSERT DATA { _:b <p> 2 }", `line 1, column 43: the blank node _:b stands in the data of two operations`},
		"no separator":           {"CLEAR ALL CLEAR ALL", `line 1, column 11: found "CLEAR", expected ";" or the end of the update`},
		"path in a template":     {"INSERT { ?s <p>/<q> ?o } WHERE {}", `line 1, column 16: found "/", expected the object: a variable, an IRI, a literal, a blank node, a collection or a triple term`},
		"no target":              {"DROP <g>", `line 1, column 6: found "<g>", expected GRAPH, DEFAULT, NAMED or ALL`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := parse(t.Context(), tc.text, true); err == nil || err.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}

// TestAccepts holds texts that a careless check would refuse.
func TestAccepts(t *testing.T) {
	for _, text := range []string{
		"SELECT ?x { BIND(1 AS ?x) } VALUES ?y { 2 }",
		"SELECT * { ?s ?p ?o OPTIONAL { BIND(1 AS ?o) } }",
		"SELECT * { { ?s ?p ?o } MINUS { ?a ?b ?c } BIND(1 AS ?a) }",
		"SELECT (COUNT(*) AS ?n) (?n + 1 AS ?m) {}",
		"SELECT ?k (SUM(?o) AS ?n) { ?s ?p ?o } GROUP BY (STR(?p) AS ?k) HAVING (?n > 1) (COUNT(*) < 3) ORDER BY DESC(COUNT(?s)) ?k",
		"SELECT ?x { ?x ?p _:a FILTER EXISTS { ?x ?q ?r } _:a ?y ?z }",
		"CONSTRUCT { _:a ?p ?o } WHERE { _:a ?p ?o }",
		"ASK { ?s ?p 1.5e3,-2,+.5,true ; a <x> ;; }",
		"ASK { ?s !(^a|<p>)/(<q>?|^<r>*)+ ?o }",
		"ASK { ?s (a) ?o FILTER(?o< 3&&?o>1||!!?o) FILTER(?s NOT IN ()) }",
		"ASK FROM <g> FROM NAMED <h> { GRAPH ?g { [] <p> [ <q> (1 [] ()) ] } }",
		"SELECT (<http://f.example/>(DISTINCT ?x) AS ?y) (GROUP_CONCAT(DISTINCT ?x; SEPARATOR = '\\'') AS ?z) { ?x ?p ?o } GROUP BY ?x",
		"DESCRIBE <x> ?y WHERE { ?y ?p ?o } LIMIT 1 OFFSET 2",
		"DESCRIBE *{ ?y ?p ?o } OFFSET 2 LIMIT 1",
		"VERSION '1.2' PREFIX e.x-a: <http://e/#> ASK { <<( e.x-a:%41\\~b.c ?p \"x\"@ar--rtl )>> ?p << ?s ?p ?o ~ _:r >> ~ ?x {| ?p 1 |} ~ }",
		"ASK { SERVICE SILENT ?s { ?a ?b ?c } { SELECT DISTINCT ?x { ?x ?y ?z } ORDER BY ?x LIMIT 1 } UNION {} UNION { {} } }",
		"ASK { VALUES () { () () } VALUES (?a ?b) { (UNDEF <<( <s> <p> <<( <s> a -1 )>> )>>) } }",
		"ASK { FILTER(?a -1*2 +3 = - (1) / -?b) FILTER(<<( ?a a ?c )>> = TRIPLE(?a, ?b, ?c)) }",
		"ASK { ?s ?p '''a''b\n\\u0041\"''' , \"\"\"x\"\"y\"\"\" }",
		"SELECT REDUCED * { { SELECT (MAX(?x) AS ?y) { ?x ?p ?o } } ?y ?z ?w }",
		"\ufeffASK {}",
	} {
		if _, _, err := parse(t.Context(), text, false); err != nil {
			t.Errorf("%v in\n%s", err, text)
			continue
		}
		roundTrip(t, text, false)
	}
}

func TestAcceptsUpdates(t *testing.T) {
	for _, text := range []string{
		"",
		"PREFIX a: <http://a/> INSERT DATA { a:s a:p 1 . GRAPH a:g { _:b a:p (1) } a:t a:p 2 } ;",
		"INSERT { _:b <p> ?o } WHERE { _:b <q> ?o } ; INSERT { _:b <p> ?o } WHERE { _:b <q> ?o }",
		"WITH <g> DELETE { ?s ?p ?o } INSERT { GRAPH ?g { ?s ?p [] } } USING <h> USING NAMED <i> WHERE { GRAPH ?g { ?s ?p ?o } }",
		"DELETE WHERE { ?s ?p ?o . GRAPH ?g { ?o a ?x } }",
		"LOAD SILENT <a> INTO GRAPH <b> ; LOAD <c> ; CLEAR SILENT NAMED ; DROP DEFAULT ; CREATE GRAPH <d> ; ADD <a> TO DEFAULT ; MOVE SILENT GRAPH <a> TO <b> ; COPY DEFAULT TO GRAPH <c>",
		"DELETE {} WHERE {}",
		"INSERT DATA { << <s> <p> <o> >> <q> 1 {| <r> 2 |} }",
	} {
		if _, _, err := parse(t.Context(), text, true); err != nil {
			t.Errorf("%v in\n%s", err, text)
			continue
		}
		roundTrip(t, text, true)
	}
}

// TestDepth holds that deep nesting and long chains are errors, not crashes.
func TestDepth(t *testing.T) {
	const n = 200_000
	for name, text := range map[string]string{
		"groups":       "ASK " + strings.Repeat("{", n),
		"parentheses":  "ASK { FILTER(" + strings.Repeat("(", n),
		"negations":    "ASK { FILTER(" + strings.Repeat("!", n) + "?x) }",
		"functions":    "ASK { FILTER(" + strings.Repeat("STR(", n),
		"collections":  "ASK { ?s ?p " + strings.Repeat("(", n),
		"properties":   "ASK { ?s ?p " + strings.Repeat("[ ?p ", n),
		"paths":        "ASK { ?s " + strings.Repeat("(", n),
		"reified":      "ASK { " + strings.Repeat("<< ", n),
		"triple terms": "ASK { " + strings.Repeat("<<( ", n),
		"data":         "ASK { VALUES ?x { " + strings.Repeat("<<( <s> <p> ", n),
		"exists":       "ASK { " + strings.Repeat("FILTER EXISTS { ", n),
		"annotations":  "ASK { ?s ?p ?o " + strings.Repeat("{| ?p ?o ", n),
		"sum":          "ASK { FILTER(1" + strings.Repeat("+1", n) + ") }",
		"product":      "ASK { FILTER(1" + strings.Repeat("*1", n) + ") }",
		"conjunction":  "ASK { FILTER(1" + strings.Repeat("&&1", n) + ") }",
		"union":        "ASK { {}" + strings.Repeat("UNION {}", n) + " }",
		"optionals":    "ASK { " + strings.Repeat("OPTIONAL {}", n) + " }",
		"sequence":     "ASK { ?s <p>" + strings.Repeat("/<p>", n) + " ?o }",
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := parse(t.Context(), text, false)
			if err == nil || !strings.Contains(err.Error(), "nested more than") && !strings.Contains(err.Error(), "in one chain") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestManyTriples(t *testing.T) {
	text := "INSERT DATA { " + strings.Repeat("<http://e/s> <http://e/p> 'x' . ", 100_000) + "}"
	if _, _, err := parse(t.Context(), text, true); err != nil {
		t.Error(err)
	}
}

func TestIRIs(t *testing.T) {
	q, err := syntax.ParseQuery(t.Context(), `BASE <http://a.example/b/c> PREFIX : <d#> DESCRIBE <> <../x> :y <http://h/../z> <\u0061>`, syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range q.Describe {
		got = append(got, n.(syntax.Term).Term.Value())
	}
	want := []string{"http://a.example/b/c", "http://a.example/x", "http://a.example/b/d#y", "http://h/../z", "http://a.example/b/a"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// w3cFiles calls f for each query and update of the W3C suites.
func w3cFiles(tb testing.TB, f func(path, text string)) {
	tb.Helper()
	root := filepath.Join("..", "..", "..", "shared", "w3c", "sparql")
	if _, err := os.Stat(root); err != nil {
		tb.Skip("the W3C suites are not beside the project")
	}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".rq" && filepath.Ext(path) != ".ru" {
			return err
		}
		text, err := os.ReadFile(path)
		f(path, string(text))
		return err
	})
	if err != nil {
		tb.Error(err)
	}
}

func TestW3CRoundTrips(t *testing.T) {
	n := 0
	w3cFiles(t, func(path, text string) {
		n++
		roundTrip(t, text, filepath.Ext(path) == ".ru")
	})
	if n < 1000 {
		t.Errorf("only %d files", n)
	}
}

func BenchmarkParse(b *testing.B) {
	const text = `PREFIX bf: <http://id.loc.gov/ontologies/bibframe/> PREFIX s: <http://schema.org/>
SELECT ?serial ?title (COUNT(?x) AS ?n) { ?serial a s:Periodical ; bf:title/bf:mainTitle ?title ; s:issn ?x
  OPTIONAL { ?serial s:publisher [ s:name ?name ] FILTER(LANG(?name) = "fr" && STRLEN(?name) > 3) } }
GROUP BY ?serial ?title ORDER BY DESC(?n) LIMIT 20`
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := syntax.ParseQuery(b.Context(), text, syntax.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// addSeeds adds the W3C files with the extension, or a few texts without them.
func addSeeds(f *testing.F, ext string, texts ...string) {
	for _, text := range texts {
		f.Add(text)
	}
	root := filepath.Join("..", "..", "..", "shared", "w3c", "sparql", "sparql12", "syntax-triple-terms-positive")
	files, _ := filepath.Glob(filepath.Join(root, "*"+ext))
	for _, path := range files {
		if text, err := os.ReadFile(path); err == nil {
			f.Add(string(text))
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	addSeeds(f, ".rq", "SELECT (SUM(?x)+-1 AS ?y) { ?s <p>/^<q>* ?x FILTER(?x IN (1,'a'@en--ltr)) } GROUP BY ?s", "DESCRIBE <a> FROM <g>")
	f.Fuzz(func(t *testing.T, text string) { roundTrip(t, text, false) })
}

func FuzzParseUpdate(f *testing.F) {
	addSeeds(f, ".ru", "WITH <g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o } ; CLEAR ALL", "ADD DEFAULT TO <g>")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(strings.ToUpper(text), "BASE") > 0 {
			return // the tree of an update keeps its first base only
		}
		roundTrip(t, text, true)
	})
}

func ExampleParseQuery() {
	_, err := syntax.ParseQuery(context.Background(), "SELECT ?title WHERE {\n  ?serial title ?title\n}", syntax.Options{})
	fmt.Println(err)
	// Output:
	// line 2, column 11: found "title", expected a variable, an IRI or a property path as the verb
}

// endsAfter is a context that ends when it has been looked at so often.
type endsAfter struct {
	context.Context
	looks int
}

func (c *endsAfter) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}

// TestParseStops ends the context in the midst of a long text.
func TestParseStops(t *testing.T) {
	const lines = 50_000
	where := "{" + strings.Repeat(" ?s ?p ?o .\n", lines) + "}"
	_, err := syntax.ParseQuery(&endsAfter{t.Context(), 3}, "SELECT * "+where, syntax.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a query: %v, want %v", err, context.Canceled)
	}
	_, err = syntax.ParseUpdate(&endsAfter{t.Context(), 3}, "DELETE WHERE "+where, syntax.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an update: %v, want %v", err, context.Canceled)
	}
	if _, err = syntax.ParseQuery(t.Context(), "SELECT * "+where, syntax.Options{}); err != nil {
		t.Error(err)
	}
}
