package testsuite_test

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/results"
	"github.com/issn-ld/issn-ld/vocab"
)

// sparqlAnswer is an answer to a query: a table, a boolean or a graph.
type sparqlAnswer struct {
	Table   *results.Table
	Graph   *rdf.Dataset // of CONSTRUCT and DESCRIBE
	Ordered bool         // the order of the rows counts
	Lax     bool         // duplicates may be missing (REDUCED)
}

// compareAnswers returns an error unless the answers are the same up to the
// labels of blank nodes. The order of rows counts where want has one.
func compareAnswers(want, got *sparqlAnswer) error {
	switch {
	case (want.Graph == nil) != (got.Graph == nil):
		return fmt.Errorf("one answer is a graph, the other is not")
	case want.Graph != nil:
		if !rdf.Isomorphic(normalizeDataset(want.Graph), normalizeDataset(got.Graph)) {
			return fmt.Errorf("other graph\nwant:\n%s\ngot:\n%s", listing(want.Graph), listing(got.Graph))
		}
		return nil
	case want.Table.IsBoolean != got.Table.IsBoolean:
		return fmt.Errorf("one answer is a boolean, the other is not")
	case want.Table.IsBoolean:
		if want.Table.Boolean != got.Table.Boolean {
			return fmt.Errorf("got %v, want %v", got.Table.Boolean, want.Table.Boolean)
		}
		return nil
	}
	wantVars, gotVars := slices.Sorted(slices.Values(want.Table.Vars)), slices.Sorted(slices.Values(got.Table.Vars))
	if !slices.Equal(wantVars, gotVars) {
		return fmt.Errorf("got the variables %q, want %q", gotVars, wantVars)
	}
	same := rdf.Isomorphic(tableDataset(want.Table, want.Ordered), tableDataset(got.Table, want.Ordered))
	if want.Lax {
		same = len(got.Table.Rows) <= len(want.Table.Rows) &&
			rdf.Isomorphic(tableDataset(distinctRows(want.Table), false), tableDataset(distinctRows(got.Table), false))
	}
	if !same {
		return fmt.Errorf("other rows (ordered: %v)\nwant:\n%s\ngot:\n%s", want.Ordered, tableListing(want.Table), tableListing(got.Table))
	}
	return nil
}

