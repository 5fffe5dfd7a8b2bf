package sparql_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"issn-ld/rdf"
	"issn-ld/sparql"
	"issn-ld/sparql/algebra"
	"issn-ld/sparql/naive"
	"issn-ld/store"
)

var (
	randomQueries = flag.Int("queries", 2000, "random queries to compare with the reference evaluator")
	randomSeed    = flag.Uint64("seed", 1, "first seed of the random queries")
)

// generator writes random queries.
type generator struct {
	*rand.Rand
	binds int
}

func (g *generator) one(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) variable() string { return g.one("?a", "?b", "?c", "?d") }

func (g *generator) subject() string {
	return g.one("?a", "?a", "?b", "?c", "?d", "<s1>", "<s2>", "<s3>", "_:x")
}

func (g *generator) predicate() string {
	return g.one("<p>", "<q>", "<r>", "<p>", "<q>", "?d", "?e")
}

func (g *generator) object() string {
	if g.IntN(12) == 0 {
		return "<<( " + g.one("?a", "?b", "<s1>") + " " + g.one("<p>", "?d") + " " + g.one("?c", "?a", "1") + " )>>"
	}
	return g.one("?a", "?b", "?c", "?c", "?d", "<s1>", "<s2>", "1", "2", `"x"`)
}

func (g *generator) path() string {
	p := g.one("<p>", "<q>", "<r>")
	q := g.one("<p>", "<q>", "<r>")
	switch g.IntN(10) {
	case 0:
		return p + "+"
	case 1:
		return p + "*"
	case 2:
		return p + "?"
	case 3:
		return "(" + p + "/" + q + ")"
	case 4:
		return "(" + p + "|" + q + ")"
	case 5:
		return "^" + p
	case 6:
		return "!(" + p + "|^" + q + ")"
	case 7:
		return "(" + p + "/^" + q + ")*"
	case 8:
		return "(" + p + "|" + q + ")+"
	default:
		return "!" + p
	}
}

func (g *generator) triples() string {
	var b strings.Builder
	for range 1 + g.IntN(3) {
		p := g.predicate()
		if g.IntN(6) == 0 {
			p = g.path()
		}
		b.WriteString(g.subject() + " " + p + " " + g.object() + " . ")
	}
	return strings.ReplaceAll(b.String(), "_:x", fmt.Sprintf("_:x%d", g.IntN(1<<30)))
}

func (g *generator) expression(depth int) string {
	if depth > 0 && g.IntN(3) == 0 {
		return "(" + g.expression(depth-1) + g.one(" && ", " || ") + g.expression(depth-1) + ")"
	}
	v, w := g.variable(), g.one("?a", "?b", "?c", "1", "2", "<s1>", `"x"`)
	switch g.IntN(14) {
	case 9:
		return "STRSTARTS(STR(" + v + "), " + g.one(`"http://example/s"`, `"x"`, `""`) + ")"
	case 10:
		return "REGEX(" + v + ", " + g.one(`"^x"`, `"X", "i"`, `"^xy?$"`) + ")"
	case 11:
		return w + " >= " + v
	case 12:
		return "STRLEN(STR(" + v + ")) > 1"
	case 13:
		return v + " IN (<s1>, <s3>, <s9>)"
	case 0:
		return "BOUND(" + v + ")"
	case 1:
		return "!BOUND(" + v + ")"
	case 2:
		return "isIRI(" + v + ")"
	case 3:
		return "sameTerm(" + v + ", " + w + ")"
	case 4:
		return v + " < " + w
	case 5:
		return v + " != " + w
	case 6:
		return "COALESCE(" + v + ", " + w + ") = " + w
	case 7:
		return v + " IN (" + w + ", <s2>)"
	default:
		return v + " = " + w
	}
}

// group writes a group graph pattern without its braces.
func (g *generator) group(depth int) string {
	var b strings.Builder
	b.WriteString(g.element(depth))
	for range g.IntN(3) {
		b.WriteString(g.element(depth))
	}
	return b.String()
}

