package coverage_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/coverage"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// Numbers come as numbers, unbound variables not at all, and CSV has the same rows.
func TestRun(t *testing.T) {
	engine := sparql.New(sparql.Dataset(rdf.NewDataset()), sparql.Options{})
	q := coverage.Query{Name: "own", Title: "Own", Text: `SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) { (12 1.5 "x" UNDEF) (007 "1" <http://example/> true) } }`}
	f, err := coverage.Run(t.Context(), engine, q, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(f); err != nil {
		t.Fatal(err)
	}
	want := `{"query":"own","title":"Own","vars":["a","b","c","d"],"rows":[{"a":12,"b":1.5,"c":"x"},{"a":"007","b":"1","c":"http://example/","d":"true"}]}` + "\n"
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	text.Reset()
	if err := f.WriteCSV(&text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("a,b,c,d\r\n12,1.5,x,\r\n007,1,http://example/,true\r\n", text.String()); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	for _, number := range []rdf.Term{rdf.NewLiteral("-3", vocab.XSDInteger), rdf.NewLiteral("0.5", vocab.XSDDecimal)} {
		if !coverage.IsNumber(number) {
			t.Errorf("%s is no number", number)
		}
	}
	for _, other := range []rdf.Term{rdf.NewLiteral("+1", vocab.XSDInteger), rdf.NewLiteral(".5", vocab.XSDDecimal), rdf.NewString("1"), {}} {
		if coverage.IsNumber(other) {
			t.Errorf("%s is a number", other)
		}
	}
	q.Text = "SELECT"
	if f, err := coverage.Run(t.Context(), engine, q, time.Minute); err == nil || f != nil || err.Error()[:5] != "own: " {
		t.Errorf("a query that is none: %v, %v", f, err)
	}
}

// A name that no query has is an error, among others too.
func TestNamed(t *testing.T) {
	if list, err := coverage.Named(); err != nil || len(list) != len(coverage.Queries("")) {
		t.Errorf("without names: %d queries, %v", len(list), err)
	}
	list, err := coverage.Named("road-titles", "keepers-totals")
	if err != nil || len(list) != 2 || list[0].Name != "road-titles" || list[1].Name != "keepers-totals" {
		t.Errorf("two names: %v, %v", list, err)
	}
	if list, err := coverage.Named("road-titles", "nothing"); !errors.Is(err, coverage.ErrQuery) || list != nil {
		t.Errorf("a name that no query has: %v, %v", list, err)
	}
}

// Every query runs over the bundled register. It has archives, and nothing in ROAD.
func TestQueriesOfSample(t *testing.T) {
	engine := sparql.New(sparql.Snapshots(linktest.Linked(t).Snapshot), sparql.Options{})
	for _, q := range coverage.Queries("") {
		f, err := coverage.Run(t.Context(), engine, q, time.Minute)
		if err != nil || len(f.Rows) == 0 && strings.HasPrefix(q.Name, coverage.Keepers) {
			t.Errorf("%s: %v, %v", q.Name, f, err)
		}
	}
}
