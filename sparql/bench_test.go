package sparql_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

var benchRecords = flag.Int("records", 20_000, "records of the store that benchmarks query")

// loadRecords fills a store with records like those of a register of serials: 12
// quads each.
func loadRecords(ctx context.Context, db *store.DB, n int) error {
	l, err := db.Load(ctx, store.LoadOptions{Replace: true})
	if err != nil {
		return err
	}
	p, err := l.Part()
	if err != nil {
		return errors.Join(err, l.Abort())
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		for _, q := range record(rnd, i) {
			if err := p.Add(q); err != nil {
				return errors.Join(err, p.Close(), l.Abort())
			}
		}
	}
	if err := p.Close(); err != nil {
		return errors.Join(err, l.Abort())
	}
	_, err = l.Commit(ctx)
	return err
}

func recordIRI(i int) rdf.Term {
	return rdf.NewIRI(fmt.Sprintf("http://example/serial/%07d", i))
}

// record makes the quads of one record.
func record(rnd *rand.Rand, i int) []rdf.Quad {
	ex := func(s string) rdf.Term { return rdf.NewIRI("http://example/" + s) }
	number := func(n int) rdf.Term { return rdf.NewLiteral(fmt.Sprint(n), vocab.XSDInteger) }
	s := recordIRI(i)
	country := int(rnd.ExpFloat64() * 12)
	publisher := fmt.Sprintf("publisher/%d", int(rnd.ExpFloat64()*3000))
	title := fmt.Sprintf("Journal of %c%d studies", 'A'+rune(rnd.IntN(26)), rnd.IntN(100_000))
	out := []rdf.Quad{
		{S: s, P: rdf.NewIRI(vocab.RDFType), O: ex([]string{"Periodical", "Newspaper", "Series"}[min(2, rnd.IntN(12)/5)])},
		{S: s, P: ex("title"), O: rdf.NewString(title)},
		{S: s, P: ex("label"), O: rdf.NewLangString(title, "en")},
		{S: s, P: ex("country"), O: ex(fmt.Sprintf("country/%d", country))},
		{S: s, P: ex("publisher"), O: ex(publisher)},
		{S: s, P: ex("start"), O: number(1850 + rnd.IntN(175))},
		{S: s, P: ex("frequency"), O: ex(fmt.Sprintf("frequency/%d", rnd.IntN(9)))},
		{S: s, P: ex("medium"), O: ex([]string{"online", "print"}[rnd.IntN(2)])},
		{S: s, P: ex("subject"), O: ex(fmt.Sprintf("subject/%d", rnd.IntN(900)))},
		{S: s, P: ex("subject"), O: ex(fmt.Sprintf("subject/%d", rnd.IntN(900)))},
	}
	if i > 10 && rnd.IntN(8) == 0 {
		out = append(out, rdf.Quad{S: s, P: ex("precededBy"), O: recordIRI(i - 1 - rnd.IntN(10))})
	}
	if rnd.IntN(3) == 0 {
		out = append(out, rdf.Quad{S: s, P: ex("end"), O: number(1950 + rnd.IntN(75))})
	}
	for j := range out {
		out[j].G = ex([]string{"graph/free", "graph/full"}[j%2])
	}
	return out
}

// benchQueries isolate one feature each.
var benchQueries = []struct{ name, text string }{
	{"subject", `SELECT ?p ?o { <serial/0000042> ?p ?o }`},
	{"count-all", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o }`},
	{"count-by-predicate", `SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p`},
	{"distinct-subjects", `SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }`},
	{"join-constant", `SELECT ?s ?t { ?s <publisher> <publisher/77> . ?s <title> ?t }`},
	{"star-4", `SELECT (COUNT(*) AS ?n) { ?s <title> ?t . ?s <country> ?c . ?s <start> ?y . ?s <medium> ?m }`},
	{"star-selective", `SELECT ?s ?t ?y { ?s <country> <country/40> . ?s <medium> <online> . ?s <title> ?t . ?s <start> ?y }`},
	{"group-country", `SELECT ?c (COUNT(?s) AS ?n) { ?s <country> ?c } GROUP BY ?c ORDER BY DESC(?n)`},
	{"group-join", `SELECT ?c (COUNT(*) AS ?n) { ?s <country> ?c . ?s <medium> <online> } GROUP BY ?c`},
	{"order-title-10", `SELECT ?s ?t { ?s <title> ?t } ORDER BY ?t LIMIT 10`},
	{"order-all", `SELECT ?s ?y { ?s <start> ?y } ORDER BY ?y ?s`},
	{"optional", `SELECT ?s ?e { ?s <publisher> <publisher/77> OPTIONAL { ?s <end> ?e } }`},
	{"optional-all", `SELECT (COUNT(?e) AS ?n) { ?s <publisher> ?p OPTIONAL { ?s <end> ?e } }`},
	{"regex", `SELECT (COUNT(*) AS ?n) { ?s <title> ?t FILTER REGEX(?t, "K4.*studies") }`},
	{"contains", `SELECT (COUNT(*) AS ?n) { ?s <title> ?t FILTER CONTAINS(?t, "Q77") }`},
	{"filter-number", `SELECT (COUNT(*) AS ?n) { ?s <start> ?y FILTER(?y >= 2000) }`},
	{"path-plus", `SELECT ?x { <serial/0019999> <precededBy>+ ?x }`},
	{"path-all", `SELECT (COUNT(*) AS ?n) { ?x <precededBy>+ ?y }`},
	{"not-exists", `SELECT (COUNT(*) AS ?n) { ?s <country> <country/3> FILTER NOT EXISTS { ?s <end> ?e } }`},
	{"minus", `SELECT (COUNT(*) AS ?n) { ?s <country> <country/3> MINUS { ?s <end> ?e } }`},
	{"union", `SELECT (COUNT(*) AS ?n) { { ?s <country> <country/3> } UNION { ?s <country> <country/4> } }`},
	{"distinct-publishers", `SELECT DISTINCT ?p { ?s <publisher> ?p }`},
	{"limit-10", `SELECT * { ?s <title> ?t . ?s <country> ?c OPTIONAL { ?s <end> ?e . ?s <medium> ?m } } LIMIT 10`},
	{"chain", `SELECT (COUNT(*) AS ?n) { ?a <precededBy> ?b . ?b <publisher> ?p . ?b <country> ?c }`},
	{"export", `SELECT ?s ?p ?o { ?s ?p ?o }`},
}

// BenchmarkQuery runs the queries over the store, results decoded.
func BenchmarkQuery(b *testing.B) {
	db, err := store.Open(b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	if err := loadRecords(b.Context(), db, *benchRecords); err != nil {
		b.Fatal(err)
	}
	e := enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
	for _, q := range benchQueries {
		b.Run("query="+q.name, func(b *testing.B) {
			b.ReportAllocs()
			rows := 0
			for b.Loop() {
				if rows, err = drain(b.Context(), e, q.text); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows), "rows")
		})
	}
}

// drain reads a whole result.
func drain(ctx context.Context, e *sparql.Engine, query string) (rows int, err error) {
	r, err := e.Query(ctx, query, sparql.QueryOptions{Base: "http://example/"})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if r.Form != algebra.Select {
		return 0, nil
	}
	for _, err := range r.Rows() {
		if err != nil {
			return rows, err
		}
		rows++
	}
	return rows, nil
}