func (g *generator) element(depth int) string {
	if depth == 0 {
		return g.triples()
	}
	in := func() string { return "{ " + g.group(depth-1) + "}" }
	switch g.IntN(16) {
	case 0, 1:
		return "OPTIONAL " + in() + " "
	case 2:
		return in() + " UNION " + in() + " "
	case 3:
		return "MINUS " + in() + " "
	case 4:
		return "FILTER(" + g.expression(2) + ") "
	case 5:
		return "FILTER " + g.one("EXISTS ", "NOT EXISTS ") + in() + " "
	case 6:
		return "GRAPH " + g.one("?a", "?g", "?g", "<g1>", "<g2>") + " " + in() + " "
	case 7:
		g.binds++
		return fmt.Sprintf("BIND(%s AS ?n%d) ", g.one("?a", "?b", "STR(?a)", "?c + 1", "1", "<s1>"), g.binds)
	case 8:
		return "VALUES (?a ?b) { (<s1> <s2>) (UNDEF <s3>) (1 UNDEF) (<s1> <s2>) } "
	case 9:
		return "{ SELECT " + g.one("", "DISTINCT ") + g.one("?a", "?b", "?a ?b", "*") + " " + in() + " } "
	case 10:
		return "{ SELECT ?a (COUNT(" + g.one("*", "?b", "DISTINCT ?c") + ") AS ?n" + fmt.Sprint(g.IntN(1000)+1000) + ") " + in() + " GROUP BY ?a } "
	case 11:
		return "FILTER(" + g.expression(1) + g.one(" || ", " && ") + g.one("EXISTS ", "NOT EXISTS ") + in() + ") "
	case 12:
		return in() + " "
	default:
		return g.triples()
	}
}

func (g *generator) query() string {
	body := "{ " + g.group(2) + "}"
	switch g.IntN(8) {
	case 0:
		return "SELECT DISTINCT " + g.one("?a", "?a ?b", "?c") + " " + body
	case 1:
		return "SELECT ?a (COUNT(" + g.one("*", "?b", "DISTINCT ?b") + ") AS ?n) " + body + " GROUP BY ?a"
	case 2:
		return "SELECT (COUNT(*) AS ?n) (MIN(?a) AS ?m) (SAMPLE(1) AS ?z) " + body
	case 3:
		return "ASK " + body
	case 4:
		return "SELECT ?a ?b " + g.one("FROM <g1> ", "FROM <g1> FROM <g2> FROM NAMED <g1> ", "FROM NAMED <g2> ") + body
	case 5:
		return "SELECT ?a ?b ?c " + body + " ORDER BY ?a DESC(?b) ?c"
	case 6:
		return "CONSTRUCT { ?a <made> ?b . ?c ?d ?a } " + body
	default:
		return "SELECT * " + body
	}
}

// data makes random quads.
func (g *generator) data() []rdf.Quad {
	iri := func(s string) rdf.Term { return rdf.NewIRI("http://example/" + s) }
	number := func(n int) rdf.Term {
		return rdf.NewLiteral(fmt.Sprint(n), "http://www.w3.org/2001/XMLSchema#integer")
	}
	subjects := []rdf.Term{iri("s1"), iri("s2"), iri("s3"), iri("s4"), rdf.NewBlankNode("n1"), rdf.NewBlankNode("n2")}
	predicates := []rdf.Term{iri("p"), iri("q"), iri("r")}
	objects := slices.Concat(subjects, []rdf.Term{number(1), number(2), rdf.NewString("x"), iri("p")},
		[]rdf.Term{
			rdf.NewTripleTerm(rdf.Triple{S: iri("s1"), P: iri("p"), O: number(1)}),
			rdf.NewTripleTerm(rdf.Triple{S: iri("s2"), P: iri("q"), O: iri("s2")}),
		})
	graphs := []rdf.Term{{}, {}, {}, iri("g1"), iri("g2"), iri("s1")}
	pick := func(ts []rdf.Term) rdf.Term { return ts[g.IntN(len(ts))] }
	var out []rdf.Quad
	for range 4 + g.IntN(24) {
		out = append(out, rdf.Quad{S: pick(subjects), P: pick(predicates), O: pick(objects), G: pick(graphs)})
	}
	return out
}

