package sparql_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// generator writes random queries with all operators of the algebra.
type generator struct {
	*rand.Rand
	names int // that BIND and sub-selects have made
}

// slice is LIMIT and OFFSET of a query, which is compared apart: without ORDER BY any
// rows will do.
type slice struct {
	limit, offset int // limit -1: none
	ordered       bool
}

func (s slice) String() string {
	text := ""
	if s.limit >= 0 {
		text += fmt.Sprintf(" LIMIT %d", s.limit)
	}
	if s.offset > 0 {
		text += fmt.Sprintf(" OFFSET %d", s.offset)
	}
	return text
}

// fresh returns a variable that nothing else has.
func (g *generator) fresh() string {
	g.names++
	return fmt.Sprintf("?n%d", g.names)
}

func (g *generator) one(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) variable() string { return g.one("?a", "?b", "?c", "?d") }

func (g *generator) subject() string {
	return g.one("?a", "?a", "?b", "?c", "?d", "<s1>", "<s2>", "<s3>", "_:x")
}

func (g *generator) predicate() string {
	return g.one("<p>", "<q>", "<r>", "<p>", "<q>", "?d", "?e")
}

func (g *generator) object() string {
	if g.IntN(12) == 0 {
		return g.tripleTerm(1)
	}
	return g.one("?a", "?b", "?c", "?c", "?d", "<s1>", "<s2>", "1", "2", `"x"`)
}

// tripleTerm writes a triple term pattern, also one within another.
func (g *generator) tripleTerm(depth int) string {
	o := g.one("?c", "?a", "1", `"x"`)
	if depth > 0 && g.IntN(4) == 0 {
		o = g.tripleTerm(depth - 1)
	}
	return "<<( " + g.one("?a", "?b", "<s1>") + " " + g.one("<p>", "?d") + " " + o + " )>>"
}

func (g *generator) path() string {
	p := g.one("<p>", "<q>", "<r>")
	q := g.one("<p>", "<q>", "<r>")
	switch g.IntN(10) {
	case 0:
		return p + "+"
	case 1:
		return p + "*"
	case 2:
		return p + "?"
	case 3:
		return "(" + p + "/" + q + ")"
	case 4:
		return "(" + p + "|" + q + ")"
	case 5:
		return "^" + p
	case 6:
		return "!(" + p + "|^" + q + ")"
	case 7:
		return "(" + p + "/^" + q + ")*"
	case 8:
		return "(" + p + "|" + q + ")+"
	default:
		return "!" + p
	}
}

func (g *generator) triples() string {
	var b strings.Builder
	for range 1 + g.IntN(3) {
		p := g.predicate()
		if g.IntN(6) == 0 {
			p = g.path()
		}
		switch g.IntN(20) {
		case 0:
			b.WriteString(g.subject() + " " + g.one("<p>", "?d") + " " + g.object() + " " + g.one("~ ?c ", "{| <q> ?b |} ") + ". ")
		case 1:
			b.WriteString("<< " + g.one("?a", "<s1>") + " <p> " + g.one("?b", "1") + " >> <q> " + g.one("?c", "<s2>") + " . ")
		default:
			b.WriteString(g.subject() + " " + p + " " + g.object() + " . ")
		}
	}
	return strings.ReplaceAll(b.String(), "_:x", fmt.Sprintf("_:x%d", g.IntN(1<<30)))
}

func (g *generator) expression(depth int) string {
	if depth > 0 && g.IntN(3) == 0 {
		return "(" + g.expression(depth-1) + g.one(" && ", " || ") + g.expression(depth-1) + ")"
	}
	v, w := g.variable(), g.one("?a", "?b", "?c", "1", "2", "<s1>", `"x"`)
	switch g.IntN(22) {
	case 18:
		return g.side(v) + g.one(" = ", " = ", " != ") + g.side(w)
	case 19:
		return v + g.one(" IN (", " NOT IN (") + g.constants() + g.one("", ", "+w) + ")"
	case 20:
		return "(" + v + " = " + strings.ReplaceAll(g.constants(), ", ", " || "+v+" = ") + g.one("", " || "+w+" = 1") + ")"
	case 21:
		return "(" + v + " != " + strings.ReplaceAll(g.constants(), ", ", " && "+v+" != ") + g.one("", " && "+w+" != <s1>") + ")"
	case 14:
		return g.value(1) + g.one(" = ", " < ", " != ") + g.value(1)
	case 15:
		return "isTRIPLE(" + v + ") && " + g.one("SUBJECT", "PREDICATE", "OBJECT") + "(" + v + ") = " + w
	case 16:
		return "sameTerm(" + g.value(1) + ", " + v + ")"
	case 17:
		return v + " NOT IN (" + w + ", 2)"
	case 9:
		return "STRSTARTS(STR(" + v + "), " + g.one(`"http://example/s"`, `"x"`, `""`) + ")"
	case 10:
		return "REGEX(" + v + ", " + g.one(`"^x"`, `"X", "i"`, `"^xy?$"`) + ")"
	case 11:
		return w + " >= " + v
	case 12:
		return "STRLEN(STR(" + v + ")) > 1"
	case 13:
		return v + " IN (<s1>, <s3>, <s9>)"
	case 0:
		return "BOUND(" + v + ")"
	case 1:
		return "!BOUND(" + v + ")"
	case 2:
		return "isIRI(" + v + ")"
	case 3:
		return "sameTerm(" + v + ", " + w + ")"
	case 4:
		return v + " < " + w
	case 5:
		return v + " != " + w
	case 6:
		return "COALESCE(" + v + ", " + w + ") = " + w
	case 7:
		return v + " IN (" + w + ", <s2>)"
	default:
		return v + " = " + w
	}
}

