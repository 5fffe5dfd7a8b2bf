package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
)

// fullDisk is a store whose disk is full.
type fullDisk struct{}

// Update implements [sparql.Updater].
func (fullDisk) Update(context.Context, func(sparql.Tx) error) error {
	return fmt.Errorf("%w: %w", sparql.ErrNoSpace, errors.New("3 bytes are free in /secret"))
}

// TestNoSpace holds that a change that the disk has no room for is told from errors of
// the server's own, says what to do, and does not show what the server's disk looks like.
func TestNoSpace(t *testing.T) {
	s, err := server.New(enginetest.New(nil, sparql.Options{Updater: fullDisk{}}), server.Options{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	const turtle, update = "text/turtle", "application/sparql-update"
	for _, tc := range []struct{ method, target, contentType, body string }{
		{"POST", "/sparql", update, "INSERT DATA { <s> <p> 1 }"},
		{"PUT", "/graphs/g", turtle, "<s> <p> 1 ."},
		{"POST", "/graphs/g", turtle, "<s> <p> 1 ."},
		{"DELETE", "/graphs/g", "", ""},
		{"PATCH", "/graphs/g", update, "INSERT DATA { <s> <p> 1 }"},
	} {
		res := operator(s, tc.method, tc.target, tc.contentType, tc.body)
		body := text(t, res)
		if res.StatusCode != http.StatusInsufficientStorage || res.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
			t.Errorf("%s %s: %s, %s", tc.method, tc.target, res.Status, body)
		}
		for _, part := range []string{`"type": "/problems/no-space"`, "Nothing was written", "Make room"} {
			if !strings.Contains(body, part) {
				t.Errorf("%s %s: no %q in %s", tc.method, tc.target, part, body)
			}
		}
		if strings.Contains(body, "secret") {
			t.Errorf("%s %s shows the disk: %s", tc.method, tc.target, body)
		}
	}
}
