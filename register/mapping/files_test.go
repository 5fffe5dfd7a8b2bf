package mapping_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/vocab"
)

// marcDir is where the shared records are, seen from this package.
const marcDir = "../../../shared/data/marc"

// readFile reads all records of a shared file.
func readFile(t testing.TB, name string) []*marc.Record {
	t.Helper()
	path := filepath.Join(marcDir, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	rd, err := marc.Open(path, marc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rd.Close() }()
	var records []*marc.Record
	for {
		rec, err := rd.Read()
		var bad *marc.RecordError
		switch {
		case errors.Is(err, io.EOF):
			return records
		case errors.As(err, &bad):
			continue
		case err != nil:
			t.Fatal(err)
		}
		records = append(records, rec)
	}
}

// All shared records are mapped, and every quad is well formed: valid IRIs, only
// the properties and classes of the profile, text in normal form.
func TestSharedFiles(t *testing.T) {
	for _, tc := range []struct {
		file                     string
		mapped, noISSN, rejected int
	}{
		{file: "gpo_with_issn_utf8.mrc", mapped: 1029, noISSN: 27},
		{file: "gpo_integrating_no_issn_utf8.mrc", mapped: 0, noISSN: 150},
		{file: "dnb_zdb_serials_utf8.mrc", mapped: 559, noISSN: 871},
		{file: "gpo_marc8.mrc", mapped: 120, noISSN: 280},
		{file: "gpo_utf8.mrc", mapped: 120, noISSN: 280},
		{file: "gpo.xml", mapped: 120, noISSN: 280},
		{file: "loc-marc2bibframe2.xml", mapped: 90, noISSN: 55},
		{file: "issn-ic.mrc", mapped: 3, noISSN: 0},
		{file: "qa-catalogue.unimarc.mrc", mapped: 11, noISSN: 0},
		{file: "abes-sudoc.unimarc.xml", mapped: 4, noISSN: 0},
		{file: "bad-solrmarc.stubs.xml", mapped: 0, noISSN: 16},
	} {
		t.Run(tc.file, func(t *testing.T) {
			m := mapping.NewMapper(mapping.Options{})
			var mapped, noISSN, rejected int
			for _, rec := range readFile(t, tc.file) {
				res, err := m.Map(rec)
				var reject *mapping.Reject
				switch {
				case errors.Is(err, mapping.ErrNoISSN):
					noISSN++
					continue
				case errors.As(err, &reject):
					rejected++
					t.Log(reject)
					continue
				case err != nil:
					t.Fatal(err)
				}
				mapped++
				checkQuads(t, res)
			}
			if mapped != tc.mapped || noISSN != tc.noISSN || rejected != tc.rejected {
				t.Errorf("mapped %d, no ISSN %d, rejected %d; want %d, %d, %d",
					mapped, noISSN, rejected, tc.mapped, tc.noISSN, tc.rejected)
			}
		})
	}
}

// damaged are the records whose text differs between the copies, because one of
// the exports lost or garbled an accent.
var damaged = map[string][]int{"gpo_marc8.mrc": {7, 10, 377}, "gpo.xml": {377}}

// The three copies of the same records, in MARC-8, UTF-8 and XML, give the same
// quads.
func TestCopiesGiveTheSame(t *testing.T) {
	m := mapping.NewMapper(mapping.Options{})
	want := readFile(t, "gpo_utf8.mrc")
	for name, exceptions := range damaged {
		got := readFile(t, name)
		if len(got) != len(want) {
			t.Fatalf("%s: %d records, want %d", name, len(got), len(want))
		}
		for i := range want {
			a, errA := m.Map(want[i])
			b, errB := m.Map(got[i])
			if (errA == nil) != (errB == nil) || a.ISSN != b.ISSN || len(a.Quads) != len(b.Quads) {
				t.Fatalf("%s: record %d: %v %v, want %v %v", name, i+1, b.ISSN, errB, a.ISSN, errA)
			}
			diff := cmp.Diff(lines(a), lines(b))
			switch except := slices.Contains(exceptions, i+1); {
			case except && diff == "":
				t.Errorf("%s: record %d is the same: remove it from the exceptions", name, i+1)
			case !except && diff != "":
				t.Errorf("%s: record %d (-want +got):\n%s", name, i+1, diff)
			}
		}
	}
}

// lines writes the quads of a result, one a line.
func lines(res mapping.Result) []string {
	var out []string
	for _, q := range res.Quads {
		out = append(out, q.String())
	}
	return out
}

// checkQuads fails the test for quads that no record may give.
func checkQuads(t testing.TB, res mapping.Result) {
	t.Helper()
	seen := make(map[rdf.Quad]bool, len(res.Quads))
	for _, q := range res.Quads {
		if seen[q] {
			t.Errorf("%s: twice: %s", res.ISSN, q)
		}
		seen[q] = true
		checkTerms(t, q)
	}
	checkCounts(t, res)
	free := rdf.NewIRI(vocab.GraphFree)
	for _, q := range res.Quads {
		if q.G != free && seen[rdf.Quad{S: q.S, P: q.P, O: q.O, G: free}] {
			t.Errorf("%s: in both graphs: %s", res.ISSN, q)
		}
	}
}
