package protocol

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// The values of ?explain=. What does not run the query shows its plan alone.
const (
	explainPlan = "plan"
	explainRun  = "run"
)

// planMenu lists the forms of plans.
var planMenu = negotiate.NewMenu("A plan comes as text, JSON, SVG or a page.", negotiate.Text, negotiate.JSON, negotiate.SVG).WithPage()

// encodePlan writes a plan in a form of planMenu.
func encodePlan(p *sparql.Plan, f *negotiate.Form) ([]byte, error) {
	switch f {
	case negotiate.JSON:
		return planJSON(p)
	case negotiate.SVG:
		return p.SVG(), nil
	}
	return []byte(p.String()), nil
}

func planJSON(p *sparql.Plan) ([]byte, error) {
	body, err := json.MarshalIndent(p, "", "  ")
	return append(body, '\n'), err
}

// explain answers a query with its plan: as text, JSON or a picture, or on the
// page.
func (s *Service) explain(w http.ResponseWriter, req *http.Request, q *operation) {
	run := false
	switch strings.ToLower(q.explain) {
	case explainRun:
		run = true
	case explainPlan, "1", "true":
	default:
		s.Fail(w, req, *reply.BadRequest("explain=%s is neither %s nor %s.", q.explain, explainPlan, explainRun))
		return
	}
	form, err := planMenu.ChooseNamed(w, req, q.formats)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	plan, err := s.engine.Explain(req.Context(), q.text, sparql.ExplainOptions{QueryOptions: q.options, Run: run})
	if err != nil {
		s.queryFailed(w, req, q, err)
		return
	}
	if form.IsPage() {
		s.planPage(w, req, q, plan)
		return
	}
	body, err := encodePlan(plan, form)
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	s.Send(w, req, http.StatusOK, form.ContentType(), body)
}
