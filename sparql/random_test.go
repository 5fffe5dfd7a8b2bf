package sparql_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/naive"
)

var (
	randomQueries = flag.Int("queries", 1500, "random queries to compare with the reference evaluator")
	randomSeed    = flag.Uint64("seed", 1, "first seed of the random queries")
	randomFor     = flag.Duration("for", 0, "compare random queries for so long, whatever their number")
	randomPlanted = flag.Int64("planted", -1, "seed whose comparison on disk is made to fail")
)

// perStore is how many seeds share a store.
const perStore = 50

// TestRandomQueries compares the engine with the reference evaluator: each query over
// quads of its own in the store of tests, and over those of a store on disk.
func TestRandomQueries(t *testing.T) {
	began, ran := time.Now(), 0
	enough := func() bool {
		if *randomFor > 0 {
			return time.Since(began) > *randomFor
		}
		return ran >= *randomQueries
	}
	seed, stores := *randomSeed, 0
	for !enough() {
		// The parts of a test have cleanups of their own: stores are closed at once.
		t.Run("", func(t *testing.T) {
			at := seed // the comparison under way, or the last one
			// Before all other cleanups, so that it runs after them: it also tells of one
			// that fails, and of panics.
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("repeat with: go test ./sparql -run TestRandomQueries -count=1 -args -seed %d -queries 1", at)
				}
			})
			stores++
			layout := int(seed / perStore % layouts)
			quads := (&generator{Rand: rand.New(rand.NewPCG(seed/perStore, 9))}).data()
			db := storedDB(t, quads, layout)
			for more := true; more && !enough() && !t.Failed(); more = seed%perStore != 0 {
				at = seed
				if c := newComparison(t, seed, nil); c != nil {
					ran++
					c.run(t, c.memory())
					c.run(t, sparql.Dataset(rdf.NewDataset(c.quads...)))
				}
				if c := newComparison(t, seed, quads); c != nil {
					c.layout = layout
					c.run(t, sparql.Snapshots(db.Snapshot))
				}
				seed++
			}
		})
		if t.Failed() {
			return
		}
	}
	t.Logf("%d queries from seed %d to %d, each on a fake and on one of %d stores in %d layouts", ran, *randomSeed, seed-1, stores, layouts)
}

// comparison is one query over one set of quads.
type comparison struct {
	seed   uint64
	quads  []rdf.Quad
	query  string
	slice  slice
	parsed *algebra.Query
	want   []string // without the slice if that takes any rows
	size   int      // of batches
	layout int      // of the store; -1: the store of tests
}

// newComparison makes the comparison of a seed, over quads or, if they are nil, some of
// its own; nil where the query is wrong or too large for the reference evaluator.
func newComparison(t *testing.T, seed uint64, quads []rdf.Quad) *comparison {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7))}
	c := &comparison{seed: seed, quads: g.data(), size: batchSizes[seed/2%4], layout: -1}
	c.query, c.slice = g.query()
	if quads != nil {
		c.quads = quads
	}
	whole := c.query
	c.query += c.slice.String()
	if c.slice.ordered {
		whole = c.query
	}
	q, err := algebra.Parse(t.Context(), whole, "http://example/")
	if err != nil {
		return nil // such as a BIND of a variable that is in scope
	}
	if c.parsed, err = algebra.Parse(t.Context(), c.query, "http://example/"); err != nil {
		t.Fatalf("%s\n%v", c.query, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if c.want, err = reference(ctx, q, c.quads); err != nil {
		return nil
	}
	return c
}

// memory is the store of tests.
func (c *comparison) memory() sparql.Store {
	mem := newMemory(c.size, c.quads...)
	if c.seed%2 == 0 {
		mem.skew = rand.New(rand.NewPCG(c.seed, 8))
	}
	return mem
}

// run asks the engine.
func (c *comparison) run(t *testing.T, s sparql.Store) {
	t.Helper()
	if c.layout >= 0 && int64(c.seed) == *randomPlanted {
		t.Fatalf("planted in layout %d: %s\n%s", c.layout, c.query, c.data())
	}
	e := enginetest.New(s, sparql.Options{StrictDefaultGraph: true, BatchRows: c.size})
	got, err := engineRows(t.Context(), e, c.query)
	if err != nil {
		t.Errorf("seed %d: %s\n%v", c.seed, c.query, err)
		return
	}
	if diff := c.diff(got); diff != "" {
		p, _ := e.Explain(t.Context(), c.query, sparql.ExplainOptions{QueryOptions: sparql.QueryOptions{Base: "http://example/"}})
		t.Errorf("seed %d, batches of %d, layout %d\n%s\n(-naive +engine):\n%s\n%v\n%s\n%s", c.seed, c.size, c.layout, c.query, diff, p, algebra.Sprint(c.parsed.Root), c.data())
	}
}

// data is the quads as text.
func (c *comparison) data() string {
	var data strings.Builder
	for _, q := range c.quads {
		fmt.Fprintln(&data, text(q.S), text(q.P), text(q.O), text(q.G))
	}
	return data.String()
}

// diff compares the rows with those that there have to be.
func (c *comparison) diff(got []string) string {
	if c.slice.ordered || c.slice.limit < 0 && c.slice.offset == 0 {
		return cmp.Diff(c.want, got)
	}
	n := max(0, len(c.want)-c.slice.offset)
	if c.slice.limit >= 0 {
		n = min(n, c.slice.limit)
	}
	if len(got) != n {
		return fmt.Sprintf("%d rows, want %d of\n%s", len(got), n, strings.Join(c.want, "\n"))
	}
	left := slices.Clone(c.want)
	for _, row := range got {
		at := slices.Index(left, row)
		if at < 0 {
			return fmt.Sprintf("the row %s is none, or once too often, of\n%s", row, strings.Join(c.want, "\n"))
		}
		left = slices.Delete(left, at, at+1)
	}
	return ""
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

// made are blank nodes of templates, whose labels are each evaluator's own.
var made = regexp.MustCompile(`^_:(template|b\.c)\S*`)

// triple is a triple of a result as text.
func triple(q rdf.Quad) string {
	return made.ReplaceAllString(text(q.S), "_:new") + " " + text(q.P) + " " + text(q.O)
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
			out = append(out, triple(q))
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
			out = append(out, triple(q))
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
