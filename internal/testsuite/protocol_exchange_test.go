package testsuite_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql/results"
)

// What the suites of the protocols assume of the server under test.
const (
	protocolHost  = "www.example"
	protocolToken = "token of the suite"
)

// exchange is a request of a protocol test and what is expected of its response.
type exchange struct {
	method, target string
	header         http.Header
	body           []byte

	statuses    []string // "2xx" or "204"; any of them will do
	boolean     string   // the answer to an ASK query; empty: not asked for
	kind        string   // boolean, tabular or RDF; empty: any
	contentType string   // empty: any
	graph       []byte   // a document in contentType with the graph of the body; nil: any
	location    string   // variable that stands for the Location from here on
}

// protocolServer is the server under test, over a store of its own.
type protocolServer struct {
	store *engineStore
	http  *httptest.Server
	// vars are what variables in requests to come stand for.
	vars map[string]string
}

func newProtocolServer(ctx context.Context, d *rdf.Dataset) (*protocolServer, error) {
	st, err := engineEvaluator{}.open(ctx, d, nil)
	if err != nil {
		return nil, err
	}
	s, err := server.New(st.eng, server.Options{
		Base: "http://" + protocolHost + "/", Token: protocolToken, StrictDefaultGraph: true,
	})
	if err != nil {
		return nil, errors.Join(err, st.close())
	}
	return &protocolServer{store: st, http: httptest.NewServer(s.Handler()), vars: map[string]string{}}, nil
}

func (p *protocolServer) close() error {
	p.http.Close()
	return p.store.close()
}

// replace puts the values of variables into text.
func (p *protocolServer) replace(text string) string {
	for name, value := range p.vars {
		text = strings.ReplaceAll(text, name, value)
	}
	return text
}

// send sends a request as the operator.
func (p *protocolServer) send(ctx context.Context, x *exchange) (*http.Response, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, x.method, p.http.URL+p.replace(x.target), strings.NewReader(p.replace(string(x.body))))
	if err != nil {
		return nil, nil, err
	}
	maps.Copy(req.Header, x.header)
	req.Host = protocolHost
	req.Header.Set("Authorization", "Bearer "+protocolToken)
	res, err := p.http.Client().Do(req)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(res.Body)
	return res, body, errors.Join(err, res.Body.Close())
}

// run sends a request and compares the response with what is expected.
func (p *protocolServer) run(ctx context.Context, x *exchange) error {
	res, body, err := p.send(ctx, x)
	if err == nil {
		err = p.judge(x, res, body)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", x.method, x.target, err)
	}
	return nil
}

func (p *protocolServer) judge(x *exchange, res *http.Response, body []byte) error {
	status := strconv.Itoa(res.StatusCode)
	if !slices.ContainsFunc(x.statuses, func(s string) bool { return s == status || s == status[:1]+"xx" }) {
		return fmt.Errorf("status %s, want %v: %.300s", status, x.statuses, body)
	}
	if x.location != "" {
		p.vars[x.location] = res.Header.Get("Location")
		if p.vars[x.location] == "" {
			return errors.New("no Location")
		}
	}
	got, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil && (x.contentType != "" || x.kind != "") {
		return fmt.Errorf("the content type: %w", err)
	}
	if want, _, _ := mime.ParseMediaType(x.contentType); want != "" && got != want {
		return fmt.Errorf("content type %s, want %s", got, want)
	}
	if err := judgeKind(x, got, body); err != nil || x.graph == nil {
		return err
	}
	return sameGraph(got, []byte(p.replace(string(x.graph))), body)
}

// judgeKind checks that the body is an answer of the kind expected.
func judgeKind(x *exchange, contentType string, body []byte) error {
	switch x.kind {
	case "":
		return nil
	case "RDF":
		_, err := readGraph(contentType, body)
		return err
	}
	f, known := results.ByMediaType(contentType)
	if !known {
		return fmt.Errorf("%s is no format of results", contentType)
	}
	t, err := results.Read(bytes.NewReader(body), f)
	if err != nil {
		return err
	}
	if t.IsBoolean != (x.kind == "boolean") {
		return fmt.Errorf("want a %s result, got %s", x.kind, body)
	}
	if x.boolean != "" && strconv.FormatBool(t.Boolean) != x.boolean {
		return fmt.Errorf("the answer is %t, want %s", t.Boolean, x.boolean)
	}
	return nil
}

// readGraph reads a document by its content type.
func readGraph(contentType string, doc []byte) (*rdf.Dataset, error) {
	f, known := format.ByMediaType(contentType)
	if !known {
		return nil, fmt.Errorf("%s is no syntax of RDF", contentType)
	}
	rd, err := format.NewReader(bytes.NewReader(doc), f, format.Options{Base: "http://" + protocolHost + "/"})
	if err != nil {
		return nil, err
	}
	d := rdf.NewDataset()
	var q rdf.Quad
	for {
		err := rd.Read(&q)
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w in\n%s", err, doc)
		}
		d.Add(q)
	}
}

func sameGraph(contentType string, want, got []byte) error {
	w, err := readGraph(contentType, want)
	if err != nil {
		return fmt.Errorf("the expected graph: %w", err)
	}
	g, err := readGraph(contentType, got)
	if err != nil {
		return err
	}
	if !rdf.Isomorphic(w, g) {
		return fmt.Errorf("another graph\n%s\nwant\n%s", got, want)
	}
	return nil
}

// encodeText gives text the character encoding that a request names.
func encodeText(text, encoding string) []byte {
	if !strings.EqualFold(encoding, "UTF-16") {
		return []byte(text)
	}
	out := []byte{0xfe, 0xff}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.BigEndian.AppendUint16(out, unit)
	}
	return out
}
