package crosswalk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/vocab"
)

// facts are triples of IRIs, and of strings in quotes, a line each.
func facts(lines ...string) []rdf.Quad {
	var quads []rdf.Quad
	for _, line := range lines {
		f := strings.SplitN(line, " ", 3)
		o := rdf.NewIRI(f[2])
		if strings.HasPrefix(f[2], `"`) {
			o = rdf.NewString(strings.Trim(f[2], `"`))
		}
		quads = append(quads, rdf.Quad{S: rdf.NewIRI(f[0]), P: rdf.NewIRI(f[1]), O: o, G: rdf.NewIRI("http://issn.org/graph/test")})
	}
	return quads
}

// record are the statements of a record that the tests need.
func record(number, linking string) []string {
	n, err := issn.Parse(number)
	if err != nil {
		panic(err)
	}
	l, err := issn.Parse(linking)
	if err != nil {
		panic(err)
	}
	return []string{
		n.IRI() + "#Record " + vocab.BFStatus + " " + vocab.RecordStatusRegister,
		n.IRI() + " " + vocab.SchemaIsPartOf + " " + l.LinkingIRI(),
	}
}

// nature is a serial in two media that several systems know, and its publisher.
func nature() []string {
	linking := "http://issn.org/resource/ISSN-L/0028-0836 "
	return append(append(record("0028-0836", "0028-0836"), record("1476-4687", "0028-0836")...),
		linking+vocab.SchemaSameAs+" http://www.wikidata.org/entity/Q180445",
		linking+vocab.SchemaSameAs+" https://openalex.org/S137773608",
		linking+vocab.SchemaSameAs+" https://data.crossref.org/depositorreport?pubid=J339",
		linking+vocab.SchemaSameAs+" https://doaj.org/toc/0123456789abcdef0123456789abcdef",
		linking+vocab.SKOSCloseMatch+" https://ld.zdb-services.de/resource/2213017-2",
		"http://issn.org/resource/ISSN/0028-0836 "+vocab.SchemaSameAs+" http://www.sudoc.fr/039315320/id",
		"http://issn.org/resource/ISSN/0028-0836#ISSN "+vocab.ISSNHasCancelledISSN+" http://issn.org/resource/ISSN/0302-2889#ISSN",
		"http://issn.org/resource/ISSN/0028-0836 "+vocab.SchemaPublisher+" http://issn.org/resource/ISSN/0028-0836#Publisher-NPG",
		"http://issn.org/resource/ISSN/0028-0836#Publisher-NPG "+vocab.SchemaSameAs+" https://isni.org/isni/0000000121032683",
		"https://ror.org/02mhbdp94 "+vocab.SchemaSameAs+" https://isni.org/isni/0000000121032683",
		"https://openalex.org/S1 "+vocab.DCTIsReplacedBy+" https://openalex.org/S137773608",
		"http://issn.org/resource/ISSN-L/2434-561X "+vocab.SchemaSameAs+" https://ror.org/01234567x",
	)
}

