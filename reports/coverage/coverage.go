// Package coverage holds the queries of the coverage report: the share of the
// open-access titles in ROAD that each system knows, and the number of titles that the
// archives of the Keepers Registry keep.
//
// Each query is a self-contained SPARQL 1.1 file: it declares its prefixes, takes the
// default graph for the union of all graphs, and can be pasted into /sparql. Its first
// line is a comment that gives its title. docs/crosswalk.md explains the figures.
package coverage

import (
	"embed"
	"strings"
)

//go:embed queries/*.rq
var files embed.FS

// Query is a query of the report.
type Query struct {
	Name  string `json:"name"`  // of the file, without suffix
	Title string `json:"title"` // the thing counted
	Text  string `json:"text"`
}

// Prefixes of the names of queries.
const (
	Keepers = "keepers-" // figures of archives
	ROAD    = "road-"    // figures of open-access titles
)

// order is the order of the report: the main figures come first.
const order = "road-coverage road-titles keepers-totals keepers-titles keepers-agencies keepers-countries"

// Queries returns the queries whose names have the prefix, in the order of the
// report.
func Queries(prefix string) []Query {
	var list []Query
	for name := range strings.FieldsSeq(order) {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		text, err := files.ReadFile("queries/" + name + ".rq")
		if err != nil { // the files are embedded
			panic(err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		list = append(list, Query{Name: name, Title: strings.TrimPrefix(first, "# "), Text: string(text)})
	}
	return list
}

// Lookup returns the query with the name.
func Lookup(name string) (Query, bool) {
	for _, q := range Queries("") {
		if q.Name == name {
			return q, true
		}
	}
	return Query{}, false
}
