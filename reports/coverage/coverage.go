// Package coverage holds the queries of the coverage report: which share of the
// open-access titles in ROAD each system knows, and how many titles the archives
// of the Keepers Registry keep.
//
// Each query is a file of SPARQL 1.1 that stands for itself: it declares its
// prefixes, takes the default graph for the union of all graphs, and can be pasted
// into /sparql. Its first line is a comment that says what it counts. What the
// figures mean is in docs/crosswalk.md.
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
	Title string `json:"title"` // what it counts
	Text  string `json:"text"`
}

// Prefixes of the names of queries.
const (
	Keepers = "keepers-" // figures of archives
	ROAD    = "road-"    // figures of open-access titles
)

// order is the order of the report: what it is read for comes first.
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
		if err != nil { // the files are in the program
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