// Every kind of identifier, in every spelling, leads to its rows; what leads
// nowhere says why.
func TestFind(t *testing.T) {
	r := reader(t, facts(nature()...))
	both := "0028-0836 1476-4687"
	for _, tc := range []struct{ id, want string }{
		{"0028-0836", "issn identity 0028-0836"},
		{"00280836", "issn identity 0028-0836"},
		{" ISSN 1476-4687 (online)", "issn identity 1476-4687"},
		{"issn:1476–4687", "issn identity 1476-4687"},
		{"urn:ISSN:0028-0836", "issn identity 0028-0836"},
		{"http://issn.org/resource/ISSN/0028-0836", "issn identity 0028-0836"},
		{"https://issn.org/resource/ISSN/0028-0836#KeyTitle", "issn identity 0028-0836"},
		{"https://portal.issn.org/resource/ISSN/0028-0836", "issn identity 0028-0836"},
		{"https://portal.issn.org/resource/ISSN-L/0028-0836", "issn-l identity " + both},
		{"http://issn.org/resource/ISSN-L/0028-0836", "issn-l identity " + both},
		{"ISSN-L:00280836", "issn-l identity " + both},
		{"0302-2889", "issn cancelled-issn 0028-0836"},
		{"Q180445", "wikidata identity " + both},
		{"wikidata:q180445", "wikidata identity " + both},
		{"wd:Q180445", "wikidata identity " + both},
		{"http://www.wikidata.org/entity/Q180445", "wikidata identity " + both},
		{"https://www.wikidata.org/wiki/Q180445", "wikidata identity " + both},
		{"S137773608", "openalex identity " + both},
		{"https://openalex.org/S137773608", "openalex identity " + both},
		{"openalex:s137773608", "openalex identity " + both},
		{"openalex:S1", "openalex merged " + both},
		{"0000 0001 2103 2683", "isni publisher 0028-0836"},
		{"https://isni.org/isni/0000000121032683", "isni publisher 0028-0836"},
		{"http://www.isni.org/isni/0000000121032683", "isni publisher 0028-0836"},
		{"isni:0000-0001-2103-2683", "isni publisher 0028-0836"},
		{"02mhbdp94", "ror publisher 0028-0836"},
		{"https://ror.org/02mhbdp94", "ror publisher 0028-0836"},
		{"crossref:339", "crossref identity " + both},
		{"crossref:J339", "crossref identity " + both},
		{"https://data.crossref.org/depositorreport?pubid=J339", "crossref identity " + both},
		{"doaj:0123456789ABCDEF0123456789abcdef", "doaj identity " + both},
		{"https://doaj.org/toc/0123456789abcdef0123456789abcdef", "doaj identity " + both},
		{"2213017-2", "zdb close " + both},
		{"zdb:2213017-2", "zdb close " + both},
		{"039315320", "sudoc identity 0028-0836"},
		{"ppn:039315320", "sudoc identity 0028-0836"},
		{"http://www.sudoc.fr/039315320/id", "sudoc identity 0028-0836"},
		{"https://www.sudoc.fr/039315320", "sudoc identity 0028-0836"},

		{"0028-0837", "issn wrong-check-digit 0028-0836 nearest 0028-0836"},
		{"1234-5678", "issn wrong-check-digit 1234-5679"},
		{"http://issn.org/resource/ISSN/0028-0837", "issn wrong-check-digit 0028-0836 nearest 0028-0836"},
		{"1234-5679", "issn unknown"},
		{"Q1", "wikidata unknown"},
		{"zdb:2213017-3", " wrong-check-digit"},
		{"isni:0000000121032684", " wrong-check-digit"},
		{"ror:02mhbdp95", " wrong-check-digit"},
		{"sudoc:039315321", " wrong-check-digit"},
		{"ror:0limubdp94", " malformed"},
		{"wikidata:180445", " malformed"},
		{"wikidata:", " malformed"},
		{"doaj:xyz", " malformed"},
		{"crossref:-1", " malformed"},
		{"issn:Nature", " malformed"},
		{"Nature", " malformed"},
		{"http://example/0028-0836", " malformed"},
		{"http://www.wikidata.org/entity/Q1/../Q2", " malformed"},
		{"", " malformed"},
		{strings.Repeat("9", 1000), " malformed"},
		{"\x00\xff", " malformed"},
	} {
		res := find(t, r, tc.id)[0]
		if got := summary(&res); got != tc.want {
			t.Errorf("%q: %s, want %s (%s)", tc.id, got, tc.want, res.Detail)
		}
		if res.ID != tc.id {
			t.Errorf("%q is answered as %q", tc.id, res.ID)
		}
		if (res.Reason == "") != (len(res.Rows) > 0) || (res.Reason == "") != (res.Detail == "") {
			t.Errorf("%q: %d rows, reason %q, detail %q", tc.id, len(res.Rows), res.Reason, res.Detail)
		}
	}
}

// summary is a result in a line: kind, way or reason, and ISSNs.
func summary(res *crosswalk.Result) string {
	words := []string{string(res.Kind), string(res.FoundBy) + string(res.Reason)}
	for _, row := range res.Rows {
		words = append(words, row.ISSN)
	}
	if res.Expected != "" {
		words = append(words, res.Expected)
	}
	if len(res.Nearest) > 0 {
		words = append(words, "nearest", strings.Join(res.Nearest, " "))
	}
	return strings.Join(words, " ")
}

// Text that is an identifier of two systems is asked for with a prefix, unless only
// one leads to rows.
func TestAmbiguous(t *testing.T) {
	// Eight digits with a check digit may be an identifier of SUDOC and of ROR.
	const both = "000008494"
	lines := append(record("0028-0836", "0028-0836"), "http://issn.org/resource/ISSN/0028-0836 "+vocab.SchemaSameAs+" http://www.sudoc.fr/"+both+"/id")
	if res := find(t, reader(t, facts(lines...)), both)[0]; summary(&res) != "sudoc identity 0028-0836" {
		t.Errorf("one reading with rows: %s (%s)", summary(&res), res.Detail)
	}
	part := "http://issn.org/resource/ISSN/0028-0836#Publisher-A"
	lines = append(lines, "http://issn.org/resource/ISSN/0028-0836 "+vocab.SchemaPublisher+" "+part, part+" "+vocab.SchemaSameAs+" https://ror.org/"+both)
	r := reader(t, facts(lines...))
	res := find(t, r, both)[0]
	if res.Reason != crosswalk.ReasonAmbiguous || !strings.Contains(res.Detail, "ror:"+both) || !strings.Contains(res.Detail, "sudoc:"+both) {
		t.Errorf("two readings with rows: %+v", res)
	}
	if res := find(t, r, "ror:"+both)[0]; summary(&res) != "ror publisher 0028-0836" {
		t.Errorf("with a prefix: %s", summary(&res))
	}
}