// TestRandomQueries compares the engine with the reference evaluator.
func TestRandomQueries(t *testing.T) {
	ran := 0
	for seed := *randomSeed; ran < *randomQueries; seed++ {
		g := &generator{Rand: rand.New(rand.NewPCG(seed, 7))}
		quads := g.data()
		query := g.query()
		q, err := algebra.Parse(query, "http://example/")
		if err != nil {
			continue // such as a BIND of a variable that is in scope
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		want, err := reference(ctx, q, quads)
		cancel()
		if err != nil {
			continue // too large for the reference evaluator
		}
		ran++
		size := batchSizes[seed/2%4]
		mem := newMemory(size, quads...)
		if seed%2 == 0 {
			mem.skew = rand.New(rand.NewPCG(seed, 8))
		}
		opt := sparql.Options{StrictDefaultGraph: true, BatchRows: size}
		e := sparql.New(mem, opt)
		if seed%100 == 0 {
			e = stored(t, quads, int(seed/100), opt)
		}
		got, err := engineRows(t.Context(), e, query)
		if err != nil {
			t.Fatalf("seed %d: %s\n%v", seed, query, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			p, _ := e.Explain(t.Context(), query, sparql.ExplainOptions{QueryOptions: sparql.QueryOptions{Base: "http://example/"}})
			var data strings.Builder
			for _, q := range quads {
				fmt.Fprintln(&data, text(q.S), text(q.P), text(q.O), text(q.G))
			}
			t.Fatalf("seed %d, batches of %d\n%s\n(-naive +engine):\n%s\n%v\n%s\n%s", seed, size, query, diff, p, algebra.Sprint(q.Root), data.String())
		}
	}
}

// rowText is a solution as text: its bound variables in the order of their names.
func rowText(vars []string, row []rdf.Term) string {
	cells := []string{}
	for i, v := range vars {
		if !row[i].IsZero() {
			cells = append(cells, v+"="+text(row[i]))
		}
	}
	slices.Sort(cells)
	return strings.Join(cells, " ")
}

func reference(ctx context.Context, q *algebra.Query, quads []rdf.Quad) ([]string, error) {
	r, err := naive.Query(ctx, rdf.NewDataset(quads...), q, naive.Options{})
	if err != nil {
		return nil, err
	}
	var out []string
	switch r.Form {
	case algebra.Ask:
		return []string{fmt.Sprint(r.Boolean)}, nil
	case algebra.Construct, algebra.Describe:
		for q := range r.Graph.All() {
			out = append(out, text(q.S)+" "+text(q.P)+" "+text(q.O))
		}
	default:
		for _, row := range r.Rows {
			out = append(out, rowText(r.Vars, row))
		}
	}
	slices.Sort(out)
	return out, nil
}

func engineRows(ctx context.Context, e *sparql.Engine, query string) (out []string, err error) {
	r, err := e.Query(ctx, query, sparql.QueryOptions{Base: "http://example/"})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	switch r.Form {
	case algebra.Ask:
		return []string{fmt.Sprint(r.Boolean)}, nil
	case algebra.Construct, algebra.Describe:
		for q, err := range r.Quads() {
			if err != nil {
				return nil, err
			}
			out = append(out, text(q.S)+" "+text(q.P)+" "+text(q.O))
		}
	default:
		for row, err := range r.Rows() {
			if err != nil {
				return nil, err
			}
			out = append(out, rowText(r.Vars, row))
		}
	}
	slices.Sort(out)
	return out, nil
}

// stored returns an engine over the store, in one of its layouts: blocks of a row
// or a few, everything in the delta, or half of it.
func stored(t *testing.T, quads []rdf.Quad, layout int, opt sparql.Options) *sparql.Engine {
	t.Helper()
	db, err := store.Open(t.TempDir(), store.Options{BlockRows: []int{1, 2, 16}[layout/3%3]})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	loaded := len(quads) * (layout % 3) / 2 // none, half, all
	l, err := db.Load(t.Context(), store.LoadOptions{Replace: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range quads[:loaded] {
		if err := p.Add(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		for _, q := range quads[loaded:] {
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sparql.New(sparql.Snapshots(db.Snapshot), opt)
}
