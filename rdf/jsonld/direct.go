package jsonld

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// maxHeld is the number of quads up to which a document is written without
// json-gold: descriptions of resources have some hundreds.
const maxHeld = 2000

// isPlain reports whether a quad may be in a document that is written without
// json-gold: lists, classes without a name, directions and JSON literals go the
// long way.
func isPlain(q rdf.Quad) bool {
	switch q.P.Value() {
	case vocab.RDFFirst, vocab.RDFRest:
		return false
	case vocab.RDFType:
		return q.P.IsIRI() && q.O.IsIRI() && (q.S.IsIRI() || q.S.IsBlankNode())
	}
	if !q.P.IsIRI() || !q.S.IsIRI() && !q.S.IsBlankNode() || q.O.IsIRI() && q.O.Value() == vocab.RDFNil {
		return false
	}
	_, ok := sortOf(q.O)
	return ok
}

// directWriter writes a document in the ISSN context, as json-gold and package
// encoding/json would.
type directWriter struct {
	f       *ownForms
	out     []byte
	used    []bool // entries of the context
	members []member
	sorted  []*rdf.Quad
	tree    *tree // nil unless a Tree is written
}

// member is a value of a node object.
type member struct {
	name string
	quad *rdf.Quad
	rule rule
}

// directWriters are those that have written a document, kept for their memory.
var directWriters sync.Pool

// maxKeptBytes bounds the writers that are kept.
const maxKeptBytes = 256 << 10

// release keeps the memory of w for another document, but nothing of this one.
func (w *directWriter) release() {
	if cap(w.out) > maxKeptBytes {
		return
	}
	clear(w.sorted[:cap(w.sorted)])
	clear(w.members[:cap(w.members)])
	clear(w.used)
	directWriters.Put(w)
}

// writeOwn writes the document of the quads to out. It returns false, and has
// written nothing, where it has to be written the long way.
func writeOwn(out io.Writer, quads []rdf.Quad, root rdf.Term) (ok bool, err error) {
	f := forms()
	if f == nil || len(quads) == 0 {
		return false, nil
	}
	w, kept := directWriters.Get().(*directWriter)
	if !kept {
		w = &directWriter{f: f, used: make([]bool, len(f.names))}
	}
	defer w.release()
	w.out, w.tree = w.out[:0], nil
	written := false
	if !root.IsZero() {
		written = w.treeDocument(quads, root)
	}
	if !written {
		w.out, w.tree = w.out[:0], nil
		clear(w.used)
		if !w.document(quads) {
			return false, nil
		}
	}
	body := len(w.out)
	w.out = append(w.out, '{')
	w.context()
	w.out = append(w.out, ',')
	if _, err := out.Write(w.out[body:]); err != nil {
		return true, err
	}
	w.out = append(w.out[:body], "\n}\n"...)
	_, err = out.Write(w.out)
	return true, err
}

// document writes the members of the document, without its context.
func (w *directWriter) document(quads []rdf.Quad) bool {
	nodes := w.split(w.byNode(quads))
	switch len(nodes) {
	case 0:
		return false
	case 1:
		return w.node(nodes[0], 0, true)
	}
	w.newLine(1)
	w.out = append(w.out, `"@graph": `...)
	return w.array(len(nodes), 1, true, func(i int) bool { return w.node(nodes[i], 2, false) })
}

// byNode returns the quads in the order of graphs and of subjects in them, each
// once, and else as they came.
func (w *directWriter) byNode(quads []rdf.Quad) []*rdf.Quad {
	list := w.sorted[:0]
	for i := range quads {
		list = append(list, &quads[i])
	}
	w.sorted = list
	slices.SortStableFunc(list, func(a, b *rdf.Quad) int {
		if a.G != b.G {
			if c := compareNodes(a.G, b.G); c != 0 {
				return c
			}
		}
		return compareNodes(a.S, b.S)
	})
	n, first := 0, 0
	for _, q := range list {
		if n > 0 && (list[first].S != q.S || list[first].G != q.G) {
			first = n
		}
		same := func(other *rdf.Quad) bool { return other.O == q.O && other.P == q.P }
		if !slices.ContainsFunc(list[first:n], same) {
			list[n] = q
			n++
		}
	}
	return list[:n]
}

