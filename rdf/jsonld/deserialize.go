package jsonld

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

const i18n = "https://www.w3.org/ns/i18n#"

// deserializer turns an expanded document into quads: the Deserialize JSON-LD
// to RDF algorithm of section 8.1, without the detour over a node map. What
// RDF cannot hold (a blank node as predicate, a relative IRI, an ill-formed
// language tag) is dropped, as the algorithm says.
type deserializer struct {
	opt   *Options
	nodes labels
	quads []rdf.Quad
}

// labels gives blank nodes their labels: those of the document begin with "n",
// those of nodes without one with "g", so that they never meet.
type labels struct {
	prefix string
	fresh  int
}

func (l *labels) named(label string) rdf.Term { return rdf.NewBlankNode(l.prefix + "n" + label) }

func (l *labels) new() rdf.Term {
	l.fresh++
	return rdf.NewBlankNode(l.prefix + "g" + strconv.Itoa(l.fresh-1))
}

func (d *deserializer) document(expanded []any) error {
	for _, item := range expanded {
		if _, err := d.node(item, rdf.DefaultGraph); err != nil {
			return err
		}
	}
	return nil
}

func (d *deserializer) add(s, p, o, g rdf.Term) {
	if s.IsZero() || p.IsZero() || o.IsZero() || p.IsBlankNode() && !d.opt.Generalized {
		return
	}
	d.quads = append(d.quads, rdf.Quad{S: s, P: p, O: o, G: g})
}

// resource returns the term for an IRI or a blank node identifier; the zero
// Term for what is neither.
func (d *deserializer) resource(id string) rdf.Term {
	if label, ok := strings.CutPrefix(id, "_:"); ok {
		return d.nodes.named(label)
	}
	if rdf.CheckIRI(id) != nil {
		return rdf.Term{}
	}
	return rdf.NewIRI(id)
}

// node emits the statements of a node object and returns its term, which is
// the zero Term if it has an identifier that is none.
func (d *deserializer) node(item any, graph rdf.Term) (rdf.Term, error) {
	object, ok := item.(map[string]any)
	if !ok {
		return rdf.Term{}, fmt.Errorf("expansion gave %T for a node", item)
	}
	if _, isValue := object["@value"]; isValue {
		return rdf.Term{}, nil // a free-floating value
	}
	if list, isList := object["@list"]; isList {
		return d.list(list, graph)
	}
	var subject rdf.Term
	if id, ok := object["@id"].(string); ok {
		subject = d.resource(id)
	} else {
		subject = d.nodes.new()
	}
	for _, key := range sortedKeys(object) {
		if err := d.member(subject, key, object[key], graph); err != nil {
			return rdf.Term{}, err
		}
	}
	return subject, nil
}

