package algebra_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// FuzzTranslate checks that whatever parses translates, and that the printed
// form of a query means the same as its text.
func FuzzTranslate(f *testing.F) {
	f.Add("SELECT (SUM(?x)+-1 AS ?y) { ?s <p>/^<q>* ?x FILTER(?x IN (1,'a'@en--ltr)) } GROUP BY ?s HAVING (?z) ORDER BY ?w")
	f.Add("CONSTRUCT { << ?s ?p ?o ~ _:r >> <q> ( 1 [] ) {| ?a ?b |} } FROM <g> { { SELECT * { ?s (<p>|!(^a))+ ?o } } UNION { VALUES ?s { UNDEF } } }")
	f.Add("DESCRIBE * { SERVICE SILENT ?g { ?s ?p ?o MINUS { BIND(<<( ?s ?p 1 )>> AS ?t) } } OPTIONAL { FILTER NOT EXISTS { ?a ?b _:c } } }")
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "w3c", "sparql", "sparql11", "*", "*.rq"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		if text, err := os.ReadFile(path); err == nil {
			f.Add(string(text))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := syntax.ParseQuery(t.Context(), text, syntax.Options{})
		if err != nil {
			return
		}
		direct, err := algebra.Translate(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		printed, err := algebra.Parse(t.Context(), q.String(), "")
		if err != nil {
			t.Fatalf("%v in\n%s", err, q)
		}
		if direct.String() != printed.String() {
			t.Fatalf("the printed form means something else\n%s\n%s\n%s", text, direct, printed)
		}
		algebra.CertainVars(direct.Root)
		algebra.InScope(direct.Root)
	})
}