// compareNodes orders by the value of @id.
func compareNodes(a, b rdf.Term) int {
	if a.Kind() == b.Kind() {
		return strings.Compare(a.Value(), b.Value())
	}
	return strings.Compare(id(a), id(b))
}

// directNode is a node object: statements about a subject, or a graph.
type directNode struct {
	id    rdf.Term
	quads []*rdf.Quad
	nodes []directNode // of a graph
}

// split makes node objects of sorted quads, in the order of their ids; nil where a
// graph has statements about itself.
func (w *directWriter) split(quads []*rdf.Quad) []directNode {
	var top []directNode
	for i := 0; i < len(quads); {
		g := quads[i].G
		var nodes []directNode
		for i < len(quads) && quads[i].G == g {
			end := i + 1
			for end < len(quads) && quads[end].G == g && quads[end].S == quads[i].S {
				end++
			}
			nodes = append(nodes, directNode{id: quads[i].S, quads: quads[i:end]})
			i = end
		}
		if g.IsZero() {
			top = append(top, nodes...)
		} else {
			top = append(top, directNode{id: g, nodes: nodes})
		}
	}
	slices.SortStableFunc(top, func(a, b directNode) int { return compareNodes(a.id, b.id) })
	for i := 1; i < len(top); i++ {
		if top[i-1].id == top[i].id {
			return nil
		}
	}
	return top
}

// node writes a node object, or its members alone into the one of the document.
func (w *directWriter) node(n directNode, depth int, inline bool) bool {
	if !inline {
		w.out = append(w.out, '{')
		if w.tree != nil {
			if w.tree.inside++; w.tree.inside > maxTreeDepth {
				return false
			}
			defer func() { w.tree.inside-- }()
		}
	}
	if n.nodes != nil {
		w.newLine(depth + 1)
		w.out = append(w.out, `"@graph": `...)
		if !w.array(len(n.nodes), depth+1, true, func(i int) bool { return w.node(n.nodes[i], depth+2, false) }) {
			return false
		}
		w.out = append(w.out, ',')
		w.key("id", depth+1)
		if !w.reference(n.id) {
			return false
		}
	} else if !w.statements(n, depth) {
		return false
	}
	if !inline {
		w.newLine(depth)
		w.out = append(w.out, '}')
	}
	return true
}

