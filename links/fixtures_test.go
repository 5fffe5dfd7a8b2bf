package links_test

import (
	"context"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// sampleRegister reads the bundled register with just enough of MARC.
func sampleRegister(t testing.TB) *register {
	t.Helper()
	var collection struct {
		Records []struct {
			Control []struct {
				Tag  string `xml:"tag,attr"`
				Text string `xml:",chardata"`
			} `xml:"controlfield"`
			Data []struct {
				Tag       string `xml:"tag,attr"`
				Subfields []struct {
					Code string `xml:"code,attr"`
					Text string `xml:",chardata"`
				} `xml:"subfield"`
			} `xml:"datafield"`
		} `xml:"record"`
	}
	if err := xml.Unmarshal(sample.Register, &collection); err != nil {
		t.Fatal(err)
	}
	reg := newRegister()
	for _, r := range collection.Records {
		var s links.Serial
		number, linking, status := "", "", ""
		var replacedBy, cancelled, wrong []string
		for _, f := range r.Data {
			for _, sub := range f.Subfields {
				switch f.Tag + sub.Code {
				case "022a":
					number = sub.Text
				case "022l":
					linking = sub.Text
				case "022v":
					replacedBy = append(replacedBy, sub.Text)
				case "022z":
					cancelled = append(cancelled, sub.Text)
				case "022y":
					wrong = append(wrong, sub.Text)
				case "222a", "245a", "246a", "210a":
					s.Titles = append(s.Titles, sub.Text)
				case "6998":
					status = sub.Text
				}
			}
		}
		for _, f := range r.Control {
			switch f.Tag {
			case "007":
				s.Medium = links.MediumPrint
				if strings.HasPrefix(f.Text, "cr") {
					s.Medium = links.MediumOnline
				}
			case "008":
				s.Start, _ = strconv.Atoi(f.Text[7:11])
				if f.Text[11:15] != "9999" {
					s.End, _ = strconv.Atoi(f.Text[11:15])
					s.Ceased = true
				}
			}
		}
		switch status {
		case "-- Cancelled":
			s.Status = links.StatusCancelled
		case "-- Suppressed":
			s.Status = links.StatusSuppressed
		}
		reg.add(number, linking, s)
		n := mustParse(number)
		for _, x := range replacedBy {
			reg.replacements[n] = append(reg.replacements[n], mustParse(x))
		}
		for _, x := range cancelled {
			reg.replacements[mustParse(x)] = append(reg.replacements[mustParse(x)], n)
		}
		for _, x := range wrong {
			reg.incorrect[mustParse(x)] = append(reg.incorrect[mustParse(x)], n)
		}
	}
	reg.identified["https://isni.org/isni/000000041936877X"] = []links.Body{{IRI: "http://issn.org/resource/ISSN/2331-8422#IssuingBody-Cornell_University", Name: "Cornell University"}}
	return reg
}

// fixture returns files of testdata, or of the bundled sample.
func fixture(t testing.TB, path ...string) []*links.File {
	t.Helper()
	name := filepath.Join(path...)
	folder := "testdata"
	if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
		folder = filepath.Join("..", "internal", "sample", "links")
	}
	files, err := links.Expand(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFixtures(t *testing.T) {
	reg := sampleRegister(t)
	for name, tc := range map[string]struct {
		source       string
		path         []string
		rows, linked int64
		kinds        []string
		link         [3]string
	}{
		"Wikidata entities": {
			"wikidata",
			[]string{"wikidata", "entities.json"},
			27, 27,
			[]string{"item-for-several-issn-l 1532-2882"},
			[3]string{natureL, vocab.SchemaSameAs, wdNature},
		},
		"Wikidata truthy statements": {
			"wikidata",
			[]string{"wikidata", "truthy.nt"},
			28, 27,
			[]string{"item-for-several-issn-l 1532-2882"},
			[3]string{natureL, vocab.SchemaSameAs, wdNature},
		},
		"Wikidata query": {
			"wikidata",
			[]string{"wikidata", "query.csv"},
			43, 43,
			[]string{"item-for-several-issn-l 2330-1635"},
			[3]string{natureL, vocab.SchemaSameAs, wdNature},
		},
		"OpenAlex snapshot": {
			"openalex", []string{"openalex"}, 39, 24, nil, [3]string{natureL, vocab.SchemaSameAs, "https://openalex.org/S137773608"},
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
			[3]string{natureL, vocab.SchemaSubjectOf, "https://journaltransfer.issn.org/transfer/1"},
		},
		"Transfer JSON": {
			"transfer",
			[]string{"transfer", "transfers.json"},
			22, 22,
			[]string{"item-for-several-issn-l 1532-2882"},
			[3]string{natureL, vocab.SchemaSubjectOf, "https://journaltransfer.issn.org/transfer/1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, reg, tc.source, fixture(t, tc.path...)...)
			rows, linked, rejected, _ := r.report.Rows()
			if rows != tc.rows || linked != tc.linked || rejected != 0 {
				t.Errorf("%d rows, %d linked, %d rejected; want %d, %d, 0: %v", rows, linked, rejected, tc.rows, tc.linked, r.rows)
			}
			if !r.has(tc.link[0], tc.link[1], tc.link[2]) {
				t.Errorf("missing %v", tc.link)
			}
			kinds := slices.DeleteFunc(r.kinds(), func(k string) bool { return strings.HasPrefix(k, "unknown-issn") })
			if diff := cmp.Diff(tc.kinds, kinds, cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
				t.Errorf("discrepancies (-want +got):\n%s\n%v", diff, r.discrepancies)
			}
		})
	}
}

// TestSameFromEveryFormat holds the forms of Wikidata against each other.
func TestSameFromEveryFormat(t *testing.T) {
	reg := sampleRegister(t)
	entities := run(t, reg, "wikidata", fixture(t, "wikidata", "entities.json")...)
	truthy := run(t, reg, "wikidata", fixture(t, "wikidata", "truthy.nt")...)
	keep := func(r *result) map[string]bool {
		m := map[string]bool{}
		for q := range r.quads {
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
		if !slices.Contains(entities.objects(wdNature, p), want) {
			t.Errorf("%s %s is missing", p, want)
		}
	}
	if got := entities.objects(wdNature, vocab.SchemaISSN); !slices.Equal(got, []string{"0028-0836", "1476-4687"}) {
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
	r := run(t, sampleRegister(t), "openalex", files...)
	if !r.has("https://openalex.org/S4210000001", vocab.DCTIsReplacedBy, "https://openalex.org/S137773608") {
		t.Error("the merged id leads nowhere")
	}
}

func TestIncompleteSnapshot(t *testing.T) {
	dir := t.TempDir()
	manifest := `{"entries":[{"url":"s3://openalex/data/` + filepath.Base(dir) + `/updated_date=2024-01-01/part_000.gz","meta":{"content_length":10,"record_count":1}}]}`
	if err := os.WriteFile(filepath.Join(dir, "manifest"), []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := links.Expand(dir); !errors.Is(err, links.ErrIncomplete) {
		t.Errorf("got %v, want ErrIncomplete: the file is missing", err)
	}
	part := filepath.Join(dir, "updated_date=2024-01-01", "part_000.gz")
	if err := os.MkdirAll(filepath.Dir(part), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(part, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := links.Expand(dir); !errors.Is(err, links.ErrIncomplete) {
		t.Errorf("got %v, want ErrIncomplete: the file is cut off", err)
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
			[3]string{natureL, vocab.SchemaSameAs, "https://openalex.org/S137773608"},
		},
		"ROR, second version of the schema": {
			"ror", `[{"id":"https://ror.org/05bnh6r87","names":[{"lang":"en","types":["ror_display","label"],"value":"Cornell University"}],"external_ids":[{"type":"isni","all":["0000 0004 1936 877X"],"preferred":null},{"type":"wikidata","all":["Q49115"]}],"links":[{"type":"website","value":"http://www.cornell.edu/"}]}]`,
			[3]string{"https://ror.org/05bnh6r87", vocab.SchemaSameAs, "https://isni.org/isni/000000041936877X"},
		},
		"entities, most without ISSN": {
			"wikidata", "[\n" + `{"type":"item","id":"Q31","labels":{"en":{"language":"en","value":"Belgium"}},"claims":{}},` + "\n" +
				`{"type":"property","id":"P31","labels":{}},` + "\n" +
				`{"type":"item","id":"Q180445","labels":{},"claims":{"P236":[{"mainsnak":{"snaktype":"value","datavalue":{"value":"0028-0836"}},"rank":"normal"}]}}` + "\n]\n",
			[3]string{natureL, vocab.SchemaSameAs, wdNature},
		},
		"two JSON values in a row": {
			"openalex", "{\"id\":\"https://openalex.org/S1\",\n\"display_name\":\"x\"}\n{\"id\":\"https://openalex.org/S2\",\n\"display_name\":\"Nature\",\"issn\":[\"0028-0836\"]}",
			[3]string{natureL, vocab.SchemaSameAs, "https://openalex.org/S2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			reg := nature()
			reg.add("0294-1767", "0294-1767", links.Serial{})
			r := run(t, reg, tc.source, text(tc.content))
			if !r.has(tc.link[0], tc.link[1], tc.link[2]) {
				t.Errorf("missing %v: %v", tc.link, r.rows)
			}
		})
	}
}

// overlapping are the sources whose overlap is counted, with the columns of their
// files that hold ISSNs.
var overlapping = []struct {
	source, folder, file string
	columns              []string
}{
	{"crossref", "crossref", "crossref_journals_via_api.csv", []string{"pissn", "eissn"}},
	{"doaj", "doaj", "doaj_2023plus_21k_8cols.csv", []string{"Journal ISSN (print version)", "Journal EISSN (online version)"}},
	{"jct", "jct", "jct_journals_rwth.csv", []string{"eissn", "pissn"}},
	{"zdb", "kbart", "kbart_slub_12k.txt.gz", []string{"print_identifier", "online_identifier", "all_issns"}},
	{"road", "chocula", "road.tsv", nil},
}

// TestOverlap counts the ISSNs that two or more sources have, from the links and
// by reading the columns of the files.
func TestOverlap(t *testing.T) {
	linked, counted := map[string]map[string]bool{}, map[string]map[string]bool{}
	note := func(m map[string]map[string]bool, number, source string) {
		if m[number] == nil {
			m[number] = map[string]bool{}
		}
		m[number][source] = true
	}
	for _, o := range overlapping {
		files := shared(t, o.folder, o.file)
		for _, number := range columnNumbers(t, files[0], o.columns, o.source == "zdb") {
			note(counted, number, o.source)
		}
		_, err := links.Link(context.Background(), links.Lookup(o.source), files, links.Options{Register: all{}, Emit: func(q rdf.Quad) error {
			if q.P.Value() == vocab.ISSNMatchedISSN {
				note(linked, q.O.Value(), o.source)
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	several := func(m map[string]map[string]bool) (n int) {
		for _, sources := range m {
			if len(sources) > 1 {
				n++
			}
		}
		return n
	}
	if several(linked) != several(counted) || len(linked) != len(counted) {
		t.Errorf("by links %d of %d ISSNs are in two or more sources, by columns %d of %d", several(linked), len(linked), several(counted), len(counted))
	}
	t.Logf("%d of %d ISSNs are in two or more of %d sources", several(linked), len(linked), len(overlapping))
	if several(linked) < 5000 {
		t.Errorf("only %d", several(linked))
	}
}

// columnNumbers reads a table in the plainest way: no quotes across lines matter
// for the columns of ISSNs, which are found by their shape.
func columnNumbers(t testing.TB, f *links.File, columns []string, needID bool) []string {
	t.Helper()
	rc, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rc.Close(); err != nil {
			t.Error(err)
		}
	}()
	return readColumns(t, rc, columns, needID)
}

// all is a register that has every ISSN, each with itself as ISSN-L.
type all struct{}

func (all) Serial(n issn.ISSN) (links.Serial, bool, error) {
	return links.Serial{ISSN: n, Linking: n, HasLinking: true}, true, nil
}
func (all) Members(n issn.ISSN) ([]issn.ISSN, error)    { return []issn.ISSN{n}, nil }
func (all) Replacements(issn.ISSN) ([]issn.ISSN, error) { return nil, nil }
func (all) Incorrect(issn.ISSN) ([]issn.ISSN, error)    { return nil, nil }
