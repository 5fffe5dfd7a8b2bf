package sources_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// fixture returns files of testdata, or of the bundled sample.
func fixture(t testing.TB, path ...string) []*formats.File {
	t.Helper()
	name := filepath.Join(path...)
	folder := "testdata"
	if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
		folder = filepath.Join(linktest.Root(t), "internal", "sample", "links")
	}
	files, err := formats.Expand(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFixtures(t *testing.T) {
	reg := linktest.SampleRegister(t)
	for name, tc := range map[string]struct {
		source       string
		path         []string
		rows, linked int64
		Kinds        []string
		link         [3]string
	}{
		"Wikidata entities": {
			"wikidata",
			[]string{"wikidata", "entities.json"},
			27, 27,
			[]string{"item-for-several-issn-l 1532-2882"},
			[3]string{linktest.NatureL, vocab.SchemaSameAs, linktest.WdNature},
		},
		"Wikidata truthy statements": {
			"wikidata",
			[]string{"wikidata", "truthy.nt"},
			28, 27,
			[]string{"item-for-several-issn-l 1532-2882"},
			[3]string{linktest.NatureL, vocab.SchemaSameAs, linktest.WdNature},
		},
		"Wikidata query": {
			"wikidata",
			[]string{"wikidata", "query.csv"},
			43, 43,
			[]string{"item-for-several-issn-l 2330-1635"},
			[3]string{linktest.NatureL, vocab.SchemaSameAs, linktest.WdNature},
		},
		"OpenAlex snapshot": {
			"openalex", []string{"openalex"}, 39, 24, nil, [3]string{linktest.NatureL, vocab.SchemaSameAs, "https://openalex.org/S137773608"},
		},
		"ISNI JSON-LD": {
			"isni",
			[]string{"isni", "organizations.jsonld"},
			24, 23, nil,
			[3]string{"http://issn.org/resource/ISSN/2331-8422#IssuingBody-Cornell_University", vocab.SchemaSameAs, "https://isni.org/isni/000000041936877X"},
		},
		"ISNI records": {
			"isni",
			[]string{"isni", "records.xml"},
			24, 23, nil,
			[3]string{"https://isni.org/isni/000000041936877X", vocab.SchemaSameAs, "https://ror.org/05bnh6r87"},
		},
		"Transfer RSS": {
			"transfer",
			[]string{"transfer", "feed.xml"},
			22, 22,
			[]string{"item-for-several-issn-l 1532-2882"},
			[3]string{linktest.NatureL, vocab.SchemaSubjectOf, "https://journaltransfer.issn.org/transfer/1"},
		},
		"Transfer JSON": {
			"transfer",
			[]string{"transfer", "transfers.json"},
			22, 22,
			[]string{"item-for-several-issn-l 1532-2882"},
			[3]string{linktest.NatureL, vocab.SchemaSubjectOf, "https://journaltransfer.issn.org/transfer/1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := linktest.Run(t, reg, tc.source, fixture(t, tc.path...)...)
			rows, linked, rejected, _ := r.Report.Rows()
			if rows != tc.rows || linked != tc.linked || rejected != 0 {
				t.Errorf("%d rows, %d linked, %d rejected; want %d, %d, 0: %v", rows, linked, rejected, tc.rows, tc.linked, r.Rows)
			}
			if !r.Has(tc.link[0], tc.link[1], tc.link[2]) {
				t.Errorf("missing %v", tc.link)
			}
			kinds := slices.DeleteFunc(r.Kinds(), func(k string) bool { return strings.HasPrefix(k, "unknown-issn") })
			if diff := cmp.Diff(tc.Kinds, kinds, cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
				t.Errorf("discrepancies (-want +got):\n%s\n%v", diff, r.Discrepancies)
			}
		})
	}
}

// TestSameFromEveryFormat holds the forms of Wikidata against each other.
func TestSameFromEveryFormat(t *testing.T) {
	reg := linktest.SampleRegister(t)
	entities := linktest.Run(t, reg, "wikidata", fixture(t, "wikidata", "entities.json")...)
	truthy := linktest.Run(t, reg, "wikidata", fixture(t, "wikidata", "truthy.nt")...)
	keep := func(r *linktest.Result) map[string]bool {
		m := map[string]bool{}
		for q := range r.Quads {
			if strings.HasPrefix(q.S.Value(), vocab.GraphBase) || q.P.Value() == vocab.ISSNRow {
				continue
			}
			p := q.P.Value()
			if p == vocab.SchemaAlternateName {
				p = vocab.SchemaName
			}
			m[q.S.Value()+" "+p+" "+q.O.Value()+"@"+q.O.Language()] = true
		}
		return m
	}
	if diff := cmp.Diff(keep(entities), keep(truthy)); diff != "" {
		t.Errorf("entities and truthy statements (-entities +truthy):\n%s", diff)
	}
	for want, p := range map[string]string{
		"1869": vocab.SchemaStartDate, "ネイチャー": vocab.SchemaName, "https://openalex.org/S137773608": vocab.SchemaSameAs,
		"http://www.wikidata.org/entity/Q21096327": vocab.SchemaPublisher,
	} {
		if !slices.Contains(entities.Objects(linktest.WdNature, p), want) {
			t.Errorf("%s %s is missing", p, want)
		}
	}
	if got := entities.Objects(linktest.WdNature, vocab.SchemaISSN); !slices.Equal(got, []string{"0028-0836", "1476-4687"}) {
		t.Errorf("ISSNs %v: deprecated statements do not count", got)
	}
}

func TestSnapshot(t *testing.T) {
	files := fixture(t, "openalex")
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f.Name))
	}
	if diff := cmp.Diff([]string{"2024-05-01.csv.gz", "part_000.gz", "part_000.gz"}, names); diff != "" {
		t.Errorf("files of the snapshot (-want +got):\n%s", diff)
	}
	r := linktest.Run(t, linktest.SampleRegister(t), "openalex", files...)
	if !r.Has("https://openalex.org/S4210000001", vocab.DCTIsReplacedBy, "https://openalex.org/S137773608") {
		t.Error("the merged id leads nowhere")
	}
}

