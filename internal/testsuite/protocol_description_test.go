package testsuite_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// serviceDescriptionTests are the tests of the suite, which states them in words
// only, by the local name of their IRI.
var serviceDescriptionTests = map[string]func(endpoint string, d *rdf.Dataset) error{
	"returns-rdf":         describesSomething,
	"has-endpoint-triple": hasEndpoint,
	"conforms-to-schema":  conformsToSchema,
}

// runServiceDescription gets the description as each RDF syntax and as what a
// client without wishes gets, and looks at it.
func runServiceDescription(m manifestTest) (err error) {
	check, known := serviceDescriptionTests[m.IRI[strings.LastIndexByte(m.IRI, '#')+1:]]
	if m.Type != "ServiceDescriptionTest" || !known {
		return errNoRunner
	}
	ctx, cancel := context.WithTimeout(context.Background(), protocolTimeout)
	defer cancel()
	iri := func(s string) rdf.Term { return rdf.NewIRI("http://example/" + s) }
	p, err := newProtocolServer(ctx, rdf.NewDataset(
		rdf.Quad{S: iri("s"), P: rdf.NewIRI(vocab.RDFType), O: iri("C")},
		rdf.Quad{S: iri("s"), P: iri("p"), O: iri("o"), G: iri("g")},
	))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	for _, accept := range []string{"", "text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"} {
		x := &exchange{method: http.MethodGet, target: "/sparql", header: http.Header{}, statuses: []string{"200"}}
		if accept != "" {
			x.header.Set("Accept", accept)
		}
		res, body, err := p.send(ctx, x)
		if err != nil {
			return err
		}
		d, err := readGraph(res.Header.Get("Content-Type"), body)
		if err == nil {
			err = check("http://"+protocolHost+"/sparql", d)
		}
		if err != nil {
			return fmt.Errorf("as %q: %w", accept, err)
		}
	}
	return nil
}

func describesSomething(_ string, d *rdf.Dataset) error {
	if d.Len() == 0 {
		return errors.New("the description is empty")
	}
	return nil
}

// hasEndpoint checks that there is one service, at the endpoint itself.
func hasEndpoint(endpoint string, d *rdf.Dataset) error {
	n := 0
	for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(vocab.SD+"endpoint"), rdf.Term{}) {
		if n++; q.O != rdf.NewIRI(endpoint) {
			return fmt.Errorf("the endpoint is %s, want %s", q.O.Value(), endpoint)
		}
	}
	if n != 1 {
		return fmt.Errorf("%d endpoints", n)
	}
	return nil
}

// sdSchema is what the vocabulary says of its properties: the classes of subject
// and object, each a class of the vocabulary or empty for any resource.
var sdSchema = map[string]struct{ domain, object string }{
	"endpoint":          {"Service", ""},
	"supportedLanguage": {"Service", ""},
	"feature":           {"Service", ""},
	"resultFormat":      {"Service", ""},
	"inputFormat":       {"Service", ""},
	"extensionFunction": {"Service", ""},
	"defaultDataset":    {"Service", "Dataset"},
	"defaultGraph":      {"Dataset", "Graph"},
	"namedGraph":        {"Dataset", "NamedGraph"},
	"name":              {"NamedGraph", ""},
	"graph":             {"NamedGraph", "Graph"},
}

// sdInstances are the instances that the vocabulary defines.
var sdInstances = map[string][]string{
	"supportedLanguage": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
	"feature":           {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
}

// conformsToSchema checks every triple with a property of the vocabulary, and
// that what is required is there.
func conformsToSchema(_ string, d *rdf.Dataset) error {
	used := map[string]int{}
	for q := range d.All() {
		name, ours := strings.CutPrefix(q.P.Value(), vocab.SD)
		if !ours {
			continue
		}
		used[name]++
		rule, known := sdSchema[name]
		switch {
		case !known:
			return fmt.Errorf("sd:%s is no property of the vocabulary", name)
		case !isA(d, q.S, rule.domain):
			return fmt.Errorf("the subject of sd:%s is no sd:%s", name, rule.domain)
		case q.O.IsLiteral():
			return fmt.Errorf("the object of sd:%s is a literal", name)
		case rule.object != "" && !isA(d, q.O, rule.object):
			return fmt.Errorf("the object of sd:%s is no sd:%s", name, rule.object)
		}
		if err := knownInstance(name, q.O.Value()); err != nil {
			return err
		}
	}
	for _, name := range []string{"endpoint", "supportedLanguage", "resultFormat", "defaultDataset", "defaultGraph", "namedGraph", "name", "graph"} {
		if used[name] == 0 {
			return fmt.Errorf("there is no sd:%s", name)
		}
	}
	return nil
}

func knownInstance(property, value string) error {
	for _, name := range sdInstances[property] {
		if value == vocab.SD+name {
			return nil
		}
	}
	if len(sdInstances[property]) > 0 && strings.HasPrefix(value, vocab.SD) {
		return fmt.Errorf("%s is not in the vocabulary", value)
	}
	return nil
}

func isA(d *rdf.Dataset, node rdf.Term, class string) bool {
	return d.Has(rdf.Quad{S: node, P: rdf.NewIRI(vocab.RDFType), O: rdf.NewIRI(vocab.SD + class)})
}
