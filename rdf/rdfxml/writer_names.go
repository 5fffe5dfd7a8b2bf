package rdfxml

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// names turns IRIs into qualified names.
type names struct {
	declared []binding // in the root element
	local    string    // prefix of namespaces that are declared where they are used
}

// newNames takes the prefixes that XML allows; the others would not be used.
func newNames(prefixes map[string]string) names {
	n := names{declared: []binding{{"rdf", vocab.RDF}}, local: "ns"}
	for prefix, space := range prefixes {
		reserved := prefix == "rdf" || strings.HasPrefix(strings.ToLower(prefix), "xml")
		if reserved || prefix != "" && !isNCName(prefix) || space == "" || space == nsXML || space == nsXMLNS || !isXMLText(space) {
			continue
		}
		n.declared = append(n.declared, binding{prefix, space})
	}
	slices.SortFunc(n.declared[1:], func(a, b binding) int { return cmp.Compare(a.prefix, b.prefix) })
	for i := 0; n.isDeclared(n.local); i++ {
		n.local = "ns" + strconv.Itoa(i)
	}
	return n
}

func (n *names) isDeclared(prefix string) bool {
	return slices.ContainsFunc(n.declared, func(b binding) bool { return b.prefix == prefix })
}

// element returns the name of an element for an IRI, and the attribute that declares its
// namespace where the root does not.
func (n *names) element(iri string) (name, declare string, ok bool) {
	best := binding{}
	for _, b := range n.declared {
		if rest, has := strings.CutPrefix(iri, b.space); has && len(b.space) > len(best.space) && isNCName(rest) {
			best = b
		}
	}
	if best.space != "" {
		return string(appendName(nil, best.prefix, iri[len(best.space):])), "", true
	}
	space, local, ok := splitName(iri)
	if !ok {
		return "", "", false
	}
	return n.local + ":" + local, " " + declaration(binding{n.local, space}), true
}

// declaration returns the attribute that declares a prefix.
func declaration(b binding) string {
	text := []byte("xmlns")
	if b.prefix != "" {
		text = append(append(text, ':'), b.prefix...)
	}
	return string(append(appendXMLAttr(append(text, `="`...), b.space), '"'))
}

// class returns the name of a typed node element. It is false for classes that
// must be said by rdf:type.
func (n *names) class(t rdf.Term) (name, declare string, ok bool) {
	space, local, split := splitName(t.Value())
	if !t.IsIRI() || !split || space == nsXML || space == nsXMLNS ||
		space == vocab.RDF && (!isNodeName(local) || local == "Description") {
		return "", "", false
	}
	return n.element(t.Value())
}

// escapedLabel begins the rdf:nodeID of labels that are no XML names.
const escapedLabel = "_x."

// nodeID returns the rdf:nodeID for a label: different ones for different labels.
func nodeID(label string) string {
	if isNCName(label) && !strings.HasPrefix(label, escapedLabel) {
		return label
	}
	return escapedLabel + hex.EncodeToString([]byte(label))
}

// declareUsed declares the namespaces of the triples, and none that no name needs.
func (n *names) declareUsed(triples []rdf.Triple) {
	used := map[string]bool{}
	var spaces []string // not declared yet, in their order
	note := func(iri string) {
		name, declare, ok := n.element(iri)
		if !ok {
			return
		}
		if declare == "" {
			prefix, _, found := strings.Cut(name, ":")
			if !found {
				prefix = ""
			}
			used[prefix] = true
			return
		}
		space, _, _ := splitName(iri)
		if !slices.Contains(spaces, space) {
			spaces = append(spaces, space)
		}
	}
	var visit func(t rdf.Triple)
	visit = func(t rdf.Triple) {
		note(t.P.Value())
		if t.P.Value() == vocab.RDFType {
			if _, _, ok := n.class(t.O); ok {
				note(t.O.Value())
			}
		}
		if t.O.IsTripleTerm() {
			visit(t.O.Triple())
		}
	}
	for _, t := range triples {
		visit(t)
	}
	n.declared = slices.DeleteFunc(n.declared, func(b binding) bool { return b.prefix != "rdf" && !used[b.prefix] })
	for i, next := 0, 1; i < len(spaces); next++ {
		if prefix := "ns" + strconv.Itoa(next); !n.isDeclared(prefix) {
			n.declared = append(n.declared, binding{prefix, spaces[i]})
			i++
		}
	}
}
