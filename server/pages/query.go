package pages

import (
	"html/template"
	"net/url"

	"github.com/issn-ld/issn-ld/server/reply"
)

// Query is what the sparql template shows.
type Query struct {
	Title         string
	Query, Format string
	ResultFormats []NamedFormat
	Problem       *reply.Problem
	Ran           bool
	Summary       string
	Columns       []string
	Rows          [][]Value
	Text          string
	Picture       template.HTML
	Examples      []Link
}

// NamedFormat is a form of results to choose.
type NamedFormat struct{ Name, Label string }

var pageFormats = []NamedFormat{
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

// NewQuery is the page with the form and nothing run.
func NewQuery(text string) *Query {
	p := &Query{Title: "SPARQL", Query: text, Format: "html", ResultFormats: pageFormats}
	for _, e := range exampleQueries {
		p.Examples = append(p.Examples, Link{Text: e.text, Href: QueryHref(e.query)})
	}
	return p
}

// FirstExample is the query that the page begins with.
func FirstExample() string { return exampleQueries[0].query }

// QueryHref is the address of a query on the SPARQL page.
func QueryHref(query string) string {
	return "/sparql?" + url.Values{"query": {query}}.Encode()
}
