package testsuite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/naive"
	"github.com/issn-ld/issn-ld/sparql/results"
)

// queryTimeout bounds a query of the suites, all of which are small.
const queryTimeout = 30 * time.Second

// runSPARQLQuery runs a query test.
func runSPARQLQuery(ev sparqlEvaluator, m manifestTest) error {
	query := m.property(m.Action, nsQuery+"query")
	text, err := m.Root.read(query.Value())
	if err != nil {
		return err
	}
	q, err := algebra.Parse(context.Background(), string(text), query.Value())
	if err != nil {
		return err
	}
	d, err := sparqlDataset(m, m.Action, nsQuery)
	if err != nil {
		return err
	}
	if err := addFrom(m, d, q.Dataset.Default); err != nil {
		return err
	}
	if err := addFrom(m, d, q.Dataset.Named); err != nil {
		return err
	}
	services := make(map[string]*rdf.Dataset)
	for _, s := range m.objects(m.Action, nsQuery+"serviceData") {
		endpoint := m.property(s, nsQuery+"endpoint").Value()
		if services[endpoint], err = sparqlDataset(m, s, nsQuery); err != nil {
			return err
		}
	}
	want, err := readAnswer(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), queryTimeout)
	defer cancel()
	got, err := ev.query(ctx, d, string(text), query.Value(), services)
	if err != nil {
		return err
	}
	want.Ordered = want.Ordered || isOrdered(q.Root)
	want.Lax = m.property(rdf.NewIRI(m.IRI), nsManifest+"resultCardinality") == rdf.NewIRI(nsManifest+"LaxCardinality")
	if f, ok := results.ByName(m.Result.Value()); ok && f == results.CSV {
		// CSV has values only: what is compared is what it says of the answer.
		if got.Table, err = throughFormat(got.Table, results.CSV); err != nil {
			return err
		}
	}
	if err := compareAnswers(want, got); err != nil {
		return err
	}
	return keepsFormats(got)
}

// isOrdered reports whether the order of a query's rows is defined.
func isOrdered(n algebra.Node) bool {
	switch n := n.(type) {
	case *algebra.OrderBy:
		return true
	case *algebra.Project:
		return isOrdered(n.P)
	case *algebra.Distinct:
		return isOrdered(n.P)
	case *algebra.Reduced:
		return isOrdered(n.P)
	case *algebra.Slice:
		return isOrdered(n.P)
	}
	return false
}

// throughFormat writes a table and reads it again.
func throughFormat(t *results.Table, f results.Format) (*results.Table, error) {
	var b bytes.Buffer
	if t.IsBoolean {
		if err := results.WriteBoolean(&b, f, t.Boolean); err != nil {
			return nil, err
		}
		return results.Read(&b, f)
	}
	w := results.NewWriter(&b, f, t.Vars)
	for _, row := range t.Rows {
		if err := w.WriteRow(row); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return results.Read(&b, f)
}

// keepsFormats checks that the formats with types carry an answer unchanged.
func keepsFormats(a *sparqlAnswer) error {
	if a.Table == nil {
		return nil
	}
	for _, f := range []results.Format{results.JSON, results.XML, results.TSV} {
		if a.Table.IsBoolean && f == results.TSV {
			continue
		}
		t, err := throughFormat(a.Table, f)
		if err != nil {
			return fmt.Errorf("as %s: %w", f, err)
		}
		if err := compareAnswers(&sparqlAnswer{Table: a.Table, Ordered: true}, &sparqlAnswer{Table: t}); err != nil {
			return fmt.Errorf("as %s: %w", f, err)
		}
	}
	return nil
}

// runSPARQLUpdate runs an update test.
func runSPARQLUpdate(ev sparqlEvaluator, m manifestTest) error {
	request := m.property(m.Action, nsUpdate+"request")
	text, err := m.Root.read(request.Value())
	if err != nil {
		return err
	}
	d, err := sparqlDataset(m, m.Action, nsUpdate)
	if err != nil {
		return err
	}
	want, err := sparqlDataset(m, m.Result, nsUpdate)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), queryTimeout)
	defer cancel()
	got, err := ev.update(ctx, d, string(text), request.Value())
	if err != nil {
		return err
	}
	return compareAnswers(&sparqlAnswer{Graph: want}, &sparqlAnswer{Graph: got})
}

// naiveEvaluator answers by the reference evaluator.
type naiveEvaluator struct{}

func (naiveEvaluator) query(
	ctx context.Context, d *rdf.Dataset, text, base string, services map[string]*rdf.Dataset,
) (*sparqlAnswer, error) {
	q, err := algebra.Parse(ctx, text, base)
	if err != nil {
		return nil, err
	}
	r, err := naive.Query(ctx, d, q, naive.Options{Service: naiveServices(services)})
	if err != nil {
		return nil, err
	}
	switch r.Form {
	case algebra.Ask:
		return &sparqlAnswer{Table: &results.Table{IsBoolean: true, Boolean: r.Boolean}}, nil
	case algebra.Construct, algebra.Describe:
		return &sparqlAnswer{Graph: r.Graph}, nil
	default:
		return &sparqlAnswer{Table: &results.Table{Vars: r.Vars, Rows: r.Rows}}, nil
	}
}

// naiveServices answers SERVICE calls, also those inside others, from datasets.
func naiveServices(services map[string]*rdf.Dataset) func(context.Context, string, string) ([]string, [][]rdf.Term, error) {
	return func(ctx context.Context, endpoint, text string) ([]string, [][]rdf.Term, error) {
		at, ok := services[endpoint]
		if !ok {
			return nil, nil, errors.New("no such endpoint")
		}
		q, err := algebra.Parse(ctx, "SELECT * WHERE "+text, "")
		if err != nil {
			return nil, nil, err
		}
		r, err := naive.Query(ctx, at, q, naive.Options{Service: naiveServices(services)})
		if err != nil {
			return nil, nil, err
		}
		return r.Vars, r.Rows, nil
	}
}

func (naiveEvaluator) update(ctx context.Context, d *rdf.Dataset, text, base string) (*rdf.Dataset, error) {
	u, err := algebra.ParseUpdate(ctx, text, base)
	if err != nil {
		return nil, err
	}
	return naive.Update(ctx, d, u, naive.Options{})
}
