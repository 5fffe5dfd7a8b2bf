package register_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"issn-ld/ingest/marc"
	"issn-ld/ingest/register"
	"issn-ld/rdf"
	"issn-ld/vocab"
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
			m := register.NewMapper(register.Options{})
			var mapped, noISSN, rejected int
			for _, rec := range readFile(t, tc.file) {
				res, err := m.Map(rec)
				var reject *register.Reject
				switch {
				case errors.Is(err, register.ErrNoISSN):
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

// checkQuads fails the test for quads that no record may give.
func checkQuads(t testing.TB, res register.Result) {
	t.Helper()
	seen := make(map[rdf.Quad]bool, len(res.Quads))
	for _, q := range res.Quads {
		if seen[q] {
			t.Errorf("%s: twice: %s", res.ISSN, q)
		}
		seen[q] = true
		if other := q; seen[other] && q.G.Value() == vocab.GraphFull {
			other.G = rdf.NewIRI(vocab.GraphFree)
			if seen[other] {
				t.Errorf("%s: in both graphs: %s", res.ISSN, q)
			}
		}
		checkTerms(t, q)
	}
}
