package reply

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/sparql"
)

// Replier writes responses. Its methods may be called concurrently; its fields are
// set once.
type Replier struct {
	Log *slog.Logger // of what goes wrong
	// ProblemPage writes a problem as a page for people.
	ProblemPage func(w io.Writer, p Problem) error

	// Origin is scheme, host and prefix of the addresses of the server, for answers to
	// the request: "https://example.org" or "http://localhost:8080/serials".
	Origin func(req *http.Request) string

	// Seed names the store and the build: entity tags of others have another one.
	Seed string

	bodies bodies
	heads  heads
}

// ETag is the entity tag of a representation of a version of the store.
func (r *Replier) ETag(version uint64, parts ...string) string {
	return fmt.Sprintf(`"%x-%s-%s"`, version, r.Seed, strings.Join(parts, "-"))
}

// Send writes a whole response; to HEAD, its header only.
func (r *Replier) Send(w http.ResponseWriter, req *http.Request, status int, contentType string, body []byte) {
	h := w.Header()
	if prefix := prefixOf(req); prefix != "" && contentType == negotiate.HTML.ContentType() {
		body = prefixPage(body, prefix)
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if req.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
		r.Log.Debug("client went away", "path", req.URL.Path, "error", err)
	}
}

// SendJSON writes a value as a JSON document.
func (r *Replier) SendJSON(w http.ResponseWriter, req *http.Request, contentType string, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		r.Broken(w, req, err)
		return
	}
	r.Send(w, req, http.StatusOK, contentType, b.Bytes())
}

// Fail answers with the problem, as a page where the client prefers one.
func (r *Replier) Fail(w http.ResponseWriter, req *http.Request, p Problem) {
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	if p.Instance == "" {
		p.Instance = req.URL.Path
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	if !slices.Contains(h.Values("Vary"), "Accept") {
		h.Add("Vary", "Accept")
	}
	if negotiate.WantsPage(req) && r.ProblemPage != nil {
		var b bytes.Buffer
		if err := r.ProblemPage(&b, p); err == nil {
			r.Send(w, req, p.Status, negotiate.HTML.ContentType(), b.Bytes())
			return
		} else {
			r.Log.Error("problem page", "error", err)
		}
	}
	if prefix := prefixOf(req); prefix != "" {
		p = p.prefixed(prefix)
	}
	body, err := json.MarshalIndent(p, "", "  ")
	if err != nil { // a Problem always marshals
		panic(err)
	}
	r.Send(w, req, p.Status, "application/problem+json; charset=utf-8", append(body, '\n'))
}

// Broken answers for an error that is not the client's, unless the client caused
// it by going away.
func (r *Replier) Broken(w http.ResponseWriter, req *http.Request, err error) {
	if errors.Is(err, context.Canceled) && req.Context().Err() != nil {
		return
	}
	r.logFailure(req, err)
	r.Fail(w, req, InternalProblem)
}

// logFailure logs an error of the server's own, with the stack of a panic.
func (r *Replier) logFailure(req *http.Request, err error) {
	if p, ok := errors.AsType[*sparql.PanicError](err); ok {
		r.Log.Error("panic", "path", req.URL.Path, "value", p.Value, "stack", string(p.Stack))
		return
	}
	r.Log.Error("request failed", "path", req.URL.Path, "error", err)
}

// InternalProblem is the problem of errors of the server's own.
var InternalProblem = Problem{
	Type: ProblemInternal, Status: http.StatusInternalServerError,
	Detail: "The server met an error of its own. It has been logged.",
}

// NotAccepted answers for a choice that failed: 406 for a
// [*negotiate.NotAcceptable].
func (r *Replier) NotAccepted(w http.ResponseWriter, req *http.Request, err error) {
	if e, ok := errors.AsType[*negotiate.NotAcceptable](err); ok {
		r.Fail(w, req, Problem{
			Type: ProblemNotAcceptable, Status: http.StatusNotAcceptable, Title: e.Title, Detail: e.Detail, Available: e.Available,
		})
		return
	}
	r.Broken(w, req, err)
}

// CacheControl lets caches keep answers for ten minutes and use them for a day while
// they ask again: the register changes once a day.
const CacheControl = "public, max-age=600, stale-while-revalidate=86400"

// License is that of the free statements of the register.
const License = "https://creativecommons.org/licenses/by-nc/4.0/"

// ErrShutdown is the cause of requests that the end of the server cut off.
var ErrShutdown = errors.New("the server is shutting down")