// distinctRows returns a table without duplicates.
func distinctRows(t *results.Table) *results.Table {
	out := &results.Table{Vars: t.Vars}
	for _, row := range t.Rows {
		if !slices.ContainsFunc(out.Rows, func(r []rdf.Term) bool { return slices.Equal(r, row) }) {
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

// tableDataset describes a table as a graph in which each row is a blank node:
// tables are equal exactly when their graphs are isomorphic.
func tableDataset(t *results.Table, ordered bool) *rdf.Dataset {
	d := &rdf.Dataset{}
	isRow, index := rdf.NewIRI("urn:row"), rdf.NewIRI("urn:index")
	for i, row := range t.Rows {
		node := rdf.NewBlankNode(fmt.Sprintf("table row %d", i))
		d.Add(rdf.Quad{S: node, P: isRow, O: isRow})
		if ordered {
			d.Add(rdf.Quad{S: node, P: index, O: rdf.NewString(strconv.Itoa(i))})
		}
		for j, term := range row {
			if !term.IsZero() {
				d.Add(rdf.Quad{S: node, P: rdf.NewIRI("urn:var:" + t.Vars[j]), O: normalizeNumber(term)})
			}
		}
	}
	return d
}

// normalizeDataset brings the numbers of a dataset to one form.
func normalizeDataset(d *rdf.Dataset) *rdf.Dataset {
	out := &rdf.Dataset{}
	for q := range d.All() {
		q.O = normalizeNumber(q.O)
		out.Add(q)
	}
	return out
}

// normalizeNumber gives numbers of one datatype and value one lexical form,
// since the suites do not always have the canonical one.
func normalizeNumber(t rdf.Term) rdf.Term {
	if t.IsTripleTerm() {
		triple := t.Triple()
		triple.S, triple.O = normalizeNumber(triple.S), normalizeNumber(triple.O)
		return rdf.NewTripleTerm(triple)
	}
	switch t.Datatype() {
	case vocab.XSDInteger, vocab.XSDDecimal:
		if r, ok := new(big.Rat).SetString(t.Value()); ok && !strings.ContainsAny(t.Value(), "eE/_") {
			return rdf.NewLiteral(r.RatString(), t.Datatype())
		}
	case vocab.XSDDouble, vocab.XSDFloat:
		bits := 64
		if t.Datatype() == vocab.XSDFloat {
			bits = 32
		}
		if f, err := strconv.ParseFloat(t.Value(), bits); err == nil {
			return rdf.NewLiteral(strconv.FormatFloat(f, 'E', -1, bits), t.Datatype())
		}
	}
	return t
}

func tableListing(t *results.Table) string {
	var b strings.Builder
	fmt.Fprintln(&b, t.Vars)
	for _, row := range t.Rows {
		for _, term := range row {
			fmt.Fprintf(&b, "%s\t", term)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestCompareAnswers tests the harness: it has to refuse what is wrong.
func TestCompareAnswers(t *testing.T) {
	integer := func(s string) rdf.Term { return rdf.NewLiteral(s, vocab.XSDInteger) }
	table := func(rows ...[]rdf.Term) *sparqlAnswer {
		return &sparqlAnswer{Table: &results.Table{Vars: []string{"a", "b"}, Rows: rows}}
	}
	ordered := func(a *sparqlAnswer) *sparqlAnswer { a.Ordered = true; return a }
	lax := func(a *sparqlAnswer) *sparqlAnswer { a.Lax = true; return a }
	graph := func(quads ...rdf.Quad) *sparqlAnswer { return &sparqlAnswer{Graph: rdf.NewDataset(quads...)} }
	boolean := func(b bool) *sparqlAnswer {
		return &sparqlAnswer{Table: &results.Table{IsBoolean: true, Boolean: b}}
	}
	one, two := []rdf.Term{integer("1"), {}}, []rdf.Term{integer("2"), {}}
	b1, b2 := rdf.NewBlankNode("b1"), rdf.NewBlankNode("b2")
	p := rdf.NewIRI("urn:p")
	for name, tc := range map[string]struct {
		want, got *sparqlAnswer
		same      bool
	}{
		"same rows":                  {table(one, two), table(one, two), true},
		"other order, unordered":     {table(one, two), table(two, one), true},
		"other order under ORDER BY": {ordered(table(one, two)), table(two, one), false},
		"same order under ORDER BY":  {ordered(table(one, two)), table(one, two), true},
		"a row missing":              {table(one, two), table(one), false},
		"a row too many":             {table(one), table(one, two), false},
		"a duplicate missing":        {table(one, one), table(one), false},
		"a duplicate missing, lax":   {lax(table(one, one)), table(one), true},
		"a duplicate too many, lax":  {lax(table(one, one)), table(one, one, one), false},
		"a row missing, lax":         {lax(table(one, one, two)), table(one, one), false},
		"another row, lax":           {lax(table(one, one)), table(one, two), false},
		"other value":                {table(one), table(two), false},
		"other datatype":             {table(one), table([]rdf.Term{rdf.NewLiteral("1", vocab.XSDDecimal), {}}), false},
		"string for a number":        {table(one), table([]rdf.Term{rdf.NewString("1"), {}}), false},
		"other language":             {table([]rdf.Term{rdf.NewLangString("x", "en"), {}}), table([]rdf.Term{rdf.NewLangString("x", "fr"), {}}), false},
		"other direction": {
			table([]rdf.Term{rdf.NewLangString("x", "en"), {}}), table([]rdf.Term{rdf.NewDirLangString("x", "en", rdf.LTR), {}}), false,
		},
		"same value, other form":  {table([]rdf.Term{rdf.NewLiteral("2.0", vocab.XSDDecimal), {}}), table([]rdf.Term{rdf.NewLiteral("2", vocab.XSDDecimal), {}}), true},
		"other column":            {table(one), table([]rdf.Term{{}, integer("1")}), false},
		"bound for unbound":       {table(one), table([]rdf.Term{integer("1"), integer("1")}), false},
		"other labels":            {table([]rdf.Term{b1, b2}, []rdf.Term{b1, b1}), table([]rdf.Term{b2, b1}, []rdf.Term{b2, b2}), true},
		"other coreference":       {table([]rdf.Term{b1, b2}), table([]rdf.Term{b1, b1}), false},
		"coreference across rows": {table([]rdf.Term{b1, {}}, []rdf.Term{{}, b1}), table([]rdf.Term{b1, {}}, []rdf.Term{{}, b2}), false},
		"blank node for an IRI":   {table([]rdf.Term{p, {}}), table([]rdf.Term{b1, {}}), false},
		"other variables":         {table(), &sparqlAnswer{Table: &results.Table{Vars: []string{"a"}}}, false},
		"same graph":              {graph(rdf.Quad{S: b1, P: p, O: b2}), graph(rdf.Quad{S: b2, P: p, O: b1}), true},
		"other graph":             {graph(rdf.Quad{S: b1, P: p, O: b2}), graph(rdf.Quad{S: b1, P: p, O: b1}), false},
		"triple missing":          {graph(rdf.Quad{S: p, P: p, O: one[0]}), graph(), false},
		"datatype in a graph":     {graph(rdf.Quad{S: p, P: p, O: one[0]}), graph(rdf.Quad{S: p, P: p, O: rdf.NewString("1")}), false},
		"table for a graph":       {graph(), table(), false},
		"true":                    {boolean(true), boolean(true), true},
		"false for true":          {boolean(true), boolean(false), false},
		"table for a boolean":     {boolean(false), table(), false},
	} {
		t.Run(name, func(t *testing.T) {
			if err := compareAnswers(tc.want, tc.got); (err == nil) != tc.same {
				t.Errorf("same is %v, want %v (%v)", err == nil, tc.same, err)
			}
		})
	}
}
