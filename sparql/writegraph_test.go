package sparql_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

func TestWriteGraph(t *testing.T) {
	errCheck := errors.New("check")
	const data = `<a> <p> 1 . <g1> { <a> <q> <b> }`
	for name, tc := range map[string]struct {
		graph, quads string
		replace      bool
		check        error
		before       int64
		want         string
	}{
		"add":                 {"http://example/g1", "<c> <q> <c> .", false, nil, 1, "<a> <p> 1 -;<a> <q> <b> <g1>;<c> <q> <c> <g1>"},
		"replace":             {"http://example/g1", "<c> <q> <c> .", true, nil, 1, "<a> <p> 1 -;<c> <q> <c> <g1>"},
		"replace by the same": {"http://example/g1", "<a> <q> <b> .", true, nil, 1, "<a> <p> 1 -;<a> <q> <b> <g1>"},
		"remove":              {"http://example/g1", "", true, nil, 1, "<a> <p> 1 -"},
		"remove nothing":      {"http://example/none", "", true, nil, 0, "<a> <p> 1 -;<a> <q> <b> <g1>"},
		"a new graph":         {"http://example/g2", "<c> <q> <c> .", true, nil, 0, "<a> <p> 1 -;<a> <q> <b> <g1>;<c> <q> <c> <g2>"},
		"the default graph":   {"", "<c> <q> <c> .", true, nil, 1, "<a> <q> <b> <g1>;<c> <q> <c> -"},
		"stopped":             {"http://example/g1", "<c> <q> <c> .", true, errCheck, 1, "<a> <p> 1 -;<a> <q> <b> <g1>"},
	} {
		t.Run(name, func(t *testing.T) {
			for kind, e := range updatable(t, data) {
				quads, err := parseQuads(tc.quads)
				if err != nil {
					t.Fatal(err)
				}
				w := sparql.GraphWrite{Quads: quads, Replace: tc.replace, Check: func(_ uint64, n int64) error {
					if n != tc.before {
						t.Errorf("%s: the check is told %d quads, want %d", kind, n, tc.before)
					}
					return tc.check
				}}
				if tc.graph != "" {
					w.Graph = rdf.NewIRI(tc.graph)
				}
				before, err := e.WriteGraph(t.Context(), w, sparql.QueryOptions{})
				if before != tc.before || !errors.Is(err, tc.check) {
					t.Errorf("%s: %d quads before, %v; want %d, %v", kind, before, err, tc.before, tc.check)
				}
				if diff := cmp.Diff(slices.Sorted(strings.SplitSeq(tc.want, ";")), contents(t, e)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", kind, diff)
				}
			}
		})
	}
}

