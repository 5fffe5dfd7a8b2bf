package jsonld

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// identifierMap is the term whose values are an object with their ids as keys.
const identifierMap = "identifiedBy"

// tree places the nodes of a document that is one tree.
type tree struct {
	nodes []directNode
	place map[rdf.Term]int // of nodes that have no place in the tree yet
	refs  map[rdf.Term]int // how often a blank node is referred to
	// inside is the number of nodes around the one that is written; against is inside
	// of the innermost that stands where it is against a property.
	inside, against int
	keyed           rdf.Term // a node whose id is the key before it
}

// maxTreeDepth bounds how deep nodes stand in each other.
const maxTreeDepth = 100

// isAnonymous reports whether a node needs no id: nothing else refers to it.
func (t *tree) isAnonymous(node rdf.Term) bool {
	return t != nil && (node == t.keyed || node.IsBlankNode() && t.refs[node] <= 1)
}

// take returns the node that a term names if it is still to be written: here.
func (t *tree) take(node rdf.Term) (directNode, bool) {
	if t == nil || node.IsLiteral() {
		return directNode{}, false
	}
	i, waiting := t.place[node]
	if !waiting {
		return directNode{}, false
	}
	delete(t.place, node)
	return t.nodes[i], true
}

// treeDocument writes the members of the document as one tree. It is false where
// quads are in graphs, or where the root has no statements.
func (w *directWriter) treeDocument(quads []rdf.Quad, root rdf.Term) bool {
	sorted := w.byNode(quads)
	if len(sorted) == 0 || !sorted[len(sorted)-1].G.IsZero() {
		return false
	}
	t := &tree{nodes: w.split(sorted), place: make(map[rdf.Term]int), refs: make(map[rdf.Term]int)}
	for i, n := range t.nodes {
		t.place[n.id] = i
		for _, q := range n.quads {
			if q.O.IsBlankNode() {
				t.refs[q.O]++
			}
		}
	}
	w.tree = t
	top, ok := t.take(root)
	if !ok || !w.node(top, 0, true) {
		return false
	}
	return w.included()
}

// included writes the nodes to which nothing leads.
func (w *directWriter) included() bool {
	t := w.tree
	first := true
	for i := range t.nodes {
		n, ok := t.take(t.nodes[i].id)
		if !ok {
			continue
		}
		if first {
			w.out = append(w.out, ',')
			w.newLine(1)
			w.out = append(w.out, `"@included": [`...)
		} else {
			w.out = append(w.out, ',')
		}
		first = false
		w.newLine(2)
		if !w.node(n, 2, false) {
			return false
		}
	}
	if !first {
		w.newLine(1)
		w.out = append(w.out, ']')
	}
	return true
}

// reverse writes into a node those that refer to it and have no place yet. Only the
// root and what stands there against a property gathers them: further in, the tree
// would hang upside down.
func (w *directWriter) reverse(n directNode, depth int) bool {
	t := w.tree
	if !t.gathers(n.id) {
		return true
	}
	named := make(map[string][]directNode) // by term
	others := make(map[string][]directNode)
	for i := range t.nodes {
		from := t.nodes[i]
		if _, waiting := t.place[from.id]; !waiting {
			continue
		}
		for _, q := range from.quads {
			if q.O != n.id || q.P.Value() == vocab.RDFType {
				continue
			}
			if term, ok := w.f.reversed[q.P.Value()]; ok {
				named[term] = append(named[term], from)
			} else if r, ok := w.f.rule(ruleKey{property: q.P.Value()}); ok {
				others[r.member] = append(others[r.member], from)
			} else {
				return false
			}
			break
		}
	}
	if !w.reverseMembers(named, depth) {
		return false
	}
	if len(others) == 0 {
		return true
	}
	w.out = append(w.out, ',')
	w.newLine(depth + 1)
	w.out = append(w.out, `"@reverse": {`...)
	mark := len(w.out)
	if !w.reverseMembers(others, depth+1) {
		return false
	}
	if len(w.out) > mark {
		w.out = slices.Delete(w.out, mark, mark+1) // the comma before the first
	}
	w.newLine(depth + 1)
	w.out = append(w.out, '}')
	return true
}

// gathers reports whether nodes that refer to a node are written into it.
func (t *tree) gathers(node rdf.Term) bool {
	_, waiting := t.place[node]
	return !waiting && (t.inside == 0 || t.against == t.inside)
}

// reverseMembers writes members, each after a comma.
func (w *directWriter) reverseMembers(members map[string][]directNode, depth int) bool {
	for _, name := range sortedNames(members) {
		w.out = append(w.out, ',')
		w.key(name, depth+1)
		list := members[name]
		if !w.array(len(list), depth+1, false, func(i int) bool {
			n, ok := w.tree.take(list[i].id)
			if !ok { // a node before it has it
				return w.referenceObject(list[i].id, depth+1+min(len(list)-1, 1))
			}
			return w.nodeAgainst(n, depth+1+min(len(list)-1, 1))
		}) {
			return false
		}
	}
	return true
}

func sortedNames(m map[string][]directNode) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// nodeAgainst writes a node that stands where it is against a property.
func (w *directWriter) nodeAgainst(n directNode, depth int) bool {
	against := w.tree.against
	w.tree.against = w.tree.inside + 1
	ok := w.node(n, depth, false)
	w.tree.against = against
	return ok
}

// referenceObject writes an object that holds an id alone.
func (w *directWriter) referenceObject(t rdf.Term, depth int) bool {
	w.out = append(w.out, '{')
	w.key("id", depth+1)
	ok := w.reference(t)
	w.newLine(depth)
	w.out = append(w.out, '}')
	return ok
}

// identifiers writes nodes by their ids.
func (w *directWriter) identifiers(members []member, depth int) bool {
	w.use(identifierMap)
	w.out = append(w.out, '{')
	for i, m := range members {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.newLine(depth + 1)
		if !w.reference(m.quad.O) {
			return false
		}
		w.out = append(w.out, ": "...)
		n, ok := w.tree.take(m.quad.O)
		if !ok {
			w.out = append(w.out, "{}"...)
			continue
		}
		w.tree.keyed = n.id
		if !w.node(n, depth+1, false) {
			return false
		}
	}
	w.newLine(depth)
	w.out = append(w.out, '}')
	return true
}

// readReversed reads what the tree needs of the context beyond what the processor
// works with.
func (f *ownForms) readReversed() error {
	f.reversed = make(map[string]string)
	whole := ISSNContext()
	for _, name := range f.names {
		definition := whole[name]
		if d, ok := definition.(map[string]any); ok && d["@type"] == "xsd:string" {
			definition = map[string]any{"@id": d["@id"]}
		}
		text, err := json.MarshalIndent(definition, "    ", "  ")
		if err != nil {
			return err
		}
		f.treeEntries = append(f.treeEntries, string(appendString(nil, name))+": "+string(text))
	}
	for term, definition := range whole {
		d, ok := definition.(map[string]any)
		if !ok {
			continue
		}
		property, ok := d["@reverse"].(string)
		if !ok {
			continue
		}
		prefix, name, _ := strings.Cut(property, ":")
		if namespace, ok := whole[prefix].(string); ok {
			f.reversed[namespace+name] = term
		}
	}
	return nil
}
