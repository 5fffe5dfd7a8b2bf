package server

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// Problem is a problem document (RFC 9457). Type is a path below /problems/
// that names the kind of error; the members after Instance are extensions.
type Problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail,omitempty"`
	Instance string `json:"instance,omitempty"`

	Line      int         `json:"line,omitempty"`      // of a syntax error, from 1
	Column    int         `json:"column,omitempty"`    // in characters, from 1
	Expected  string      `json:"expected,omitempty"`  // what the syntax allows there
	Available []string    `json:"available,omitempty"` // media types of a 406
	Nearest   []Candidate `json:"nearest,omitempty"`   // ISSNs held that resemble the one asked for
}

// Candidate is a resource that the client may have meant.
type Candidate struct {
	ISSN  string `json:"issn"`
	Title string `json:"title,omitempty"`
	Href  string `json:"href"`
}

// The kinds of problems.
const (
	problemNotFound      = "/problems/not-found"
	problemCheckDigit    = "/problems/issn-check-digit"
	problemReserved      = "/problems/issn-reserved"
	problemSuppressed    = "/problems/issn-suppressed"
	problemNotAcceptable = "/problems/not-acceptable"
	problemMethod        = "/problems/method-not-allowed"
	problemSyntax        = "/problems/sparql-syntax"
	problemRequest       = "/problems/bad-request"
	problemTimeout       = "/problems/query-timeout"
	problemMemory        = "/problems/query-memory"
	problemRows          = "/problems/too-many-rows"
	problemCancelled     = "/problems/query-cancelled"
	problemUpdate        = "/problems/update-failed"
	problemRDFSyntax     = "/problems/rdf-syntax"
	problemPrecondition  = "/problems/precondition-failed"
	problemUnauthorized  = "/problems/unauthorized"
	problemMediaType     = "/problems/unsupported-media-type"
	problemTooLarge      = "/problems/request-too-large"
	problemForbidden     = "/problems/forbidden"
	problemInternal      = "/problems/internal"
	problemRateLimit     = "/problems/rate-limit"
	problemBusy          = "/problems/busy"
	problemService       = "/problems/service-failed"
	problemNoSpace       = "/problems/no-space"
)

// fail answers with the problem, as a page where the client prefers one.
func (s *Server) fail(w http.ResponseWriter, req *http.Request, p Problem) {
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
	if i, ok := negotiate(req.Header.Get("Accept"), problemOffers); ok && i == 1 {
		s.renderProblem(w, req, p)
		return
	}
	body, err := json.MarshalIndent(p, "", "  ")
	if err != nil { // a Problem always marshals
		panic(err)
	}
	h.Set("Content-Type", "application/problem+json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)+1))
	w.WriteHeader(p.Status)
	if req.Method != http.MethodHead {
		_, _ = w.Write(append(body, '\n'))
	}
}

// problemOffers: the document by default, the page for browsers. A browser
// names text/html, which no API client does without meaning it.
var problemOffers = []offer{
	{mediaType: "application/problem+json", preference: 1},
	{mediaType: "text/html", preference: 1},
}