// side writes a function of one variable, as an equation between two patterns may have.
func (g *generator) side(v string) string {
	return g.one(v, v, "STR("+v+")", "LCASE(STR("+v+"))", "<http://www.w3.org/2001/XMLSchema#string>("+v+")", "("+v+" + 0)")
}

// constants writes terms, some of them equal, of many kinds.
func (g *generator) constants() string {
	out := make([]string, 3+g.IntN(5))
	for i := range out {
		out[i] = g.one("1", "2", "1.0", "1.0e0", `"x"`, `"y"`, `"x"@en`, "<s1>", "<s2>", "<p>", "true", `"a"^^<dt>`,
			`"1"^^<http://www.w3.org/2001/XMLSchema#float>`, `"2020-01-01Z"^^<http://www.w3.org/2001/XMLSchema#date>`,
			`"NaN"^^<http://www.w3.org/2001/XMLSchema#double>`, `"z"^^<http://www.w3.org/2001/XMLSchema#integer>`)
	}
	return strings.Join(out, ", ")
}

// equated writes two patterns that nothing joins but an equation.
func (g *generator) equated() string {
	a, b, v := g.fresh(), g.fresh(), g.variable()
	equation := g.side(b) + g.one(" = ", " = ", " != ") + g.side(v)
	if g.IntN(4) == 0 {
		equation = "sameTerm(" + b + ", " + v + ")"
	}
	inner := a + " " + g.one("<p>", "<q>", "<r>") + " " + b + " "
	switch g.IntN(4) {
	case 0:
		return "OPTIONAL { " + inner + "FILTER(" + equation + ") } "
	case 1:
		return "FILTER " + g.one("EXISTS", "NOT EXISTS") + " { " + inner + "FILTER(" + equation + ") } "
	default:
		return inner + ". FILTER(" + equation + ") "
	}
}

// value writes an expression with a value, often an error.
func (g *generator) value(depth int) string {
	v := g.one("?a", "?b", "?c", "?d", "1", "2", `"x"`, "<s1>")
	if depth == 0 {
		return v
	}
	in := func() string { return g.value(depth - 1) }
	switch g.IntN(22) {
	case 0:
		return "STR(" + in() + ")"
	case 1:
		return "(" + in() + g.one(" + ", " - ", " * ", " / ") + in() + ")"
	case 2:
		return "IF(" + g.expression(0) + ", " + in() + ", " + in() + ")"
	case 3:
		return "COALESCE(" + in() + ", " + in() + ")"
	case 4:
		return "CONCAT(STR(" + in() + "), " + g.one(`"x"`, `"@"`) + ")"
	case 5:
		return g.one("UCASE", "LCASE", "STRLEN", "ENCODE_FOR_URI", "MD5", "SHA256") + "(STR(" + in() + "))"
	case 6:
		return "SUBSTR(STR(" + in() + "), " + g.one("1", "3, 4", "18") + ")"
	case 7:
		return g.one("STRBEFORE", "STRAFTER") + "(STR(" + in() + "), " + g.one(`"/"`, `"s"`, `"x"`) + ")"
	case 8:
		return g.one("CONTAINS", "STRSTARTS", "STRENDS") + "(STR(" + in() + "), " + g.one(`"s"`, `"x"`, `"1"`) + ")"
	case 9:
		return "REPLACE(STR(" + in() + "), " + g.one(`"s"`, `"[0-9]"`, `"^h"`) + `, "z")`
	case 10:
		return g.one("DATATYPE", "LANG", "isBLANK", "isLITERAL", "isNUMERIC", "isTRIPLE") + "(" + in() + ")"
	case 11:
		return "IRI(STR(" + in() + "))"
	case 12:
		return "STRLANG(STR(" + in() + `), "en")`
	case 13:
		return "STRDT(STR(" + in() + "), <http://www.w3.org/2001/XMLSchema#integer>)"
	case 14:
		return g.one("ABS", "CEIL", "FLOOR", "ROUND") + "(" + in() + ")"
	case 15:
		return "<http://www.w3.org/2001/XMLSchema#" + g.one("integer", "string", "boolean", "double", "decimal") + ">(" + in() + ")"
	case 16:
		return "TRIPLE(" + in() + ", <p>, " + in() + ")"
	case 17:
		return g.one("SUBJECT", "PREDICATE", "OBJECT") + "(" + v + ")"
	case 18:
		return "!" + in()
	default:
		return v
	}
}

