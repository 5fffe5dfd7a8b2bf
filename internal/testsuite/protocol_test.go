package testsuite_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
)

const (
	nsHTTP   = "http://www.w3.org/2011/http#"
	nsStatus = "http://www.w3.org/2011/http-statusCodes#"
	nsText   = "http://www.w3.org/2011/content#"
)

// protocolTimeout bounds one test of a protocol.
const protocolTimeout = 30 * time.Second

// protocolSuites returns the suites that are run against the server over HTTP.
func protocolSuites() []suite {
	return []suite{
		{Spec: "SPARQL 1.1 Protocol", Folder: "sparql", IRI: sparqlSuitesIRI, Manifest: "sparql11/protocol/manifest.ttl", Run: runConnection},
		{Spec: "SPARQL 1.1 Graph Store Protocol", Folder: "sparql", IRI: sparqlSuitesIRI, Manifest: "sparql11/graph-store-protocol/manifest.ttl", Run: runConnection},
		{Spec: "SPARQL 1.1 Graph Store Protocol, deprecated", Folder: "sparql", IRI: sparqlSuitesIRI, Manifest: "sparql11/http-rdf-update/manifest.ttl", Run: runProse},
		{Spec: "SPARQL 1.1 Service Description", Folder: "sparql", IRI: sparqlSuitesIRI, Manifest: "sparql11/service-description/manifest.ttl", Run: runServiceDescription},
	}
}

func TestProtocols(t *testing.T) {
	for _, s := range protocolSuites() {
		t.Run(strings.ReplaceAll(s.Spec, " ", "_"), s.run)
	}
}

