package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

const (
	freeDump = "/dumps/register/free.nq.gz"
	fullDump = "/dumps/register/full.nq.gz"
)

// unzipped is the text of a dump.
func unzipped(t testing.TB, res *http.Response) string {
	t.Helper()
	zr, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatalf("%d: %v", res.StatusCode, err)
	}
	b, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A transfer that broke off goes on: ranges, with and without conditions.
func TestDumpRanges(t *testing.T) {
	s := newServer(t, server.Options{Changed: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)})
	for _, target := range []string{freeDump, fullDump} {
		whole := request(s, http.MethodGet, target, "", "Accept-Encoding", "gzip, br")
		body := text(t, whole)
		h := whole.Header
		size, etag, modified := len(body), h.Get("ETag"), h.Get("Last-Modified")
		if h.Get("Content-Length") != fmt.Sprint(size) || h.Get("Accept-Ranges") != "bytes" || modified != "Mon, 04 May 2026 03:02:01 GMT" || strings.HasPrefix(etag, "W/") {
			t.Fatalf("%s of %d bytes: %v", target, size, h)
		}
		for name, tc := range map[string]struct {
			headers []string
			status  int
			body    string
		}{
			"the rest":                    {[]string{"Range", "bytes=1000-"}, 206, body[1000:]},
			"the end":                     {[]string{"Range", "bytes=-7"}, 206, body[size-7:]},
			"a part":                      {[]string{"Range", "bytes=5-9"}, 206, body[5:10]},
			"the rest of this one":        {[]string{"Range", "bytes=1000-", "If-Range", etag}, 206, body[1000:]},
			"the rest since a date":       {[]string{"Range", "bytes=1000-", "If-Range", modified}, 206, body[1000:]},
			"the rest of another":         {[]string{"Range", "bytes=1000-", "If-Range", `"other"`}, 200, body},
			"the rest since another date": {[]string{"Range", "bytes=1000-", "If-Range", "Mon, 04 May 2026 03:02:00 GMT"}, 200, body},
			"the rest, if it is this one": {[]string{"Range", "bytes=1000-", "If-Match", etag}, 206, body[1000:]},
			"if it is another":            {[]string{"Range", "bytes=1000-", "If-Match", `"other"`}, 412, ""},
			"held":                        {[]string{"If-None-Match", etag, "Accept-Encoding", "gzip"}, 304, ""},
			"held since a date":           {[]string{"If-Modified-Since", modified}, 304, ""},
			"held from before":            {[]string{"If-Modified-Since", "Mon, 04 May 2026 03:02:00 GMT"}, 200, body},
		} {
			res := request(s, http.MethodGet, target, "", tc.headers...)
			if got := text(t, res); res.StatusCode != tc.status || got != tc.body {
				t.Errorf("%s, %s: %d with %d bytes, want %d with %d", target, name, res.StatusCode, len(got), tc.status, len(tc.body))
			}
			if tag := res.Header.Get("ETag"); res.StatusCode < 400 && tag != etag {
				t.Errorf("%s, %s: ETag %s, want %s", target, name, tag, etag)
			}
		}
		for _, beyond := range []string{fmt.Sprintf("bytes=%d-", size), "bytes=9-5", "lines=1-2"} {
			checkNoRange(t, request(s, http.MethodGet, target, "", "Range", beyond), size)
		}
		if parts := request(s, http.MethodGet, target, "", "Range", "bytes=0-1,4-5"); parts.StatusCode != 206 || !strings.HasPrefix(parts.Header.Get("Content-Type"), "multipart/byteranges") {
			t.Errorf("two ranges: %d %v", parts.StatusCode, parts.Header)
		}
	}
}

