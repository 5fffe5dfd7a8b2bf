package remote_test

import (
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/sparql/remote"
)

func TestParseAllowed(t *testing.T) {
	for _, text := range []string{
		"", "example.org/sparql", "ftp://example.org/", "http://", "http:///x", "http://user@example.org/", "file:///",
		"file://elsewhere/data/", "http://example.org/a/../b", "mailto:x@example.org", "http://example.org/%zz", "javascript:alert(1)",
	} {
		if _, err := remote.ParseAllowed([]string{text}, true); !errors.Is(err, remote.ErrAllowed) {
			t.Errorf("%q: got %v, want ErrAllowed", text, err)
		}
	}
	if _, err := remote.ParseAllowed([]string{"file:///data/"}, false); !errors.Is(err, remote.ErrAllowed) {
		t.Errorf("a file among endpoints: %v", err)
	}
}

func TestAllowed(t *testing.T) {
	c := client(t, remote.Options{Services: allowed(t,
		"http://127.0.0.1:1/sparql", "HTTP://127.0.0.1:1/below/", "http://127.0.0.1:1/query?set=a")})
	for address, want := range map[string]bool{
		"http://127.0.0.1:1/sparql":               true,
		"http://127.0.0.1:1/sparql#part":          true,
		"http://127.0.0.1:1/below/":               true,
		"http://127.0.0.1:1/below/x?y=z":          true,
		"http://127.0.0.1:1/query?set=a":          true,
		"http://127.0.0.1:1/query?set=b":          false,
		"http://127.0.0.1:1/query":                false,
		"http://127.0.0.1:1/sparql/x":             false,
		"http://127.0.0.1:1/sparql?x=y":           false,
		"http://127.0.0.1:1/below":                false,
		"http://127.0.0.1:1/below/../sparql2":     false,
		"http://127.0.0.1:1/below/%2e%2e/sparql2": false,
		"http://127.0.0.1:1/below/..%2fsparql2":   false,
		"http://127.0.0.1:1/below/..\\sparql2":    false,
		"https://127.0.0.1:1/sparql":              false,
		"http://127.0.0.1/sparql":                 false,
		"http://localhost:1/sparql":               false,
		"http://127.0.0.1:1@example.org/sparql":   false,
		"http://example.org/http://127.0.0.1:1/":  false,
		"file:///etc/passwd":                      false,
		"urn:x":                                   false,
		"http://127.0.0.1:11/below/":              false,
		"http://127.0.0.1:1.example.org/below/":   false,
	} {
		_, err := ask(t.Context(), c, address)
		if got := !errors.Is(err, remote.ErrNotAllowed); got != want || err == nil {
			t.Errorf("%s: %v, want allowed %v", address, err, want)
		}
	}
	if _, err := ask(t.Context(), client(t, remote.Options{}), "http://127.0.0.1:1/sparql"); !errors.Is(err, remote.ErrNotAllowed) {
		t.Errorf("without a list: %v", err)
	}
}