// statements writes the members of a node.
func (w *directWriter) statements(n directNode, depth int) bool {
	begin := len(w.members) // those before are written while this node is inside them
	members := w.members
	if !w.tree.isAnonymous(n.id) {
		members = append(members, member{name: "id"})
	}
	for _, q := range n.quads {
		if q.P.Value() == vocab.RDFType {
			members = append(members, member{name: "type", quad: q})
			continue
		}
		key, ok := sortOf(q.O)
		key.property = q.P.Value()
		var r rule
		if ok {
			r, ok = w.f.rule(key)
		}
		if !ok {
			return false
		}
		members = append(members, member{name: r.member, quad: q, rule: r})
	}
	w.members = members
	members = members[begin:]
	defer func() { w.members = w.members[:begin] }()
	slices.SortStableFunc(members, func(a, b member) int {
		return cmp.Or(strings.Compare(a.name, b.name), compareBools(a.rule.moved, b.rule.moved))
	})
	for i := 0; i < len(members); {
		end := i + 1
		for end < len(members) && members[end].name == members[i].name {
			end++
		}
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.key(members[i].name, depth+1)
		same := members[i:end]
		if w.tree != nil && members[i].name == identifierMap {
			if !w.identifiers(same, depth+1) {
				return false
			}
			i = end
			continue
		}
		if !w.array(len(same), depth+1, false, func(j int) bool { return w.value(n, same[j], depth+1+min(len(same)-1, 1)) }) {
			return false
		}
		i = end
	}
	return w.tree == nil || w.reverse(n, depth)
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// value writes one value of a member.
func (w *directWriter) value(n directNode, m member, depth int) bool {
	switch {
	case m.quad == nil:
		return w.reference(n.id)
	case m.name == "type" && m.rule.member == "":
		short, ok := w.f.class(m.quad.O.Value())
		w.text(short)
		return ok
	}
	o := m.quad.O
	literal := o.IsLiteral()
	if inner, ok := w.tree.take(o); ok {
		return w.node(inner, depth, false)
	}
	switch {
	case m.rule.bare && literal:
		w.text(o.Value())
		return true
	case m.rule.bare:
		return w.reference(o)
	}
	w.out = append(w.out, '{')
	switch {
	case !literal:
		w.key("id", depth+1)
		if !w.reference(o) {
			return false
		}
	default:
		if lang := o.Language(); lang != "" {
			w.key("@language", depth+1)
			w.text(lang)
			w.out = append(w.out, ',')
		}
		w.key("@value", depth+1)
		w.text(o.Value())
		if m.rule.datatype != "" {
			w.out = append(w.out, ',')
			w.key("type", depth+1)
			w.text(m.rule.datatype)
		}
	}
	w.newLine(depth)
	w.out = append(w.out, '}')
	return true
}

// array writes n values: in brackets if there are several, or always.
func (w *directWriter) array(n, depth int, always bool, value func(i int) bool) bool {
	if n == 1 && !always {
		return value(0)
	}
	w.out = append(w.out, '[')
	for i := range n {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.newLine(depth + 1)
		if !value(i) {
			return false
		}
	}
	w.newLine(depth)
	w.out = append(w.out, ']')
	return true
}

func (w *directWriter) newLine(depth int) {
	w.out = append(w.out, '\n')
	for range depth {
		w.out = append(w.out, "  "...)
	}
}

// key begins a member on a line of its own.
func (w *directWriter) key(name string, depth int) {
	w.newLine(depth)
	w.out = append(appendString(w.out, name), ": "...)
	w.use(name)
	if prefix, _, ok := strings.Cut(name, ":"); ok {
		w.use(prefix)
	}
}

// text writes a string. What looks like a name of the context is one.
func (w *directWriter) text(s string) {
	w.out = appendString(w.out, s)
	w.use(s)
	if prefix, _, ok := strings.Cut(s, ":"); ok {
		w.use(prefix)
	}
}

// reference writes the short form of an IRI or a blank node.
func (w *directWriter) reference(t rdf.Term) bool {
	if t.IsBlankNode() {
		w.text(id(t))
		return true
	}
	prefix, rest, ok := w.f.reference(t.Value())
	if !ok {
		return false
	}
	if prefix == "" {
		w.text(rest)
		return true
	}
	w.use(prefix)
	w.out = append(append(append(w.out, '"'), prefix...), ':')
	w.out = appendEscapedString(w.out, rest)
	w.out = append(w.out, '"')
	return true
}

// use notes an entry of the context and those that it needs.
func (w *directWriter) use(name string) {
	place, ok := w.f.place[name]
	if !ok || w.used[place] {
		return
	}
	w.used[place] = true
	for _, needed := range w.f.needs[place] {
		w.used[needed] = true
	}
}

// context writes the entries that are used.
func (w *directWriter) context() {
	w.newLine(1)
	w.out = append(w.out, `"@context": {`...)
	first := true
	for place, used := range w.used {
		if !used {
			continue
		}
		if !first {
			w.out = append(w.out, ',')
		}
		first = false
		w.newLine(2)
		if w.tree != nil {
			w.out = append(w.out, w.f.treeEntries[place]...)
		} else {
			w.out = append(w.out, w.f.entries[place]...)
		}
	}
	w.newLine(1)
	w.out = append(w.out, '}')
}

// appendString appends s as package encoding/json writes it without regard to
// HTML.
func appendString(dst []byte, s string) []byte {
	return append(appendEscapedString(append(dst, '"'), s), '"')
}

// appendEscapedString is appendString without the quotes.
func appendEscapedString(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 || r == '\u2028' || r == '\u2029' {
				return appendEncoded(dst, s)
			}
			i += size
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			return appendEncoded(dst, s)
		}
		i++
	}
	return append(dst, s...)
}

// appendEncoded leaves the escapes to package encoding/json.
func appendEncoded(dst []byte, s string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // a string always has a form
		panic(err)
	}
	text := b.Bytes()
	return append(dst, text[1:len(text)-2]...) // without quotes and line end
}
