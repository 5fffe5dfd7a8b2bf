package sparql_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// boundedValues are objects of all kinds.
func boundedValues() []rdf.Term {
	var out []rdf.Term
	for _, s := range []string{"", "0", "0100", "0100-0001", "0100-000", "a", "ab", "abc", "abd", "b", "é", "http://issn.org/x"} {
		out = append(out, rdf.NewString(s), rdf.NewLangString(s, "en"), rdf.NewLiteral(s, "http://example/type"))
	}
	for _, s := range []string{"0000-0000", "0028-0836", "0099-9996", "0100-0008", "0100-0016", "0199-9998", "0200-0004", "9999-9994"} {
		out = append(out, rdf.NewString(s), rdf.NewIRI("http://issn.org/resource/ISSN/"+s))
	}
	for _, s := range []string{"-2", "-1", "0", "1", "2", "02", "3", "100000000000000000000"} {
		out = append(out, rdf.NewLiteral(s, vocab.XSDInteger), rdf.NewLiteral(s+".5", vocab.XSDDecimal), rdf.NewLiteral(s+"e0", vocab.XSDDouble))
	}
	for _, s := range []string{"-0.0E0", "0.0E0", "1.5E0", "NaN", "INF", "-INF"} {
		out = append(out, rdf.NewLiteral(s, vocab.XSDDouble))
	}
	for _, s := range []string{"1999-12-31", "2000-01-01", "2000-01-01Z", "2000-01-01+14:00", "2000-01-01-14:00", "2000-01-02", "1999"} {
		out = append(out, rdf.NewLiteral(s, vocab.XSDDate), rdf.NewLiteral(s+"T00:00:00", vocab.XSDDateTime))
	}
	for i := range 3 {
		out = append(out, rdf.NewIRI(fmt.Sprintf("http://example/a%d", i)), rdf.NewIRI(fmt.Sprintf("http://www.wikidata.org/entity/Q%d", i)))
	}
	return out
}

// boundedFilters are conditions of which the planner derives ranges of ids.
func boundedFilters() []string {
	var out []string
	for _, constant := range []string{
		`""`, `"0100"`, `"0100-000"`, `"0100-0008"`, `"ab"`, `"z"`, `0`, `1`, `1.5`, `-1`, `2e0`, `-0e0`, `100000000000000000000`,
		`"2000-01-01"^^xsd:date`, `"2000-01-01Z"^^xsd:date`, `"2000-01-01T00:00:00"^^xsd:dateTime`, `"NaN"^^xsd:double`, `<a1>`,
	} {
		for _, op := range []string{"=", "<", "<=", ">", ">="} {
			out = append(out, "?o "+op+" "+constant, constant+" "+op+" ?o")
		}
	}
	for _, prefix := range []string{"", "0", "0100", "0100-", "0100-0008", "a", "ab", "é", "2", "-", "http", "http://issn.org/resource/ISSN/0100", "http://www", "x"} {
		out = append(out, fmt.Sprintf("STRSTARTS(?o, %q)", prefix), fmt.Sprintf("STRSTARTS(STR(?o), %q)", prefix),
			fmt.Sprintf(`REGEX(?o, "^%s")`, prefix), fmt.Sprintf(`REGEX(STR(?o), "^%s?x*")`, prefix))
	}
	return append(out,
		`?o IN (<a1>, <http://issn.org/resource/ISSN/0100-0008>, <unknown>)`, `?o IN (<a1>, "ab")`, `?o IN ()`,
		`?o >= "0100" && ?o < "0200"`, `?o > 0 && ?o <= 2`, `?o > "a" && ?o > 1`, `REGEX(?o, "^a|^b")`)
}

// boundedEngine returns an engine over the values as objects of one predicate.
func boundedEngine(t *testing.T, layout int) *sparql.Engine {
	var quads []rdf.Quad
	for i, o := range boundedValues() {
		s := rdf.NewIRI(fmt.Sprintf("http://example/s%d", i))
		quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI("http://example/p"), O: o})
	}
	rand.New(rand.NewPCG(uint64(layout), 1)).Shuffle(len(quads), func(i, j int) { quads[i], quads[j] = quads[j], quads[i] })
	return enginetest.New(sparql.Snapshots(storedDB(t, quads, layout).Snapshot), sparql.Options{})
}

// TestBounds compares filters that bound scans with the same conditions where the
// planner cannot see them.
func TestBounds(t *testing.T) {
	for layout := range 3 {
		t.Run(fmt.Sprintf("layout=%d", layout), func(t *testing.T) { compareBounds(t, boundedEngine(t, layout)) })
	}
}