// member emits what a key of a node object states.
func (d *deserializer) member(subject rdf.Term, key string, value any, graph rdf.Term) error {
	switch key {
	case "@id", "@index", "@context":
		return nil
	case "@type":
		for _, class := range array(value) {
			if id, ok := class.(string); ok {
				d.add(subject, rdf.NewIRI(vocab.RDFType), d.resource(id), graph)
			}
		}
		return nil
	case "@graph":
		return d.graph(subject, value)
	case "@included":
		return d.each(value, func(item any) error {
			_, err := d.node(item, graph)
			return err
		})
	case "@reverse":
		reverse, _ := value.(map[string]any)
		for _, property := range sortedKeys(reverse) {
			predicate := d.resource(property)
			err := d.each(reverse[property], func(item any) error {
				s, err := d.node(item, graph)
				d.add(s, predicate, subject, graph)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	if strings.HasPrefix(key, "@") {
		return nil
	}
	predicate := d.resource(key)
	return d.each(value, func(item any) error {
		o, err := d.object(item, graph)
		d.add(subject, predicate, o, graph)
		return err
	})
}

// graph emits the statements of a named graph. One whose name is no IRI is
// dropped with all that it holds.
func (d *deserializer) graph(name rdf.Term, value any) error {
	if name.IsZero() {
		return nil
	}
	return d.each(value, func(item any) error {
		_, err := d.node(item, name)
		return err
	})
}

func (d *deserializer) each(value any, f func(any) error) error {
	for _, item := range array(value) {
		if err := f(item); err != nil {
			return err
		}
	}
	return nil
}

// object returns the term of a value, list or node object, with the statements
// about it emitted.
func (d *deserializer) object(item any, graph rdf.Term) (rdf.Term, error) {
	object, ok := item.(map[string]any)
	if !ok {
		return rdf.Term{}, fmt.Errorf("expansion gave %T for an object", item)
	}
	if value, ok := object["@value"]; ok {
		return d.literal(object, value, graph)
	}
	return d.node(item, graph)
}

// list emits an RDF collection and returns its head.
func (d *deserializer) list(value any, graph rdf.Term) (rdf.Term, error) {
	items := array(value)
	head := rdf.NewIRI(vocab.RDFNil)
	var cells []rdf.Term
	for range items {
		cells = append(cells, d.nodes.new())
	}
	for i, item := range items {
		o, err := d.object(item, graph)
		if err != nil {
			return rdf.Term{}, err
		}
		d.add(cells[i], rdf.NewIRI(vocab.RDFFirst), o, graph)
		rest := head
		if i+1 < len(cells) {
			rest = cells[i+1]
		}
		d.add(cells[i], rdf.NewIRI(vocab.RDFRest), rest, graph)
	}
	if len(cells) > 0 {
		head = cells[0]
	}
	return head, nil
}

// literal returns the literal of a value object (section 8.2.2).
func (d *deserializer) literal(object map[string]any, value any, graph rdf.Term) (rdf.Term, error) {
	datatype, isString := object["@type"].(string)
	if typed, given := object["@type"]; given && !isString || datatype != "@json" && strings.ContainsAny(datatype, " <>\"{}|\\^`") {
		return rdf.Term{}, fmt.Errorf("invalid typed value: %v is not the IRI of a datatype", typed)
	}
	if datatype == "@json" {
		text, err := appendCanonicalJSON(nil, value)
		return rdf.NewLiteral(string(text), vocab.RDFJSON), err
	}
	if datatype != "" && rdf.CheckIRI(datatype) != nil {
		return rdf.Term{}, nil
	}
	switch v := value.(type) {
	case bool:
		return rdf.NewLiteral(strconv.FormatBool(v), or(datatype, vocab.XSDBoolean)), nil
	case float64:
		if v != math.Trunc(v) || math.Abs(v) >= 1e21 || datatype == vocab.XSDDouble {
			return rdf.NewLiteral(canonicalDouble(v), or(datatype, vocab.XSDDouble)), nil
		}
		v += 0 // no negative zero
		return rdf.NewLiteral(strconv.FormatFloat(v, 'f', 0, 64), or(datatype, vocab.XSDInteger)), nil
	case json.Number:
		return rdf.NewLiteral(v.String(), or(datatype, vocab.XSDDouble)), nil // outside of the range of float64
	case string:
		return d.stringLiteral(object, v, datatype, graph), nil
	}
	return rdf.Term{}, fmt.Errorf("a value is neither string, number nor boolean but %T", value)
}

func (d *deserializer) stringLiteral(object map[string]any, text, datatype string, graph rdf.Term) rdf.Term {
	language, tagged := object["@language"].(string)
	direction, directed := directionOf(object)
	if tagged && !rdf.IsLanguage(language) {
		return rdf.Term{}
	}
	if directed && d.opt.Direction != NoDirection {
		return d.directedLiteral(text, language, direction, graph)
	}
	if tagged {
		return rdf.NewLangString(text, language)
	}
	return rdf.NewLiteral(text, datatype)
}

// directionOf returns the base direction of a value. json-gold gives a pointer for
// that of a term with a language map.
func directionOf(object map[string]any) (string, bool) {
	switch v := object["@direction"].(type) {
	case string:
		return v, true
	case *string:
		if v != nil {
			return *v, true
		}
	}
	return "", false
}

func (d *deserializer) directedLiteral(text, language, direction string, graph rdf.Term) rdf.Term {
	switch d.opt.Direction {
	case I18NDatatype:
		return rdf.NewLiteral(text, i18n+strings.ToLower(language)+"_"+direction)
	case CompoundLiteral:
		node := d.nodes.new()
		d.add(node, rdf.NewIRI(vocab.RDFValue), rdf.NewString(text), graph)
		if language != "" {
			d.add(node, rdf.NewIRI(vocab.RDF+"language"), rdf.NewString(strings.ToLower(language)), graph)
		}
		d.add(node, rdf.NewIRI(vocab.RDF+"direction"), rdf.NewString(direction), graph)
		return node
	case DirLangString, NoDirection:
	}
	if language == "" {
		return rdf.NewString(text)
	}
	if direction == rdf.RTL.String() {
		return rdf.NewDirLangString(text, language, rdf.RTL)
	}
	return rdf.NewDirLangString(text, language, rdf.LTR)
}

// canonicalDouble is the canonical form of xsd:double that the algorithm asks
// for: 5.3E0.
func canonicalDouble(v float64) string {
	s := strconv.FormatFloat(v, 'E', -1, 64)
	mantissa, exponent, _ := strings.Cut(s, "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	n, err := strconv.Atoi(exponent)
	if err != nil {
		return s // infinity: JSON has none
	}
	return mantissa + "E" + strconv.Itoa(n)
}

// array returns a value as a list.
func array(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func fields(s string) []string { return strings.Fields(s) }

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