// checkNoRange holds that a response is a problem about a range of a file of a size, and
// says nothing of the file but its size.
func checkNoRange(t *testing.T, res *http.Response, size int) {
	t.Helper()
	h := res.Header
	var problem struct {
		Type   string
		Status int
	}
	if err := json.NewDecoder(res.Body).Decode(&problem); err != nil || problem.Type != "/problems/range-not-satisfiable" || problem.Status != res.StatusCode {
		t.Errorf("%v: %+v", err, problem)
	}
	if res.StatusCode != http.StatusRequestedRangeNotSatisfiable || !strings.HasPrefix(h.Get("Content-Type"), "application/problem+json") {
		t.Errorf("%d: %v", res.StatusCode, h)
	}
	for _, name := range []string{"Repr-Digest", "ETag", "Last-Modified"} {
		if got := h.Get(name); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := h.Get("Content-Range"); got != fmt.Sprintf("bytes */%d", size) {
		t.Errorf("Content-Range: %s", got)
	}
}

// The descriptions, the list and the digests tell the size and the digest of the file.
func TestDumpsAreDescribed(t *testing.T) {
	s := newServer(t, server.Options{})
	d := triplesOf(t, format.Turtle, text(t, request(s, http.MethodGet, "/void.ttl", "")))
	page := text(t, request(s, http.MethodGet, "/dumps/", "", "Accept", "text/html"))
	sums := text(t, request(s, http.MethodGet, "/dumps/SHA256SUMS", ""))
	for _, target := range []string{freeDump, fullDump} {
		body := text(t, request(s, http.MethodGet, target, ""))
		sum := fmt.Sprintf("%x", sha256.Sum256([]byte(body)))
		if !strings.Contains(sums, sum+"  "+strings.TrimPrefix(target, "/dumps/")+"\n") {
			t.Errorf("%s is not in\n%s", target, sums)
		}
		for _, part := range []string{`href="` + target + `"`, fmt.Sprint(len(body)), sum} {
			if !strings.Contains(page, part) {
				t.Errorf("the page lacks %s of %s", part, target)
			}
		}
		found := 0
		for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(vocab.DCAT+"downloadURL"), rdf.NewIRI("http://issn.org"+target)) {
			found++
			get := func(s rdf.Term, property string) rdf.Term {
				return d.Object(s, rdf.NewIRI(property), rdf.DefaultGraph)
			}
			checksum := get(q.S, "http://spdx.org/rdf/terms#checksum")
			if got := get(checksum, "http://spdx.org/rdf/terms#checksumValue"); got.Value() != sum || get(q.S, vocab.DCAT+"byteSize").Value() != fmt.Sprint(len(body)) {
				t.Errorf("%s: another size or digest: %s", target, got)
			}
		}
		if found != 1 {
			t.Errorf("%s: %d distributions", target, found)
		}
	}
	if res := request(s, http.MethodGet, "/dumps", ""); res.StatusCode != http.StatusMovedPermanently || res.Header.Get("Location") != "/dumps/" {
		t.Errorf("/dumps: %d %v", res.StatusCode, res.Header)
	}
	if res := request(s, http.MethodGet, "/dumps/", "", "Accept", "text/turtle"); !strings.Contains(text(t, res), "void:dataDump") {
		t.Error("the list in Turtle is no description")
	}
	if home := text(t, request(s, http.MethodGet, "/", "")); !strings.Contains(home, `href="/dumps/"`) {
		t.Error("the home page leads to no dumps")
	}
}

