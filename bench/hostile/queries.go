package main

import (
	"fmt"
	"strings"
)

// attack is a query that is made to hurt. The server may answer it, refuse it or stop it.
type attack struct {
	name, text string
}

const prefixes = `PREFIX schema: <http://schema.org/> PREFIX bf: <http://id.loc.gov/ontologies/bibframe/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX e: <http://example.org/> `

// times repeats a part of a query; %d in it is the number of the part.
func times(n int, part string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(part, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// list repeats a part with a separator.
func list(n int, part, separator string) string {
	return strings.TrimSuffix(times(n, part+separator), separator)
}

// nest wraps the inside into a number of layers.
func nest(n int, before, inside, after string) string {
	return times(n, before) + inside + strings.Repeat(after, n)
}

// text is a string literal of so many bytes.
func text(bytes int) string { return `"` + strings.Repeat("lorem ip", bytes/8) + `"` }

// attacks makes all hostile queries.
func attacks() []attack {
	var all []attack
	for _, family := range []func() []attack{
		products, paths, patterns, longTexts, growing, inline, structures, nestings, aggregates, sorts, graphs, numbers, syntaxes, results, elsewhere,
	} {
		all = append(all, family()...)
	}
	for i := range all {
		all[i].text = prefixes + all[i].text
	}
	return all
}

func products() []attack {
	const three = `?a ?b ?c . ?d ?e ?f . ?g ?h ?i`
	return []attack{
		{"product of two, counted", `SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?a != ?d) }`},
		{"product of three, counted", `SELECT (COUNT(*) AS ?n) { ` + three + ` FILTER(?a != ?d) }`},
		{"product of three, sent", `SELECT * { ` + three + ` }`},
		{"product, distinct", `SELECT DISTINCT ?c ?f ?i { ` + three + ` }`},
		{"product, sorted", `SELECT * { ` + three + ` } ORDER BY ?c ?f ?i`},
		{"product, sorted with a limit", `SELECT * { ` + three + ` } ORDER BY ?c ?f ?i LIMIT 10`},
		{"product, grouped", `SELECT ?c ?f (COUNT(*) AS ?n) { ` + three + ` } GROUP BY ?c ?f`},
		{"product, far offset", `SELECT * { ` + three + ` } OFFSET 1000000000 LIMIT 1`},
		{"product, impossible ASK", `ASK { ` + three + ` FILTER(STRLEN(STR(?c)) < 0) }`},
		{"product in MINUS", `SELECT * { ?a ?b ?c MINUS { ?d ?e ?f . ?a ?h ?i } }`},
		{"product in OPTIONAL", `SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f . ?g ?h ?i FILTER(?f != ?i) } }`},
		{"product in EXISTS", `SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(STR(?f) = STR(?i) && ?c != ?f) } || ?a = ?c) }`},
		{"product in a subquery", `SELECT * { { SELECT ?c { ` + three + ` } ORDER BY ?f } ?x ?y ?c }`},
		{"product of unions", `SELECT (COUNT(*) AS ?n) { { ?a ?b ?c } UNION { ?c ?b ?a } { ?d ?e ?f } UNION { ?f ?e ?d } }`},
		{"equality by value", `SELECT (COUNT(*) AS ?n) { ?a schema:issn ?x . ?b schema:issn ?y FILTER(?x = ?y) }`},
		{"inequality by value", `SELECT (COUNT(*) AS ?n) { ?a schema:name ?x . ?b schema:name ?y FILTER(LCASE(?x) < UCASE(?y)) }`},
		{"unbound joins", `SELECT (COUNT(*) AS ?n) { { ?a ?b ?c OPTIONAL { ?c ?d ?e } } { ?f ?g ?h OPTIONAL { ?h ?d ?e } } }`},
		{"star of nothing in common", `SELECT (COUNT(*) AS ?n) { ` + times(12, `?s%d ?p%d ?o%d . `) + ` }`},
	}
}

func paths() []attack {
	return []attack{
		{"path over everything", `SELECT (COUNT(*) AS ?n) { ?s (!e:none)+ ?o }`},
		{"path both ways", `SELECT (COUNT(*) AS ?n) { ?s (schema:isPartOf|^schema:isPartOf|bf:title|^bf:title)* ?o }`},
		{"path of anything both ways", `SELECT (COUNT(*) AS ?n) { ?s (!(e:a|^e:b))* ?o }`},
		{"nested repetition", `SELECT (COUNT(*) AS ?n) { ?s (((!e:x)+)+)+ ?o }`},
		{"repeated sequence", `SELECT (COUNT(*) AS ?n) { ?s (!e:x/^!e:y)* ?o }`},
		{"zero or more of nothing", `SELECT (COUNT(*) AS ?n) { ?s e:none* ?o . ?t e:none* ?u }`},
		{"two closures joined", `SELECT (COUNT(*) AS ?n) { ?s (!e:x)+ ?o . ?o (!e:y)+ ?s }`},
		{"closure in EXISTS", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER EXISTS { ?o (!e:x)* ?z . ?z (!e:y)* ?s } }`},
		{"sequence of 200", `SELECT * { ?s ` + list(200, `!e:x`, `/`) + ` ?o }`},
		{"sequence of 4,000", `SELECT * { ?s ` + list(4000, `e:p%d`, `/`) + ` ?o }`},
		{"choice of 5,000", `SELECT * { ?s ` + list(5000, `e:p%d`, `|`) + ` ?o }`},
		{"all but 9,000", `SELECT (COUNT(*) AS ?n) { ?s !(` + list(9000, `e:p%d`, `|`) + `) ?o }`},
		{"path nested 2,000 deep", `SELECT * { ?s ` + nest(2000, `(`, `e:p`, `)*`) + ` ?o }`},
		{"optional steps", `SELECT (COUNT(*) AS ?n) { ?s ` + list(30, `(!e:x)?`, `/`) + ` ?o }`},
	}
}

func patterns() []attack {
	all := `{ ?s ?p ?o FILTER(REGEX(STR(?o), "%s")) }`
	count := func(p string) string {
		return `SELECT (COUNT(*) AS ?n) ` + strings.Replace(all, "%s", p, 1)
	}
	return []attack{
		{"regex, stars of stars", count(`(.*a.*)*(.*b.*)*(.*c.*)*$`)},
		{"regex, counted", count(`(.{0,30}a){20}z$`)},
		{"regex, large counts", count(`((a{1,30}){1,30}){1,30}`)},
		{"regex, 1,000 words", count(list(1000, `w%dx`, `|`))},
		{"regex, 60,000 characters", count(strings.Repeat("a?", 30000) + strings.Repeat("a", 900))},
		{"regex, a megabyte", count(strings.Repeat("abcd", 250000))},
		{"regex, one for each row", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a schema:name ?b FILTER(REGEX(?b, CONCAT("(", ENCODE_FOR_URI(STR(?o)), "){20}"))) }`},
		{"regex on a long text", `SELECT (REGEX(` + text(4<<20) + `, "(l.*m){9}(x|y)z") AS ?x) {}`},
		{"replace each character", `SELECT (STRLEN(REPLACE(` + text(4<<20) + `, ".", "$0$0$0")) AS ?x) {}`},
		{"replace with a long text", `SELECT (STRLEN(REPLACE(` + text(1<<20) + `, "o", ` + text(1<<16) + `)) AS ?x) {}`},
		{"replace with groups", `SELECT (STRLEN(REPLACE(` + text(2<<20) + `, "` + strings.Repeat("(.)", 60) + `", "$9$8$7")) AS ?x) {}`},
		{"replace, found to the end", `SELECT (STRLEN(REPLACE(` + text(4<<20) + `, "l(.*z)?", "")) AS ?x) {}`},
		{"replace in every text", `SELECT (SUM(STRLEN(REPLACE(STR(?o), "(.)(.?)", "$2$1$2$1$2$1"))) AS ?n) { ?s ?p ?o . ?a schema:name ?b }`},
		{"six long replacements", `SELECT ` + times(6, `(REPLACE(`+text(1<<20)+`, "(.)", "$1$1$1$1$1$1$1$1") AS ?x%d) `) + `{}`},
	}
}

// longTexts calls each function of strings on long constants.
func longTexts() []attack {
	var out []attack
	for _, f := range []string{"STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "IRI", "xsd:decimal", "xsd:dateTime"} {
		out = append(out, attack{f + " of 64 KiB", `SELECT (STRLEN(STR(` + f + `(` + text(65536) + `))) AS ?x) {}`})
	}
	long := text(6 << 20)
	for _, f := range []string{"STRLEN", "UCASE", "ENCODE_FOR_URI", "SHA512"} {
		out = append(out, attack{f + " of 6 MiB", `SELECT (STRLEN(STR(` + f + `(` + long + `))) AS ?x) { ?s ?p ?o }`})
	}
	return append(out,
		attack{"SUBSTR of a long text", `SELECT (SUBSTR(` + long + `, ?i, 3) AS ?x) { ?s ?p ?o BIND(STRLEN(STR(?o)) * 50000 AS ?i) }`},
		attack{"STRAFTER of a long text", `SELECT (COUNT(STRAFTER(` + long + `, STR(?o))) AS ?x) { ?s ?p ?o }`},
		attack{"CONTAINS in a long text", `SELECT (COUNT(*) AS ?x) { ?s ?p ?o FILTER(CONTAINS(` + long + `, STR(?o))) }`},
		attack{"long text in each row", `SELECT (CONCAT(?l, STR(?o)) AS ?x) { BIND(` + text(1<<20) + ` AS ?l) ?s ?p ?o }`},
		attack{"long texts sorted", `SELECT ?x { BIND(` + text(1<<18) + ` AS ?l) ?s ?p ?o BIND(CONCAT(?l, STR(?o)) AS ?x) } ORDER BY DESC(?x)`},
		attack{"long texts, distinct", `SELECT DISTINCT ?x { BIND(` + text(1<<18) + ` AS ?l) ?s ?p ?o BIND(SHA512(CONCAT(?l, STR(?s))) AS ?x) }`},
		attack{"long text with a language", `SELECT (LANGMATCHES(` + text(1<<20) + `, "en") AS ?x) (STRLANG(` + text(1<<20) + `, "en") AS ?y) {}`},
		attack{"long label of a blank node", `SELECT (BNODE(CONCAT(` + text(1<<16) + `, STR(?o))) AS ?x) { ?s ?p ?o }`},
	)
}

// bindings chains n BINDs, each of which uses the variable of the one before twice.
func bindings(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i, i, i+1)
	}
	return b.String()
}

