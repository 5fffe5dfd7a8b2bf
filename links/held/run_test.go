package held_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// memory returns an empty store in memory.
func memory(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// load adds a quad to a store.
func load(t *testing.T, db *store.DB, q rdf.Quad) {
	t.Helper()
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.Insert(q) }); err != nil {
		t.Fatal(err)
	}
}

// batch is a source with one file.
func batch(source, content string) sources.Batch {
	return sources.Batch{Source: sources.Lookup(source), Files: []*formats.File{linktest.Text(content)}}
}

// link links a file of a source.
func link(t *testing.T, db *store.DB, source, content string) held.SourceReport {
	t.Helper()
	report, err := held.Link(t.Context(), db, []sources.Batch{batch(source, content)}, held.LinkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return report.Sources[0]
}

// everything returns the quads of a store, those of a graph apart.
func everything(t *testing.T, db *store.DB, graph string) (of, rest map[rdf.Quad]bool) {
	t.Helper()
	of, rest = map[rdf.Quad]bool{}, map[rdf.Quad]bool{}
	snap := linktest.State(t, db)
	for q, err := range snap.Match(t.Context(), rdf.Term{}, rdf.Term{}, rdf.Term{}, rdf.Term{}) {
		if err != nil {
			t.Fatal(err)
		}
		if q.G.Value() == graph {
			of[q] = true
		} else {
			rest[q] = true
		}
	}
	return of, rest
}

const (
	wikidataGraph = vocab.GraphBase + "wikidata"
	head          = "item,issn,title\n"
	nature        = "http://www.wikidata.org/entity/Q180445,1476-4687,Nature\n"
	science       = "http://www.wikidata.org/entity/Q192864,0036-8075,Science\n"
)

// A run replaces the graphs of its sources and no others, and tells what changed.
func TestLinkReplacesGraphsOfItsSources(t *testing.T) {
	db := linktest.Linked(t)
	_, others := everything(t, db, wikidataGraph)
	link(t, db, "wikidata", head+nature+science)
	for _, step := range []struct {
		name, content               string
		links                       int64
		appeared, changed, vanished int
	}{
		{"the same", head + nature + science, 2, 0, 0, 0},
		{"in another order", head + science + nature, 2, 0, 0, 0},
		{"one less", head + nature, 1, 0, 0, 2},
		{"one more", head + nature + science, 2, 2, 0, 0},
	} {
		r := link(t, db, "wikidata", step.content)
		if r.Links != step.links || r.Appeared != step.appeared || r.Changed != step.changed || r.Vanished != step.vanished {
			t.Errorf("%s: %d links, %d appeared, %d changed, %d vanished; want %+v", step.name, r.Links, r.Appeared, r.Changed, r.Vanished, step)
		}
	}
	got, rest := everything(t, db, wikidataGraph)
	if diff := cmp.Diff(others, rest); diff != "" {
		t.Errorf("other graphs changed (-before +after):\n%s", diff)
	}
	alone := linktest.Sample(t)
	link(t, alone, "wikidata", head+nature+science)
	items := func(quads map[rdf.Quad]bool) (list []string) {
		for q := range quads {
			if q.P.Value() == vocab.SchemaSameAs {
				list = append(list, q.S.Value()+" "+q.O.Value())
			}
		}
		slices.Sort(list)
		return list
	}
	want, _ := everything(t, alone, wikidataGraph)
	if diff := cmp.Diff(items(want), items(got)); diff != "" || len(want) != len(got) {
		t.Errorf("a fresh run gives %d quads, the last of many %d (-fresh +last):\n%s", len(want), len(got), diff)
	}
}

// A run of several sources that fails in one of them leaves the store as it was.
func TestFailedRunChangesNothing(t *testing.T) {
	db := linktest.Linked(t)
	of, rest := everything(t, db, wikidataGraph)
	for name, batches := range map[string][]sources.Batch{
		"no rows":        {batch("wikidata", head+nature), batch("crossref", "")},
		"unknown format": {batch("wikidata", head+nature), batch("doaj", "these,are,no\njournals,of,DOAJ\n")},
	} {
		if report, err := held.Link(t.Context(), db, batches, held.LinkOptions{}); err == nil {
			t.Fatalf("%s: no error: %+v", name, report)
		}
		afterOf, afterRest := everything(t, db, wikidataGraph)
		if diff := cmp.Diff(of, afterOf) + cmp.Diff(rest, afterRest); diff != "" {
			t.Errorf("%s: the store changed:\n%s", name, diff)
		}
	}
	_, err := held.Link(t.Context(), db, []sources.Batch{batch("wikidata", "")}, held.LinkOptions{})
	if !errors.Is(err, links.ErrNoRows) {
		t.Errorf("a file without rows: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := held.Link(ctx, db, []sources.Batch{batch("wikidata", head+nature)}, held.LinkOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Reports are in the order of the batches, whatever order they are read in, and
// hooks hear of phases and rejected rows.
func TestLinkReports(t *testing.T) {
	var phases []string
	var mu sync.Mutex
	rejected := 0
	db := linktest.Sample(t)
	report, err := held.Link(t.Context(), db, []sources.Batch{
		batch("transfer", "<rss version=\"2.0\"><channel></channel></rss>"), batch("wikidata", head+nature+science+"http://www.wikidata.org/entity/Q1,0028-0837,Wrong\n"),
	}, held.LinkOptions{
		OnPhase: func(phase string) { phases = append(phases, phase) },
		OnRow: func(row *formats.Row) error {
			mu.Lock()
			defer mu.Unlock()
			if row.Reject != "" {
				rejected++
			}
			return nil
		},
	})
	if !errors.Is(err, links.ErrNoRows) {
		t.Fatalf("a feed without items: %+v, %v", report, err)
	}
	if diff := cmp.Diff([]string{"reading the register", "linking"}, phases); diff != "" {
		t.Errorf("phases (-want +got):\n%s", diff)
	}
	report, err = held.Link(t.Context(), db, []sources.Batch{
		batch("doaj", "Journal title,Journal ISSN (print version),Journal EISSN (online version)\n"+"Nature,0028-0836,\n"),
		batch("wikidata", head+nature+science),
	}, held.LinkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Sources) != 2 || report.Sources[0].Source != "doaj" || report.Sources[1].Source != "wikidata" || report.Total != linktest.State(t, db).Quads() {
		t.Errorf("report: %+v", report)
	}
}

// Quads gives each quad of the graphs once, and of graphs that are not there none.
func TestQuads(t *testing.T) {
	db := linktest.Linked(t)
	snap := linktest.State(t, db)
	want, _ := everything(t, db, wikidataGraph)
	got := map[rdf.Quad]bool{}
	for q, err := range held.Quads(t.Context(), snap, []string{wikidataGraph, vocab.GraphBase + "nowhere", wikidataGraph}) {
		if err != nil || got[q] {
			t.Fatalf("%v: %v, or twice", q, err)
		}
		got[q] = true
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		t.Errorf("%d quads (-want +got):\n%s", len(got), diff)
	}
	for q, err := range held.Quads(t.Context(), snap, []string{vocab.GraphBase + "nowhere"}) {
		t.Errorf("a quad of a graph that is not there: %v, %v", q, err)
	}
}
