package turtle_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

// read returns the quads of a document as lines.
func read(text string, opt turtle.Options) ([]string, error) {
	var lines []string
	for q, err := range turtle.NewReader(strings.NewReader(text), opt).All() {
		if err != nil {
			return lines, err
		}
		lines = append(lines, q.String())
	}
	return lines, nil
}

// lines splits the expected quads, written with short names.
func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func TestRead(t *testing.T) {
	for name, tc := range map[string]struct {
		format     turtle.Format
		in, expect string
	}{
		"byte order mark":               {turtle.NTriples, "\uFEFF<a:s> <a:p> <a:o> .", "<a:s> <a:p> <a:o> ."},
		"byte order mark before Turtle": {turtle.Turtle, "\uFEFF<a:s> <a:p> <a:o> .", "<a:s> <a:p> <a:o> ."},
		"carriage returns end lines": {turtle.NTriples, "<a:s> <a:p> <a:o> .\r<a:s> <a:p> <a:o2> . # c\r\n\r", `
			<a:s> <a:p> <a:o> .
			<a:s> <a:p> <a:o2> .`},
		"graph of N-Quads": {turtle.NQuads, "_:s <a:p> \"x\"@en-gb _:g .\n_:s <a:p> \"x\" <a:g>.", `
			_:s <a:p> "x"@en-GB _:g .
			_:s <a:p> "x" <a:g> .`},
		"subject that repeats with escapes": {turtle.NTriples, "<a:\\u0073> <a:p> <a:\\u006f> .\n<a:\\u0073> <a:p> <a:\\u0070> .\n", `
			<a:s> <a:p> <a:o> .
			<a:s> <a:p> <a:p> .`},
		"generated labels": {turtle.Turtle, "[] <a:p> _:gen1, _:gen1x, _:gen, _:genie, [ <a:q> () ] .", `
			_:gen1 <a:p> _:gen1x .
			_:gen1 <a:p> _:gen1xx .
			_:gen1 <a:p> _:gen .
			_:gen1 <a:p> _:genie .
			_:gen2 <a:q> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .
			_:gen1 <a:p> _:gen2 .`},
		"list in a list": {turtle.Turtle, "<a:s> <a:p> ( ( 1 ) <a:o> ) .", `
			_:gen1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
			_:gen1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .
			_:gen2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> _:gen1 .
			_:gen2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:gen3 .
			_:gen3 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> <a:o> .
			_:gen3 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .
			<a:s> <a:p> _:gen2 .`},
		"annotations in a row": {turtle.Turtle, "<a:s> <a:p> 'o' ~ <a:r> {| <a:q> 1 |} {| <a:q> 2 |} , 'x' .", `
			<a:s> <a:p> "o" .
			<a:r> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <a:s> <a:p> "o" )>> .
			<a:r> <a:q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
			_:gen1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <a:s> <a:p> "o" )>> .
			_:gen1 <a:q> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .
			<a:s> <a:p> "x" .`},
		"graphs of TriG": {turtle.TriG, "@prefix : <a:> . :s :p :o . :g { :s :p :o ; :q :r } graph [] { :s :p :o. } { :s :p :o2 }", `
			<a:s> <a:p> <a:o> .
			<a:s> <a:p> <a:o> <a:g> .
			<a:s> <a:q> <a:r> <a:g> .
			<a:s> <a:p> <a:o> _:gen1 .
			<a:s> <a:p> <a:o2> .`},
		"words up against full stops": {turtle.Turtle, "<a:s> <a:p> true.<a:s> <a:p> 1.<a:s> <a:p> 1.5.<a:s> <a:p> .5e1.prefix b:<b:>b:s a b:o.", `
			<a:s> <a:p> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .
			<a:s> <a:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
			<a:s> <a:p> "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .
			<a:s> <a:p> ".5e1"^^<http://www.w3.org/2001/XMLSchema#double> .
			<b:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <b:o> .`},
		"prefix that changes": {turtle.Turtle, "@prefix a: <a:> . a:s a:p a:o . @prefix a: <b:> . a:s a:p a:o .", `
			<a:s> <a:p> <a:o> .
			<b:s> <b:p> <b:o> .`},
	} {
		t.Run(name, func(t *testing.T) {
			for _, transient := range []bool{false, true} {
				got, err := read(tc.in, turtle.Options{Format: tc.format, Transient: transient})
				if diff := cmp.Diff(lines(tc.expect), got); err != nil || diff != "" {
					t.Errorf("transient %v: %v (-want +got):\n%s", transient, err, diff)
				}
			}
		})
	}
}

