package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
)

// cutQueries have more rows than TestCutOff allows.
var cutQueries = map[string]string{
	"json": "SELECT * { ?a ?b ?c }", "xml": "SELECT * { ?a ?b ?c }", "csv": "SELECT * { ?a ?b ?c }", "tsv": "SELECT * { ?a ?b ?c }",
	"ttl": "CONSTRUCT WHERE { ?a ?b ?c }", "nt": "CONSTRUCT WHERE { ?a ?b ?c }", "nq": "CONSTRUCT WHERE { ?a ?b ?c }",
	"trig": "CONSTRUCT WHERE { ?a ?b ?c }", "rdf": "CONSTRUCT WHERE { ?a ?b ?c }", "jsonld": "CONSTRUCT WHERE { ?a ?b ?c }",
}

// TestCutOff asks for results that fail after they have begun, in every form: no client
// may take one for complete. Where there are no chunks, which HTTP/1.0 does not know, the
// end of the connection would be the end of the result.
func TestCutOff(t *testing.T) {
	s, _ := newNumbers(t, 10_000, sparql.Options{}, server.Options{MaxRows: 15_000})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l, time.Second) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	for form, query := range cutQueries {
		for version, want := range map[string]error{"HTTP/1.1": io.ErrUnexpectedEOF, "HTTP/1.0": syscall.ECONNRESET} {
			t.Run(form+" "+version, func(t *testing.T) {
				conn, err := net.Dial("tcp", l.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = conn.Close() }()
				if _, err := fmt.Fprintf(conn, "GET %s %s\r\nHost: x\r\n\r\n", queryPath(query, "format", form), version); err != nil {
					t.Fatal(err)
				}
				res, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if errors.Is(err, want) {
					return // before the head was read
				}
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = res.Body.Close() }()
				if form == "jsonld" && res.StatusCode == http.StatusServiceUnavailable {
					return // JSON-LD is written when all is known
				}
				if res.StatusCode != http.StatusOK {
					t.Fatalf("%d, want a result that has begun", res.StatusCode)
				}
				if n, err := io.Copy(io.Discard, res.Body); !errors.Is(err, want) {
					t.Errorf("%d bytes, error %v, want %v", n, err, want)
				}
			})
		}
	}
}
