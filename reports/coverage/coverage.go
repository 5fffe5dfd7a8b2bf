package coverage

import (
	"embed"
	"errors"
	"fmt"
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

// ErrQuery marks the name of a query that does not exist.
var ErrQuery = errors.New("no such query")

// Named returns the queries with the names, in the order of the names; all of them
// without names. The error wraps [ErrQuery].
func Named(names ...string) ([]Query, error) {
	if len(names) == 0 {
		return Queries(""), nil
	}
	list := make([]Query, len(names))
	for i, name := range names {
		q, ok := Lookup(name)
		if !ok {
			return nil, fmt.Errorf("%w: %q", ErrQuery, name)
		}
		list[i] = q
	}
	return list, nil
}
