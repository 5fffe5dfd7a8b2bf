package server

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/sparql"
)

// The values of ?explain=. What does not run the query shows its plan alone.
const (
	explainPlan = "plan"
	explainRun  = "run"
)

// planForm is a form that plans come in.
type planForm struct {
	name, contentType string
	encode            func(*sparql.Plan) ([]byte, error)
}

// planForms are the forms of plans: what ?format= calls them, and in the order
// of the offers below.
var planForms = []planForm{
	{"text", "text/plain; charset=utf-8", func(p *sparql.Plan) ([]byte, error) { return []byte(p.String()), nil }},
	{"json", "application/json", planJSON},
	{"svg", "image/svg+xml", func(p *sparql.Plan) ([]byte, error) { return p.SVG(), nil }},
}

var planOffers = []offer{
	{mediaType: "text/plain", preference: 1},
	{mediaType: "application/json", preference: 1},
	{mediaType: "image/svg+xml", preference: 1},
	{mediaType: "text/html", preference: 1, exact: true},
}

func planJSON(p *sparql.Plan) ([]byte, error) {
	body, err := json.MarshalIndent(p, "", "  ")
	return append(body, '\n'), err
}

// explain answers a query with its plan: as text, JSON or a picture, or on the
// page.
func (s *Server) explain(w http.ResponseWriter, req *http.Request, q *operation) {
	run := false
	switch strings.ToLower(q.explain) {
	case explainRun:
		run = true
	case explainPlan, "1", "true":
	default:
		s.fail(w, req, *badRequest("explain=%s is neither %s nor %s.", q.explain, explainPlan, explainRun))
		return
	}
	form, page, ok := s.choosePlanForm(w, req, q)
	if !ok {
		return
	}
	plan, err := s.engine.Explain(req.Context(), q.text, sparql.ExplainOptions{QueryOptions: q.options, Run: run})
	if err != nil {
		s.queryFailed(w, req, q, err)
		return
	}
	if page {
		s.planPage(w, req, q, plan)
		return
	}
	body, err := form.encode(plan)
	if err != nil {
		s.broken(w, req, err)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	s.send(w, req, http.StatusOK, form.contentType, body)
}

// choosePlanForm chooses by ?format= or the Accept header. It answers the request
// and returns false where there is no such form.
func (s *Server) choosePlanForm(w http.ResponseWriter, req *http.Request, q *operation) (form planForm, page, ok bool) {
	name := strings.ToLower(q.format)
	if name == "" {
		if i, found := negotiate(accept(req), planOffers); found {
			if i < len(planForms) {
				return planForms[i], false, true
			}
			return planForm{}, true, true
		}
	}
	if name == "html" {
		return planForm{}, true, true
	}
	for _, f := range planForms {
		if f.name == name {
			return f, false, true
		}
	}
	p := Problem{Type: problemNotAcceptable, Status: http.StatusNotAcceptable, Detail: "A plan comes as text, JSON, SVG or a page."}
	for _, o := range planOffers {
		p.Available = append(p.Available, o.mediaType)
	}
	s.fail(w, req, p)
	return planForm{}, false, false
}
