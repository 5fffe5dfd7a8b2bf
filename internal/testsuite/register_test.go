package testsuite_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// serial is what the counts below need of a record, read in a few lines that
// share no code with the readers and the mapping that they check.
type serial struct {
	issn, linking, changed, country, keyTitle string
	online                                    bool
}

// marcFolder returns the folder of real records, or skips the test.
func marcFolder(t testing.TB) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "marc")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the real records are not here: %v", err)
	}
	return dir
}

// field is a field of a record, split and no more.
type plainField struct {
	tag, value string
	ind1       string
	subfields  []string // code and value
}

func (f plainField) sub(code string) string {
	for _, s := range f.subfields {
		if strings.HasPrefix(s, code) {
			return strings.TrimSpace(s[1:])
		}
	}
	return ""
}

// plain2709 splits an ISO 2709 file at its separators, by directory entries.
func plain2709(text string) (records [][]plainField) {
	for rec := range strings.SplitSeq(text, "\x1d") {
		parts := strings.Split(strings.TrimLeft(rec, "\r\n"), "\x1e")
		if len(parts) < 3 || len(parts[0]) < 24 {
			continue
		}
		directory := parts[0][24:]
		var fields []plainField
		for i, data := range parts[1:] {
			if len(directory) < 12*(i+1) {
				break
			}
			f := plainField{tag: directory[12*i : 12*i+3], value: data}
			if subs := strings.Split(data, "\x1f"); len(subs) > 1 && subs[0] != "" {
				f.ind1, f.subfields = subs[0][:1], subs[1:]
			}
			fields = append(fields, f)
		}
		records = append(records, fields)
	}
	return records
}

// plainXML reads MARCXML with the standard library.
func plainXML(t testing.TB, text []byte) (records [][]plainField) {
	t.Helper()
	var doc struct {
		Records []struct {
			Control []struct {
				Tag   string `xml:"tag,attr"`
				Value string `xml:",chardata"`
			} `xml:"controlfield"`
			Data []struct {
				Tag  string `xml:"tag,attr"`
				Ind1 string `xml:"ind1,attr"`
				Subs []struct {
					Code  string `xml:"code,attr"`
					Value string `xml:",chardata"`
				} `xml:"subfield"`
			} `xml:"datafield"`
		} `xml:"record"`
	}
	if err := xml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for _, r := range doc.Records {
		var fields []plainField
		for _, c := range r.Control {
			fields = append(fields, plainField{tag: c.Tag, value: c.Value})
		}
		for _, d := range r.Data {
			f := plainField{tag: d.Tag, ind1: d.Ind1}
			for _, s := range d.Subs {
				f.subfields = append(f.subfields, s.Code+s.Value)
			}
			fields = append(fields, f)
		}
		records = append(records, fields)
	}
	return records
}

// plainSerial reads what the counts need of a record; false without an ISSN.
func plainSerial(fields []plainField) (serial, bool) {
	var s serial
	for _, f := range fields {
		switch f.tag {
		case "005":
			s.changed = f.value
		case "007":
			s.online = s.online || strings.HasPrefix(f.value, "cr")
		case "008":
			if len(f.value) >= 18 {
				s.country = strings.Trim(f.value[15:18], " |#")
			}
		case "022":
			if a := f.sub("a"); s.issn == "" && len(a) >= 9 {
				s.issn = strings.ToUpper(a[:9])
			}
			if l := f.sub("l"); s.linking == "" {
				s.linking = l
			}
		case "023":
			if s.linking == "" && f.ind1 == "0" {
				s.linking = f.sub("a")
			}
		case "222":
			if s.keyTitle == "" {
				s.keyTitle = strings.TrimSpace(f.sub("a") + " " + f.sub("b"))
			}
		}
	}
	return s, s.issn != ""
}

// countedFiles are the files of GPO, DNB and LoC.
var countedFiles = []string{"gpo_with_issn_utf8.mrc", "dnb_zdb_serials_utf8.mrc", "loc-marc2bibframe2.xml"}

// plainSerials reads the files, the newest record of each ISSN.
func plainSerials(t testing.TB, dir string) map[string]serial {
	t.Helper()
	newest := map[string]serial{}
	for _, name := range countedFiles {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		var records [][]plainField
		if strings.HasSuffix(name, ".xml") {
			records = plainXML(t, text)
		} else {
			records = plain2709(string(text))
		}
		for _, fields := range records {
			if s, ok := plainSerial(fields); ok && s.changed >= newest[s.issn].changed {
				newest[s.issn] = s
			}
		}
	}
	return newest
}