// growing are texts that a query makes out of short ones.
func growing() []attack {
	double := `BIND("lorem" AS ?x0) ` + bindings(40, `BIND(CONCAT(?x%d, ?x%d) AS ?x%d) `)
	nested := `"lorem"`
	for range 14 {
		nested = `CONCAT(` + nested + `, ` + nested + `)`
	}
	return []attack{
		{"text doubled 40 times", `SELECT (STRLEN(?x40) AS ?n) { ` + double + `}`},
		{"text doubled in one expression", `SELECT (STRLEN(` + nested + `) AS ?n) {}`},
		{"texts of 20 MiB in each row", `SELECT (STRLEN(?x) AS ?n) { ?s ?p ?o BIND(REPLACE(CONCAT(STR(?o), ` + text(1<<18) + `), ".", "` + strings.Repeat("y", 80) + `") AS ?x) }`},
		{"escaped again and again", `SELECT (STRLEN(` + nest(12, `ENCODE_FOR_URI(`, `"%%%%"`, `)`) + `) AS ?n) {}`},
		{"32 MiB in 100 variables", `SELECT (COUNT(*) AS ?n) { BIND(` + text(1<<20) + ` AS ?l) ` + times(100, `BIND(CONCAT(?l, ?l, ?l, ?l, ?l, ?l, ?l, ?l, "%d") AS ?x%d) `) + `}`},
	}
}

