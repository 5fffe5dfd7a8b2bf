package testsuite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// harnessFiles are a small suite whose expectations are partly wrong.
var harnessFiles = map[string]string{
	"data.ttl":      "<http://e/a> <http://e/p> 1 , 2 , 3 .",
	"all.rq":        "SELECT ?o { ?s ?p ?o }",
	"ordered.rq":    "SELECT ?o { ?s ?p ?o } ORDER BY ?o",
	"reduced.rq":    "SELECT REDUCED ?s { ?s ?p ?o }",
	"construct.rq":  "CONSTRUCT { ?s <http://e/q> [] } { ?s ?p ?o FILTER(?o < 3) }",
	"ask.rq":        "ASK { ?s ?p 2 }",
	"bad.rq":        "ASK { ?s ?p }",
	"insert.ru":     "INSERT { ?s <http://e/q> ?o } WHERE { ?s ?p ?o FILTER(?o = 1) }",
	"bad.ru":        "INSERT DATA { ?s ?p 1 }",
	"right.tsv":     "?o\n3\n2\n1\n",
	"sorted.tsv":    "?o\n1\n2\n3\n",
	"short.tsv":     "?o\n1\n2\n",
	"long.tsv":      "?o\n1\n2\n3\n3\n",
	"decimals.tsv":  "?o\n1.0\n2.0\n3.0\n",
	"strings.tsv":   "?o\n\"1\"\n\"2\"\n\"3\"\n",
	"renamed.tsv":   "?x\n1\n2\n3\n",
	"right.csv":     "o\r\n1\r\n2\r\n3\r\n",
	"wrong.csv":     "o\r\n1\r\n2\r\n4\r\n",
	"subjects.tsv":  "?s\n<http://e/a>\n<http://e/a>\n<http://e/a>\n",
	"other.tsv":     "?s\n<http://e/b>\n",
	"two.ttl":       "<http://e/a> <http://e/q> [] , [] .",
	"one.ttl":       "<http://e/a> <http://e/q> [] .",
	"true.srj":      `{"head":{},"boolean":true}`,
	"false.srj":     `{"head":{},"boolean":false}`,
	"cut.srj":       `{"head":{"vars":["o"]},"results":{"bindings":[`,
	"after.ttl":     "<http://e/a> <http://e/p> 1 , 2 , 3 ; <http://e/q> 1 .",
	"datatype.ttl":  "<http://e/a> <http://e/p> 1 , 2 , 3 ; <http://e/q> '1' .",
	"unchanged.ttl": "<http://e/a> <http://e/p> 1 , 2 , 3 .",
}

// TestSPARQLHarness runs tests with right and with wrong expectations through
// the whole harness: the wrong ones have to fail, for the reason given.
func TestSPARQLHarness(t *testing.T) {
	dir := t.TempDir()
	for name, text := range harnessFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const (
		query    = "[] a mf:QueryEvaluationTest ; mf:action [ qt:query <QUERY> ; qt:data <data.ttl> ] ; mf:result <RESULT> ."
		csv      = "[] a mf:CSVResultFormatTest ; mf:action [ qt:query <QUERY> ; qt:data <data.ttl> ] ; mf:result <RESULT> ."
		update   = "[] a mf:UpdateEvaluationTest ; mf:action [ ut:request <QUERY> ; ut:data <data.ttl> ] ; mf:result [ ut:data <RESULT> ] ."
		positive = "[] a mf:PositiveSyntaxTest11 ; mf:action <QUERY> ."
		negative = "[] a mf:NegativeSyntaxTest ; mf:action <QUERY> ."
		posUpd   = "[] a mf:PositiveUpdateSyntaxTest11 ; mf:action <QUERY> ."
		negUpd   = "[] a mf:NegativeUpdateSyntaxTest ; mf:action <QUERY> ."
	)
	for name, tc := range map[string]struct{ entry, query, result, want string }{
		"right rows":                  {query, "all.rq", "right.tsv", ""},
		"right order":                 {query, "ordered.rq", "sorted.tsv", ""},
		"wrong order under ORDER BY":  {query, "ordered.rq", "right.tsv", "other rows"},
		"a row too many":              {query, "all.rq", "short.tsv", "other rows"},
		"a duplicate missing":         {query, "all.rq", "long.tsv", "other rows"},
		"wrong datatype":              {query, "all.rq", "decimals.tsv", "other rows"},
		"strings for numbers":         {query, "all.rq", "strings.tsv", "other rows"},
		"wrong variable":              {query, "all.rq", "renamed.tsv", "variables"},
		"right CSV":                   {csv, "all.rq", "right.csv", ""},
		"wrong CSV":                   {csv, "all.rq", "wrong.csv", "other rows"},
		"right duplicates":            {query, "reduced.rq", "subjects.tsv", ""},
		"wrong subject":               {query, "reduced.rq", "other.tsv", "other rows"},
		"right graph":                 {query, "construct.rq", "two.ttl", ""},
		"wrong graph":                 {query, "construct.rq", "one.ttl", "other graph"},
		"table for a graph":           {query, "construct.rq", "right.tsv", "is a graph"},
		"right boolean":               {query, "ask.rq", "true.srj", ""},
		"wrong boolean":               {query, "ask.rq", "false.srj", "got true, want false"},
		"table for a boolean":         {query, "ask.rq", "right.tsv", "is a boolean"},
		"expectation that is cut":     {query, "all.rq", "cut.srj", "unexpected EOF"},
		"no expectation":              {query, "all.rq", "missing.srj", "missing.srj"},
		"query that does not parse":   {query, "bad.rq", "true.srj", "expected the object"},
		"right update":                {update, "insert.ru", "after.ttl", ""},
		"update that did nothing":     {update, "insert.ru", "unchanged.ttl", "other graph"},
		"update, wrong datatype":      {update, "insert.ru", "datatype.ttl", "other graph"},
		"positive syntax":             {positive, "all.rq", "", ""},
		"positive test of a bad text": {positive, "bad.rq", "", "expected the object"},
		"negative syntax":             {negative, "bad.rq", "", ""},
		"negative of a good text":     {negative, "all.rq", "", "parses without an error"},
		"positive update syntax":      {posUpd, "insert.ru", "", ""},
		"positive of a bad update":    {posUpd, "bad.ru", "", "variables"},
		"negative update syntax":      {negUpd, "bad.ru", "", ""},
		"negative of a good update":   {negUpd, "insert.ru", "", "parses without an error"},
		"unknown type of test":        {"[] a mf:OtherTest ; mf:action <QUERY> .", "all.rq", "", errNoRunner.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			entry := strings.NewReplacer("QUERY", tc.query, "RESULT", tc.result, "[] a", "<#test> a").Replace(tc.entry)
			manifest := "PREFIX mf: <" + nsManifest + ">\nPREFIX qt: <" + nsQuery + ">\nPREFIX ut: <" + nsUpdate + ">\n" +
				"<> mf:entries ( <#test> ) .\n" + entry
			file := "manifest.ttl"
			if err := os.WriteFile(filepath.Join(dir, file), []byte(manifest), 0o600); err != nil {
				t.Fatal(err)
			}
			tests, err := readManifest(root{dir: dir, iri: "http://example/"}, "http://example/"+file)
			if err != nil || len(tests) != 1 {
				t.Fatalf("%d tests, %v", len(tests), err)
			}
			switch err := runSPARQL(naiveEvaluator{}, tests[0]); {
			case tc.want == "" && err != nil:
				t.Error(err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}
