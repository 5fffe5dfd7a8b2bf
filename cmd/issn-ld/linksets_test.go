package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/vocab"
)

// readQuadsT reads N-Quads or N-Triples.
func readQuadsT(t *testing.T, text string) []rdf.Quad {
	t.Helper()
	r := turtle.NewReader(strings.NewReader(text), turtle.Options{Format: turtle.NQuads})
	var quads []rdf.Quad
	for q, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		quads = append(quads, q)
	}
	return quads
}

// The linksets of /.well-known/void are what a loop over all quads counts.
func TestLinksetsAreCounted(t *testing.T) {
	data := emptyStore(t)
	must(t, "link", "--sample", "--data", data, "--quiet")
	want := countLinks(readQuadsT(t, must(t, "export", "--data", data)))
	got := describedLinks(readQuadsT(t, fetch(t, serving(t, "--data", data)+"/.well-known/void?format=nt")))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("links (-loop +void):\n%s", diff)
	}
	key := func(p, from, to string) string { return p + " " + vocab.GraphBase + from + " " + to }
	for _, pair := range []string{
		key(vocab.SchemaSameAs, "register/free", vocab.GraphBase+"wikidata"), key(vocab.SchemaSameAs, "register/free", vocab.GraphBase+"openalex"),
		key(vocab.SchemaSameAs, "openalex", vocab.GraphBase+"wikidata"), key(vocab.SchemaSubjectOf, "register/free", vocab.GraphBase+"clockss"),
		key(vocab.SchemaSubjectOf, "register/free", vocab.GraphBase+"transfer"),
	} {
		pair = strings.Replace(pair, "graph/clockss", "graph/keepers/clockss", 1)
		if got[pair] == 0 {
			t.Errorf("no links: %s", pair)
		}
	}
}

// describedLinks reads linksets: property, graph of the subjects, graph or IRI
// space of the objects.
func describedLinks(quads []rdf.Quad) map[string]int {
	values := map[rdf.Term]map[string]rdf.Term{}
	for _, q := range quads {
		if values[q.S] == nil {
			values[q.S] = map[string]rdf.Term{}
		}
		values[q.S][q.P.Value()] = q.O
	}
	counts := map[string]int{}
	for _, v := range values {
		if v[vocab.RDFType].Value() != vocab.VoID+"Linkset" {
			continue
		}
		to := v[vocab.VoID+"objectsTarget"].Value()
		if space, ok := values[v[vocab.VoID+"objectsTarget"]][vocab.VoID+"uriSpace"]; ok && v[vocab.VoID+"objectsTarget"].IsBlankNode() {
			to = space.Value()
		}
		n := 0
		if _, err := fmt.Sscan(v[vocab.VoID+"triples"].Value(), &n); err != nil {
			n = -1
		}
		counts[v[vocab.VoID+"linkPredicate"].Value()+" "+v[vocab.VoID+"subjectsTarget"].Value()+" "+to] += n
	}
	return counts
}

// countLinks counts by the definition of [sparql.Linkset], with maps of terms.
func countLinks(quads []rdf.Quad) map[string]int {
	isLink := map[string]bool{}
	for _, p := range []string{
		vocab.OWL + "sameAs", vocab.SKOS + "exactMatch", vocab.SKOS + "closeMatch", vocab.Schema + "sameAs",
		vocab.Schema + "includedInDataCatalog", vocab.Schema + "subjectOf", vocab.ISSNCandidate,
	} {
		isLink[p] = true
	}
	describes := map[rdf.Term]map[string]bool{}
	for _, q := range quads {
		r, ok := issn.ParseIRI(q.S.Value())
		outside := ok && q.S.IsIRI() && r.Fragment == "" && !isRegisterGraph(q.G.Value())
		if isLink[q.P.Value()] || outside || q.G.IsZero() {
			continue
		}
		if describes[q.S] == nil {
			describes[q.S] = map[string]bool{}
		}
		describes[q.S][q.G.Value()] = true
	}
	counts := map[string]int{}
	done := map[rdf.Triple]bool{}
	for _, q := range quads {
		if !isLink[q.P.Value()] || !q.O.IsIRI() || done[q.Triple()] {
			continue
		}
		done[q.Triple()] = true
		from, to := describes[q.S], describes[q.O]
		if from == nil {
			from = map[string]bool{q.G.Value(): true}
		}
		for a := range from {
			if to == nil {
				scheme, rest, _ := strings.Cut(q.O.Value(), "://")
				host, _, _ := strings.Cut(rest, "/")
				counts[q.P.Value()+" "+a+" "+scheme+"://"+host+"/"]++
			}
			for b := range to {
				if a != b && (!isRegisterGraph(a) || !isRegisterGraph(b)) {
					counts[q.P.Value()+" "+a+" "+b]++
				}
			}
		}
	}
	return counts
}

// The description of the datasets has the files of a graph, but not its
// discrepancies.
func TestVoidHasFiles(t *testing.T) {
	data := emptyStore(t)
	must(t, "link", "--all", filepath.Join("..", "..", "internal", "sample", "links"), "--data", data, "--quiet")
	body := fetch(t, serving(t, "--data", data)+"/.well-known/void?format=nt")
	for _, want := range []string{
		"<http://issn.org/graph/wikidata#file-1> <" + vocab.ISSNRowsRead + "> \"27\"", "<http://issn.org/graph/wikidata> <" + vocab.DCTTitle + ">",
		"<http://issn.org/graph/wikidata#run> ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the description lacks %s", want)
		}
	}
	if strings.Contains(body, "#discrepancy-") {
		t.Error("the description has discrepancies")
	}
}

// isRegisterGraph reports whether a graph is one of the register's.
func isRegisterGraph(iri string) bool { return slices.Contains(register.Graphs(), iri) }