func inline() []attack {
	return []attack{
		{"VALUES of 6 MiB of numbers", `SELECT (COUNT(*) AS ?n) { VALUES ?x { ` + times(900000, `%d `) + `} }`},
		{"VALUES of 100,000 IRIs", `SELECT (COUNT(*) AS ?n) { VALUES ?s { ` + times(100000, `e:i%d `) + `} ?s ?p ?o }`},
		{"VALUES of long texts", `SELECT * { VALUES ?x { ` + strings.Repeat(text(1<<20)+" ", 6) + `} ?s ?p ?o }`},
		{"product of VALUES", `SELECT (COUNT(*) AS ?n) { VALUES ?a { ` + times(3000, `%d `) + `} VALUES ?b { ` + times(3000, `%d `) + `} VALUES ?c { ` + times(3000, `%d `) + `} }`},
		{"VALUES with holes, joined", `SELECT (COUNT(*) AS ?n) { VALUES (?s ?o) { ` + times(5000, `(e:i%d UNDEF) (UNDEF %d) `) + `} ?s ?p ?o . ?a ?b ?o }`},
		{"VALUES of 1,000 columns", `SELECT * { VALUES (` + times(1000, `?v%d `) + `) { ` + strings.Repeat(`(`+strings.Repeat("1 ", 1000)+`) `, 300) + `} }`},
		{"IN of 100,000 texts", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o IN (` + list(100000, `"t%d"`, `,`) + `)) }`},
		{"NOT IN of 50,000 texts", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o NOT IN (` + list(50000, `"t%d"`, `,`) + `)) }`},
		{"NOT IN of dates and numbers", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o NOT IN (` + list(20000, `%d.5, "2020-01-01"^^xsd:date`, `,`) + `)) }`},
		{"IN of 20,000 expressions", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STR(?o) IN (` + list(20000, `CONCAT(STR(?s), "%d")`, `,`) + `)) }`},
		{"IN of 100,000 IRIs", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o IN (` + list(100000, `e:i%d`, `,`) + `)) }`},
		{"COALESCE of 50,000", `SELECT (COUNT(?x) AS ?n) { ?s ?p ?o BIND(COALESCE(` + list(50000, `?u%d`, `,`) + `) AS ?x) }`},
		{"CONCAT of 50,000", `SELECT (COUNT(?x) AS ?n) { ?s ?p ?o BIND(CONCAT(` + list(50000, `STR(?o)`, `,`) + `) AS ?x) }`},
	}
}

func structures() []attack {
	var chain, cycle strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&chain, `?s%d ?p%d ?s%d . `, i, i, i+1)
	}
	for i := range 12 {
		for j := range i {
			fmt.Fprintf(&cycle, `?v%d ?p%d_%d ?v%d . `, i, i, j, j)
		}
	}
	return []attack{
		{"500 BINDs", `SELECT * { ` + times(500, `BIND(%d AS ?x%d) `) + `}`},
		{"4,000 BINDs", `SELECT * { ` + times(4000, `BIND(%d AS ?x%d) `) + `}`},
		{"9,900 BINDs", `SELECT * { ` + times(9900, `BIND(%d AS ?x%d) `) + `}`},
		{"2,000 BINDs of all rows", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o ` + times(2000, `BIND(CONCAT(STR(?o), "%d") AS ?x%d) `) + `}`},
		{"5,000 expressions in SELECT", `SELECT ` + times(5000, `(STRLEN(STR(?o)) + %d AS ?x%d) `) + `{ ?s ?p ?o }`},
		{"chain of 5,000 patterns", `SELECT * { ` + chain.String() + `}`},
		{"star of 2,000 patterns", `SELECT * { ` + times(2000, `?s ?p%d ?o%d . `) + `}`},
		{"star of 300 properties", `SELECT (COUNT(*) AS ?n) { ` + times(300, `?s schema:name ?o%d . `) + `}`},
		{"clique of 12", `SELECT * { ` + cycle.String() + `}`},
		{"1,000 OPTIONALs", `SELECT * { ?s ?p ?o ` + times(1000, `OPTIONAL { ?s e:q%d ?o%d } `) + `}`},
		{"100 OPTIONALs of all", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o ` + times(100, `OPTIONAL { ?s ?q%d ?o%d } `) + `}`},
		{"3,000 UNIONs", `SELECT (COUNT(*) AS ?n) { ` + list(3000, `{ ?s e:p%d ?o }`, ` UNION `) + ` ?s ?p ?o }`},
		{"500 UNIONs of all", `SELECT (COUNT(*) AS ?n) { ` + list(500, `{ ?s ?p%d ?o }`, ` UNION `) + ` }`},
		{"1,000 MINUS", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o ` + times(1000, `MINUS { ?s e:p%d ?o } `) + `}`},
		{"1,000 FILTERs", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o ` + times(1000, `FILTER(STRLEN(STR(?o)) != %d) `) + `}`},
		{"9,000 conditions", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(` + list(9000, `?o = %d`, ` || `) + `) }`},
		{"200 EXISTS", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o ` + times(200, `FILTER EXISTS { ?o%d ?p ?o } `) + `}`},
		{"EXISTS in an expression, 50 times", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(` + list(50, `EXISTS { ?o ?q%d ?z%d . ?z%d ?r%d ?s }`, ` || `) + `) }`},
		{"1,000 GRAPHs", `SELECT (COUNT(*) AS ?n) { ` + times(1000, `GRAPH ?g%d { ?s ?p ?o } `) + `}`},
		{"500 subqueries", `SELECT (COUNT(*) AS ?n) { ` + times(500, `{ SELECT ?s (COUNT(*) AS ?n%d) { ?s ?p ?o } GROUP BY ?s } `) + `}`},
		{"6,000 FROM", `SELECT * ` + times(6000, `FROM e:g%d `) + `{ ?s ?p ?o }`},
	}
}

