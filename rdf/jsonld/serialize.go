package jsonld

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// ErrTripleTerm is returned for a triple term, which JSON-LD 1.1 cannot hold.
var ErrTripleTerm = errors.New("JSON-LD has no triple terms")

// node is a node object under construction.
type node struct {
	term    rdf.Term
	types   []any
	members map[string][]any
	// uses are the places that refer to the node, up to two: lists need to know
	// whether there is exactly one.
	uses []use
}

// use is a value that refers to a node: the member of another node, and the
// position in it.
type use struct {
	in       *node
	property string
	at       int
}

// graph is a graph under construction.
type graph struct {
	nodes map[rdf.Term]*node
	nil   []use // references to rdf:nil
}

// serializer turns quads into an expanded document: the Serialize RDF as
// JSON-LD algorithm of section 8.3.
type serializer struct {
	opt    *WriterOptions
	graphs map[rdf.Term]*graph
	seen   map[rdf.Quad]bool
	// occurs holds the graph of the first occurrence of each blank node; those
	// of shared occur in several, or as a graph's name or a class, and cannot be
	// folded into a list.
	occurs map[rdf.Term]rdf.Term
	shared map[rdf.Term]bool
}

func newSerializer(opt *WriterOptions) *serializer {
	return &serializer{
		opt:    opt,
		graphs: map[rdf.Term]*graph{rdf.DefaultGraph: {nodes: map[rdf.Term]*node{}}},
		occurs: make(map[rdf.Term]rdf.Term),
		shared: make(map[rdf.Term]bool),
		seen:   make(map[rdf.Quad]bool),
	}
}

// check refuses what a document cannot hold.
func check(q rdf.Quad) error {
	if q.S.IsTripleTerm() || q.O.IsTripleTerm() {
		return fmt.Errorf("%w: %s", ErrTripleTerm, q)
	}
	if q.O.IsLiteral() && q.O.Datatype() == vocab.RDFJSON && !json.Valid([]byte(q.O.Value())) {
		return fmt.Errorf("invalid JSON literal %.60q", q.O.Value())
	}
	return nil
}

func (s *serializer) add(q rdf.Quad) error {
	if err := check(q); err != nil {
		return err
	}
	if s.seen[q] {
		return nil
	}
	s.seen[q] = true
	g := s.graphs[q.G]
	if g == nil {
		g = &graph{nodes: make(map[rdf.Term]*node)}
		s.graphs[q.G] = g
		// The name of a graph is a node of the default graph.
		s.graphs[rdf.DefaultGraph].node(q.G)
	}
	s.note(q.G, q.S, q.O)
	subject := g.node(q.S)
	property := q.P.Value()
	if q.P.IsBlankNode() {
		property = id(q.P)
	}
	if property == vocab.RDFType && !q.O.IsLiteral() && !s.opt.UseRDFType {
		subject.types = append(subject.types, id(q.O))
		if q.O.IsBlankNode() {
			s.shared[q.O] = true
		}
		return nil
	}
	subject.members[property] = append(subject.members[property], s.value(q.O))
	u := use{in: subject, property: property, at: len(subject.members[property]) - 1}
	switch {
	case q.O.IsIRI() && q.O.Value() == vocab.RDFNil:
		g.nil = append(g.nil, u)
	case q.O.IsIRI() || q.O.IsBlankNode():
		if o := g.node(q.O); len(o.uses) < 2 {
			o.uses = append(o.uses, u)
		}
	}
	return nil
}

// note remembers the graphs that blank nodes occur in.
func (s *serializer) note(name rdf.Term, terms ...rdf.Term) {
	for _, t := range terms {
		if !t.IsBlankNode() {
			continue
		}
		if first, ok := s.occurs[t]; ok && first != name {
			s.shared[t] = true
		} else {
			s.occurs[t] = name
		}
	}
	if name.IsBlankNode() {
		s.shared[name] = true
	}
}

func (g *graph) node(t rdf.Term) *node {
	n := g.nodes[t]
	if n == nil {
		n = &node{term: t, members: make(map[string][]any)}
		g.nodes[t] = n
	}
	return n
}

// id is the value of @id for a term.
func id(t rdf.Term) string {
	if t.IsBlankNode() {
		return "_:" + t.Value()
	}
	return t.Value()
}

