package coverage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/results"
	"github.com/issn-ld/issn-ld/vocab"
)

// Figures are the result of a query.
type Figures struct {
	Query string   `json:"query"` // its name
	Title string   `json:"title"`
	Vars  []string `json:"vars"`
	// Rows has an object for each solution: numbers as numbers, all else as text.
	// What is unbound is left out.
	Rows []map[string]any `json:"rows"`
	// Terms has the same solutions in the order of Vars; what is unbound is the zero
	// term.
	Terms [][]rdf.Term `json:"-"`
}

// Run runs a query for at most the time given, and collects its whole result, which
// has at most a few hundred rows.
func Run(ctx context.Context, engine report.Engine, q Query, timeout time.Duration) (f *Figures, err error) {
	defer func() {
		if err != nil {
			f, err = nil, fmt.Errorf("%s: %w", q.Name, err)
		}
	}()
	res, err := engine.Query(ctx, q.Text, sparql.QueryOptions{Timeout: timeout})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	f = &Figures{Query: q.Name, Title: q.Title, Vars: res.Vars, Rows: []map[string]any{}}
	for row, err := range res.Rows() {
		if err != nil {
			return nil, err
		}
		terms := slices.Clone(row) // the engine uses the memory of a row again
		f.Rows, f.Terms = append(f.Rows, values(res.Vars, terms)), append(f.Terms, terms)
	}
	return f, nil
}

// values is a solution for JSON.
func values(vars []string, terms []rdf.Term) map[string]any {
	row := map[string]any{}
	for i, t := range terms {
		switch {
		case t.IsZero():
		case IsNumber(t):
			row[vars[i]] = json.Number(t.Value())
		default:
			row[vars[i]] = t.Value()
		}
	}
	return row
}

// WriteCSV writes the figures in the CSV of SPARQL 1.1 results.
func (f *Figures) WriteCSV(out io.Writer) error {
	w := results.NewWriter(out, results.CSV, f.Vars)
	for _, row := range f.Terms {
		if err := w.WriteRow(row); err != nil {
			return err
		}
	}
	return w.Close()
}

// IsNumber reports whether a term is the literal of a number that JSON can have.
func IsNumber(t rdf.Term) bool {
	switch t.Datatype() {
	case vocab.XSDInteger, vocab.XSDDecimal:
		return json.Valid([]byte(t.Value())) // not +1, 007 or .5
	}
	return false
}