func TestReadErrors(t *testing.T) {
	for name, tc := range map[string]struct {
		format turtle.Format
		in     string
		want   string // of the error
	}{
		"no predicate":       {turtle.NTriples, "<a:s> .", "x:1:7: found '.', expected an IRI as the predicate"},
		"second line":        {turtle.NTriples, "<a:s> <a:p> <a:o> .\n<a:s> <a:p> \"é\"@- .", "x:2:17: language tag \"\" is not well-formed"},
		"end of line":        {turtle.NTriples, "<a:s> <a:p>\n", "x:1:12: end of line, expected an IRI, a blank node, a literal or a triple term as the object"},
		"relative IRI":       {turtle.NTriples, "<a:s> <a:p> <o> .", "x:1:14: invalid IRI <o>: no scheme"},
		"literal as subject": {turtle.NQuads, "\"s\" <a:p> <a:o> .", "x:1:1: found '\"', expected an IRI or a blank node as the subject"},
		"graph of N-Triples": {turtle.NTriples, "<a:s> <a:p> <a:o> <a:g> .", "x:1:19: found '<', expected a full stop"},
		"two statements":     {turtle.NTriples, "<a:s> <a:p> <a:o> . <a:s> <a:p> <a:o> .", "x:1:21: found '<', expected the end of the line"},
		"UTF-8":              {turtle.NTriples, "<a:s> <a:p> \"é\xFF\" .", "x:1:15: invalid UTF-8 in a string"},
		"UTF-8 in an IRI":    {turtle.NTriples, "<a:s> <a:p> <a:\xFF> .", "x:1:14: invalid IRI <a:\uFFFD>: not UTF-8"},
		"UTF-8 in a comment": {turtle.NQuads, "# \xFF\n", "x:1:3: invalid UTF-8 in a comment"},
		"escape":             {turtle.NTriples, `<a:s> <a:p> "a\qb" .`, `x:1:15: bad escape "\\q" in a string, expected one of \t \b \n \r \f \" \' \\ \uXXXX \UXXXXXXXX`},
		"surrogate":          {turtle.NTriples, `<a:s> <a:p> "\uD800" .`, `x:1:14: escape \uD800 is no character`},
		"escaped space":      {turtle.NTriples, `<a:s> <a:p> <a:\u0020> .`, `x:1:16: escape \u0020 stands for a character that no IRI may hold`},
		"open string":        {turtle.NTriples, "<a:s> <a:p> \"a\n\" .", `x:1:15: the line ends within a string, expected "\""`},
		"langString":         {turtle.NTriples, `<a:s> <a:p> "a"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .`, "x:1:18: datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> for a literal without language tag"},
		"bad IRI":            {turtle.NQuads, "<http://a b/> <a:p> <a:o> .", "x:1:10: character ' ' in an IRI, expected >"},

		"prefix":              {turtle.Turtle, "<a:s> <a:p>\n  ex:o .", `x:2:3: prefix "ex" is not declared`},
		"end of document":     {turtle.Turtle, "<a:s> <a:p> ", "x:1:13: found the end of the document, expected an object"},
		"after the object":    {turtle.Turtle, "<a:s> <a:p> <a:o> <a:x> .", `x:1:19: found "<a:x>", expected one of , ; .`},
		"brackets":            {turtle.Turtle, "<a:s> <a:p> [ <a:q> 1 ) .", `x:1:23: found ")", expected one of , ; ]`},
		"no base":             {turtle.Turtle, "<s> <a:p> <a:o> .", "x:1:2: relative IRI <s> without a base IRI"},
		"long string":         {turtle.Turtle, "<a:s> <a:p> '''a\nb'' .", "x:1:13: the document ends within a string between triple quotes"},
		"directive":           {turtle.Turtle, "@prfx a: <a:> .", `x:1:1: found "@prfx", expected @prefix, @base or @version`},
		"directive's end":     {turtle.Turtle, "@prefix a: <a:>\na:s a:p a:o .", `x:2:1: found "a:s", expected a full stop after the directive`},
		"word":                {turtle.Turtle, "hello", `x:1:1: found "hello", expected a subject or a directive`},
		"graph in Turtle":     {turtle.Turtle, "<a:g> { <a:s> <a:p> <a:o> }", `x:1:7: found "{", expected a predicate`},
		"open graph":          {turtle.TriG, "<a:g> { <a:s> <a:p> <a:o> .", "x:1:28: found the end of the document, expected a closing brace"},
		"directive in graph":  {turtle.TriG, "<a:g> { @base <a:> . }", `x:1:9: found "@base", expected a subject`},
		"local part":          {turtle.Turtle, "@prefix a: <a:> . a:b%z a a:c .", `x:1:22: % without two hexadecimal digits in a prefixed name`},
		"name that is no IRI": {turtle.Turtle, "@prefix a: <a:#> . a:b\\#c a a:d .", "x:1:20: invalid IRI <a:#b#c>: character '#'"},
		"bad port in a name":  {turtle.Turtle, "@prefix a: <http://b:8> . a:c a a:d .", "x:1:27: invalid IRI <http://b:8c>: bad port"},
		"name beyond IRIs":    {turtle.Turtle, "@prefix a: <http://b/> . a:\uFFFD a a:d .", "x:1:26: invalid IRI <http://b/\uFFFD>: character U+FFFD"},
		"empty predicates":    {turtle.Turtle, "[ <a:p> 1 ] ; <a:q> 2 .", `x:1:13: found ";", expected a predicate or a full stop`},
		"bad character":       {turtle.Turtle, "<a:s> <a:p> \x01 .", `x:1:13: found '\x01'`},
	} {
		t.Run(name, func(t *testing.T) {
			for _, transient := range []bool{false, true} {
				_, err := read(tc.in, turtle.Options{Format: tc.format, File: "x", Transient: transient})
				if _, ok := errors.AsType[*rdf.SyntaxError](err); !ok {
					t.Fatalf("got %v, want a syntax error", err)
				}
				if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestRDF11(t *testing.T) {
	for _, tc := range []struct {
		format turtle.Format
		in     string
	}{
		{turtle.NTriples, "<a:s> <a:p> <<( <a:s> <a:p> <a:o> )>> ."},
		{turtle.NTriples, "VERSION \"1.2\""},
		{turtle.NQuads, "<a:s> <a:p> \"x\"@en--ltr ."},
		{turtle.Turtle, "<a:s> <a:p> <<( <a:s> <a:p> <a:o> )>> ."},
		{turtle.Turtle, "<< <a:s> <a:p> <a:o> >> <a:p> 1 ."},
		{turtle.Turtle, "<a:s> <a:p> <a:o> {| <a:p> 1 |} ."},
		{turtle.Turtle, "<a:s> <a:p> <a:o> ~ ."},
		{turtle.Turtle, "VERSION '1.2'"},
		{turtle.TriG, "@version '1.2' ."},
	} {
		if _, err := read(tc.in, turtle.Options{Format: tc.format}); err != nil {
			t.Errorf("%s: %v", tc.in, err)
		}
		if _, err := read(tc.in, turtle.Options{Format: tc.format, RDF11: true}); err == nil {
			t.Errorf("%s: is read as RDF 1.1", tc.in)
		}
	}
}

func TestLax(t *testing.T) {
	doc := "<a:s> <a:p> \"1\" .\nrubbish\n<a:s> <a:p> \"2\" .\n<a:s> <a:p> \"\xFF\" .\n<a:s> <bad iri> \"3\" .\r\n\n<a:s> <a:p> \"4\" .\nlast"
	var reported []string
	rd := turtle.NewReader(strings.NewReader(doc), turtle.Options{
		Format: turtle.NQuads, Lax: true,
		OnSkip: func(e *rdf.SyntaxError) { reported = append(reported, fmt.Sprint(e.Line, ":", e.Column)) },
	})
	var got []string
	for q, err := range rd.All() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, q.O.Value())
	}
	if diff := cmp.Diff([]string{"1", "2", "4"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2:1", "4:14", "5:11", "8:1"}, reported); diff != "" {
		t.Error(diff)
	}
	if rd.Skipped() != 4 {
		t.Errorf("skipped %d", rd.Skipped())
	}
	if got, err := read("bad\r<a:s> <a:p> <a:o> .\rbad\r\n", turtle.Options{Lax: true}); err != nil || len(got) != 1 {
		t.Errorf("lines that end in carriage returns: %v, %v", got, err)
	}
}

func TestStickyError(t *testing.T) {
	for _, f := range []turtle.Format{turtle.NTriples, turtle.Turtle} {
		rd := turtle.NewReader(strings.NewReader("<a:s> <a:p> 'x\n<a:s> <a:p> <a:o> .\n"), turtle.Options{Format: f})
		var q rdf.Quad
		first := rd.Read(&q)
		if first == nil || !errors.Is(rd.Read(&q), first) {
			t.Errorf("%s: %v, then another", f, first)
		}
	}
}

func TestBrokenSource(t *testing.T) {
	broken := errors.New("broken")
	for _, f := range []turtle.Format{turtle.NQuads, turtle.TriG} {
		src := io.MultiReader(strings.NewReader("<a:s> <a:p> <a:o> .\n<a:s> "), iotest.ErrReader(broken))
		rd := turtle.NewReader(src, turtle.Options{Format: f, File: "x"})
		var q rdf.Quad
		if err := rd.Read(&q); err != nil {
			t.Fatal(err)
		}
		if err := rd.Read(&q); !errors.Is(err, broken) || !strings.Contains(err.Error(), "x: line 2") {
			t.Errorf("%s: got %v", f, err)
		}
	}
}

func TestLimits(t *testing.T) {
	long := "<a:s> <a:p> \"" + strings.Repeat("x", 300_000) + "\" .\n"
	for _, f := range []turtle.Format{turtle.NTriples, turtle.Turtle} {
		if _, err := read(long, turtle.Options{Format: f, MaxTokenBytes: 100_000}); err == nil || !strings.Contains(err.Error(), "longer than 100000 bytes") {
			t.Errorf("%s: got %v", f, err)
		}
		if got, err := read(long, turtle.Options{Format: f}); err != nil || len(got) != 1 {
			t.Errorf("%s: %v", f, err)
		}
	}
	deep := "<a:s> <a:p> " + strings.Repeat("[ <a:p> ", 9000) + "1" + strings.Repeat("]", 9000) + " ."
	if got, err := read(deep, turtle.Options{Format: turtle.Turtle}); err != nil || len(got) != 9001 {
		t.Errorf("9,000 brackets: %d quads, %v", len(got), err)
	}
	if _, err := read(deep, turtle.Options{Format: turtle.Turtle, MaxDepth: 100}); err == nil {
		t.Error("9,000 brackets with a limit of 100 are read")
	}
	for _, f := range []turtle.Format{turtle.NTriples, turtle.Turtle} {
		terms := "<a:s> <a:p> " + strings.Repeat("<<( <a:s> <a:p> ", 20_000)
		if _, err := read(terms, turtle.Options{Format: f}); err == nil || !strings.Contains(err.Error(), "nested deeper") {
			t.Errorf("%s: 20,000 triple terms: %v", f, err)
		}
	}
	if _, err := read(strings.Repeat("<<", 20_000), turtle.Options{Format: turtle.Turtle}); err == nil {
		t.Error("20,000 reified triples are read")
	}
}

// TestMemory checks that neither a long document nor a long list keeps what
// was read.
func TestMemory(t *testing.T) {
	for name, tc := range map[string]struct {
		format turtle.Format
		part   string
	}{
		"lines":      {turtle.NQuads, "<a:s> <a:p> \"some text\"@en <a:g> .\n"},
		"statements": {turtle.Turtle, "<a:s> <a:p> \"some text\"@en, [ <a:q> 1 ] .\n"},
		"comments":   {turtle.Turtle, "# comment\n\n"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := bytes.Repeat([]byte(tc.part), 50_000)
			opt := turtle.Options{Format: tc.format, Transient: true}
			allocs := testing.AllocsPerRun(1, func() { drain(t, turtle.NewReader(bytes.NewReader(doc), opt)) })
			if allocs < 2 || allocs > 60 {
				t.Errorf("%v allocations for the whole document", allocs)
			}
		})
	}
}

// TestRefill reads a document longer than the buffer in pieces of odd sizes,
// with lent strings that are used before the next call only.
func TestRefill(t *testing.T) {
	for _, f := range []turtle.Format{turtle.NTriples, turtle.NQuads, turtle.Turtle, turtle.TriG} {
		doc := sampleDocument(f, 700)
		want, err := read(string(doc), turtle.Options{Format: f})
		if err != nil {
			t.Fatal(err)
		}
		for _, transient := range []bool{false, true} {
			rd := turtle.NewReader(&oddReader{rest: doc}, turtle.Options{Format: f, Transient: transient})
			var got []string
			for q, err := range rd.All() {
				if err != nil {
					t.Fatalf("%s: %v", f, err)
				}
				got = append(got, q.String())
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, transient %v: %s", f, transient, diff)
			}
		}
	}
}

// oddReader returns pieces of sizes 0, 7, 14, ... 693.
type oddReader struct {
	rest []byte
	n    int
}

func (o *oddReader) Read(p []byte) (int, error) {
	if len(o.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, o.rest[:min(len(o.rest), o.n%100*7)])
	o.n++
	o.rest = o.rest[n:]
	return n, nil
}

func TestLabelPrefix(t *testing.T) {
	for _, f := range []turtle.Format{turtle.NTriples, turtle.Turtle} {
		got, err := read("_:a <a:p> _:gen1 .", turtle.Options{Format: f, LabelPrefix: "d7-"})
		want := "_:d7-a <a:p> _:d7-gen1 ."
		if f == turtle.Turtle {
			want = "_:d7-a <a:p> _:d7-gen1x ."
		}
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v %v, want %s", f, got, err, want)
		}
	}
}

func TestPrefixes(t *testing.T) {
	rd := turtle.NewReader(strings.NewReader("PREFIX a: <http://a/> BASE <http://b/c> PREFIX : <d#>"), turtle.Options{Format: turtle.Turtle})
	drain(t, rd)
	if diff := cmp.Diff(map[string]string{"a": "http://a/", "": "http://b/d#"}, rd.Prefixes()); diff != "" {
		t.Error(diff)
	}
	if _, err := read("", turtle.Options{Format: turtle.Turtle, Base: "nowhere"}); !errors.Is(err, rdf.ErrIRI) {
		t.Errorf("bad base: %v", err)
	}
}
