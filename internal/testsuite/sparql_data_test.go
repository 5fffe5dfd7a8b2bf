package testsuite_test

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/rdfxml"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/sparql/results"
	"github.com/issn-ld/issn-ld/vocab"
)

const (
	nsQuery     = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
	nsUpdate    = "http://www.w3.org/2009/sparql/tests/test-update#"
	nsResultSet = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
)

// objects returns all objects of a property of a node.
func (m manifestTest) objects(node rdf.Term, iri string) []rdf.Term {
	var out []rdf.Term
	for q := range m.Manifest.Match(node, rdf.NewIRI(iri), rdf.Term{}, rdf.DefaultGraph) {
		out = append(out, q.O)
	}
	return out
}

// readRDF reads a document of RDF in the syntax of its suffix.
func readRDF(m manifestTest, iri string) ([]rdf.Quad, error) {
	src, err := m.Root.read(iri)
	if err != nil {
		return nil, err
	}
	label := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(path.Base(iri)))
	opt := turtle.Options{Base: iri, LabelPrefix: "f" + label + "-"}
	switch path.Ext(iri) {
	case ".ttl":
		opt.Format = turtle.Turtle
	case ".trig":
		opt.Format = turtle.TriG
	case ".nt":
		opt.Format = turtle.NTriples
	case ".nq":
		opt.Format = turtle.NQuads
	case ".rdf":
		return readRDFXML(src, iri)
	default:
		return nil, fmt.Errorf("no reader for %s", iri)
	}
	var out []rdf.Quad
	for q, err := range turtle.NewReader(bytes.NewReader(src), opt).All() {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", iri, err)
		}
		out = append(out, q)
	}
	return out, nil
}

// readRDFXML reads a document of RDF/XML, of which the older tests have some.
func readRDFXML(src []byte, iri string) ([]rdf.Quad, error) {
	var out []rdf.Quad
	for q, err := range rdfxml.NewReader(bytes.NewReader(src), rdfxml.Options{Base: iri}).All() {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", iri, err)
		}
		out = append(out, q)
	}
	return out, nil
}

// sparqlDataset reads the dataset that an action or result describes with the
// properties of a namespace: of query tests or of update tests.
func sparqlDataset(m manifestTest, node rdf.Term, ns string) (*rdf.Dataset, error) {
	d := &rdf.Dataset{}
	for _, data := range m.objects(node, ns+"data") {
		if err := addGraph(m, d, data.Value(), rdf.DefaultGraph); err != nil {
			return nil, err
		}
	}
	for _, g := range m.objects(node, ns+"graphData") {
		file, name := g, g
		if label := m.property(g, vocab.RDFSLabel); !label.IsZero() {
			file, name = m.property(g, ns+"graph"), rdf.NewIRI(label.Value())
		}
		if err := addGraph(m, d, file.Value(), name); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// addGraph adds a document as a graph; documents with graphs keep those.
func addGraph(m manifestTest, d *rdf.Dataset, iri string, name rdf.Term) error {
	quads, err := readRDF(m, iri)
	if err != nil {
		return err
	}
	for _, q := range quads {
		if q.G.IsZero() {
			q.G = name
		}
		d.Add(q)
	}
	return nil
}

// addFrom adds the graphs that FROM clauses name, where files hold them.
func addFrom(m manifestTest, d *rdf.Dataset, names []rdf.Term) error {
	for _, name := range names {
		file, err := m.Root.file(name.Value())
		if err != nil || slices.Contains(d.Graphs(), name) {
			continue
		}
		if _, err := os.Stat(file); err != nil {
			continue
		}
		if err := addGraph(m, d, name.Value(), name); err != nil {
			return err
		}
	}
	return nil
}

// readAnswer reads the expected answer of a query test.
func readAnswer(m manifestTest) (*sparqlAnswer, error) {
	iri := m.Result.Value()
	if f, ok := results.ByName(iri); ok {
		src, err := m.Root.read(iri)
		if err != nil {
			return nil, err
		}
		t, err := results.Read(bytes.NewReader(src), f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", iri, err)
		}
		return &sparqlAnswer{Table: t}, nil
	}
	quads, err := readRDF(m, iri)
	if err != nil {
		return nil, err
	}
	d := rdf.NewDataset(quads...)
	for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(vocab.RDFType), rdf.NewIRI(nsResultSet+"ResultSet")) {
		return resultSet(d, q.S), nil
	}
	return &sparqlAnswer{Graph: d}, nil
}

// resultSet reads an answer that is written in the result-set vocabulary.
func resultSet(d *rdf.Dataset, node rdf.Term) *sparqlAnswer {
	object := func(s rdf.Term, name string) rdf.Term {
		return d.Object(s, rdf.NewIRI(nsResultSet+name), rdf.DefaultGraph)
	}
	a := &sparqlAnswer{Table: &results.Table{}}
	if b := object(node, "boolean"); !b.IsZero() {
		a.Table.IsBoolean, a.Table.Boolean = true, b.Value() == "true"
		return a
	}
	for q := range d.MatchAny(node, rdf.NewIRI(nsResultSet+"resultVariable"), rdf.Term{}) {
		a.Table.Vars = append(a.Table.Vars, q.O.Value())
	}
	type indexed struct {
		index string
		row   []rdf.Term
	}
	var list []indexed
	for q := range d.MatchAny(node, rdf.NewIRI(nsResultSet+"solution"), rdf.Term{}) {
		one := indexed{index: object(q.O, "index").Value(), row: make([]rdf.Term, len(a.Table.Vars))}
		for b := range d.MatchAny(q.O, rdf.NewIRI(nsResultSet+"binding"), rdf.Term{}) {
			i := slices.Index(a.Table.Vars, object(b.O, "variable").Value())
			one.row[i] = object(b.O, "value")
		}
		list = append(list, one)
		a.Ordered = a.Ordered || one.index != ""
	}
	slices.SortStableFunc(list, func(x, y indexed) int {
		if len(x.index) != len(y.index) { // numbers without signs and leading zeros
			return len(x.index) - len(y.index)
		}
		return strings.Compare(x.index, y.index)
	})
	for _, one := range list {
		a.Table.Rows = append(a.Table.Rows, one.row)
	}
	return a
}