// TestSmallFormats reads formats of which there is no file at all.
func TestSmallFormats(t *testing.T) {
	for name, tc := range map[string]struct {
		source, content string
		link            [3]string
	}{
		"ZDB table": {"zdb", "issn;zdb_id\n0028-0836;120714-3\n", [3]string{"http://issn.org/resource/ISSN/0028-0836", vocab.SchemaSameAs, "https://ld.zdb-services.de/resource/120714-3"}},
		"Sudoc XML": {
			"sudoc", `<?xml version="1.0"?><sudoc service="issn2ppn"><query><issn>0294-1767</issn><result><ppn>039230082</ppn></result></query></sudoc>`,
			[3]string{"http://issn.org/resource/ISSN/0294-1767", vocab.SchemaSameAs, "http://www.sudoc.fr/039230082/id"},
		},
		"Sudoc JSON": {
			"sudoc", `{"sudoc":{"query":{"issn":"0294-1767","result":{"ppn":"039230082"}}}}`,
			[3]string{"http://issn.org/resource/ISSN/0294-1767", vocab.SchemaSameAs, "http://www.sudoc.fr/039230082/id"},
		},
		"Sudoc table": {
			"sudoc", "issn\tppn\n0294-1767\t039230082\n", [3]string{"http://issn.org/resource/ISSN/0294-1767", vocab.SchemaSameAs, "http://www.sudoc.fr/039230082/id"},
		},
		"answer of the OpenAlex API": {
			"openalex", `{"meta":{"count":1},"results":[{"id":"https://openalex.org/S137773608","display_name":"Nature","issn_l":"0028-0836","issn":["0028-0836"]}]}`,
			[3]string{linktest.NatureL, vocab.SchemaSameAs, "https://openalex.org/S137773608"},
		},
		"ROR, second version of the schema": {
			"ror", `[{"id":"https://ror.org/05bnh6r87","names":[{"lang":"en","types":["ror_display","label"],"value":"Cornell University"}],"external_ids":[{"type":"isni","all":["0000 0004 1936 877X"],"preferred":null},{"type":"wikidata","all":["Q49115"]}],"links":[{"type":"website","value":"http://www.cornell.edu/"}]}]`,
			[3]string{"https://ror.org/05bnh6r87", vocab.SchemaSameAs, "https://isni.org/isni/000000041936877X"},
		},
		"entities, most without ISSN": {
			"wikidata", "[\n" + `{"type":"item","id":"Q31","labels":{"en":{"language":"en","value":"Belgium"}},"claims":{}},` + "\n" +
				`{"type":"property","id":"P31","labels":{}},` + "\n" +
				`{"type":"item","id":"Q180445","labels":{},"claims":{"P236":[{"mainsnak":{"snaktype":"value","datavalue":{"value":"0028-0836"}},"rank":"normal"}]}}` + "\n]\n",
			[3]string{linktest.NatureL, vocab.SchemaSameAs, linktest.WdNature},
		},
		"two JSON values in a row": {
			"openalex", "{\"id\":\"https://openalex.org/S1\",\n\"display_name\":\"x\"}\n{\"id\":\"https://openalex.org/S2\",\n\"display_name\":\"Nature\",\"issn\":[\"0028-0836\"]}",
			[3]string{linktest.NatureL, vocab.SchemaSameAs, "https://openalex.org/S2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			reg := linktest.Nature()
			reg.Add("0294-1767", "0294-1767", links.Serial{})
			r := linktest.Run(t, reg, tc.source, linktest.Text(tc.content))
			if !r.Has(tc.link[0], tc.link[1], tc.link[2]) {
				t.Errorf("missing %v: %v", tc.link, r.Rows)
			}
		})
	}
}
