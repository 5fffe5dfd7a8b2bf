package links

import (
	"sort"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// quads writes the discrepancy about the node.
func (d *Discrepancy) quads(node rdf.Term, add func(rdf.Triple) error) error {
	give := func(s rdf.Term, predicate string, o rdf.Term) error {
		return add(rdf.Triple{S: s, P: rdf.NewIRI(predicate), O: o})
	}
	if err := give(node, vocab.ISSNDiscrepancyKind, rdf.NewIRI(vocab.Discrepancy+string(d.Kind))); err != nil {
		return err
	}
	for _, f := range []struct{ predicate, value string }{
		{vocab.DCIdentifier, d.ISSN}, {vocab.ISSNFound, d.Found}, {vocab.ISSNExpected, d.Expected}, {vocab.DCTSource, d.File},
	} {
		if f.value == "" {
			continue
		}
		if err := give(node, f.predicate, rdf.NewString(f.value)); err != nil {
			return err
		}
	}
	for _, f := range []struct{ predicate, value string }{{vocab.RDFSubject, d.Serial}, {vocab.RDFObject, d.Item}} {
		if f.value == "" {
			continue
		}
		if err := give(node, f.predicate, rdf.NewIRI(f.value)); err != nil {
			return err
		}
	}
	if d.Row > 0 {
		if err := give(node, vocab.ISSNRow, integer(d.Row)); err != nil {
			return err
		}
	}
	for i, c := range d.Corrections {
		n := rdf.NewIRI(node.Value() + "-correction-" + strconv.Itoa(i+1))
		if err := give(node, vocab.SchemaHasPart, n); err != nil {
			return err
		}
		for _, f := range []struct{ predicate, value string }{
			{vocab.ISSNCorrectedItem, c.Item}, {vocab.ISSNCorrectedField, c.Field}, {vocab.ISSNCorrectionOld, c.Old}, {vocab.ISSNCorrectionNew, c.New},
		} {
			if f.value == "" {
				continue
			}
			if err := give(n, f.predicate, rdf.NewString(f.value)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Discrepancies reads discrepancies back from the quads of graphs of sources. The
// zero value is ready to use.
type Discrepancies struct {
	all         map[string]*Discrepancy
	corrections map[string]*Correction
}

// Add takes a quad; others than those of discrepancies do not matter.
func (ds *Discrepancies) Add(q rdf.Quad) {
	graph, fragment, ok := strings.Cut(q.S.Value(), "#discrepancy-")
	if !ok || !strings.HasPrefix(graph, vocab.GraphBase) {
		return
	}
	if ds.all == nil {
		ds.all, ds.corrections = map[string]*Discrepancy{}, map[string]*Correction{}
	}
	if strings.Contains(fragment, "-correction-") {
		ds.correction(q)
		return
	}
	d := ds.all[q.S.Value()]
	if d == nil {
		d = &Discrepancy{Source: sourceOf(graph)}
		ds.all[q.S.Value()] = d
	}
	value := q.O.Value()
	switch q.P.Value() {
	case vocab.ISSNDiscrepancyKind:
		d.Kind = DiscrepancyKind(strings.TrimPrefix(value, vocab.Discrepancy))
	case vocab.DCIdentifier:
		d.ISSN = value
	case vocab.ISSNFound:
		d.Found = value
	case vocab.ISSNExpected:
		d.Expected = value
	case vocab.DCTSource:
		d.File = value
	case vocab.RDFSubject:
		d.Serial = value
	case vocab.RDFObject:
		d.Item = value
	case vocab.ISSNRow:
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			d.Row = n
		}
	}
}

func (ds *Discrepancies) correction(q rdf.Quad) {
	c := ds.corrections[q.S.Value()]
	if c == nil {
		c = &Correction{}
		ds.corrections[q.S.Value()] = c
	}
	value := q.O.Value()
	switch q.P.Value() {
	case vocab.ISSNCorrectedItem:
		c.Item = value
	case vocab.ISSNCorrectedField:
		c.Field = value
	case vocab.ISSNCorrectionOld:
		c.Old = value
	case vocab.ISSNCorrectionNew:
		c.New = value
	}
}

// sourceOf returns the name of the source whose graph it is.
func sourceOf(graph string) string {
	name := strings.TrimPrefix(graph, vocab.GraphBase)
	if code, ok := strings.CutPrefix(name, "keepers/"); ok {
		return code
	}
	return name
}

// List returns the discrepancies in the order of sources and of their numbers.
func (ds *Discrepancies) List() []Discrepancy {
	nodes := make([]string, 0, len(ds.all))
	for node := range ds.all {
		nodes = append(nodes, node)
	}
	sort.Slice(nodes, func(i, j int) bool { return numbered(nodes[i], nodes[j]) })
	keys := make([]string, 0, len(ds.corrections))
	for key := range ds.corrections {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool { return numbered(keys[i], keys[j]) })
	for _, key := range keys {
		node, _, _ := strings.Cut(key, "-correction-")
		if d := ds.all[node]; d != nil {
			d.Corrections = append(d.Corrections, *ds.corrections[key])
		}
	}
	clear(ds.corrections)
	list := make([]Discrepancy, len(nodes))
	for i, node := range nodes {
		list[i] = *ds.all[node]
	}
	return list
}

// numbered orders IRIs that end with a number: shorter numbers first.
func numbered(a, b string) bool {
	x, y := strings.TrimRight(a, "0123456789"), strings.TrimRight(b, "0123456789")
	if x != y {
		return x < y
	}
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}
