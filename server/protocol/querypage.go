package protocol

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// maxPageRows bounds the rows that a page shows; other forms give all.
const maxPageRows = 1000

// sparqlPage shows the form, and the result or the problem of a query.
func (s *Service) sparqlPage(w http.ResponseWriter, req *http.Request, q *operation, res *sparql.Result, problem *reply.Problem) {
	p := pages.NewQuery(q.text)
	p.Problem = problem
	status := http.StatusOK
	if problem != nil {
		status = problem.Status
	}
	if res != nil {
		if err := s.fillPage(p, res); err != nil {
			s.queryFailed(w, req, q, err)
			return
		}
	}
	s.pages.Show(w, req, status, "sparql", p)
}

// planPage shows the form and the plan of a query.
func (s *Service) planPage(w http.ResponseWriter, req *http.Request, q *operation, plan *sparql.Plan) {
	p := pages.NewQuery(q.text)
	p.Ran, p.Summary, p.Text = true, "Plan: the operators, the last one first.", plan.String()
	p.Picture = template.HTML(plan.SVG()) // its texts are escaped
	s.pages.Show(w, req, http.StatusOK, "sparql", p)
}

func (s *Service) fillPage(p *pages.Query, res *sparql.Result) error {
	p.Ran = true
	switch res.Form {
	case sparql.Ask:
		p.Summary, p.Text = "Answer", fmt.Sprint(res.Boolean)
		return nil
	case sparql.Construct, sparql.Describe:
		var b bytes.Buffer
		if err := writeGraph(&b, negotiate.Turtle, res); err != nil {
			return err
		}
		p.Summary, p.Text = "Graph", b.String()
		return nil
	case sparql.Select:
	}
	p.Columns = res.Vars
	for terms, err := range res.Rows() {
		if err != nil {
			return err
		}
		if len(p.Rows) == maxPageRows {
			p.Summary = fmt.Sprintf("The first %d rows; there are more. CSV, TSV, JSON and XML give all.", maxPageRows)
			return nil
		}
		cells := make([]pages.Value, len(terms))
		for i, t := range terms {
			if !t.IsZero() {
				cells[i] = pages.TermValue(t, s.opt.Base)
			}
		}
		p.Rows = append(p.Rows, cells)
	}
	p.Summary = pages.Plural(len(p.Rows), "row", "rows")
	return nil
}
