package server_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
)

// TestProblemVary holds that a problem says once that it depends on Accept and on the coding, whatever was
// said before it came to that.
func TestProblemVary(t *testing.T) {
	s, _ := newNumbers(t, 1, sparql.Options{}, server.Options{Token: token})
	for _, path := range []string{queryPath("SELECT"), "/queries", "/graphs?graph=http://e/none", "/nothing", "/resource/ISSN/0028-0837"} {
		res := request(s, http.MethodGet, path, "")
		if vary := res.Header.Values("Vary"); res.StatusCode < 400 || !slices.Equal(vary, []string{"Accept", "Accept-Encoding"}) {
			t.Errorf("%s: %d, Vary: %q", path, res.StatusCode, vary)
		}
	}
}