// aggregate writes an aggregate whose value does not depend on the order of rows.
func (g *generator) aggregate() string {
	switch g.IntN(9) {
	case 0:
		return "COUNT(*)"
	case 1:
		return "COUNT(DISTINCT " + g.one("?b", "?c", "*") + ")"
	case 2:
		return g.one("SUM", "AVG") + "(" + g.one("?b", "?c", "DISTINCT ?c", "STRLEN(STR(?b))") + ")"
	case 3:
		return g.one("MIN", "MAX") + "(" + g.one("?b", "?c", "STR(?b)") + ")"
	case 4:
		return "STRLEN(GROUP_CONCAT(" + g.one("", "DISTINCT ") + "STR(?b)" + g.one("", `; SEPARATOR=", "`) + "))"
	case 5:
		return "SAMPLE(1)"
	default:
		return "COUNT(" + g.one("?b", "?c", "DISTINCT ?b") + ")"
	}
}

// grouping writes the end of a grouped query.
func (g *generator) grouping() string {
	text := " GROUP BY " + g.one("?a", "?a", "?a ?d", "?a (STR(?d) AS ?k)")
	if g.IntN(4) == 0 {
		text += " HAVING (" + g.one("COUNT(*) > 1", "COUNT(?b) = 1", "MIN(?c) < 2", "COUNT(DISTINCT ?b) > 1 || BOUND(?a)") + ")"
	}
	return text
}

// group writes a group graph pattern without its braces.
func (g *generator) group(depth int) string {
	var b strings.Builder
	b.WriteString(g.element(depth))
	for range g.IntN(3) {
		b.WriteString(g.element(depth))
	}
	return b.String()
}

func (g *generator) element(depth int) string {
	if depth == 0 {
		return g.triples()
	}
	in := func() string { return "{ " + g.group(depth-1) + "}" }
	switch g.IntN(19) {
	case 17, 18:
		return g.equated()
	case 0, 1:
		return "OPTIONAL " + in() + " "
	case 2:
		return in() + " UNION " + in() + " "
	case 3:
		return "MINUS " + in() + " "
	case 4:
		return "FILTER(" + g.expression(2) + ") "
	case 5:
		return "FILTER " + g.one("EXISTS ", "NOT EXISTS ") + in() + " "
	case 6:
		return "GRAPH " + g.one("?a", "?g", "?g", "<g1>", "<g2>") + " " + in() + " "
	case 7:
		return "BIND(" + g.one("?a", "STR(?a)", "?c + 1", g.value(2), g.value(1)) + " AS " + g.fresh() + ") "
	case 8:
		return "VALUES (?a ?b) { (<s1> <s2>) (UNDEF <s3>) (1 UNDEF) (<s1> <s2>) } "
	case 9:
		return "{ SELECT " + g.one("", "DISTINCT ") + g.one("?a", "?b", "?a ?b", "*") + " " + in() + " } "
	case 10:
		return "{ SELECT ?a (" + g.aggregate() + " AS " + g.fresh() + ") " + in() + g.grouping() + " } "
	case 11:
		return "FILTER(" + g.expression(1) + g.one(" || ", " && ") + g.one("EXISTS ", "NOT EXISTS ") + in() + ") "
	case 12:
		return in() + " "
	case 13:
		// All that is ordered by is projected, so that rows that tie are equal; 1 and 1.0
		// have one value, but not one text.
		return "{ SELECT ?a ?b " + in() + " ORDER BY " + g.one("?a ?b", "DESC(?b) ?a") + texts("?a", "?b") + " LIMIT " + g.one("1", "2", "3") + g.one("", " OFFSET 1") + " } "
	default:
		return g.triples()
	}
}

