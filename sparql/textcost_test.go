package sparql

import (
	"runtime"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// TestTextCost holds that what queries of many shapes keep when they are parsed is no
// more than what is reserved for their text.
func TestTextCost(t *testing.T) {
	for name, q := range map[string][3]string{
		"values":        {`SELECT * { VALUES ?x {`, `1 `, `} }`},
		"strings":       {`SELECT * { VALUES ?x {`, `"a"`, `} }`},
		"long strings":  {`SELECT * { VALUES ?x {`, `"` + strings.Repeat("long \\\" <text> ", 100) + `"`, `} }`},
		"IRIs":          {`SELECT * { VALUES ?x {`, `<a>`, `} }`},
		"rows":          {`SELECT * { VALUES (?x ?y) {`, `(1 UNDEF)`, `} }`},
		"patterns":      {`SELECT * {`, `?a?b?c.`, `}`},
		"objects":       {`SELECT * { ?a ?b 1`, `,1`, `}`},
		"blank nodes":   {`SELECT * {`, `[<p>1].`, `}`},
		"lists":         {`SELECT * { ?a ?b (`, `1 `, `) }`},
		"members":       {`SELECT * { FILTER(1 IN (1`, `,1`, `)) }`},
		"arguments":     {`SELECT * { FILTER(CONCAT("a"`, `,"a"`, `)) }`},
		"order":         {`SELECT * {} ORDER BY `, `?a`, ``},
		"template":      {`CONSTRUCT {`, `?a<p>1.`, `} {}`},
		"quoted":        {`SELECT * {`, `<<?a?b?c>>?b?c.`, `}`},
		"prefixes":      {``, `PREFIX a:<b>`, `SELECT * {}`},
		"nothing":       {`SELECT * {`, ` `, `}`},
		"prefixed name": {`PREFIX p:<http://example.org/> SELECT * {`, `p:a p:b p:c . `, `}`},
	} {
		text := q[0] + strings.Repeat(q[1], 200_000/len(q[1])) + q[2]
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		parsed, err := algebra.Parse(t.Context(), text, "http://example/")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > textCost(text) {
			t.Errorf("%s: keeps %d bytes, %d are reserved", name, kept, textCost(text))
		}
		runtime.KeepAlive(parsed)
	}
	if n := textCost(`SELECT ?s { ?s <http://example/p> "some text" }`); n > 8<<10 {
		t.Errorf("%d bytes for a short query", n)
	}
}
