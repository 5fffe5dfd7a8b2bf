package results_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/results"
	"github.com/issn-ld/issn-ld/vocab"

	"github.com/google/go-cmp/cmp"
)

var equalTerms = cmp.Comparer(func(a, b rdf.Term) bool { return a == b })

// everything is a table with every kind of term.
func everything() ([]string, [][]rdf.Term) {
	iri := rdf.NewIRI("http://example.org/a?b=c&d")
	triple := rdf.NewTripleTerm(rdf.Triple{S: iri, P: iri, O: rdf.NewLangString("x", "en")})
	return []string{"x", "long_name"}, [][]rdf.Term{
		{iri, rdf.NewBlankNode("b0")},
		{rdf.NewString(""), {}},
		{{}, rdf.NewString("a \"quoted\", <tagged> & two-line\r\n\ttext \\ ü 👾")},
		{rdf.NewLangString("titre", "fr-CA"), rdf.NewDirLangString("عنوان", "ar", rdf.RTL)},
		{rdf.NewLiteral("12", vocab.XSDInteger), rdf.NewLiteral("x12", vocab.XSDInteger)},
		{rdf.NewLiteral("-1.50", vocab.XSDDecimal), rdf.NewLiteral("1e0", vocab.XSDDouble)},
		{rdf.NewLiteral("1.", vocab.XSDDecimal), rdf.NewLiteral("true", vocab.XSDBoolean)},
		{triple, rdf.NewTripleTerm(rdf.Triple{S: rdf.NewBlankNode("b0"), P: iri, O: triple})},
		{{}, {}},
	}
}

func write(t *testing.T, f results.Format, vars []string, rows [][]rdf.Term) []byte {
	t.Helper()
	var b bytes.Buffer
	w := results.NewWriter(&b, f, vars)
	for _, row := range rows {
		if err := w.WriteRow(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	vars, rows := everything()
	for _, f := range []results.Format{results.JSON, results.XML, results.TSV} {
		t.Run(f.String(), func(t *testing.T) {
			doc := write(t, f, vars, rows)
			got, err := results.Read(bytes.NewReader(doc), f)
			if err != nil {
				t.Fatalf("%v\n%s", err, doc)
			}
			if diff := cmp.Diff(&results.Table{Vars: vars, Rows: rows}, got, equalTerms); diff != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, doc)
			}
		})
	}
}

func TestEmptyTables(t *testing.T) {
	for _, f := range results.Formats {
		for name, tc := range map[string]*results.Table{
			"no rows":               {Vars: []string{"a", "b"}},
			"no variables, no rows": {Vars: []string{}},
			"no variables, 2 rows":  {Vars: []string{}, Rows: [][]rdf.Term{{}, {}}},
			"one unbound variable":  {Vars: []string{"a"}, Rows: [][]rdf.Term{{{}}, {rdf.NewString("x")}, {{}}}},
		} {
			t.Run(f.String()+"/"+name, func(t *testing.T) {
				doc := write(t, f, tc.Vars, tc.Rows)
				got, err := results.Read(bytes.NewReader(doc), f)
				if diff := cmp.Diff(tc, got, equalTerms); err != nil || diff != "" {
					t.Errorf("%v (-want +got):\n%s\n%q", err, diff, doc)
				}
			})
		}
	}
}

