package protocol

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server/reply"
)

// readGraphBody reads the document or, of multipart/form-data, the documents
// that a request sends for a graph.
func (s *Service) readGraphBody(w http.ResponseWriter, req *http.Request, t target) ([]rdf.Quad, *reply.Problem) {
	body, problem := reply.Body(w, req, s.opt.MaxGraphBytes)
	if problem != nil {
		return nil, problem
	}
	b := &graphBody{graph: t.graph, base: s.opt.Base, maxBytes: s.opt.MaxGraphBytes, req: req}
	if !t.graph.IsZero() {
		b.base = t.graph.Value()
	}
	contentType := req.Header.Get("Content-Type")
	mediaType, boundary := mediaTypeOf(contentType)
	if mediaType != "multipart/form-data" {
		problem = b.read(body, contentType)
		return b.quads, problem
	}
	parts := multipart.NewReader(body, boundary)
	for {
		part, err := parts.NextPart()
		if err == io.EOF { // wrapped, it says that the last boundary is missing
			return b.quads, nil
		}
		if err != nil {
			return nil, reply.BodyProblem(err)
		}
		b.part++
		if problem := b.read(part, part.Header.Get("Content-Type")); problem != nil {
			return nil, problem
		}
	}
}

// quadCost is what a quad that waits to be written takes of memory beside the text of
// its object: once in the list of quads, once in the transaction.
const quadCost = 512

// graphBody collects the quads of documents for one graph.
type graphBody struct {
	graph rdf.Term
	base  string
	// maxBytes bounds each document by what it unfolds to.
	maxBytes int64
	part     int // of multipart/form-data, from 1
	req      *http.Request
	quads    []rdf.Quad
}

// read adds the quads of a document.
func (b *graphBody) read(r io.Reader, contentType string) *reply.Problem {
	mediaType, _ := mediaTypeOf(contentType)
	syntax, known := format.ByMediaType(mediaType)
	if !known {
		p := &reply.Problem{
			Type: reply.ProblemMediaType, Status: http.StatusUnsupportedMediaType,
			Detail: fmt.Sprintf("There is no reader for %q.", contentType),
		}
		for _, f := range format.All() {
			p.Available = append(p.Available, f.MediaType())
		}
		return p
	}
	rd, err := format.NewReader(r, syntax, format.Options{Base: b.base, LabelPrefix: b.labels(), MaxBytes: b.maxBytes})
	if err != nil {
		return b.problem(err)
	}
	var q rdf.Quad
	for {
		err := rd.Read(&q)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return b.problem(err)
		}
		if !q.G.IsZero() && q.G != b.graph {
			return reply.BadRequest("The document has a statement in the graph %q; it may have statements in no graph, or in the one that the request names.", q.G.Value())
		}
		if err := reply.Reserve(b.req, quadCost+int64(len(q.O.Value()))); err != nil {
			return reply.BodyProblem(err)
		}
		b.quads = append(b.quads, q)
	}
}

// labels keeps the blank nodes of several documents apart.
func (b *graphBody) labels() string {
	if b.part == 0 {
		return ""
	}
	return "p" + strconv.Itoa(b.part) + "."
}

// problem names what the reading of a document met with.
func (b *graphBody) problem(err error) *reply.Problem {
	var syntax *rdf.SyntaxError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, format.ErrTooLarge):
		return reply.BodyProblem(&http.MaxBytesError{Limit: b.maxBytes})
	case errors.As(err, &syntax) && !errors.As(err, &tooLarge):
		return &reply.Problem{
			Type: reply.ProblemRDFSyntax, Status: http.StatusBadRequest, Title: "The document has a syntax error",
			Detail: err.Error(), Line: syntax.Line, Column: syntax.Column,
		}
	}
	return reply.BodyProblem(err)
}
