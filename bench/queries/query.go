package main

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/bench/peers"
)

//go:embed */*.rq
var files embed.FS

// query is one file of the set: its folder is the feature that it isolates.
type query struct {
	group, name string
	about       string
	check       check
	text        string
}

// check says what two engines have to agree on.
type check string

const (
	checkRows  check = "rows"  // number of rows and the rows, in any order
	checkCount check = "count" // number of rows: which ones is left to the engine
)

// id is the query's name in tables.
func (q query) id() string { return q.group + "/" + q.name }

var formPattern = regexp.MustCompile(`(?m)^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b`)

// accept is the media type to ask for.
func (q query) accept() string {
	switch formPattern.FindString(q.text) {
	case "CONSTRUCT", "DESCRIBE":
		return peers.NTriples
	}
	return peers.JSON
}

// load returns the queries whose ids match a pattern, in the order of their ids.
func load(pattern string) ([]query, error) {
	only, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	paths, err := fs.Glob(files, "*/*.rq")
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	var out []query
	for _, p := range paths {
		text, err := files.ReadFile(p)
		if err != nil {
			return nil, err
		}
		q, err := parse(p, string(text))
		if err != nil {
			return nil, err
		}
		if only.MatchString(q.id()) {
			out = append(out, q)
		}
	}
	return out, nil
}

// parse reads the comment lines "# about: ..." and "# check: ..." of a file.
func parse(p, text string) (query, error) {
	group, file := path.Split(p)
	q := query{group: path.Clean(group), name: strings.TrimSuffix(file, ".rq"), check: checkRows, text: text}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if about, ok := strings.CutPrefix(line, "# about: "); ok {
			q.about = about
		}
		if c, ok := strings.CutPrefix(line, "# check: "); ok {
			q.check = check(c)
		}
	}
	if q.about == "" {
		return q, fmt.Errorf("%s: no line \"# about: \"", p)
	}
	if q.check != checkRows && q.check != checkCount {
		return q, fmt.Errorf("%s: no check %q", p, q.check)
	}
	return q, nil
}