// texts are keys of ORDER BY that tell terms of one value apart.
func texts(vars ...string) string {
	var b strings.Builder
	for _, v := range vars {
		fmt.Fprintf(&b, " STR(%s) DATATYPE(%s)", v, v)
	}
	return b.String()
}

// query writes a query and, apart, its LIMIT and OFFSET.
func (g *generator) query() (string, slice) {
	body := "{ " + g.group(2) + "}"
	from := ""
	if g.IntN(8) == 0 {
		from = g.one("FROM <g1> ", "FROM <g1> FROM <g2> FROM NAMED <g1> ", "FROM NAMED <g2> ", "FROM <s1> FROM NAMED <g1> FROM NAMED <g2> ")
	}
	all := slice{limit: -1}
	switch g.IntN(12) {
	case 0:
		return "SELECT " + g.one("DISTINCT ", "DISTINCT ", "REDUCED ") + g.one("?a", "?a ?b", "?c") + " " + from + body, all
	case 1, 2:
		return "SELECT ?a (" + g.aggregate() + " AS ?n) (" + g.aggregate() + " AS ?m) " + from + body + g.grouping(), all
	case 3:
		return "SELECT (" + g.aggregate() + " AS ?n) (MIN(?a) AS ?m) (" + g.aggregate() + " AS ?z) " + from + body, all
	case 4:
		return "ASK " + from + body, all
	case 5:
		return "SELECT ?a ?b ?c " + from + body + " ORDER BY ?a DESC(?b) ?c" + texts("?a", "?b", "?c"), slice{limit: g.IntN(6) - 1, offset: g.IntN(3), ordered: true}
	case 6:
		return "CONSTRUCT { ?a <made> ?b . ?c ?d ?a . _:z <of> ?a . <s1> <is> <<( ?a <p> ?b )>> } " + from + body, all
	case 7:
		return "SELECT " + g.one("", "DISTINCT ") + "?a ?b " + from + body, slice{limit: 1 + g.IntN(5), offset: g.IntN(3)}
	case 8:
		return "SELECT ?a (" + g.value(2) + " AS ?v) " + from + body, all
	default:
		return "SELECT * " + from + body, all
	}
}

// data makes random quads.
func (g *generator) data() []rdf.Quad {
	iri := func(s string) rdf.Term { return rdf.NewIRI("http://example/" + s) }
	number := func(n int) rdf.Term {
		return rdf.NewLiteral(fmt.Sprint(n), "http://www.w3.org/2001/XMLSchema#integer")
	}
	subjects := []rdf.Term{iri("s1"), iri("s2"), iri("s3"), iri("s4"), rdf.NewBlankNode("n1"), rdf.NewBlankNode("n2")}
	predicates := []rdf.Term{iri("p"), iri("p"), iri("q"), iri("r"), rdf.NewIRI(vocab.RDFReifies)}
	objects := slices.Concat(subjects, []rdf.Term{number(1), number(2), rdf.NewString("x"), iri("p")},
		[]rdf.Term{
			rdf.NewTripleTerm(rdf.Triple{S: iri("s1"), P: iri("p"), O: number(1)}),
			rdf.NewTripleTerm(rdf.Triple{S: iri("s2"), P: iri("q"), O: iri("s2")}),
			rdf.NewTripleTerm(rdf.Triple{S: rdf.NewBlankNode("n1"), P: iri("p"), O: rdf.NewTripleTerm(rdf.Triple{S: iri("s1"), P: iri("p"), O: rdf.NewString("x")})}),
			rdf.NewLangString("x", "en"), rdf.NewLiteral("1.0", "http://www.w3.org/2001/XMLSchema#decimal"),
			rdf.NewLiteral("1.0E0", "http://www.w3.org/2001/XMLSchema#double"), rdf.NewLiteral("a", "http://example/dt"),
			rdf.NewLiteral("2020-01-01Z", "http://www.w3.org/2001/XMLSchema#date"),
		})
	graphs := []rdf.Term{{}, {}, {}, iri("g1"), iri("g2"), iri("s1")}
	pick := func(ts []rdf.Term) rdf.Term { return ts[g.IntN(len(ts))] }
	var out []rdf.Quad
	for range 4 + g.IntN(24) {
		out = append(out, rdf.Quad{S: pick(subjects), P: pick(predicates), O: pick(objects), G: pick(graphs)})
	}
	return out
}