func nestings() []attack {
	const all = `?s ?p ?o`
	return []attack{
		{"OPTIONAL 60 deep", `SELECT * ` + nest(60, `{ OPTIONAL `, `{ `+all+` }`, ` }`)},
		{"OPTIONAL 100 deep, all", `SELECT * { ` + nest(100, all+` OPTIONAL { `, `?s ?q%d ?x`, ` }`) + ` }`},
		{"OPTIONAL 400 deep", `SELECT * { ` + nest(400, `?s ?q%d ?o%d OPTIONAL { `, all, ` }`) + ` }`},
		{"OPTIONAL 5,000 deep", `SELECT * ` + nest(5000, `{ OPTIONAL `, `{ `+all+` }`, ` }`)},
		{"groups 100,000 deep", `SELECT * ` + nest(100000, `{`, all, `}`)},
		{"parentheses 100,000 deep", `SELECT * { FILTER` + nest(100000, `(`, `1`, `)`) + ` }`},
		{"negations 1,000,000 deep", `SELECT * { ?s ?p ?o FILTER(` + strings.Repeat("!", 1000000) + `true) }`},
		{"functions 50,000 deep", `SELECT * { ?s ?p ?o FILTER(` + nest(50000, `STR(`, `?o`, `)`) + `) }`},
		{"subqueries 1,000 deep", `SELECT * ` + nest(1000, `{ { SELECT * `, `{ `+all+` }`, ` } }`)},
		{"grouped subqueries 30 deep", `SELECT * ` + nest(30, `{ { SELECT ?s (COUNT(*) AS ?n%d) `, `{ `+all+` }`, ` GROUP BY ?s } ?s ?p ?o }`)},
		{"EXISTS 200 deep", `SELECT * { ?s ?p ?o ` + nest(200, `FILTER EXISTS { ?s ?p%d ?o%d `, ``, `}`) + `}`},
		{"NOT EXISTS 20 deep, all", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o ` + nest(20, `FILTER NOT EXISTS { ?s%d ?p ?o `, ``, `}`) + `}`},
		{"MINUS 500 deep", `SELECT * { ?s ?p ?o ` + nest(500, `MINUS { ?s ?p%d ?o `, ``, `}`) + `}`},
		{"blank nodes 10,000 deep", `SELECT * { ?s ?p ` + nest(10000, `[ e:p `, `1`, `]`) + ` }`},
		{"lists 10,000 deep", `SELECT * { ?s ?p ` + nest(10000, `( `, `1`, `)`) + ` }`},
		{"triple terms 5,000 deep", `SELECT * { ?s ?p ` + nest(5000, `<<( e:s e:p `, `1`, ` )>>`) + ` }`},
		{"GRAPH 1,000 deep", `SELECT * ` + nest(1000, `{ GRAPH ?g%d `, `{ `+all+` }`, ` }`)},
		{"SERVICE 500 deep", `SELECT * ` + nest(500, `{ SERVICE SILENT e:s%d `, `{ `+all+` }`, ` }`)},
	}
}

func aggregates() []attack {
	return []attack{
		{"GROUP_CONCAT of a product", `SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d schema:issn ?f }`},
		{"GROUP_CONCAT of everything", `SELECT (GROUP_CONCAT(STR(?o)) AS ?x) { ?s ?p ?o }`},
		{"GROUP_CONCAT by subject", `SELECT ?s (GROUP_CONCAT(STR(?c)) AS ?x) { ?s ?p ?o . ?a schema:name ?c } GROUP BY ?s`},
		{"GROUP_CONCAT DISTINCT", `SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?o), STR(?s))) AS ?x) { ?s ?p ?o }`},
		{"GROUP_CONCAT, long separator", `SELECT (STRLEN(GROUP_CONCAT(?p; SEPARATOR=` + text(1<<20) + `)) AS ?x) { ?s ?p ?o }`},
		{"COUNT DISTINCT of rows", `SELECT ?a (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a`},
		{"COUNT DISTINCT of texts", `SELECT (COUNT(DISTINCT CONCAT(STR(?c), STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f }`},
		{"group for each row", `SELECT ?s ?p ?o ?x (SAMPLE(?x) AS ?y) { ?s ?p ?o . ?x ?q ?z } GROUP BY ?s ?p ?o ?x`},
		{"1,000 aggregates", `SELECT ` + times(1000, `(SUM(STRLEN(STR(?o)) + %d) AS ?x%d) `) + `{ ?s ?p ?o }`},
		{"1,000 aggregates of groups", `SELECT ?s ` + times(1000, `(MAX(?o) AS ?x%d) `) + `{ ?s ?p ?o } GROUP BY ?s`},
		{"MIN of computed values", `SELECT (MIN(SHA512(CONCAT(STR(?c), STR(?f)))) AS ?x) { ?a ?b ?c . ?d ?e ?f }`},
		{"HAVING of a product", `SELECT ?b { ?a ?b ?c . ?d ?e ?f } GROUP BY ?b HAVING(COUNT(DISTINCT ?c) > 1000000000)`},
	}
}

func sorts() []attack {
	return []attack{
		{"sort of everything by text", `SELECT * { ?s ?p ?o } ORDER BY DESC(STR(?o)) STR(?s)`},
		{"sort by 200 keys", `SELECT * { ?s ?p ?o } ORDER BY ` + times(200, `(STRLEN(STR(?o)) - %d) `)},
		{"sort by hashes", `SELECT ?s { ?s ?p ?o . ?a schema:issn ?b } ORDER BY SHA512(CONCAT(STR(?o), ?b))`},
		{"sort at random", `SELECT ?s { ?s ?p ?o . ?a schema:issn ?b } ORDER BY RAND()`},
		{"sort by a pattern", `SELECT ?s { ?s ?p ?o . ?a schema:issn ?b } ORDER BY REPLACE(STR(?o), "(.*)a(.*)", "$2$1")`},
		{"sort with a large limit", `SELECT * { ?s ?p ?o . ?a ?b ?c } ORDER BY ?c ?o LIMIT 2000000`},
		{"distinct, then sort", `SELECT DISTINCT ?o ?c { ?s ?p ?o . ?a schema:issn ?c } ORDER BY ?c ?o`},
		{"REDUCED product", `SELECT REDUCED ?o ?c { ?s ?p ?o . ?a ?b ?c }`},
	}
}

func graphs() []attack {
	return []attack{
		{"template of 200", `CONSTRUCT { ` + times(200, `?s e:p%d ?o . `) + `} { ?s ?p ?o }`},
		{"template of 20,000", `CONSTRUCT { ` + times(20000, `?s e:p%d ?o . `) + `} { ?s ?p ?o }`},
		{"template of blank nodes", `CONSTRUCT { ` + times(1000, `_:b%d e:p ?o . `) + `} { ?s ?p ?o . ?a ?b ?c }`},
		{"template of nothing valid", `CONSTRUCT { ` + times(5000, `?o ?o "%d" . `) + `} { ?s ?p ?o . ?a ?b ?c FILTER(ISLITERAL(?o)) }`},
		{"template of triple terms", `CONSTRUCT { ` + times(200, `?s e:p%d <<( ?s ?p ?o )>> . `) + `} { ?s ?p ?o . ?a ?b ?c }`},
		{"product as a graph", `CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }`},
		{"description of everything", `DESCRIBE * { ?s ?p ?o }`},
		{"description of a product", `DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f }`},
		{"description of 50,000 names", `DESCRIBE ` + times(50000, `e:i%d `)},
		{"description after a sort", `DESCRIBE ?s { ?s ?p ?o . ?a ?b ?c } ORDER BY ?o ?c`},
	}
}

func numbers() []attack {
	square := `BIND(12345.678 AS ?x0) ` + bindings(40, `BIND(?x%d * ?x%d AS ?x%d) `)
	digits := strings.Repeat("1234567890", 10000)
	return []attack{
		{"squared 40 times", `SELECT (STRLEN(STR(?x40)) AS ?n) { ` + square + `}`},
		{"squared for each row", `SELECT (COUNT(?x14) AS ?n) { ?s ?p ?o ` + strings.ReplaceAll(square, "12345.678", "STRLEN(STR(?o)) + 0.123456789") + `}`},
		{"numbers of 100,000 digits", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(` + digits + ` * ` + digits + `1 > STRLEN(STR(?o))) }`},
		{"product of large numbers", `SELECT (SUM(?x * ?y) AS ?n) { VALUES ?x { ` + strings.Repeat(digits+" ", 20) + `} ?s ?p ?o BIND(` + digits + ` + STRLEN(STR(?o)) AS ?y) }`},
		{"division of large numbers", `SELECT (SUM(` + digits + `.5 / (STRLEN(STR(?o)) + ` + digits[:50000] + `.3)) AS ?n) { ?s ?p ?o }`},
		{"number of 6 MiB", `SELECT (xsd:integer("` + strings.Repeat("7", 6<<20) + `") + 1 AS ?x) {}`},
		{"sum of 8,000 numbers in each row", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(` + list(8000, `STRLEN(STR(?o))`, ` + `) + ` > 0) }`},
		{"dates in each row", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(xsd:dateTime(CONCAT(STR(?o), "T00:00:00Z")) > xsd:dateTime("2020-01-01T00:00:00Z")) }`},
	}
}