// A dump follows the data; a graph that has not changed keeps its validators, and what is
// superseded leaves the disk.
func TestDumpsFollowUpdates(t *testing.T) {
	folder := t.TempDir()
	now := &clock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	s := newOver(t, emptyStore(t, sparql.Options{}), server.Options{Token: token, Dumps: folder, Now: now.get})
	insert := func(graph, object string) {
		t.Helper()
		now.add(time.Hour)
		res := operator(s, http.MethodPost, "/sparql", "application/sparql-update", "INSERT DATA { GRAPH <"+vocab.GraphBase+graph+"> { <urn:s> <urn:p> "+object+" } }")
		if res.StatusCode != http.StatusNoContent {
			t.Fatal(text(t, res))
		}
	}
	insert("a", "1")
	insert("b", "1")
	validators := func(res *http.Response) string { return res.Header.Get("ETag") + res.Header.Get("Last-Modified") }
	beforeA, beforeB := request(s, http.MethodGet, "/dumps/a.nq.gz", ""), request(s, http.MethodGet, "/dumps/b.nq.gz", "")
	insert("a", "2")
	afterA, afterB := request(s, http.MethodGet, "/dumps/a.nq.gz", ""), request(s, http.MethodGet, "/dumps/b.nq.gz", "")
	if validators(beforeA) == validators(afterA) || beforeA.Header.Get("Last-Modified") == afterA.Header.Get("Last-Modified") || strings.Count(unzipped(t, afterA), "\n") != 2 {
		t.Errorf("a graph that has changed: %v", afterA.Header)
	}
	if validators(beforeB) != validators(afterB) || strings.Count(unzipped(t, afterB), "\n") != 1 {
		t.Errorf("a graph that has not: %v, then %v", beforeB.Header, afterB.Header)
	}
	operator(s, http.MethodPost, "/sparql", "application/sparql-update", "DROP GRAPH <"+vocab.GraphBase+"b>")
	if res := request(s, http.MethodGet, "/dumps/b.nq.gz", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("a graph that is gone: %d", res.StatusCode)
	}
	request(s, http.MethodGet, "/void.ttl", "")
	s.Close()
	if files := filesIn(t, folder); len(files) != 2 {
		t.Errorf("%v, want a dump and its description", files)
	}
}

