package testsuite_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// TestProtocolHarness shows responses to the harness that are not what is
// expected: each has to be refused, for the reason given.
func TestProtocolHarness(t *testing.T) {
	const turtle, json = "text/turtle; charset=utf-8", "application/sparql-results+json"
	for name, tc := range map[string]struct {
		x           exchange
		status      int
		contentType string
		location    string
		body, want  string
	}{
		"right status":            {exchange{statuses: []string{"201", "204"}}, 204, "", "", "", ""},
		"right class of statuses": {exchange{statuses: []string{"2xx"}}, 204, "", "", "", ""},
		"wrong status":            {exchange{statuses: []string{"200", "204"}}, 201, "", "", "", "status 201"},
		"wrong class":             {exchange{statuses: []string{"4xx"}}, 500, "", "", "", "status 500"},
		"right boolean":           {exchange{statuses: []string{"200"}, kind: "boolean", boolean: "true"}, 200, json, "", `{"head":{},"boolean":true}`, ""},
		"wrong boolean":           {exchange{statuses: []string{"200"}, kind: "boolean", boolean: "true"}, 200, json, "", `{"head":{},"boolean":false}`, "the answer is false"},
		"table for a boolean":     {exchange{statuses: []string{"200"}, kind: "boolean"}, 200, json, "", `{"head":{"vars":[]},"results":{"bindings":[]}}`, "boolean result"},
		"boolean for a table":     {exchange{statuses: []string{"200"}, kind: "tabular"}, 200, json, "", `{"head":{},"boolean":true}`, "tabular result"},
		"page for a table":        {exchange{statuses: []string{"200"}, kind: "tabular"}, 200, "text/html", "", "", "no format of results"},
		"broken table":            {exchange{statuses: []string{"200"}, kind: "tabular"}, 200, json, "", `{"head":{"vars":["a"]},"results":{"bindings":[`, "EOF"},
		"right graph":             {exchange{statuses: []string{"200"}, contentType: turtle, graph: []byte("<a> <b> [] .")}, 200, "text/turtle", "", "<a> <b> _:x .", ""},
		"wrong graph":             {exchange{statuses: []string{"200"}, contentType: turtle, graph: []byte("<a> <b> [] .")}, 200, turtle, "", "<a> <b> <c> .", "another graph"},
		"wrong content type":      {exchange{statuses: []string{"200"}, contentType: turtle}, 200, "text/plain", "", "", "content type text/plain"},
		"no content type":         {exchange{statuses: []string{"200"}, contentType: turtle}, 200, "", "", "", "content type"},
		"page for a graph":        {exchange{statuses: []string{"200"}, kind: "RDF"}, 200, "text/html", "", "", "no syntax of RDF"},
		"broken graph":            {exchange{statuses: []string{"200"}, kind: "RDF"}, 200, turtle, "", "<a> <b>", "expected"},
		"location":                {exchange{statuses: []string{"201"}, location: "$NEW$"}, 201, "", "/x", "", ""},
		"no location":             {exchange{statuses: []string{"201"}, location: "$NEW$"}, 201, "", "", "", "no Location"},
	} {
		t.Run(name, func(t *testing.T) {
			res := &http.Response{StatusCode: tc.status, Header: http.Header{}}
			for field, value := range map[string]string{"Content-Type": tc.contentType, "Location": tc.location} {
				if value != "" {
					res.Header.Set(field, value)
				}
			}
			p := &protocolServer{vars: map[string]string{}}
			err := p.judge(&tc.x, res, []byte(tc.body))
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

// TestServiceDescriptionHarness shows descriptions to the harness that lack
// something, or have something that the vocabulary does not allow.
func TestServiceDescriptionHarness(t *testing.T) {
	const endpoint = "http://www.example/sparql"
	const good = `@prefix sd: <` + vocab.SD + `> .
<http://www.example/sparql> a sd:Service ; sd:endpoint <http://www.example/sparql> ; sd:supportedLanguage sd:SPARQL11Query ;
  sd:resultFormat <http://www.w3.org/ns/formats/Turtle> ; sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ;
    sd:namedGraph [ a sd:NamedGraph ; sd:name <http://e/g> ; sd:graph [ a sd:Graph ] ] ] .`
	for name, tc := range map[string]struct{ old, new, want string }{
		"good":                 {"", "", ""},
		"another endpoint":     {"sd:endpoint <http://www.example/sparql>", "sd:endpoint <http://www.example/other>", "the endpoint is"},
		"no endpoint":          {"sd:endpoint <http://www.example/sparql> ;", "", "0 endpoints"},
		"no service":           {"a sd:Service ;", "", "no sd:Service"},
		"unknown property":     {"sd:supportedLanguage", "sd:language", "no property of the vocabulary"},
		"unknown language":     {"sd:SPARQL11Query", "sd:SPARQL13", "not in the vocabulary"},
		"a literal":            {"<http://www.w3.org/ns/formats/Turtle>", "'Turtle'", "is a literal"},
		"a graph of no class":  {"sd:graph [ a sd:Graph ]", "sd:graph []", "no sd:Graph"},
		"a name without graph": {"sd:name <http://e/g> ;", "", "no sd:name"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := readGraph("text/turtle", []byte(strings.Replace(good, tc.old, tc.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			err = hasEndpoint(endpoint, d)
			if err == nil {
				err = conformsToSchema(endpoint, d)
			}
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
	if err := describesSomething(endpoint, rdf.NewDataset()); err == nil {
		t.Error("an empty description is taken")
	}
}
