package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/server"
)

// TestDescriptionInNoTime asks for descriptions of the store that have no time to be made:
// the answer is a problem, whatever the query that meets the end of its time.
func TestDescriptionInNoTime(t *testing.T) {
	s := newServer(t, server.Options{QueryTimeout: time.Nanosecond})
	for _, path := range []string{"/void.ttl", "/sparql"} {
		res := request(s, http.MethodGet, path, "", "Accept", "text/turtle")
		if res.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("%s: %d, %s", path, res.StatusCode, text(t, res))
		}
	}
}
