package sparql_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// batchSizes are those that every test of operators is repeated with.
var batchSizes = []int{1, 2, 3, 1024}

// text writes a term as it would stand in a query, datatypes of numbers left out.
func text(t rdf.Term) string {
	switch {
	case t.IsZero():
		return "-"
	case t.IsIRI():
		return "<" + strings.TrimPrefix(t.Value(), "http://example/") + ">"
	case t.IsBlankNode():
		return "_:" + t.Value()
	case t.IsTripleTerm():
		tr := t.Triple()
		return "<<" + text(tr.S) + " " + text(tr.P) + " " + text(tr.O) + ">>"
	case t.Language() != "":
		return t.Value() + "@" + t.Language()
	}
	return t.Value()
}

// answer runs a query and returns its rows as lines, in order.
func answer(t *testing.T, e *sparql.Engine, query string, opt sparql.QueryOptions) []string {
	t.Helper()
	opt.Base = "http://example/"
	r, err := e.Query(t.Context(), query, opt)
	if err != nil {
		t.Fatalf("%s\n%v", query, err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}()
	var out []string
	switch r.Form {
	case algebra.Select:
		for row, err := range r.Rows() {
			if err != nil {
				t.Fatalf("%s\n%v", query, err)
			}
			cells := make([]string, len(row))
			for i, term := range row {
				cells[i] = text(term)
			}
			out = append(out, strings.Join(cells, " "))
		}
	case algebra.Ask:
		if r.Boolean {
			return []string{"yes"}
		}
		return []string{"no"}
	default:
		for q, err := range r.Quads() {
			if err != nil {
				t.Fatalf("%s\n%v", query, err)
			}
			out = append(out, text(q.S)+" "+text(q.P)+" "+text(q.O))
		}
	}
	return out
}

const people = `
<alice> <name> "Alice" ; <knows> <bob>, <carol> ; <age> 30 .
<bob> <name> "Bob" ; <knows> <carol> .
<carol> <name> "Carol", "Karol"@pl ; <knows> <alice> ; <age> 25 .
<dave> <knows> <dave> ; <mail> "dave@example" .
<g1> { <alice> <name> "Alice" ; <likes> <tea> . <bob> <likes> <tea> }
<g2> { <bob> <likes> <milk> . <tea> <price> 3 }
`

func TestQueries(t *testing.T) {
	quads, err := parseQuads(people)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		query string
		want  string // rows, separated by ";", in any order unless ordered
		order bool
	}{
		"one pattern":           {query: `SELECT ?o { <alice> <knows> ?o }`, want: "<bob>;<carol>"},
		"union graph is a set":  {query: `SELECT ?s { ?s <name> "Alice" }`, want: "<alice>"},
		"join":                  {query: `SELECT ?a ?c { ?a <knows> ?b . ?b <knows> ?c }`, want: "<alice> <carol>;<alice> <alice>;<bob> <alice>;<carol> <bob>;<carol> <carol>;<dave> <dave>"},
		"same variable twice":   {query: `SELECT ?x { ?x <knows> ?x }`, want: "<dave>"},
		"three patterns":        {query: `SELECT ?n ?m { ?a <knows> ?b . ?a <name> ?n . ?b <age> ?m }`, want: "Alice 25;Bob 25;Carol 30;Karol@pl 30"},
		"optional":              {query: `SELECT ?a ?g { ?a <name> ?n OPTIONAL { ?a <age> ?g } }`, want: "<alice> 30;<bob> -;<carol> 25;<carol> 25"},
		"optional with filter":  {query: `SELECT ?a ?g { ?a <name> ?n OPTIONAL { ?a <age> ?g FILTER(?g > 26) } }`, want: "<alice> 30;<bob> -;<carol> -;<carol> -"},
		"nested optional":       {query: `SELECT ?a ?b ?g { ?a <name> "Bob" OPTIONAL { ?a <knows> ?b OPTIONAL { ?b <age> ?g } } }`, want: "<bob> <carol> 25"},
		"unbound joins all":     {query: `SELECT ?a ?g { { SELECT * { ?a <name> "Bob" OPTIONAL { ?a <age> ?g } } } ?x <age> ?g }`, want: "<bob> 25;<bob> 30"},
		"union":                 {query: `SELECT ?a ?x ?y { { ?a <age> ?x } UNION { ?a <mail> ?y } }`, want: "<alice> 30 -;<carol> 25 -;<dave> - dave@example"},
		"minus":                 {query: `SELECT DISTINCT ?a { ?a <knows> ?b MINUS { ?a <age> ?x } }`, want: "<bob>;<dave>"},
		"minus without shared":  {query: `SELECT DISTINCT ?a { ?a <knows> ?b MINUS { ?z <age> ?x } }`, want: "<alice>;<bob>;<carol>;<dave>"},
		"exists":                {query: `SELECT DISTINCT ?a { ?a <knows> ?b FILTER EXISTS { ?b <age> ?x } }`, want: "<alice>;<bob>;<carol>"},
		"not exists":            {query: `SELECT DISTINCT ?a { ?a <knows> ?b FILTER NOT EXISTS { ?a <age> ?x } }`, want: "<bob>;<dave>"},
		"exists with outer":     {query: `SELECT ?a { ?a <age> ?x FILTER NOT EXISTS { ?b <age> ?y FILTER(?y > ?x) } }`, want: "<alice>"},
		"exists in expression":  {query: `SELECT ?a { ?a <knows> ?b FILTER(?b = <dave> || EXISTS { ?a <age> 25 }) }`, want: "<dave>;<carol>"},
		"exists over groups":    {query: `SELECT ?a { VALUES ?a { <nobody> <alice> } FILTER(?a = <none> || NOT EXISTS { { SELECT ?a (COUNT(*) AS ?n) { ?a (<knows>/<knows>)* ?b } GROUP BY ?a } }) }`, want: "<nobody>"},
		"filter":                {query: `SELECT ?a { ?a <age> ?x FILTER(?x < 28 && ?x > 20) }`, want: "<carol>"},
		"filter on identity":    {query: `SELECT ?a ?b { ?a <knows> ?b FILTER(?b = <carol>) }`, want: "<alice> <carol>;<bob> <carol>"},
		"bind":                  {query: `SELECT ?a ?y { ?a <age> ?x BIND(?x + 1 AS ?y) }`, want: "<alice> 31;<carol> 26"},
		"bind then join":        {query: `SELECT ?a { BIND(<bob> AS ?x) ?a <knows> ?x }`, want: "<alice>"},
		"values":                {query: `SELECT ?a ?x { VALUES (?a ?x) { (<bob> 1) (<nobody> 2) (UNDEF 3) } ?a <name> "Bob" }`, want: "<bob> 1;<bob> 3"},
		"graph":                 {query: `SELECT ?s { GRAPH <g1> { ?s <likes> <tea> } }`, want: "<alice>;<bob>"},
		"graph variable":        {query: `SELECT ?g ?s { GRAPH ?g { ?s <likes> ?x } }`, want: "<g1> <alice>;<g1> <bob>;<g2> <bob>"},
		"graph names":           {query: `SELECT ?g { GRAPH ?g {} }`, want: "<g1>;<g2>"},
		"graph joins":           {query: `SELECT ?g { GRAPH ?g { ?s <name> ?n . ?s <likes> ?x } }`, want: "<g1>"},
		"graph loop":            {query: `SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s <likes> ?x } } }`, want: "<g1> 2;<g2> 1"},
		"graph unknown":         {query: `SELECT * { GRAPH <g9> { } }`, want: ""},
		"from":                  {query: `SELECT ?s FROM <g1> { ?s <name> ?n }`, want: "<alice>"},
		"from named":            {query: `SELECT ?g ?s FROM NAMED <g2> { GRAPH ?g { ?s ?p ?o } }`, want: "<g2> <bob>;<g2> <tea>"},
		"order by":              {query: `SELECT ?a ?x { ?a <age> ?x } ORDER BY ?x`, want: "<carol> 25;<alice> 30", order: true},
		"order by descending":   {query: `SELECT ?n { ?a <name> ?n } ORDER BY DESC(STR(?n)) LIMIT 2`, want: "Karol@pl;Carol", order: true},
		"offset":                {query: `SELECT ?n { ?a <name> ?n } ORDER BY STR(?n) OFFSET 1 LIMIT 2`, want: "Bob;Carol", order: true},
		"limit zero":            {query: `SELECT ?n { ?a <name> ?n } LIMIT 0`, want: ""},
		"distinct":              {query: `SELECT DISTINCT ?p { ?s ?p ?o }`, want: "<name>;<knows>;<age>;<mail>;<likes>;<price>"},
		"count":                 {query: `SELECT (COUNT(*) AS ?n) { ?s <knows> ?o }`, want: "5"},
		"count nothing":         {query: `SELECT (COUNT(*) AS ?n) { ?s <none> ?o }`, want: "0"},
		"count distinct":        {query: `SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s <knows> ?o }`, want: "4"},
		"count distinct inside": {query: `SELECT ?a ?n { { SELECT ?a (COUNT(DISTINCT *) AS ?n) { ?a <knows> ?b } GROUP BY ?a } ?a <age> 30 }`, want: "<alice> 2"},
		"count distinct seen":   {query: `SELECT (COUNT(DISTINCT *) AS ?n) { [] <knows> ?o }`, want: "4"},
		"count distinct star":   {query: `SELECT (COUNT(DISTINCT *) AS ?n) { ?s <name>|<name> ?o }`, want: "4"},
		"group":                 {query: `SELECT ?a (COUNT(?b) AS ?n) { ?a <knows> ?b } GROUP BY ?a`, want: "<alice> 2;<bob> 1;<carol> 1;<dave> 1"},
		"group having":          {query: `SELECT ?b (COUNT(*) AS ?n) { ?a <knows> ?b } GROUP BY ?b HAVING (COUNT(*) > 1)`, want: "<carol> 2"},
		"group by expression":   {query: `SELECT ?l (SUM(?x) AS ?s) { ?a <age> ?x } GROUP BY (STRLEN(STR(?a)) AS ?l)`, want: "20 55"},
		"aggregates":            {query: `SELECT (SUM(?x) AS ?s) (MIN(?x) AS ?i) (MAX(?x) AS ?a) (AVG(?x) AS ?v) { ?p <age> ?x }`, want: "55 25 30 27.5"},
		"aggregate of nothing":  {query: `SELECT (SUM(?x) AS ?s) { ?p <none> ?x }`, want: "0"},
		"sub-select":            {query: `SELECT ?a ?n { ?a <age> ?x { SELECT ?a (COUNT(*) AS ?n) { ?a <knows> ?b } GROUP BY ?a } }`, want: "<alice> 2;<carol> 1"},
		"sub-select scope":      {query: `SELECT ?a ?x { ?a <age> ?x { SELECT ?a { ?a <knows> ?x } } }`, want: "<alice> 30;<alice> 30;<carol> 25"},
		"path sequence":         {query: `SELECT ?x { <bob> <knows>/<name> ?x }`, want: "Carol;Karol@pl"},
		"path alternative":      {query: `SELECT ?x { <carol> <knows>|<age> ?x }`, want: "<alice>;25"},
		"path inverse":          {query: `SELECT ?x { <carol> ^<knows> ?x }`, want: "<alice>;<bob>"},
		"path plus":             {query: `SELECT ?x { <bob> <knows>+ ?x }`, want: "<carol>;<alice>;<bob>"},
		"path star":             {query: `SELECT ?x { <bob> <knows>* ?x }`, want: "<carol>;<alice>;<bob>"},
		"path star unknown":     {query: `SELECT ?x { <nobody> <knows>* ?x }`, want: "<nobody>"},
		"path optional":         {query: `SELECT ?x { <bob> <knows>? ?x }`, want: "<carol>;<bob>"},
		"path backwards":        {query: `SELECT ?x { ?x <knows>+ <bob> }`, want: "<carol>;<alice>;<bob>"},
		"path free":             {query: `SELECT ?x ?y { ?x <knows>+ ?y . FILTER(?x = ?y) }`, want: "<alice> <alice>;<bob> <bob>;<carol> <carol>;<dave> <dave>"},
		"path same variable":    {query: `SELECT ?x { ?x <likes>? ?x FILTER(isIRI(?x) && STRENDS(STR(?x), "e")) }`, want: "<alice>;<dave>"},
		"path from left":        {query: `SELECT ?x ?y { ?x <age> ?g . ?x <knows>+ ?y }`, want: "<alice> <alice>;<alice> <bob>;<alice> <carol>;<carol> <alice>;<carol> <bob>;<carol> <carol>"},
		"path negated":          {query: `SELECT ?x { <alice> !(<knows>|<name>) ?x }`, want: "30;<tea>"},
		"path negated inverse":  {query: `SELECT ?x { <carol> !^<likes> ?x }`, want: "<alice>;<bob>"},
		"path of a group":       {query: `SELECT ?x { <bob> (<knows>/<knows>)+ ?x }`, want: "<alice>;<carol>;<bob>"},
		"ask":                   {query: `ASK { <alice> <knows> <bob> }`, want: "yes"},
		"ask no":                {query: `ASK { <alice> <knows> <dave> }`, want: "no"},
		"construct":             {query: `CONSTRUCT { ?b <knownBy> ?a } { ?a <knows> ?b FILTER(?a != <dave>) }`, want: "<bob> <knownBy> <alice>;<carol> <knownBy> <alice>;<carol> <knownBy> <bob>;<alice> <knownBy> <carol>"},
		"construct is a set":    {query: `CONSTRUCT { <x> <p> <y> } { ?a <knows> ?b }`, want: "<x> <p> <y>"},
		"describe":              {query: `DESCRIBE <bob>`, want: "<bob> <name> Bob;<bob> <knows> <carol>;<bob> <likes> <tea>;<bob> <likes> <milk>"},
		"describe where":        {query: `DESCRIBE ?x { ?x <mail> ?m }`, want: "<dave> <knows> <dave>;<dave> <mail> dave@example"},
		"filter in optional":    {query: `SELECT ?a ?b { ?a <age> ?x OPTIONAL { ?b <age> ?y FILTER(?y > ?x) } }`, want: "<alice> -;<carol> <alice>"},
		"bottom-up scope":       {query: `SELECT ?a { ?a <age> ?x { ?b <age> ?y FILTER(?x > 0) } }`, want: ""},
		"cross product":         {query: `SELECT ?a ?b { ?a <age> 30 . ?b <age> 25 }`, want: "<alice> <carol>"},
		"empty pattern":         {query: `SELECT * { }`, want: ""},
		"projected, not bound":  {query: `SELECT ?zzz { <alice> <age> ?x }`, want: "-"},
		"constant false":        {query: `SELECT ?a { ?a <age> ?x FILTER(false) }`, want: ""},
		"bnode of the solution": {query: `SELECT (COUNT(DISTINCT ?b) AS ?n) { ?a <age> ?x BIND(BNODE("x") AS ?b) BIND(BNODE("x") AS ?c) FILTER(sameTerm(?b, ?c)) }`, want: "2"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, size := range batchSizes {
				e := enginetest.New(newMemory(size, quads...), sparql.Options{BatchRows: size})
				got := answer(t, e, tc.query, sparql.QueryOptions{})
				var want []string
				if tc.want != "" {
					want = strings.Split(tc.want, ";")
				} else if name == "empty pattern" {
					want = []string{""}
				}
				if !tc.order {
					slices.Sort(got)
					slices.Sort(want)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					p, err := e.Explain(t.Context(), tc.query, sparql.ExplainOptions{QueryOptions: sparql.QueryOptions{Base: "http://example/"}})
					t.Fatalf("batches of %d (-want +got):\n%s\n%v %v", size, diff, p, err)
				}
				if len(e.Running()) != 0 {
					t.Errorf("still running: %v", e.Running())
				}
			}
		})
	}
}

func TestSelect(t *testing.T) {
	mem := newMemory(2, numbers(5)...)
	e := enginetest.New(mem, sparql.Options{})
	rows := 0
	for row, err := range e.Select(t.Context(), `SELECT ?s { ?s <http://example/next> ?o }`) {
		if err != nil || len(row) != 1 {
			t.Fatal(row, err)
		}
		rows++
	}
	if rows != 5 {
		t.Errorf("%d rows, want 5", rows)
	}
	for _, err := range e.Select(t.Context(), `SELECT ?s { ?s <http://example/next> ?o }`) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	for query, want := range map[string]string{`ASK {}`: "not a SELECT", `SELECT`: "line 1"} {
		for row, err := range e.Select(t.Context(), query) {
			if row != nil || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, %v", query, row, err)
			}
		}
	}
	if mem.open != 0 {
		t.Errorf("%d snapshots are open", mem.open)
	}
}
