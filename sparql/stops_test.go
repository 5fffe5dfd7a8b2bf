package sparql_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
)

// TestWideResults reads rows of so many columns that they are decoded a few at a time, and
// pays for what is decoded.
func TestWideResults(t *testing.T) {
	const columns, rows = 1200, 300
	var vars, binds strings.Builder
	for c := range columns {
		fmt.Fprintf(&vars, " ?c%d", c)
		fmt.Fprintf(&binds, " BIND(?v + %d AS ?c%d)", c, c)
	}
	query := "SELECT ?v" + vars.String() + " { ?s <value> ?v" + binds.String() + " }"
	var quads []rdf.Quad
	for n := range rows {
		quads = append(quads, rdf.Quad{S: rdf.NewIRI("http://example/s" + fmt.Sprint(n)), P: rdf.NewIRI("http://example/value"), O: rdf.NewLiteral(fmt.Sprint(n), "http://www.w3.org/2001/XMLSchema#integer")})
	}
	e := enginetest.New(newMemory(1024, quads...), sparql.Options{})
	res, err := e.Query(t.Context(), query, sparql.QueryOptions{Base: "http://example/"})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range res.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		n++
		first, err := strconv.Atoi(row[0].Value())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []int{0, 1, 599, columns - 1} {
			if row[1+c].Value() != fmt.Sprint(first+c) {
				t.Fatalf("column %d of the row of %d is %v", c, first, row[1+c])
			}
		}
	}
	if n != rows {
		t.Errorf("%d rows", n)
	}
	if err := res.Close(); err != nil {
		t.Fatal(err)
	}
	if peak := e.Usage().Peak; peak < 1<<20 {
		t.Errorf("%d bytes were reserved for %d terms at a time", peak, 1<<16)
	}
}

// TestLongRowsCost holds that a row with long texts costs memory while it is written.
func TestLongRowsCost(t *testing.T) {
	e := enginetest.New(newMemory(1024, numbers(3)...), sparql.Options{MemoryBytes: 12 << 20})
	grow := func(times int) string {
		query := "SELECT ?t0 ?t" + fmt.Sprint(times) + " { VALUES ?t0 { \"" + strings.Repeat("x", 1<<10) + "\" }"
		for n := range times {
			query += fmt.Sprintf(" BIND(CONCAT(?t%d, ?t%d) AS ?t%d)", n, n, n+1)
		}
		return query + " }"
	}
	if _, err := drainQuery(t.Context(), e, grow(9), sparql.QueryOptions{}); err != nil {
		t.Errorf("a text of 512 KiB: %v", err)
	}
	// The text and those that it is made of take 8 MiB, its written form as much again.
	if _, err := drainQuery(t.Context(), e, grow(12), sparql.QueryOptions{}); !errors.Is(err, sparql.ErrMemory) {
		t.Errorf("a text of 4 MiB: %v", err)
	}
}

// TestWriteGraphLimits holds changes of whole graphs to the limits of updates: a deadline,
// for the wait for another transaction too, cancel, and memory; and that they are listed.
func TestWriteGraphLimits(t *testing.T) {
	e := updatable(t, "<a> <p> 1 .")["store"]
	graph := rdf.NewIRI("http://example/g")
	entered, leave := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		_, err := e.WriteGraph(context.Background(), sparql.GraphWrite{Graph: graph, Replace: true, Check: func(uint64, int64) error {
			close(entered)
			<-leave
			return nil
		}}, sparql.QueryOptions{Label: "me"})
		first <- err
	}()
	<-entered
	running := e.Running()
	if len(running) != 1 || running[0].Label != "me" || running[0].Text != "replace graph <http://example/g>" {
		t.Errorf("running: %+v", running)
	}
	_, err := e.WriteGraph(t.Context(), sparql.GraphWrite{Graph: graph}, sparql.QueryOptions{Timeout: time.Millisecond})
	if !errors.Is(err, sparql.ErrTimeout) {
		t.Errorf("while another one writes: %v", err)
	}
	if err := e.Update(t.Context(), "DELETE WHERE { ?s ?p ?o }", sparql.QueryOptions{Timeout: time.Millisecond}); !errors.Is(err, sparql.ErrTimeout) {
		t.Errorf("an update while another one writes: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = e.WriteGraph(ctx, sparql.GraphWrite{Graph: graph}, sparql.QueryOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("of a client that has gone: %v", err)
	}
	e.Cancel(running[0].ID)
	close(leave)
	if err := <-first; !errors.Is(err, sparql.ErrCancelled) {
		t.Errorf("cancelled: %v", err)
	}
	many := make([]rdf.Quad, 5000)
	for i := range many {
		many[i] = rdf.Quad{S: graph, P: graph, O: rdf.NewString(fmt.Sprint(i))}
	}
	w := sparql.GraphWrite{Graph: graph, Quads: many}
	if _, err := e.WriteGraph(t.Context(), w, sparql.QueryOptions{MemoryBytes: 100 << 10}); !errors.Is(err, sparql.ErrMemory) {
		t.Errorf("5,000 quads in 100 KiB: %v", err)
	}
	if _, err := e.WriteGraph(t.Context(), w, sparql.QueryOptions{}); err != nil {
		t.Error(err)
	}
	if _, err := e.WriteGraph(t.Context(), sparql.GraphWrite{Graph: graph, Replace: true}, sparql.QueryOptions{MemoryBytes: 100 << 10}); !errors.Is(err, sparql.ErrMemory) {
		t.Errorf("removing 5,000 quads in 100 KiB: %v", err)
	}
}