// value returns the value or node object of a term (section 8.4.2).
func (s *serializer) value(t rdf.Term) map[string]any {
	if !t.IsLiteral() {
		return map[string]any{"@id": id(t)}
	}
	text, datatype := t.Value(), t.Datatype()
	if language := t.Language(); language != "" {
		v := map[string]any{"@value": text, "@language": language}
		if d := t.Direction(); d != rdf.NoDirection {
			v["@direction"] = d.String()
		}
		return v
	}
	switch {
	case datatype == vocab.XSDString:
		return map[string]any{"@value": text}
	case datatype == vocab.RDFJSON:
		return map[string]any{"@value": rawJSON(text), "@type": "@json"}
	case s.opt.Direction == I18NDatatype && strings.HasPrefix(datatype, i18n):
		language, direction, _ := strings.Cut(datatype[len(i18n):], "_")
		v := map[string]any{"@value": text}
		if language != "" {
			v["@language"] = language
		}
		if direction != "" {
			v["@direction"] = direction
		}
		return v
	case s.opt.NativeTypes:
		if v, ok := nativeValue(text, datatype); ok {
			return map[string]any{"@value": v}
		}
	}
	return map[string]any{"@value": text, "@type": datatype}
}

// nativeValue returns booleans and numbers as JSON values, where the lexical
// form is one that JSON would give back.
func nativeValue(text, datatype string) (any, bool) {
	switch datatype {
	case vocab.XSDBoolean:
		return text == "true" || text == "1", text == "true" || text == "false" || text == "1" || text == "0"
	case vocab.XSDInteger:
		v, err := strconv.ParseInt(text, 10, 54)
		return float64(v), err == nil && strconv.FormatInt(v, 10) == text
	case vocab.XSDDouble:
		v, err := strconv.ParseFloat(text, 64)
		return v, err == nil && !strings.ContainsAny(text, "nN")
	}
	return nil, false
}

// document returns the expanded document, nodes in the order of identifiers.
func (s *serializer) document() []any {
	for _, g := range s.graphs {
		if s.opt.Direction == CompoundLiteral {
			g.foldCompounds()
		}
		s.foldLists(g)
	}
	return s.nodeObjects(rdf.DefaultGraph)
}

func (s *serializer) nodeObjects(name rdf.Term) []any {
	g := s.graphs[name]
	terms := make([]rdf.Term, 0, len(g.nodes))
	for t := range g.nodes {
		terms = append(terms, t)
	}
	slices.SortFunc(terms, func(a, b rdf.Term) int { return strings.Compare(id(a), id(b)) })
	list := []any{}
	for _, t := range terms {
		n := g.nodes[t]
		object := map[string]any{"@id": id(t)}
		if len(n.types) > 0 {
			object["@type"] = n.types
		}
		for property, values := range n.members {
			object[property] = values
		}
		if name == rdf.DefaultGraph && s.graphs[t] != nil && t != rdf.DefaultGraph {
			object["@graph"] = s.nodeObjects(t)
		}
		if len(object) > 1 {
			list = append(list, object)
		}
	}
	return list
}

// foldLists turns well-formed collections into list objects, from their ends.
func (s *serializer) foldLists(g *graph) {
	for _, end := range g.nil {
		at := end
		items := []any{}
		var cells []rdf.Term
		for s.isCell(g, at) {
			items = append(items, at.in.members[vocab.RDFFirst][0])
			cells = append(cells, at.in.term)
			at = at.in.uses[0]
		}
		for _, cell := range cells {
			delete(g.nodes, cell)
		}
		slices.Reverse(items)
		// In place: the value may be an item of a list that is folded already.
		value, _ := at.in.members[at.property][at.at].(map[string]any)
		clear(value)
		value["@list"] = items
	}
}

// isCell reports whether the use is the rdf:rest of a node that is nothing but
// a cell of a list, referred to once.
func (s *serializer) isCell(g *graph, u use) bool {
	n := u.in
	if u.property != vocab.RDFRest || !n.term.IsBlankNode() || s.shared[n.term] || len(n.uses) != 1 {
		return false
	}
	if n.uses[0].in == n || g.nodes[n.term] == nil {
		return false
	}
	isList := len(n.types) == 0 || len(n.types) == 1 && n.types[0] == vocab.RDF+"List"
	return isList && len(n.members) == 2 && len(n.members[vocab.RDFFirst]) == 1 && len(n.members[vocab.RDFRest]) == 1
}

// foldCompounds turns nodes with rdf:direction into directed values.
func (g *graph) foldCompounds() {
	for t, n := range g.nodes {
		direction := n.single(vocab.RDF + "direction")
		value := n.single(vocab.RDFValue)
		if !t.IsBlankNode() || direction == nil || value == nil || len(n.uses) == 0 {
			continue
		}
		v := map[string]any{"@value": value, "@direction": direction}
		if language := n.single(vocab.RDF + "language"); language != nil {
			v["@language"] = language
		}
		for _, u := range n.uses {
			u.in.members[u.property][u.at] = v
		}
		delete(g.nodes, t)
	}
}

// single returns the value of a property that has one.
func (n *node) single(property string) any {
	if len(n.members[property]) != 1 {
		return nil
	}
	v, _ := n.members[property][0].(map[string]any)
	return v["@value"]
}
