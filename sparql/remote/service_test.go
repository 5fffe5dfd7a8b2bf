package remote_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/remote"
)

const jsonType = "application/sparql-results+json"

// table is a results document of rows of ?a.
func table(rows ...string) string {
	cells := make([]string, len(rows))
	for i, r := range rows {
		cells[i] = fmt.Sprintf(`{"a":{"type":"literal","value":%q}}`, r)
	}
	return `{"head":{"vars":["a"]},"results":{"bindings":[` + strings.Join(cells, ",") + `]}}`
}

// server runs a handler until the test ends.
func server(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // a server notices that a client leaves only after its body
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func allowed(t *testing.T, texts ...string) *remote.Allowed {
	t.Helper()
	a, err := remote.ParseAllowed(texts, true)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func client(t *testing.T, opt remote.Options) *remote.Client {
	t.Helper()
	c := remote.New(opt)
	t.Cleanup(c.Close)
	return c
}

// ask returns the values of ?a, and the error that ended the answer.
func ask(ctx context.Context, c *remote.Client, endpoint string) (rows []string, err error) {
	req := exec.ServiceRequest{Endpoint: endpoint, Pattern: "{ ?a <http://e/p> ?b }", Vars: []string{"a", "b"}}
	for row, err := range c.Service(ctx, req) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row[0].Value())
	}
	return rows, nil
}

func TestService(t *testing.T) {
	var form url.Values
	var header http.Header
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		form, header = r.PostForm, r.Header
		w.Header().Set("Content-Type", jsonType+"; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, table("one", "two"))
		_ = z.Close()
	})
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	c := client(t, remote.Options{Services: allowed(t, s.URL+"/sparql")})
	got, err := ask(t.Context(), c, s.URL+"/sparql")
	if diff := cmp.Diff([]string{"one", "two"}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if q := form.Get("query"); q != "SELECT ?a ?b WHERE { ?a <http://e/p> ?b }" {
		t.Errorf("query %q", q)
	}
	if got := header.Get("Accept"); !strings.HasPrefix(got, jsonType) || header.Get("Accept-Encoding") != "gzip" || header.Get("Cookie") != "" {
		t.Errorf("header %v", header)
	}
}

func TestQueryText(t *testing.T) {
	got := remote.QueryText(exec.ServiceRequest{
		Pattern: "{ ?s ?p ?o }", Vars: []string{"s", "o"}, KeyVars: []string{"s", "p"},
		Keys: [][]rdf.Term{{rdf.NewIRI("http://e/a"), rdf.NewIRI("http://e/p")}, {rdf.NewString("q\"\n"), rdf.NewLangString("x", "de")}},
	})
	want := `SELECT ?s ?o WHERE { ?s ?p ?o } VALUES (?s ?p) { (<http://e/a> <http://e/p>) ("q\"\n" "x"@de) }`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// hostile are endpoints that give no answer that one can use, with a part of the
// error that tells of it.
var hostile = map[string]struct {
	handler http.HandlerFunc
	want    string
}{
	"never answering":          {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "no answer in time"},
	"never ending":             {endless(`{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"`, "x", jsonType), "longer than allowed"},
	"endless blanks":           {endless("", " ", jsonType), "longer than allowed"},
	"endless rows":             {endless(`{"head":{"vars":["a"]},"results":{"bindings":[{}`, ",{}", jsonType), "longer than allowed"},
	"endless XML":              {endless(`<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="`, "x", "application/sparql-results+xml"), "longer than allowed"},
	"stalling in the answer":   {stall(`{"head":{"vars":["a"]},"results":{"bindings":[{}`, jsonType), "did not end within"},
	"another media type":       {fixed(200, "text/html", "<html>"), `"text/html"`},
	"no media type":            {fixed(200, "", table("x")), "no format of SPARQL results"},
	"JSON that breaks off":     {fixed(200, jsonType, table("x", "y")[:90]), "its answer is wrong"},
	"a body that breaks off":   {short(jsonType, table("x", "y")), "breaks off"},
	"no JSON":                  {fixed(200, jsonType, "<sparql/>"), "its answer is wrong"},
	"true or false":            {fixed(200, jsonType, `{"head":{},"boolean":true}`), "not with a table"},
	"429":                      {busy(429, "7"), "429 Too Many Requests; it is busy: try again after 7 s"},
	"503":                      {busy(503, ""), "503 Service Unavailable; it is busy"},
	"500 with a text":          {fixed(500, "text/plain", "out of\n memory"), `500 Internal Server Error ("out of memory")`},
	"400":                      {fixed(400, "text/html", "x"), "does not take the pattern"},
	"401":                      {fixed(401, "text/html", "x"), "credentials are never sent"},
	"404":                      {fixed(404, "text/html", "x"), "check the address"},
	"204":                      {fixed(204, "", ""), "204 No Content"},
	"a compressed bomb":        {bomb, "longer than allowed"},
	"redirecting to itself":    {redirect("/sparql", 307), "more than 5 redirections"},
	"redirecting elsewhere":    {redirect("http://169.254.169.254/latest/", 302), "not allowed"},
	"redirecting to a file":    {redirect("file:///etc/passwd", 302), "not allowed"},
	"redirecting below itself": {redirect("/sparql/../admin", 308), "not allowed"},
	"redirecting with a user":  {redirect("http://user@127.0.0.1/sparql", 301), "not allowed"},
}

func endless(head, more, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, err := io.WriteString(w, head)
		more := strings.Repeat(more, 1<<12)
		for err == nil && r.Context().Err() == nil {
			_, err = io.WriteString(w, more)
		}
	}
}