// The answer keeps the order and repeats; each limit holds and is told.
func TestLimits(t *testing.T) {
	var lines []string
	const serials = 230
	for n := range serials {
		number := issn.ISSN(n).String()
		lines = append(lines, record(number, number)...)
		part := issn.ISSN(n).IRI() + "#Publisher-Big"
		lines = append(lines, issn.ISSN(n).IRI()+" "+vocab.SchemaPublisher+" "+part, part+" "+vocab.SchemaSameAs+" https://ror.org/02mhbdp94")
	}
	const gone = issn.ISSN(5000) // cancelled: its rows are looked up after the others
	lines = append(lines, issn.ISSN(0).IRI()+"#ISSN "+vocab.ISSNHasCancelledISSN+" "+gone.IRI()+"#ISSN")
	r := reader(t, facts(lines...))
	res := find(t, r, "0000-0019", "02mhbdp94", "0000-0019", gone.String())
	if summary(&res[3]) != "issn cancelled-issn 0000-0000" {
		t.Errorf("a cancelled ISSN among others: %s", summary(&res[3]))
	}
	if got := res[0].ID + res[2].ID; got != "0000-00190000-0019" || len(res[0].Rows) != 1 || !cmp.Equal(res[0], res[2]) {
		t.Errorf("an identifier asked for twice: %v and %v", res[0], res[2])
	}
	if len(res[1].Rows) != crosswalk.MaxRowsEach || !res[1].More {
		t.Errorf("a large publisher: %d rows, more: %v", len(res[1].Rows), res[1].More)
	}
	many := make([]string, crosswalk.MaxIDs)
	for i := range many {
		many[i] = "ror:02mhbdp94"
	}
	rows, refused := 0, 0
	for _, res := range find(t, r, many...) {
		rows += len(res.Rows)
		if res.Reason == crosswalk.ReasonTooMany {
			refused++
		}
	}
	if rows != crosswalk.MaxRows || refused != crosswalk.MaxIDs-crosswalk.MaxRows/crosswalk.MaxRowsEach {
		t.Errorf("%d rows, %d identifiers refused", rows, refused)
	}
	if _, err := r.Find(t.Context(), append(many, "one more")); !errors.Is(err, crosswalk.ErrTooMany) {
		t.Errorf("%d identifiers: %v", len(many)+1, err)
	}
}

// An empty store has no rows, and says of every identifier that it is unknown.
func TestEmptyStore(t *testing.T) {
	r := reader(t, nil)
	if rows := allRows(t, r); len(rows) != 0 {
		t.Errorf("%d rows", len(rows))
	}
	for _, res := range find(t, r, "0028-0836", "issn-l:0028-0836", "Q1", "isni:0000000121032683", "zdb:2213017-2") {
		if res.Reason != crosswalk.ReasonUnknown {
			t.Errorf("%s: %+v", res.ID, res)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, id := range []string{"0028-0836", "wikidata:Q1", "https://ror.org/02mhbdp94", "http://www.sudoc.fr/039315320/id", "isni:0000 0001 2103 2683", ":", "issn-l:", "Q0"} {
		f.Add(id)
	}
	r := reader(f, facts(nature()...))
	f.Fuzz(func(t *testing.T, id string) {
		res := find(t, r, id)[0]
		if (res.Reason == "") == (len(res.Rows) == 0) {
			t.Errorf("%q: %d rows and reason %q", id, len(res.Rows), res.Reason)
		}
		if res.Identifier == "" {
			return
		}
		// The canonical form with its kind before it has the same answer.
		again := find(t, r, fmt.Sprintf("%s:%s", res.Kind, res.Identifier))[0]
		if again.Identifier != res.Identifier || !cmp.Equal(again.Rows, res.Rows) {
			t.Errorf("%q: %+v; as %s:%s: %+v", id, res, res.Kind, res.Identifier, again)
		}
	})
}