// TestOrderOfValues sorts values of all kinds, and compares the first ones with
// what LIMIT gives.
func TestOrderOfValues(t *testing.T) {
	for layout := range 3 {
		e := boundedEngine(t, layout)
		for _, keys := range []string{"?o", "DESC(?o)", "DATATYPE(?o) ?o", "STR(?o) DESC(?o)", "isIRI(?o) LANG(?o) DESC(STR(?o)) ?o"} {
			all := ordered(t, e, "SELECT ?o ?s { ?s <p> ?o } ORDER BY "+keys)
			if keys == "?o" && !slices.IsSortedFunc(all, expr.CompareTerms) {
				t.Errorf("layout %d: not in order: %v", layout, all)
			}
			for _, slice := range [][2]int{{0, 1}, {0, 7}, {5, 20}, {100, 50}, {0, 1000}} {
				lo := min(slice[0], len(all))
				want := all[lo:min(len(all), lo+slice[1])]
				got := ordered(t, e, fmt.Sprintf("SELECT ?o ?s { ?s <p> ?o } ORDER BY %s ?s OFFSET %d LIMIT %d", keys, slice[0], slice[1]))
				same := slices.EqualFunc(got, want, func(a, b rdf.Term) bool { return expr.CompareTerms(a, b) == 0 })
				if !same {
					t.Errorf("layout %d: ORDER BY %s OFFSET %d LIMIT %d: wrong rows (-want +got):\n%s", layout, keys, slice[0], slice[1], cmp.Diff(fmt.Sprint(want), fmt.Sprint(got)))
				}
			}
		}
	}
}

// ordered returns the first column of a query.
func ordered(t *testing.T, e *sparql.Engine, query string) []rdf.Term {
	t.Helper()
	r, err := e.Query(t.Context(), query, sparql.QueryOptions{Base: "http://example/"})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	var out []rdf.Term
	for row, err := range r.Rows() {
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		out = append(out, row[0])
	}
	return out
}

func compareBounds(t *testing.T, e *sparql.Engine) {
	t.Helper()
	const prologue = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
	for _, f := range boundedFilters() {
		for _, pattern := range []string{"?s <p> ?o", "?s ?q ?o", "?s <p> ?o . ?s <p> ?x"} {
			got := sortedRows(t, e, fmt.Sprintf("%s SELECT ?s ?o { %s FILTER(%s) }", prologue, pattern, f))
			want := sortedRows(t, e, fmt.Sprintf("%s SELECT ?s ?o { %s FILTER(COALESCE(%s, false)) }", prologue, pattern, f))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("{ %s FILTER(%s) } (-unbounded +bounded):\n%s", pattern, f, diff)
			}
		}
	}
}

// sortedRows returns the rows of a query as text.
func sortedRows(t *testing.T, e *sparql.Engine, query string) []string {
	t.Helper()
	r, err := e.Query(t.Context(), query, sparql.QueryOptions{Base: "http://example/"})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	var out []string
	for row, err := range r.Rows() {
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		out = append(out, fmt.Sprint(row))
	}
	slices.Sort(out)
	return out
}

// TestBoundsOfDamage damages the values of a store byte by byte, the pages of the
// dictionary among them: a filter that bounds its scan fails or gives all rows.
func TestBoundsOfDamage(t *testing.T) {
	var quads []rdf.Quad
	for i := range 3000 {
		name := fmt.Sprintf("http://example/%d/%d", i%7, i*i)
		quads = append(quads, rdf.Quad{S: rdf.NewIRI(name), P: rdf.NewIRI("http://example/p"), O: rdf.NewString(name)})
	}
	dir := loadedStore(t, quads)
	logs, err := filepath.Glob(filepath.Join(dir, "gen-*", "*.vlog"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("no value logs: %v", err)
	}
	whole, err := os.ReadFile(logs[0])
	if err != nil {
		t.Fatal(err)
	}
	filters := []string{`STRSTARTS(?o, "http://example/3/")`, `STRSTARTS(STR(?s), "http://example/3/")`, `?o >= "http://example/3/" && ?o < "http://example/4"`}
	count := func(filter string) (n int, err error) {
		db, err := store.Open(dir, store.Options{ReadOnly: true})
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
		for _, err := range engine.Select(t.Context(), "SELECT ?s { ?s <http://example/p> ?o FILTER("+filter+") }") {
			if err != nil {
				return 0, err
			}
			n++
		}
		return n, nil
	}
	failed := 0
	step := len(bytes.TrimRight(whole, "\x00"))/60 + 1
	for at := 0; at < len(bytes.TrimRight(whole, "\x00")); at += step {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 0x41
		if err := os.WriteFile(logs[0], damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		for _, filter := range filters {
			n, err := count(filter)
			if err != nil {
				failed++
			} else if n != 429 {
				t.Errorf("byte %d, %s: %d rows and no error", at, filter, n)
			}
		}
	}
	if failed == 0 {
		t.Error("no damage was met: the test does not test much")
	}
}

// loadedStore makes a store by one load, and closes it.
func loadedStore(t *testing.T, quads []rdf.Quad) (dir string) {
	t.Helper()
	dir = t.TempDir()
	db, err := store.Open(dir, store.Options{BlockRows: 500})
	if err != nil {
		t.Fatal(err)
	}
	l, err := db.Load(t.Context(), store.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	part, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range quads {
		if err := part.Add(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := part.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}
