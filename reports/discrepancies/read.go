package discrepancies

import (
	"sort"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Reader reads discrepancies back from the quads of the sources' graphs. The zero value
// is ready to use.
type Reader struct {
	all         map[string]*links.Discrepancy
	corrections map[string]*links.Correction
}

// Add takes a quad; it ignores quads that are not about discrepancies.
func (ds *Reader) Add(q rdf.Quad) {
	graph, fragment, ok := strings.Cut(q.S.Value(), "#discrepancy-")
	if !ok || !strings.HasPrefix(graph, vocab.GraphBase) {
		return
	}
	if ds.all == nil {
		ds.all, ds.corrections = map[string]*links.Discrepancy{}, map[string]*links.Correction{}
	}
	if strings.Contains(fragment, "-correction-") {
		ds.correction(q)
		return
	}
	d := ds.all[q.S.Value()]
	if d == nil {
		d = &links.Discrepancy{Source: sourceOf(graph)}
		ds.all[q.S.Value()] = d
	}
	value := q.O.Value()
	switch q.P.Value() {
	case vocab.ISSNDiscrepancyKind:
		d.Kind = links.DiscrepancyKind(strings.TrimPrefix(value, vocab.Discrepancy))
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

func (ds *Reader) correction(q rdf.Quad) {
	c := ds.corrections[q.S.Value()]
	if c == nil {
		c = &links.Correction{}
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

// sourceOf returns the name of the source that a graph belongs to.
func sourceOf(graph string) string {
	name := strings.TrimPrefix(graph, vocab.GraphBase)
	if code, ok := strings.CutPrefix(name, "keepers/"); ok {
		return code
	}
	return name
}

// List returns the discrepancies by source and number.
func (ds *Reader) List() []links.Discrepancy {
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
	list := make([]links.Discrepancy, len(nodes))
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