// importFiles imports the files as the import command does and returns an
// engine over them.
func importFiles(t testing.TB, dir string) *sparql.Engine {
	t.Helper()
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	loader, err := db.Load(context.Background(), store.LoadOptions{MemoryBytes: 256 << 20})
	if err != nil {
		t.Fatal(err)
	}
	var inputs []ingest.Input[*marc.Record]
	for _, name := range countedFiles {
		inputs = append(inputs, ingest.Input[*marc.Record]{Name: name, Open: func() (ingest.Source[*marc.Record], error) {
			return marc.Open(filepath.Join(dir, name), marc.Options{})
		}})
	}
	_, err = ingest.Run(context.Background(), inputs, ingest.Options[*marc.Record]{
		NewMapper: func() func(*marc.Record) (ingest.Mapped, error) {
			m := mapping.NewMapper(mapping.Options{})
			return func(rec *marc.Record) (ingest.Mapped, error) {
				res, err := m.Map(rec)
				return ingest.Mapped{Quads: res.Quads}, err
			}
		},
		NewPart: func() (ingest.Part, error) { return loader.Part() },
		Classify: func(error) ingest.Verdict {
			return ingest.Verdict{Outcome: ingest.Skipped, Reason: "not mapped"}
		},
		Key: func(rec *marc.Record) (uint64, uint64, bool) {
			n, version, ok := mapping.Key(rec)
			return uint64(n), version, ok
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := loader.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	return enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
}

// rows returns the rows of a query as tab-separated texts, sorted.
func rows(t testing.TB, engine *sparql.Engine, query string) []string {
	t.Helper()
	res, err := engine.Query(context.Background(), query, sparql.QueryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := res.Close(); err != nil {
			t.Error(err)
		}
	}()
	list := []string{}
	for row, err := range res.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		for i, term := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(term.Value())
		}
		list = append(list, b.String())
	}
	sort.Strings(list)
	return list
}

const registerPrefixes = `
	PREFIX schema: <http://schema.org/>
	PREFIX bf: <http://id.loc.gov/ontologies/bibframe/>
	PREFIX dc: <http://purl.org/dc/elements/1.1/>
	PREFIX dct: <http://purl.org/dc/terms/>
	PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
	PREFIX media: <http://issn.org/vocabularies/Medium#>
	PREFIX countries: <http://id.loc.gov/vocabulary/countries/>`

// The counts of records by country are those that the fixed fields give.
func TestRecordsByCountry(t *testing.T) {
	dir := marcFolder(t)
	counts := map[string]int{}
	for _, s := range plainSerials(t, dir) {
		if s.country != "" {
			counts[s.country]++
		}
	}
	var want []string
	for country, n := range counts {
		want = append(want, "http://id.loc.gov/vocabulary/countries/"+country+"\t"+strconv.Itoa(n))
	}
	sort.Strings(want)
	got := rows(t, importFiles(t, dir), registerPrefixes+`
		SELECT ?country (COUNT(DISTINCT ?serial) AS ?records) WHERE {
			?serial dct:spatial ?country ; dc:identifier ?issn .
			FILTER(STRSTARTS(STR(?country), STR(countries:)))
		} GROUP BY ?country`)
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 20 {
		t.Errorf("%d countries (-files +query):\n%s", len(want), diff)
	}
}

// The online serials of a country, with their ISSN-L and key title, are those
// that fields 007, 008, 022, 023 and 222 give.
func TestOnlineSerialsOfACountry(t *testing.T) {
	dir := marcFolder(t)
	serials := plainSerials(t, dir)
	engine := importFiles(t, dir)
	found := 0
	for _, country := range []string{"fr", "gw", "dcu"} {
		want := []string{}
		for _, s := range serials {
			if s.online && s.country == country && s.linking != "" && s.keyTitle != "" {
				want = append(want, s.issn+"\thttp://issn.org/resource/ISSN-L/"+s.linking)
			}
		}
		sort.Strings(want)
		got := rows(t, engine, registerPrefixes+`
			SELECT ?issn ?linking WHERE {
				?serial dc:format media:Online ; dct:spatial countries:`+country+` ;
					dc:identifier ?issn ; schema:isPartOf ?linking ; bf:title ?key .
				?key a bf:KeyTitle ; rdf:value ?keyTitle .
				FILTER(CONTAINS(STR(?linking), "/ISSN-L/"))
			}`)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-files +query):\n%s", country, diff)
		}
		found += len(want)
	}
	if found < 20 {
		t.Errorf("%d serials only: the test shows nothing", found)
	}
}
