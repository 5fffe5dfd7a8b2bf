package server_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/server/limits"
	"github.com/issn-ld/issn-ld/sparql"
)

// TestGuessingTokens lets an address guess the operator's token, in every way and at every
// door: after a few it is told nothing any more, not even of the right one. Others are.
func TestGuessingTokens(t *testing.T) {
	const update = "application/sparql-update"
	type door struct{ method, target, contentType, body string }
	for name, d := range map[string]door{
		"the list of queries": {"GET", "/queries", "", ""},
		"an update":           {"POST", "/sparql", update, "INSERT DATA { <s> <p> 1 }"},
		"an update in a form": {"POST", "/sparql", "application/x-www-form-urlencoded", "update=CLEAR+ALL"},
		"the graph store":     {"PUT", "/graphs/g", "text/turtle", "<s> <p> 1 ."},
		"stopping a query":    {"DELETE", "/queries/1", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			now := &clock{now: time.Now()}
			s, _ := newNumbers(t, 10, sparql.Options{}, server.Options{Token: token, Now: now.get, Limits: limits.Limits{ClientGuesses: 4}})
			ask := func(address string, d door, token string) *http.Response {
				req := httptest.NewRequest(d.method, d.target, strings.NewReader(d.body))
				req.RemoteAddr = address
				req.Header.Set("Content-Type", d.contentType)
				if strings.HasPrefix(token, "basic ") {
					req.SetBasicAuth("anybody", token)
				} else {
					req.Header.Set("Authorization", "Bearer "+token)
				}
				w := httptest.NewRecorder()
				s.Handler().ServeHTTP(w, req)
				return w.Result()
			}
			const here, there, network = "[2001:db8::1]:1", "[2001:db8:0:1::1]:1", "[2001:db8::2]:2"
			for i, guess := range []string{"one", "basic two", token + "s", ""} {
				address := here
				if i%2 == 1 {
					address = network
				}
				if res := ask(address, d, guess); res.StatusCode != http.StatusUnauthorized {
					t.Errorf("guess %d: %d", i, res.StatusCode)
				}
			}
			for _, guess := range []string{"five", token} {
				res := ask(here, d, guess)
				if after, err := strconv.Atoi(res.Header.Get("Retry-After")); res.StatusCode != http.StatusTooManyRequests || err != nil || after != 15 {
					t.Errorf("%q after too many: %d, Retry-After %q", guess, res.StatusCode, res.Header.Get("Retry-After"))
				}
			}
			if res := ask(there, d, token); res.StatusCode >= 400 && res.StatusCode != http.StatusNotFound {
				t.Errorf("the operator elsewhere: %d", res.StatusCode)
			}
			now.add(15 * time.Second)
			if res := ask(here, d, token); res.StatusCode >= 400 && res.StatusCode != http.StatusNotFound {
				t.Errorf("the operator after the time: %d", res.StatusCode)
			}
		})
	}
}

// TestOpenDoorsTellNothing looks for the token at doors that are open to everybody: an
// address that has guessed too often sees no difference between the right and a wrong one.
func TestOpenDoorsTellNothing(t *testing.T) {
	s, _ := newNumbers(t, 10, sparql.Options{}, server.Options{Token: token, Limits: limits.Limits{ClientGuesses: 3, ClientErrors: 100}})
	const open = "/sparql?query=ASK%7B%7D"
	ask := func(token string) *http.Response {
		return request(s, http.MethodGet, open, "", "Authorization", "Bearer "+token)
	}
	told := func(res *http.Response) bool { return res.Header.Get("RateLimit") == "" } // the operator has no budget
	if !told(ask(token)) {
		t.Error("the operator is not known")
	}
	for range 3 {
		if res := ask("guess"); res.StatusCode != http.StatusOK || told(res) {
			t.Errorf("a wrong token where none is needed: %d", res.StatusCode)
		}
	}
	if res := ask(token); res.StatusCode != http.StatusOK || told(res) {
		t.Errorf("the right token after guesses: %d, and it is told apart", res.StatusCode)
	}
}