func filesIn(t testing.TB, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A server takes over the dumps of the one before it, tidies up after one that was killed,
// and makes what is damaged again.
func TestDumpsOutliveServers(t *testing.T) {
	folder, engine := t.TempDir(), emptyStore(t, sparql.Options{})
	opt := server.Options{Token: token, Dumps: folder, StoreID: "one"}
	first := newOver(t, engine, opt)
	res := operator(first, http.MethodPost, "/sparql", "application/sparql-update", "INSERT DATA { GRAPH <"+vocab.GraphBase+"a> { <urn:s> <urn:p> 1 } }")
	if res.StatusCode != http.StatusNoContent {
		t.Fatal(text(t, res))
	}
	was := request(first, http.MethodGet, "/dumps/a.nq.gz", "")
	first.Close()
	old := time.Now().Add(-time.Hour)
	for _, name := range []string{"part-1", "0123456789abcdef-00.nq.gz"} { // of a server that was killed
		if err := os.WriteFile(filepath.Join(folder, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(folder, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	keep := filepath.Join(folder, "README")
	if err := os.WriteFile(keep, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	second := newOver(t, engine, opt)
	is := request(second, http.MethodGet, "/dumps/a.nq.gz", "")
	if is.Header.Get("ETag") != was.Header.Get("ETag") || is.Header.Get("Last-Modified") != was.Header.Get("Last-Modified") {
		t.Errorf("%v, then %v", was.Header, is.Header)
	}
	if files := filesIn(t, folder); len(files) != 3 {
		t.Errorf("files %v, want a dump, its description and README", files)
	}
	for _, name := range filesIn(t, folder) {
		if strings.HasSuffix(name, ".nq.gz") {
			if err := os.Remove(filepath.Join(folder, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if res := request(second, http.MethodGet, "/dumps/a.nq.gz", ""); unzipped(t, res) == "" {
		t.Errorf("after its file was removed: %d", res.StatusCode)
	}
	second.Close()
	opt.StoreID = "two"
	other := newOver(t, engine, opt)
	if res := request(other, http.MethodGet, "/dumps/a.nq.gz", ""); res.StatusCode != http.StatusOK {
		t.Errorf("another store: %d", res.StatusCode)
	}
}

// slowEngine answers no query for all statements until it may.
type slowEngine struct {
	server.Engine
	may chan struct{}
}

func (e *slowEngine) Query(ctx context.Context, query string, opt sparql.QueryOptions) (*sparql.Result, error) {
	if opt.Label == "dump" {
		select {
		case <-e.may:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return e.Engine.Query(ctx, query, opt)
}

// While a dump is being made, requests for it are sent away after a moment, those for what
// was there before get that, documents are answered, and the end of the server ends it.
func TestDumpsInTheMaking(t *testing.T) {
	folder := t.TempDir()
	engine := &slowEngine{Engine: emptyStore(t, sparql.Options{}), may: make(chan struct{}, 10)}
	s := newOver(t, engine, server.Options{Token: token, Dumps: folder, DumpWait: time.Millisecond})
	insert := func(n int) {
		t.Helper()
		res := operator(s, http.MethodPost, "/sparql", "application/sparql-update", fmt.Sprintf("INSERT DATA { GRAPH <%sa> { <urn:s> <urn:p> %d } }", vocab.GraphBase, n))
		if res.StatusCode != http.StatusNoContent {
			t.Fatal(text(t, res))
		}
	}
	insert(1)
	for range 3 {
		res := request(s, http.MethodGet, "/dumps/a.nq.gz", "")
		if body := text(t, res); res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "being made") {
			t.Errorf("%d %v %s", res.StatusCode, res.Header, body)
		}
	}
	if res := request(s, http.MethodGet, "/health", ""); res.StatusCode != http.StatusOK {
		t.Errorf("health beside it: %d", res.StatusCode)
	}
	if page := text(t, request(s, http.MethodGet, "/dumps/", "", "Accept", "text/html")); !strings.Contains(page, "being made") {
		t.Errorf("the list does not say so:\n%s", page)
	}
	for range 3 { // the one, the one that was asked for after it had begun, and one more
		engine.may <- struct{}{}
	}
	var first *http.Response
	for first = request(s, http.MethodGet, "/dumps/a.nq.gz", ""); first.StatusCode != http.StatusOK; first = request(s, http.MethodGet, "/dumps/a.nq.gz", "") {
		time.Sleep(time.Millisecond)
	}
	etag := first.Header.Get("ETag")
	for len(engine.may) > 0 {
		<-engine.may
	}
	insert(2)
	if res := request(s, http.MethodGet, "/dumps/a.nq.gz", ""); res.StatusCode != http.StatusOK || strings.Count(unzipped(t, res), "\n") != 1 {
		t.Errorf("with one from before: %d", res.StatusCode)
	}
	if res := request(s, http.MethodGet, "/dumps/a.nq.gz", "", "Range", "bytes=1-", "If-Range", etag); res.StatusCode != http.StatusPartialContent {
		t.Errorf("the rest of the one from before: %d", res.StatusCode)
	}
	s.Close() // while the second is being made
	for _, name := range filesIn(t, folder) {
		if strings.HasPrefix(name, "part-") {
			t.Errorf("%s is left", name)
		}
	}
}

// A folder that cannot be written to is no reason not to serve.
func TestNoFolderForDumps(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newServer(t, server.Options{Dumps: file})
	if res := request(s, http.MethodGet, freeDump, ""); res.StatusCode != http.StatusNotFound || !strings.Contains(text(t, res), "--dumps") {
		t.Errorf("%d", res.StatusCode)
	}
	if body := text(t, request(s, http.MethodGet, "/void.ttl", "")); strings.Contains(body, "void:dataDump") {
		t.Error("dumps are described that there are not")
	}
	if res := request(s, http.MethodGet, "/dumps/", ""); res.StatusCode != http.StatusOK {
		t.Errorf("the list: %d", res.StatusCode)
	}
}

// Over a connection a dump arrives whole, and its digest is the one of the header.
func TestDumpOverTheWire(t *testing.T) {
	db := newServer(t, server.Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- db.Serve(ctx, l, time.Second) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get("http://" + l.Addr().String() + fullDump)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	_, err = b.ReadFrom(res.Body)
	if cerr := res.Body.Close(); err != nil || cerr != nil {
		t.Error(err, cerr)
	}
	sum := sha256.Sum256(b.Bytes())
	if res.ContentLength != int64(b.Len()) || res.Header.Get("ETag") != `"`+hex.EncodeToString(sum[:])+`"` {
		t.Errorf("%d bytes, %v", b.Len(), res.Header)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