func syntaxes() []attack {
	return []attack{
		{"7 MiB of blanks", `SELECT * { ` + strings.Repeat(" ", 7<<20) + `?s ?p ?o } LIMIT 1`},
		{"7 MiB of comments", `SELECT * { ` + strings.Repeat("# lorem ipsum dolor\n", 7<<20/20) + `?s ?p ?o } LIMIT 1`},
		{"text without end", `SELECT * { ?s ?p "` + strings.Repeat("x", 7<<20)},
		{"IRI of 7 MiB", `SELECT * { ?s <http://example.org/` + strings.Repeat("x", 7<<20) + `> ?o }`},
		{"variable of 7 MiB", `SELECT ?` + strings.Repeat("x", 7<<20) + ` { ?s ?p ?o } LIMIT 1`},
		{"100,000 prefixes", times(100000, `PREFIX p%d: <http://example.org/%d/> `) + `SELECT * { ?s ?p ?o } LIMIT 1`},
		{"escapes", `SELECT ("` + strings.Repeat(`\u00e9`, 1<<20) + `" AS ?x) {}`},
		{"1,000,000 commas", `SELECT * { ?s ?p ` + strings.Repeat("1,", 1000000) + `1 }`},
		{"nothing but braces", strings.Repeat("{", 7<<20)},
		{"control characters", `SELECT * { ?s ?p "` + strings.Repeat("\\n\\t", 1<<20) + `" }`},
		{"not UTF-8", `SELECT * { ?s ?p "` + strings.Repeat("\xff\xfe", 1<<20) + `" }`},
		{"500,000 variables", `SELECT ` + times(500000, `?v%d `) + `{ ?s ?p ?o } LIMIT 1`},
	}
}