// Blank nodes of two documents stay apart though they have the same label.
func TestWriteGraphKeepsBlankNodesApart(t *testing.T) {
	for kind, e := range updatable(t, "") {
		quads, err := parseQuads(`_:x <p> 1 , _:x .`)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := e.WriteGraph(t.Context(), sparql.GraphWrite{Quads: quads}, sparql.QueryOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		got := answer(t, e, `SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?s }`, sparql.QueryOptions{})
		if diff := cmp.Diff([]string{"2"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

// Updates that run at the same time each see what the ones before did.
func TestConcurrentUpdates(t *testing.T) {
	e := updatable(t, `<c> <n> 0 .`)["store"]
	const writers, rounds = 4, 8
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for range rounds {
				err := e.Update(t.Context(), `DELETE { ?c ?p ?n } INSERT { ?c ?p ?m } WHERE { ?c ?p ?n BIND(?n + 1 AS ?m) }`, sparql.QueryOptions{})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	want := []string{fmt.Sprintf("<c> <n> %d -", writers*rounds)}
	if diff := cmp.Diff(want, contents(t, e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestUpdateDataset(t *testing.T) {
	const data = `<a> <p> 1 . <g1> { <b> <p> 2 } <g2> { <c> <p> 3 }`
	iri := func(s string) rdf.Term { return rdf.NewIRI("http://example/" + s) }
	using := sparql.QueryOptions{}
	using.Dataset.Default = []rdf.Term{iri("g1")}
	using.Dataset.Named = []rdf.Term{iri("g2")}
	one := sparql.QueryOptions{Graph: iri("g1")}
	const rest = "<a> <p> 1 -;<b> <p> 2 <g1>;<c> <p> 3 <g2>"
	for name, tc := range map[string]struct {
		request string
		opt     sparql.QueryOptions
		err     error
		want    string
	}{
		"default graphs":    {`INSERT { ?s <q> ?o } WHERE { ?s <p> ?o }`, using, nil, "<a> <p> 1 -;<b> <q> 2 -;<b> <p> 2 <g1>;<c> <p> 3 <g2>"},
		"named graphs":      {`INSERT { ?s <q> ?o } WHERE { GRAPH ?g { ?s <p> ?o } }`, using, nil, "<a> <p> 1 -;<c> <q> 3 -;<b> <p> 2 <g1>;<c> <p> 3 <g2>"},
		"data need none":    {`DELETE DATA { <a> <p> 1 }`, using, nil, "<b> <p> 2 <g1>;<c> <p> 3 <g2>"},
		"with, given twice": {`WITH <g1> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }`, using, sparql.ErrDataset, rest},
		"using, twice":      {`DELETE { ?s ?p ?o } USING <g1> WHERE { ?s ?p ?o }`, using, sparql.ErrDataset, rest},
		"one graph":         {`DELETE { ?s ?p ?o } INSERT { ?s <q> ?o } WHERE { ?s ?p ?o } ; INSERT DATA { <x> <y> 1 }`, one, nil, "<a> <p> 1 -;<b> <q> 2 <g1>;<x> <y> 1 <g1>;<c> <p> 3 <g2>"},
		"another graph":     {`INSERT DATA { GRAPH <g2> { <x> <y> 1 } }`, one, sparql.ErrUpdate, rest},
		"all graphs":        {`CLEAR ALL`, one, sparql.ErrUpdate, rest},
		"a graph, twice":    {`WITH <g2> INSERT { ?s <q> ?o } WHERE { ?s <p> ?o }`, one, sparql.ErrDataset, rest},
	} {
		t.Run(name, func(t *testing.T) {
			for kind, e := range updatable(t, data) {
				tc.opt.Base = "http://example/"
				if err := e.Update(t.Context(), tc.request, tc.opt); !errors.Is(err, tc.err) {
					t.Errorf("%s: got %v, want %v", kind, err, tc.err)
				}
				got := contents(t, e)
				want := strings.Split(tc.want, ";")
				slices.Sort(want)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", kind, diff)
				}
			}
		})
	}
}

func TestStatistics(t *testing.T) {
	const data = `<a> a <C> ; <p> 1 , 2 . <b> a <D> . <g1> { <a> a <C> . <b> a <C> } <g2> { <a> <p> 3 }`
	counted := func(list []sparql.TermCount) map[string]int64 {
		m := map[string]int64{}
		for _, c := range list {
			m[strings.TrimPrefix(c.Term.Value(), "http://example/")] = c.Count
		}
		return m
	}
	for kind, e := range updatable(t, data) {
		st, err := e.Statistics(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for what, lists := range map[string][2]map[string]int64{
			"totals":     {{"quads": 7, "triples": 6}, {"quads": st.Quads, "triples": st.Triples}},
			"graphs":     {{"": 4, "g1": 2, "g2": 1}, counted(st.Graphs)},
			"properties": {{vocab.RDFType: 3, "p": 3}, counted(st.Properties)},
			"classes":    {{"C": 2, "D": 1}, counted(st.Classes)},
		} {
			if diff := cmp.Diff(lists[0], lists[1]); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", kind, what, diff)
			}
		}
		if kind == "store" && (st.Subjects != 2 || st.Objects != 5) {
			t.Errorf("%d subjects, %d objects; want 2, 5", st.Subjects, st.Objects)
		}
	}
}
