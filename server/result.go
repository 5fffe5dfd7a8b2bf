package server

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/results"
)

// resultForm is a form of query results: a results format, or an RDF syntax for
// graphs, or the page.
type resultForm struct {
	mediaType string
	table     results.Format
	graph     *form
	page      bool
}

// tableForms and graphForms answer for SELECT and ASK, CONSTRUCT and DESCRIBE.
var (
	tableOffers, tableForms = buildTableForms()
	graphOffers, graphForms = buildGraphForms()
)

func buildTableForms() (offers []offer, of []resultForm) {
	add := func(o offer, f resultForm) {
		offers = append(offers, o)
		of = append(of, f)
	}
	for _, f := range results.Formats {
		add(offer{mediaType: f.MediaType(), preference: 1}, resultForm{mediaType: f.ContentType(), table: f})
	}
	for _, f := range results.Formats {
		for _, general := range []string{"application/json", "application/xml", "text/xml"} {
			if g, ok := results.ByMediaType(general); ok && g == f {
				add(offer{mediaType: general, preference: 0.9, exact: true}, resultForm{mediaType: f.ContentType(), table: f})
			}
		}
	}
	add(offer{mediaType: "text/html", preference: 1, exact: true}, resultForm{page: true})
	return offers, of
}

func buildGraphForms() (offers []offer, of []resultForm) {
	// Turtle first: what curl gets without an Accept header.
	for _, first := range []bool{true, false} {
		for i, o := range formOffers {
			f := offeredForms[i]
			if turtle := f.suffix == "ttl"; turtle != first {
				continue
			}
			if f.isPage() {
				o.exact = true
			}
			offers = append(offers, o)
			of = append(of, resultForm{mediaType: f.contentType(), graph: f, page: f.isPage()})
		}
	}
	return offers, of
}

// chooseForm chooses the form of a result by ?format= or the Accept header. It
// answers the request and returns false where there is none.
func (s *Server) chooseForm(w http.ResponseWriter, req *http.Request, q *operation, form sparql.Form) (resultForm, bool) {
	offers, of := tableOffers, tableForms
	if form == sparql.Construct || form == sparql.Describe {
		offers, of = graphOffers, graphForms
	}
	name := strings.ToLower(q.format)
	switch name {
	case "":
		if i, ok := negotiate(accept(req), offers); ok {
			return of[i], true
		}
	case "html":
		return resultForm{page: true}, true
	default:
		if f, ok := results.ByName(name); ok && of[0].graph == nil {
			return resultForm{mediaType: f.ContentType(), table: f}, true
		}
		named, known := formNamed(name)
		for i := range offers {
			if offers[i].mediaType == name || known && of[i].graph == named {
				return of[i], true
			}
		}
	}
	p := Problem{Type: problemNotAcceptable, Status: http.StatusNotAcceptable, Detail: "The result does not come in a form that the request takes."}
	for i := range offers {
		p.Available = append(p.Available, offers[i].mediaType)
	}
	s.fail(w, req, p)
	return resultForm{}, false
}

// headBytes is how much of a result is held back before the response begins:
// an error up to there still gets a problem document.
const headBytes = 64 << 10

// heads keeps the buffers of results that have been sent for the next ones.
type heads struct{ pool sync.Pool }

// get returns a buffer of headBytes before w.
func (h *heads) get(w io.Writer) *bufio.Writer {
	if kept, ok := h.pool.Get().(*bufio.Writer); ok {
		kept.Reset(w)
		return kept
	}
	return bufio.NewWriterSize(w, headBytes)
}

// put takes a buffer back, with what has not been sent.
func (h *heads) put(b *bufio.Writer) {
	b.Reset(nil)
	h.pool.Put(b)
}

// writeResult streams a result in the form that the request asks for.
func (s *Server) writeResult(w http.ResponseWriter, req *http.Request, q *operation, res *sparql.Result) {
	f, ok := s.chooseForm(w, req, q, res.Form)
	if !ok {
		return
	}
	if f.page {
		s.sparqlPage(w, req, q, res, nil)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.mediaType)
	h.Set("Cache-Control", "no-cache")
	if req.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return
	}
	out := &startedWriter{ResponseWriter: w}
	defer res.OnStop(out.stop)()
	buffer := s.heads.get(out)
	var err error
	if f.graph != nil {
		err = writeGraph(buffer, f.graph, res)
	} else {
		err = writeTable(buffer, f.table, res)
	}
	if err == nil {
		err = buffer.Flush()
	}
	s.heads.put(buffer)
	switch {
	case err == nil:
	case out.started:
		s.cutOff(w, req, err)
	default:
		h.Del("Content-Type")
		s.queryFailed(w, req, q, err)
	}
}

// sendTimeout is how long a client may take to receive a part of a result, of
// headBytes. One that does not read keeps neither its query nor its snapshot.
const sendTimeout = 60 * time.Second

// startedWriter sends a response and knows whether anything has been sent.
type startedWriter struct {
	http.ResponseWriter
	started bool // read by the handler alone

	mu      sync.Mutex // guards what follows
	writing bool
	stopped bool
}

// errStopped ends the writing of a result whose query has been stopped.
var errStopped = errors.New("the query was stopped")

func (w *startedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	if w.stopped && w.started {
		w.mu.Unlock()
		return 0, errStopped
	}
	timeout := sendTimeout
	if w.stopped { // between the last row and this, the first and only part
		timeout = answerTime
	}
	w.started, w.writing = true, true
	// Without effect where the connection has no deadlines, as in tests.
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(timeout))
	w.mu.Unlock()
	n, err := w.ResponseWriter.Write(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writing = false
	return n, err
}

// stop ends the writing: a client that does not read keeps no query beyond its time.
func (w *startedWriter) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	if w.writing {
		_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now())
	}
}

func writeTable(w io.Writer, f results.Format, res *sparql.Result) error {
	if res.Form == sparql.Ask {
		return results.WriteBoolean(w, f, res.Boolean)
	}
	rw := results.NewWriter(w, f, res.Vars)
	for row, err := range res.Rows() {
		if err != nil {
			return err
		}
		if err := rw.WriteRow(row); err != nil {
			return err
		}
	}
	return rw.Close()
}

func writeGraph(w io.Writer, f *form, res *sparql.Result) error {
	rw, err := format.NewWriter(w, f.rdf, format.WriterOptions{Prefixes: prefixes, DropGraphs: true})
	if err != nil {
		return err
	}
	for q, err := range res.Quads() {
		if err != nil {
			return err
		}
		if err := rw.WriteQuad(q); err != nil {
			return err
		}
	}
	return rw.Close()
}