func results() []attack {
	return []attack{
		{"everything, sent", `SELECT * { ?s ?p ?o }`},
		{"everything, many times", `SELECT * { ?s ?p ?o . ?a schema:issn ?b }`},
		{"rows of 1,000 columns", `SELECT * { ?s ?p ?o ` + times(1000, `BIND(?o AS ?v%d) `) + `}`},
		{"rows of a megabyte", `SELECT ?l ?o { BIND(` + text(1<<20) + ` AS ?l) ?s ?p ?o }`},
		{"unbound columns", `SELECT ` + times(5000, `?v%d `) + `{ ?s ?p ?o }`},
		{"blank nodes in each row", `SELECT (BNODE() AS ?x) (BNODE(STR(?o)) AS ?y) (UUID() AS ?z) { ?s ?p ?o . ?a ?b ?c }`},
		{"everything as triple terms", `SELECT (TRIPLE(?s, ?p, TRIPLE(?s, ?p, TRIPLE(?s, ?p, ?o))) AS ?x) { ?s ?p ?o . ?a ?b ?c }`},
	}
}

func elsewhere() []attack {
	return []attack{
		{"SERVICE of the server itself", `SELECT * { ?s ?p ?o SERVICE <http://127.0.0.1/sparql> { ?s ?p ?o } }`},
		{"SERVICE by variable", `SELECT * { ?s ?p ?o SERVICE ?s { ?a ?b ?c } }`},
		{"1,000 SERVICEs", `SELECT * { ` + times(1000, `SERVICE SILENT <http://10.0.0.%d/> { ?a ?b ?c } `) + `}`},
		{"FROM of a file", `SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }`},
		{"unknown functions", `SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(` + list(1000, `e:f%d(?o)`, ` || `) + `) }`},
	}
}