func TestWriterExact(t *testing.T) {
	vars, rows := everything()
	rows = rows[:4]
	for f, want := range map[results.Format]string{
		results.JSON: `{"head":{"vars":["x","long_name"]},"results":{"bindings":[
{"x":{"type":"uri","value":"http://example.org/a?b=c&d"},"long_name":{"type":"bnode","value":"b0"}},
{"x":{"type":"literal","value":""}},
{"long_name":{"type":"literal","value":"a \"quoted\", <tagged> & two-line\r\n\ttext \\ ü 👾"}},
{"x":{"type":"literal","value":"titre","xml:lang":"fr-CA"},"long_name":{"type":"literal","value":"عنوان","xml:lang":"ar","its:dir":"rtl"}}
]}}
`,
		results.CSV: "x,long_name\r\nhttp://example.org/a?b=c&d,_:b0\r\n,\r\n,\"a \"\"quoted\"\", <tagged> & two-line\r\n\ttext \\ ü 👾\"\r\n" +
			"titre,عنوان\r\n",
		results.TSV: "?x\t?long_name\n<http://example.org/a?b=c&d>\t_:b0\n\"\"\t\n\t\"a \\\"quoted\\\", <tagged> & two-line\\r\\n\\ttext \\\\ ü 👾\"\n" +
			"\"titre\"@fr-CA\t\"عنوان\"@ar--rtl\n",
	} {
		if diff := cmp.Diff(want, string(write(t, f, vars, rows))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f, diff)
		}
	}
}

// TestCutNeverReads holds that a document cut anywhere, or aborted, is refused.
func TestCutNeverReads(t *testing.T) {
	vars, rows := everything()
	for _, f := range []results.Format{results.JSON, results.XML} {
		doc := bytes.TrimRight(write(t, f, vars, rows), "\n")
		for n := range doc {
			if _, err := results.Read(bytes.NewReader(doc[:n]), f); err == nil {
				t.Fatalf("%s cut after %d bytes reads without an error", f, n)
			}
		}
	}
	for _, f := range results.Formats {
		var b bytes.Buffer
		w := results.NewWriter(&b, f, vars)
		if err := w.WriteRow(rows[0]); err != nil {
			t.Fatal(err)
		}
		if err := w.Abort(errors.New(`the deadline "1s" passed`)); err != nil {
			t.Fatal(err)
		}
		if err := w.WriteRow(rows[0]); !errors.Is(err, results.ErrClosed) {
			t.Errorf("%s: a row after Abort gives %v", f, err)
		}
		if _, err := results.Read(&b, f); err == nil {
			t.Errorf("%s: an aborted document reads without an error", f)
		}
	}
}

func TestBoolean(t *testing.T) {
	for _, f := range []results.Format{results.JSON, results.XML} {
		for _, want := range []bool{true, false} {
			var b bytes.Buffer
			if err := results.WriteBoolean(&b, f, want); err != nil {
				t.Fatal(err)
			}
			got, err := results.Read(&b, f)
			if err != nil || !got.IsBoolean || got.Boolean != want {
				t.Errorf("%s: %v, %v; want %v", f, got, err, want)
			}
		}
	}
}

func TestXMLRefusesControlCharacters(t *testing.T) {
	w := results.NewWriter(io.Discard, results.XML, []string{"x"})
	if err := w.WriteRow([]rdf.Term{rdf.NewString("a\x01b")}); err == nil {
		t.Error("a control character was written as XML")
	}
}

func TestReadFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		f   results.Format
		doc string
	}{
		"json: unknown variable":     {results.JSON, `{"head":{"vars":["a"]},"results":{"bindings":[{"b":{"type":"uri","value":"x"}}]}}`},
		"json: unknown type":         {results.JSON, `{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"url","value":"x"}}]}}`},
		"json: no value":             {results.JSON, `{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri"}}]}}`},
		"json: more after the end":   {results.JSON, `{"head":{"vars":[]},"results":{"bindings":[]}} {}`},
		"json: no head":              {results.JSON, `{"results":{"bindings":[]}}`},
		"json: variable twice":       {results.JSON, `{"head":{"vars":["a","a"]},"results":{"bindings":[]}}`},
		"json: direction alone":      {results.JSON, `{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x","its:dir":"ltr"}}]}}`},
		"xml: other namespace":       {results.XML, `<sparql xmlns="http://example.org/"><head/><boolean>true</boolean></sparql>`},
		"xml: boolean of one":        {results.XML, `<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>1</boolean></sparql>`},
		"csv: too many values":       {results.CSV, "a\r\n1,2\r\n"},
		"csv: open quote":            {results.CSV, "a\r\n\"1"},
		"tsv: header without mark":   {results.TSV, "a\n1\n"},
		"tsv: a word":                {results.TSV, "?a\nword\n"},
		"tsv: too few values":        {results.TSV, "?a\t?b\n1\n"},
		"tsv: escape of a surrogate": {results.TSV, "?a\n\"\\uD800\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := results.Read(strings.NewReader(tc.doc), tc.f); err == nil {
				t.Errorf("read without an error: %v", got)
			}
		})
	}
}

