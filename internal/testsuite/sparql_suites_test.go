package testsuite_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

const sparqlSuitesIRI = "https://w3c.github.io/rdf-tests/sparql/"

// sparqlEvaluator is what answers the queries of the suites.
type sparqlEvaluator interface {
	// query answers a query over d; services are the datasets behind endpoints.
	query(ctx context.Context, d *rdf.Dataset, text, base string, services map[string]*rdf.Dataset) (*sparqlAnswer, error)
	// update returns what an update makes of d, which it does not change.
	update(ctx context.Context, d *rdf.Dataset, text, base string) (*rdf.Dataset, error)
}

var layouts = flag.Bool("layouts", false, "run the SPARQL suites on every layout of the store")

// sparqlEvaluators are the evaluators that the suites run on, by name.
func sparqlEvaluators() map[string]sparqlEvaluator {
	all := map[string]sparqlEvaluator{"naive": naiveEvaluator{}, "engine": engineEvaluator{}}
	if *layouts {
		all["delta"] = engineEvaluator{delta: true, batchRows: 1}
		all["blocks"] = engineEvaluator{blockRows: 1, batchRows: 2}
	}
	return all
}

// sparqlManifests are the manifests of the language and of the results formats.
var sparqlManifests = []struct{ spec, manifest string }{
	{"SPARQL 1.0", "sparql10/manifest.ttl"},
	{"SPARQL 1.1 Query", "sparql11/manifest-sparql11-query.ttl"},
	{"SPARQL 1.1 Update", "sparql11/manifest-sparql11-update.ttl"},
	{"SPARQL 1.1 Results", "sparql11/manifest-sparql11-results.ttl"},
	{"SPARQL 1.1 Federated Query", "sparql11/manifest-sparql11-fed.ttl"},
	{"SPARQL 1.1 Entailment", "sparql11/entailment/manifest.ttl"},
	{"SPARQL 1.2", "sparql12/manifest.ttl"},
}

// sparqlSuites returns the SPARQL suites, run on one evaluator.
func sparqlSuites(ev sparqlEvaluator) []suite {
	all := make([]suite, len(sparqlManifests))
	for i, m := range sparqlManifests {
		all[i] = suite{
			Spec: m.spec, Folder: "sparql", IRI: sparqlSuitesIRI, Manifest: m.manifest,
			Run: func(m manifestTest) error { return runSPARQL(ev, m) },
		}
	}
	return all
}

func TestSPARQL(t *testing.T) {
	for name, ev := range sparqlEvaluators() {
		t.Run(name, func(t *testing.T) {
			for _, s := range sparqlSuites(ev) {
				t.Run(strings.ReplaceAll(s.Spec, " ", "_"), s.run)
			}
		})
	}
}

// runSPARQL runs a test of any kind.
func runSPARQL(ev sparqlEvaluator, m manifestTest) error {
	kind := strings.TrimSuffix(m.Type, "11")
	switch kind {
	case "PositiveSyntaxTest", "NegativeSyntaxTest":
		return runSPARQLSyntax(m, strings.HasPrefix(kind, "Negative"), parsesAsQuery)
	case "PositiveUpdateSyntaxTest", "NegativeUpdateSyntaxTest":
		return runSPARQLSyntax(m, strings.HasPrefix(kind, "Negative"), parsesAsUpdate)
	case "QueryEvaluationTest", "CSVResultFormatTest":
		return runSPARQLQuery(ev, m)
	case "UpdateEvaluationTest":
		return runSPARQLUpdate(ev, m)
	}
	return errNoRunner
}

// runSPARQLSyntax checks that a text parses, or that it does not.
func runSPARQLSyntax(m manifestTest, negative bool, parses func(text, base string) error) error {
	text, err := m.Root.read(m.Action.Value())
	if err != nil {
		return err
	}
	err = parses(string(text), m.Action.Value())
	if !negative {
		return err
	}
	var syntaxError *syntax.Error
	switch {
	case err == nil:
		return errors.New("parses without an error")
	case !errors.As(err, &syntaxError):
		return fmt.Errorf("got %w, want a syntax error", err)
	case syntaxError.Line == 0 || syntaxError.Column == 0:
		return fmt.Errorf("the syntax error has no place: %w", err)
	}
	return nil
}

// parsesAsQuery parses and translates a query, and parses its printed form.
func parsesAsQuery(text, base string) error {
	q, err := syntax.ParseQuery(context.Background(), text, syntax.Options{Base: base})
	if err != nil {
		return err
	}
	direct, err := algebra.Translate(context.Background(), q)
	if err != nil {
		return err
	}
	printed, err := algebra.Parse(context.Background(), q.String(), "")
	if err != nil {
		return fmt.Errorf("the printed form: %w\n%s", err, q)
	}
	if a, b := algebra.Sprint(direct.Root), algebra.Sprint(printed.Root); a != b {
		return fmt.Errorf("the printed form means something else\n%s\n%s", a, b)
	}
	return nil
}

// parsesAsUpdate is parsesAsQuery for updates.
func parsesAsUpdate(text, base string) error {
	u, err := syntax.ParseUpdate(context.Background(), text, syntax.Options{Base: base})
	if err != nil {
		return err
	}
	if _, err := algebra.TranslateUpdate(context.Background(), u); err != nil {
		return err
	}
	if _, err := algebra.ParseUpdate(context.Background(), u.String(), ""); err != nil {
		return fmt.Errorf("the printed form: %w\n%s", err, u)
	}
	return nil
}