// runConnection runs a test whose requests are stated as ht:Requests.
func runConnection(m manifestTest) (err error) {
	if m.Type != "ProtocolTest" && m.Type != "GraphStoreProtocolTest" {
		return errNoRunner
	}
	ctx, cancel := context.WithTimeout(context.Background(), protocolTimeout)
	defer cancel()
	d, err := sparqlDataset(m, rdf.NewIRI(m.IRI), nsUpdate)
	if err != nil {
		return err
	}
	p, err := newProtocolServer(ctx, d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	requests := listItems(m.Manifest, m.property(m.Action, nsHTTP+"requests"))
	if len(requests) == 0 {
		return errors.New("the test has no requests")
	}
	for _, node := range requests {
		x, err := statedExchange(m, node)
		if err != nil {
			return err
		}
		if err := p.run(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

// statedExchange reads an ht:Request and its ht:Response.
func statedExchange(m manifestTest, node rdf.Term) (*exchange, error) {
	path := m.property(node, nsHTTP+"absolutePath").Value()
	target, ok := strings.CutPrefix(path, "/sparql/")
	if ok {
		target = "/sparql" + target
	} else if target, ok = strings.CutPrefix(path, "/gsp"); ok {
		target = "/graphs" + target
	} else {
		return nil, fmt.Errorf("unknown path %q", path)
	}
	x := &exchange{method: m.property(node, nsHTTP+"methodName").Value(), target: target, header: statedHeader(m, node)}
	if body := m.property(node, nsHTTP+"body"); !body.IsZero() {
		x.body = encodeText(m.property(body, nsText+"chars").Value(), m.property(body, nsText+"characterEncoding").Value())
	}
	res := m.property(node, nsHTTP+"resp")
	for _, status := range m.objects(res, nsManifest+"expectedStatus") {
		code, err := statusCode(strings.TrimPrefix(status.Value(), nsStatus))
		if err != nil {
			return nil, err
		}
		x.statuses = append(x.statuses, code)
	}
	x.boolean = m.property(res, nsManifest+"expectedBoolean").Value()
	x.kind = m.property(res, nsManifest+"expectedFormat").Value()
	x.location = m.property(res, nsManifest+"expectedLocation").Value()
	x.contentType = statedHeader(m, res).Get("Content-Type")
	if body := m.property(res, nsHTTP+"body"); !body.IsZero() {
		x.graph = []byte(m.property(body, nsText+"chars").Value())
	}
	return x, nil
}

// statedHeader reads the ht:headers of a request or a response.
func statedHeader(m manifestTest, node rdf.Term) http.Header {
	h := http.Header{}
	for _, field := range listItems(m.Manifest, m.property(node, nsHTTP+"headers")) {
		h.Add(m.property(field, nsHTTP+"fieldName").Value(), m.property(field, nsHTTP+"fieldValue").Value())
	}
	return h
}

// statusCode turns the name of a status into a number, or a class of them.
func statusCode(name string) (string, error) {
	if class, ok := strings.CutPrefix(name, "StatusCode"); ok {
		return class, nil
	}
	codes := map[string]string{"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
	if code, ok := codes[name]; ok {
		return code, nil
	}
	return "", fmt.Errorf("unknown status %q", name)
}

// runProse runs a test whose request and response stand in a comment. The tests
// follow each other on one store, so that those before it are run first.
func runProse(m manifestTest) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), protocolTimeout)
	defer cancel()
	p, err := newProtocolServer(ctx, rdf.NewDataset())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	for q := range m.Manifest.MatchAny(rdf.Term{}, rdf.NewIRI(nsManifest+"entries"), rdf.Term{}) {
		for _, entry := range listItems(m.Manifest, q.O) {
			x, err := proseExchange(newManifestTest(m.Root, m.Manifest, entry))
			if err != nil {
				return err
			}
			outcome := p.run(ctx, x)
			if entry.Value() == m.IRI {
				return outcome
			}
		}
	}
	return errors.New("the test is not in its manifest")
}

// proseExchange reads a request and the expected response from the comment.
func proseExchange(m manifestTest) (*exchange, error) {
	for _, comment := range m.objects(rdf.NewIRI(m.IRI), "http://www.w3.org/2000/01/rdf-schema#comment") {
		_, rest, ok := strings.Cut(comment.Value(), "#### Request")
		if !ok {
			continue
		}
		request, response, ok := strings.Cut(rest, "#### Response")
		if !ok {
			return nil, errors.New("no response is expected")
		}
		return parseProse(proseBlock(request), proseBlock(response))
	}
	return nil, errors.New("no request in the comments")
}

// proseBlock takes the indentation of an example and fills in its variables. The
// one for the new path is filled in when the response that gives it has come.
func proseBlock(text string) []string {
	text = strings.NewReplacer("/$GRAPHSTORE$", "/graphs", "$GRAPHSTORE$", "/graphs", "$HOST$", protocolHost).Replace(text)
	lines := strings.Split(strings.Trim(text, "\n "), "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "    ")
	}
	return lines
}

func parseProse(request, response []string) (*exchange, error) {
	first := strings.Fields(request[0])
	if len(first) != 3 {
		return nil, fmt.Errorf("no request line in %q", request[0])
	}
	x := &exchange{method: first[0], target: first[1], statuses: []string{response[0][:3]}}
	if x.statuses[0] == "200" {
		x.statuses = append(x.statuses, "204") // as the suite that replaced this one has it
	}
	if x.target == "$NEWPATH$" {
		x.target = "/graphs?graph=$NEWPATH$"
	}
	var body string
	x.header, body = proseMessage(request[1:])
	ends := "\n"
	if strings.HasPrefix(x.header.Get("Content-Type"), "multipart/") {
		ends = "\r\n"
	}
	x.body = []byte(strings.ReplaceAll(body, "\n", ends))
	x.header.Del("Host")
	h, want := proseMessage(response[1:])
	if x.contentType = h.Get("Content-Type"); want != "" {
		x.graph = []byte(want)
	}
	if h.Get("Location") != "" {
		x.location = h.Get("Location")
	}
	return x, nil
}

// proseMessage splits the lines of a message into header and body.
func proseMessage(lines []string) (http.Header, string) {
	h := http.Header{}
	end := slices.Index(lines, "")
	if end < 0 {
		end = len(lines)
	}
	for _, line := range lines[:end] {
		if name, value, ok := strings.Cut(line, ": "); ok {
			h.Add(name, value)
		}
	}
	return h, strings.TrimSpace(strings.Join(lines[end:], "\n"))
}
