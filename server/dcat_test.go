package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/vocab"
)

// There is one catalogue; every dataset is in it and says what a dataset has to say, once
// where more would contradict each other.
func TestCatalogue(t *testing.T) {
	held := newServer(t, server.Options{})
	written := newWritable(t)
	const links = vocab.GraphBase + "doaj"
	res := operator(written, http.MethodPost, "/sparql", "application/sparql-update", `
		PREFIX dct: <http://purl.org/dc/terms/>
		INSERT DATA { GRAPH <`+links+`> {
			<`+links+`> dct:title "Directory of Open Access Journals"@en ; dct:source <https://doaj.org/> ; dct:license <https://creativecommons.org/publicdomain/zero/1.0/> .
			<http://issn.org/resource/ISSN-L/0028-0836> <http://schema.org/sameAs> <https://doaj.org/toc/1> }
		  GRAPH <urn:mine> { <urn:s> <urn:p> 1 }
		  <urn:s> <urn:p> 2 }`)
	if res.StatusCode != http.StatusNoContent {
		t.Fatal(text(t, res))
	}
	for s, graphs := range map[*server.Server][]string{
		held: {vocab.GraphFree, vocab.GraphFull}, written: {links, "urn:mine", "http://example.com/void.ttl#default-graph"},
	} {
		for _, target := range []string{"/void.ttl", "/sparql"} {
			checkCatalogue(t, triplesOf(t, format.Turtle, text(t, request(s, http.MethodGet, target, "", "Accept", "text/turtle"))), graphs)
		}
	}
	d := triplesOf(t, format.Turtle, text(t, request(held, http.MethodGet, "/void.ttl", "")))
	for graph, want := range map[string]string{vocab.GraphFree: "https://creativecommons.org/licenses/by-nc/4.0/", vocab.GraphFull: ""} {
		if got := value(d, graph, vocab.DCTLicense); got != want {
			t.Errorf("%s has the licence %q, want %q", graph, got, want)
		}
	}
}

func checkCatalogue(t *testing.T, d *rdf.Dataset, graphs []string) {
	t.Helper()
	if n := count(d, vocab.RDFType, rdf.NewIRI(vocab.DCAT+"Catalog")); n != 1 {
		t.Fatalf("%d catalogues", n)
	}
	objects := func(s rdf.Term, property string) (list []rdf.Term) {
		for q := range d.MatchAny(s, rdf.NewIRI(property), rdf.Term{}) {
			list = append(list, q.O)
		}
		return list
	}
	listed := map[string]bool{}
	for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(vocab.RDFType), rdf.NewIRI(vocab.DCAT+"Dataset")) {
		node, name := q.S, q.S.Value()
		listed[name] = true
		if count(d, vocab.DCAT+"dataset", node) != 1 {
			t.Errorf("%s is not in the catalogue", name)
		}
		for _, property := range []string{vocab.DCTTitle, vocab.DCT + "description", vocab.DCT + "publisher", vocab.VoID + "exampleResource"} {
			if list := objects(node, property); len(list) != 1 || list[0].Value() == "" {
				t.Errorf("%s: %d of %s", name, len(list), property)
			}
		}
		for _, publisher := range objects(node, vocab.DCT+"publisher") {
			if len(objects(publisher, vocab.FOAF+"name")) != 1 {
				t.Errorf("%s: a publisher without a name", name)
			}
		}
		licences, rights := objects(node, vocab.DCTLicense), objects(node, vocab.DCT+"rights")
		if len(licences)+len(rights) != 1 || len(rights) == 1 && !strings.Contains(objects(rights[0], vocab.RDFSLabel)[0].Value(), "stated") {
			t.Errorf("%s: licences %v, rights %v", name, licences, rights)
		}
		dists := objects(node, vocab.DCAT+"distribution")
		if len(dists) == 0 && !strings.HasPrefix(name, "urn:") {
			t.Errorf("%s: no distribution", name)
		}
		for _, dist := range dists {
			for _, property := range []string{"downloadURL", "accessURL", "mediaType"} {
				if len(objects(dist, vocab.DCAT+property)) != 1 {
					t.Errorf("%s: a distribution without %s", name, property)
				}
			}
		}
	}
	for _, graph := range graphs {
		if !listed[graph] {
			t.Errorf("%s is not described: %v", graph, listed)
		}
	}
}
