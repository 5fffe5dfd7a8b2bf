package server

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/issn-ld/issn-ld/sparql"
)

// queryPage is what the sparql template shows.
type queryPage struct {
	Title         string
	Query, Format string
	ResultFormats []namedFormat
	Problem       *Problem
	Ran           bool
	Summary       string
	Columns       []string
	Rows          [][]value
	Text          string
	Picture       template.HTML
	Examples      []pageLink
}

type namedFormat struct{ Name, Label string }

var pageFormats = []namedFormat{
	{"html", "a table on this page"},
	{"json", "JSON"},
	{"xml", "XML"},
	{"csv", "CSV"},
	{"tsv", "TSV"},
	{"ttl", "Turtle (graphs)"},
	{"jsonld", "JSON-LD (graphs)"},
}

const queryPrefixes = `PREFIX schema: <http://schema.org/>
PREFIX bf: <http://id.loc.gov/ontologies/bibframe/>
PREFIX dc: <http://purl.org/dc/elements/1.1/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX media: <http://issn.org/vocabularies/Medium#>
PREFIX countries: <http://id.loc.gov/vocabulary/countries/>

`

// exampleQueries are what people who work with serials ask first.
var exampleQueries = []struct{ text, query string }{
	{"Serials with their titles and ISSN-L", queryPrefixes + `SELECT ?issn ?issnl ?title WHERE {
  ?serial schema:issn ?issn ;
          schema:isPartOf ?issnl ;
          bf:mainTitle ?title .
}
ORDER BY ?title
LIMIT 50
`},
	{"Online serials published in France", queryPrefixes + `SELECT ?issn ?issnl ?keyTitle WHERE {
  ?serial dc:format media:Online ;
          dct:spatial countries:fr ;
          schema:issn ?issn ;
          schema:isPartOf ?issnl ;
          bf:title ?key .
  ?key a bf:KeyTitle ;
       rdf:value ?keyTitle .
}
ORDER BY ?keyTitle
`},
	{"Records by country", queryPrefixes + `SELECT ?country (COUNT(DISTINCT ?serial) AS ?records) WHERE {
  ?serial dct:spatial ?country ;
          schema:issn ?issn .
  FILTER(STRSTARTS(STR(?country), "http://id.loc.gov/vocabulary/countries/"))
}
GROUP BY ?country
ORDER BY DESC(?records)
`},
	{"What continues what", queryPrefixes + `SELECT ?earlier ?earlierTitle ?later ?laterTitle WHERE {
  ?a bf:continuedBy ?b .
  ?a schema:issn ?earlier ; bf:mainTitle ?earlierTitle .
  ?b schema:issn ?later ; bf:mainTitle ?laterTitle .
}
ORDER BY ?earlierTitle
LIMIT 100
`},
	{"Serials archived by keepers", queryPrefixes + `SELECT ?issn ?keeper ?status ?years WHERE {
  ?serial schema:issn ?issn ; schema:subjectOf ?archive .
  ?archive schema:holdingArchive ?keeper .
  OPTIONAL { ?archive schema:creativeWorkStatus ?status }
  OPTIONAL { ?archive schema:temporalCoverage ?years }
}
ORDER BY ?issn ?keeper
LIMIT 100
`},
}

// maxPageRows bounds the rows that a page shows; other forms give all.
const maxPageRows = 1000

// newQueryPage is the page with the form and nothing run.
func newQueryPage(q *operation) *queryPage {
	p := &queryPage{Title: "SPARQL", Query: q.text, Format: "html", ResultFormats: pageFormats}
	for _, e := range exampleQueries {
		p.Examples = append(p.Examples, pageLink{Text: e.text, Href: queryHref(e.query)})
	}
	return p
}

// sparqlPage shows the form, and the result or the problem of a query.
func (s *Server) sparqlPage(w http.ResponseWriter, req *http.Request, q *operation, res *sparql.Result, problem *Problem) {
	p := newQueryPage(q)
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
	s.renderPage(w, req, status, "sparql", p)
}

// planPage shows the form and the plan of a query.
func (s *Server) planPage(w http.ResponseWriter, req *http.Request, q *operation, plan *sparql.Plan) {
	p := newQueryPage(q)
	p.Ran, p.Summary, p.Text = true, "Plan: the operators, the last one first.", plan.String()
	p.Picture = template.HTML(plan.SVG()) // its texts are escaped
	s.renderPage(w, req, http.StatusOK, "sparql", p)
}

func (s *Server) fillPage(p *queryPage, res *sparql.Result) error {
	p.Ran = true
	switch res.Form {
	case sparql.Ask:
		p.Summary, p.Text = "Answer", fmt.Sprint(res.Boolean)
		return nil
	case sparql.Construct, sparql.Describe:
		turtle, _ := formOfSuffix(".ttl")
		var b bytes.Buffer
		if err := writeGraph(&b, turtle, res); err != nil {
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
		cells := make([]value, len(terms))
		for i, t := range terms {
			if !t.IsZero() {
				cells[i] = termValue(t, s.opt.Base)
			}
		}
		p.Rows = append(p.Rows, cells)
	}
	p.Summary = plural(len(p.Rows), "row", "rows")
	return nil
}