func stall(head, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, head)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

func fixed(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if kind != "" {
			w.Header().Set("Content-Type", kind)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func short(kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = io.WriteString(w, body[:len(body)-20])
	}
}

func busy(status int, after string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(status)
	}
}

func redirect(to string, status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	}
}

func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	blanks := []byte(strings.Repeat(" ", 1<<20))
	for range 4 {
		if _, err := z.Write(blanks); err != nil {
			return
		}
	}
	_ = z.Close() // the client may have gone
}

// impatient shortens the times of those that never come to an end; all others have
// as long as they need.
func impatient(name string, opt remote.Options) remote.Options {
	opt.AnswerTimeout, opt.CallTimeout, opt.LoadTimeout = time.Minute, time.Minute, time.Minute
	switch {
	case strings.HasPrefix(name, "never answering"):
		opt.AnswerTimeout = 50 * time.Millisecond
	case strings.HasPrefix(name, "stalling"):
		opt.CallTimeout, opt.LoadTimeout = 50*time.Millisecond, 50*time.Millisecond
	}
	return opt
}

func TestHostileEndpoints(t *testing.T) {
	for name, tc := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := server(t, tc.handler)
			c := client(t, impatient(name, remote.Options{
				Services: allowed(t, s.URL+"/sparql"), MaxAnswerBytes: 1 << 20, MaxRowBytes: 1 << 18,
			}))
			_, err := ask(t.Context(), c, s.URL+"/sparql")
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v passes for the end of the query", err)
			}
		})
	}
}

// The end of the query is the end of its calls.
func TestServiceContext(t *testing.T) {
	gone := errors.New("the client is gone")
	for name, h := range map[string]http.HandlerFunc{
		"before the answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"in the answer":     stall(`{"head":{"vars":["a"]},"results":{"bindings":[`, jsonType),
	} {
		t.Run(name, func(t *testing.T) {
			reached := make(chan struct{}, 1)
			s := server(t, func(w http.ResponseWriter, r *http.Request) {
				reached <- struct{}{}
				h(w, r)
			})
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() {
				<-reached
				cancel(gone)
			}()
			c := client(t, remote.Options{Services: allowed(t, s.URL+"/")})
			if _, err := ask(ctx, c, s.URL+"/sparql"); !errors.Is(err, gone) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Redirections within the list are followed, the query with them.
func TestServiceRedirection(t *testing.T) {
	for _, status := range []int{301, 302, 307, 308} {
		s := server(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/sparql" {
				redirect("/new/sparql", status)(w, r)
				return
			}
			fixed(200, jsonType, table(r.Method, r.FormValue("query")))(w, r)
		})
		got, err := ask(t.Context(), client(t, remote.Options{Services: allowed(t, s.URL+"/")}), s.URL+"/sparql")
		if err != nil || len(got) != 2 || got[0] != http.MethodPost || got[1] == "" {
			t.Errorf("%d: %q, %v", status, got, err)
		}
	}
}

// A client that has enough rows ends the call; no more than a few calls go to one
// host at once. The calls that are counted are those whose rows somebody is reading, which
// is certain, not those that the server believes to be going on.
func TestServiceManners(t *testing.T) {
	const calls, most = 6, 2
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		endless(`{"head":{"vars":["a"]},"results":{"bindings":[{}`, ",{}", jsonType)(w, r)
	})
	c := client(t, remote.Options{Services: allowed(t, s.URL+"/"), MaxPerHost: most})
	var reading atomic.Int32
	entered, leave, done := make(chan int32), make(chan struct{}), make(chan error)
	for range calls {
		go func() {
			var last error
			for _, err := range c.Service(t.Context(), exec.ServiceRequest{Endpoint: s.URL + "/sparql", Pattern: "{}", Vars: []string{"a"}}) {
				entered <- reading.Add(1)
				<-leave
				reading.Add(-1)
				last = err
				break
			}
			done <- last
		}()
	}
	for range calls / most {
		for range most { // as many as may are reading together
			if n := <-entered; n > most {
				t.Errorf("%d calls at once", n)
			}
		}
		for range most {
			leave <- struct{}{}
		}
	}
	for range calls {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
