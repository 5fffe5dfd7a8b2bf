package server_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/vocab"
)

// Every IRI that the program makes up answers, for people and for programs, and what
// comes names the IRI.
func TestMintedIRIs(t *testing.T) {
	s := newServer(t, server.Options{})
	ask := func(path, accept, want string) {
		t.Helper()
		for range 3 {
			res := request(s, http.MethodGet, path, "", "Accept", accept)
			body := text(t, res)
			if to := res.Header.Get("Location"); res.StatusCode == http.StatusSeeOther && to != "" {
				path = to
				continue
			}
			if res.StatusCode != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s as %s: %d lacks %q: %.300s", path, accept, res.StatusCode, want, body)
			}
			return
		}
		t.Errorf("%s: too many redirections", path)
	}
	path := func(iri string) string { return "/" + strings.TrimPrefix(iri, vocab.ISSNBase) }
	for _, p := range vocab.ISSNProperties() {
		ask(path(p.IRI), "application/n-triples", "<"+p.IRI+"> <"+vocab.RDFS+"label>")
		ask(path(p.IRI), "text/html", p.Label)
	}
	ask("/vocabularies/properties", "application/n-triples", vocab.ISSNHasIncorrectISSN)
	for _, p := range negotiate.Profiles {
		ask("/profiles/"+p.Name, "application/n-triples", "<"+p.IRI+">")
		ask("/profiles/"+p.Name, "text/html", p.Name)
	}
	for _, l := range vocab.Lists() {
		if l.Local {
			ask(path(l.IRI), "application/n-triples", "<"+l.IRI+">")
		}
	}
	for _, kind := range reply.Kinds() {
		ask(kind.Type, "application/json", kind.When)
		ask(kind.Type, "text/html", kind.Name())
	}
	ask(path(vocab.GraphFree), "application/n-triples", "<"+vocab.GraphFree+">")
	ask("/favicon.ico", "image/*", "PNG")
	for _, none := range []string{"/graph/none", "/graph/a%22b", "/problems/none", "/profiles/none", "/vocabularies/properties/none"} {
		if res := request(s, http.MethodGet, none, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", none, res.StatusCode)
		}
	}
}

// The table of types has every constant.
func TestProblemKinds(t *testing.T) {
	source, err := os.ReadFile("reply/problem.go")
	if err != nil {
		t.Fatal(err)
	}
	told := make(map[string]bool)
	for _, kind := range reply.Kinds() {
		if told[kind.Type] || kind.When == "" {
			t.Errorf("%s is told twice or not at all", kind.Type)
		}
		told[kind.Type] = true
	}
	found := regexp.MustCompile(`= "(/problems/[a-z-]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(found) < 20 {
		t.Errorf("only %d constants", len(found))
	}
	for _, m := range found {
		if !told[m[1]] {
			t.Errorf("%s is not in Kinds", m[1])
		}
	}
}