func TestJSONHeadAfterResults(t *testing.T) {
	doc := `{"results":{"bindings":[{"a":{"type":"uri","value":"x"}}],"more":1},"head":{"vars":["a"],"link":[]},"other":[]}`
	got, err := results.Read(strings.NewReader(doc), results.JSON)
	want := &results.Table{Vars: []string{"a"}, Rows: [][]rdf.Term{{rdf.NewIRI("x")}}}
	if diff := cmp.Diff(want, got, equalTerms); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestW3CFiles reads every results document of the W3C suites.
func TestW3CFiles(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "w3c", "sparql")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the W3C suites are not beside the project")
	}
	n := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		ext := filepath.Ext(path)
		if err != nil || ext != ".srj" && ext != ".srx" && ext != ".tsv" && ext != ".csv" {
			return err
		}
		f, _ := results.ByName(path)
		doc, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		if _, err := results.Read(bytes.NewReader(doc), f); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil || n < 300 {
		t.Errorf("read %d files: %v", n, err)
	}
}

func TestFormats(t *testing.T) {
	for _, f := range results.Formats {
		if got, ok := results.ByMediaType(f.ContentType()); !ok || got != f {
			t.Errorf("ByMediaType(%q) = %v", f.ContentType(), got)
		}
		if got, ok := results.ByName("answer" + f.Suffix()); !ok || got != f {
			t.Errorf("ByName of %q = %v", f.Suffix(), got)
		}
	}
	if f, ok := results.ByName("answer.xlsx"); ok {
		t.Errorf("a spreadsheet is taken for %v", f)
	}
}

func BenchmarkWrite(b *testing.B) {
	row := []rdf.Term{
		rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836"), rdf.NewString("Nature (London)"),
		rdf.NewLiteral("1869", vocab.XSDInteger), rdf.NewLangString("A weekly illustrated journal of science", "en"),
	}
	for _, f := range results.Formats {
		b.Run(fmt.Sprintf("format=%s/rows=1000000", f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := results.NewWriter(io.Discard, f, []string{"s", "title", "year", "note"})
				for range 1_000_000 {
					if err := w.WriteRow(row); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// FuzzRead checks that no document makes a reader fail in another way than by
// an error, and that what it reads can be written and read again.
func FuzzRead(f *testing.F) {
	vars, rows := everything()
	for _, format := range results.Formats {
		var b bytes.Buffer
		w := results.NewWriter(&b, format, vars)
		for _, row := range rows {
			if err := w.WriteRow(row); err != nil {
				f.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(byte(format), b.Bytes())
	}
	f.Fuzz(func(t *testing.T, format byte, doc []byte) {
		in := results.Format(format % 4)
		table, err := results.Read(bytes.NewReader(doc), in)
		if err != nil || table.IsBoolean {
			return
		}
		again, err := results.Read(bytes.NewReader(write(t, results.JSON, table.Vars, table.Rows)), results.JSON)
		if err != nil {
			t.Fatal(err)
		}
		if len(again.Rows) != len(table.Rows) || len(again.Vars) != len(table.Vars) {
			t.Fatalf("%d rows become %d", len(table.Rows), len(again.Rows))
		}
	})
}

func Example() {
	w := results.NewWriter(os.Stdout, results.TSV, []string{"serial", "title"})
	if err := w.WriteRow([]rdf.Term{rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836"), rdf.NewString("Nature")}); err != nil {
		fmt.Println(err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ?serial	?title
	// <http://issn.org/resource/ISSN/0028-0836>	"Nature"
}
