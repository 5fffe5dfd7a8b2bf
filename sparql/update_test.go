package sparql_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// contents returns the quads of the store as lines, in order.
func contents(t *testing.T, e *sparql.Engine) []string {
	t.Helper()
	out := answer(t, e, `SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }`, sparql.QueryOptions{})
	slices.Sort(out)
	return out
}

func TestUpdates(t *testing.T) {
	const data = `<a> <p> 1 . <b> <p> 2 . <g1> { <a> <q> <b> } <g2> { <b> <q> <a> }`
	for name, tc := range map[string]struct{ request, want string }{
		"insert data":          {`INSERT DATA { <c> <p> 3 GRAPH <g1> { <c> <q> <c> } }`, "<a> <p> 1 -;<b> <p> 2 -;<c> <p> 3 -;<a> <q> <b> <g1>;<c> <q> <c> <g1>;<b> <q> <a> <g2>"},
		"delete data":          {`DELETE DATA { <a> <p> 1 . <z> <p> 1 GRAPH <g1> { <a> <q> <b> } }`, "<b> <p> 2 -;<b> <q> <a> <g2>"},
		"delete where":         {`DELETE WHERE { ?s <p> ?o }`, "<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"modify":               {`DELETE { ?s <p> ?o } INSERT { ?s <r> ?n } WHERE { ?s <p> ?o BIND(?o + 1 AS ?n) }`, "<a> <r> 2 -;<b> <r> 3 -;<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"insert wins":          {`DELETE { <a> <p> 1 } INSERT { <a> <p> 1 } WHERE { }`, "<a> <p> 1 -;<b> <p> 2 -;<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"with":                 {`WITH <g1> DELETE { ?s <q> ?o } INSERT { ?o <q> ?s } WHERE { ?s <q> ?o }`, "<a> <p> 1 -;<b> <p> 2 -;<b> <q> <a> <g1>;<b> <q> <a> <g2>"},
		"using":                {`INSERT { ?s <x> ?o } USING <g2> WHERE { ?s <q> ?o }`, "<a> <p> 1 -;<b> <p> 2 -;<b> <x> <a> -;<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"graph variable":       {`DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o . <a> ?p ?o } }`, "<a> <p> 1 -;<b> <p> 2 -;<b> <q> <a> <g2>"},
		"clear":                {`CLEAR GRAPH <g1>`, "<a> <p> 1 -;<b> <p> 2 -;<b> <q> <a> <g2>"},
		"clear default":        {`CLEAR DEFAULT`, "<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"drop named":           {`DROP NAMED`, "<a> <p> 1 -;<b> <p> 2 -"},
		"drop all":             {`DROP ALL`, ""},
		"add":                  {`ADD <g1> TO <g2>`, "<a> <p> 1 -;<b> <p> 2 -;<a> <q> <b> <g1>;<a> <q> <b> <g2>;<b> <q> <a> <g2>"},
		"copy":                 {`COPY <g1> TO <g2>`, "<a> <p> 1 -;<b> <p> 2 -;<a> <q> <b> <g1>;<a> <q> <b> <g2>"},
		"move":                 {`MOVE <g1> TO DEFAULT`, "<a> <q> <b> -;<b> <q> <a> <g2>"},
		"move to itself":       {`MOVE <g1> TO <g1>`, "<a> <p> 1 -;<b> <p> 2 -;<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"create":               {`CREATE GRAPH <g3>; CREATE SILENT GRAPH <g1>`, "<a> <p> 1 -;<b> <p> 2 -;<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"later sees earlier":   {`INSERT DATA { <n> <p> "new" } ; INSERT { ?s <seen> ?o } WHERE { ?s <p> ?o FILTER(?s = <n>) } ; DELETE WHERE { <n> <p> ?o }`, "<a> <p> 1 -;<b> <p> 2 -;<n> <seen> new -;<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"later sees deletions": {`DELETE DATA { <a> <p> 1 } ; INSERT { <n> <count> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?s <p> ?o } }`, "<b> <p> 2 -;<n> <count> 1 -;<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"new graph, then gone": {`INSERT DATA { GRAPH <n> { <a> <b> <c> } } ; ADD <n> TO <g1> ; DROP GRAPH <n>`, "<a> <p> 1 -;<b> <p> 2 -;<a> <b> <c> <g1>;<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
		"clear, then copy":     {`DROP ALL ; INSERT DATA { <a> <b> <c> } ; COPY DEFAULT TO <g1>`, "<a> <b> <c> -;<a> <b> <c> <g1>"},
		"load":                 {`LOAD <file> INTO GRAPH <g9>`, "<a> <p> 1 -;<b> <p> 2 -;<a> <q> <b> <g1>;<b> <q> <a> <g2>;<x> <y> <z> <g9>"},
		"load, silent":         {`LOAD SILENT <missing> ; DELETE WHERE { ?s <p> ?o }`, "<a> <q> <b> <g1>;<b> <q> <a> <g2>"},
	} {
		t.Run(name, func(t *testing.T) {
			want := strings.Split(tc.want, ";")
			if tc.want == "" {
				want = nil
			}
			slices.Sort(want)
			for kind, e := range updatable(t, data) {
				if err := e.Update(t.Context(), tc.request, sparql.QueryOptions{Base: "http://example/"}); err != nil {
					t.Fatalf("%s: %v", kind, err)
				}
				if diff := cmp.Diff(want, contents(t, e)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", kind, diff)
				}
			}
		})
	}
}

// updatable returns engines over the store in memory and the real one.
func updatable(t *testing.T, data string) map[string]*sparql.Engine {
	t.Helper()
	quads, err := parseQuads(data)
	if err != nil {
		t.Fatal(err)
	}
	load := func(_ context.Context, source string) iter.Seq2[rdf.Quad, error] {
		return func(yield func(rdf.Quad, error) bool) {
			if source != "http://example/file" {
				yield(rdf.Quad{}, errors.New("not found"))
				return
			}
			iri := func(s string) rdf.Term { return rdf.NewIRI("http://example/" + s) }
			yield(rdf.Quad{S: iri("x"), P: iri("y"), O: iri("z")}, nil)
		}
	}
	opt := sparql.Options{StrictDefaultGraph: true, Load: load}
	mem := newMemory(2, quads...)
	opt.Updater = mem
	out := map[string]*sparql.Engine{"memory": enginetest.New(mem, opt)}
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		for _, q := range quads {
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	opt.Updater = sparql.Updates(db.Update)
	out["store"] = enginetest.New(sparql.Snapshots(db.Snapshot), opt)
	return out
}

// TestUpdateReadsAsQueriesDo checks that the pattern of an update has the default
// graph of a query: the union of all graphs, unless options, USING or WITH say
// otherwise.
func TestUpdateReadsAsQueriesDo(t *testing.T) {
	quads, err := parseQuads(`<a> <p> 1 . <g1> { <a> <q> <b> } <g2> { <b> <q> <a> }`)
	if err != nil {
		t.Fatal(err)
	}
	for _, strict := range []bool{false, true} {
		for pattern, opt := range map[string]sparql.QueryOptions{
			"?s ?p ?o":                          {},
			"?s <q> ?o . ?o <q> ?s":             {}, // across graphs
			"?s <q> ?o . ?s <p> ?n":             {},
			"GRAPH ?g { ?s <q> ?o }":            {},
			"?s <q> ?o FILTER(?s = <a>)":        {Readable: []rdf.Term{rdf.NewIRI("http://example/g1")}},
			"?s <p>|<q> ?o MINUS { ?s <p> ?o }": {},
		} {
			mem := newMemory(2, quads...)
			e := enginetest.New(mem, sparql.Options{StrictDefaultGraph: strict, Updater: mem})
			opt.Base = "http://example/"
			want := answer(t, e, "SELECT ?s ?o { "+pattern+" }", opt)
			readable := opt.Readable
			if err := e.Update(t.Context(), "INSERT { GRAPH <found> { [] <s> ?s ; <o> ?o } } WHERE { "+pattern+" }", opt); err != nil {
				t.Fatal(err)
			}
			opt.Readable = nil
			got := answer(t, e, "SELECT ?s ?o { GRAPH <found> { ?x <s> ?s OPTIONAL { ?x <o> ?o } } }", opt)
			if len(want) != len(got) {
				t.Errorf("strict %v, readable %v: %s: the query has %q, the update %q", strict, readable, pattern, want, got)
			}
		}
	}
}

// TestUpdateIsAtomic checks that an operation that fails undoes those before it.
func TestUpdateIsAtomic(t *testing.T) {
	for kind, e := range updatable(t, `<a> <p> 1 . <g1> { <a> <q> <b> }`) {
		before := contents(t, e)
		for request, want := range map[string]error{
			`DELETE WHERE { ?s ?p ?o } ; CREATE GRAPH <g1>`:  sparql.ErrUpdate,
			`INSERT DATA { <x> <y> 1 } ; ADD <none> TO <g1>`: sparql.ErrUpdate,
			`INSERT DATA { <x> <y> 1 } ; LOAD <missing>`:     sparql.ErrUpdate,
		} {
			err := e.Update(t.Context(), request, sparql.QueryOptions{Base: "http://example/"})
			if !errors.Is(err, want) {
				t.Errorf("%s: %s: got %v, want %v", kind, request, err, want)
			}
		}
		if diff := cmp.Diff(before, contents(t, e)); diff != "" {
			t.Errorf("%s (-before +after):\n%s", kind, diff)
		}
	}
	readOnly := enginetest.New(newMemory(1), sparql.Options{})
	if err := readOnly.Update(t.Context(), `CLEAR ALL`, sparql.QueryOptions{}); !errors.Is(err, sparql.ErrReadOnly) {
		t.Errorf("got %v, want ErrReadOnly", err)
	}
}

// TestNewBlankNodes checks that each solution and each operation makes its own.
func TestNewBlankNodes(t *testing.T) {
	for kind, e := range updatable(t, `<a> <p> 1 . <b> <p> 2 .`) {
		request := `INSERT { ?s <n> _:x . _:x <of> ?s } WHERE { ?s <p> ?o } ; INSERT DATA { <c> <n> _:x }`
		if err := e.Update(t.Context(), request, sparql.QueryOptions{Base: "http://example/"}); err != nil {
			t.Fatal(err)
		}
		got := answer(t, e, `SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s <n> ?x }`, sparql.QueryOptions{})
		if !slices.Equal(got, []string{"3"}) {
			t.Errorf("%s: %v nodes, want 3", kind, got)
		}
		got = answer(t, e, `SELECT ?s { ?s <n> ?x . ?x <of> ?s }`, sparql.QueryOptions{})
		if len(got) != 2 {
			t.Errorf("%s: %v", kind, got)
		}
	}
}
