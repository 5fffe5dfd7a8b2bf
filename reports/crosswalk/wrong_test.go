package crosswalk_test

import (
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/vocab"
)

// A number that a serial displays by mistake leads to it, and is not its number:
// also one with a wrong check digit.
func TestIncorrect(t *testing.T) {
	self := "http://issn.org/resource/ISSN/0028-0836 "
	r := reader(t, facts(append(nature(), self+vocab.ISSNHasIncorrectISSN+` "9001-0094"`, self+vocab.ISSNHasIncorrectISSN+` "0028-0837"`,
		self+vocab.ISSNHasIncorrectISSN+` "1476-4687"`)...))
	for id, want := range map[string]string{
		"9001-0094": "incorrect-issn 0028-0836", "90010094": "incorrect-issn 0028-0836",
		"0028-0837": "incorrect-issn 0028-0836",
		"1476-4687": "identity 1476-4687", // its own record is stronger
		"0302-2889": "cancelled-issn 0028-0836", "2434-561X": " unknown",
	} {
		res := find(t, r, id)[0]
		got := string(res.FoundBy) + " " + string(res.Reason)
		for _, row := range res.Rows {
			got += row.ISSN
		}
		if strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// What [issn.Read] reads is an identifier here.
func TestSpellings(t *testing.T) {
	r := reader(t, facts(nature()...))
	for id, kind := range map[string]crosswalk.Kind{
		"http://id.crossref.org/issn/0028-0836": crosswalk.KindISSN, "http://issn.org/data/ISSN/0028-0836.ttl": crosswalk.KindISSN,
		"https://www.worldcat.org/issn/0028-0836": crosswalk.KindISSN, "280836": crosswalk.KindISSN, "００２８－０８３６": crosswalk.KindISSN,
		"ISSN-L 0028-0836": crosswalk.KindISSNL, "http://issn.org/data/ISSN-L/0028-0836.jsonld": crosswalk.KindISSNL,
		"issn-l:0028-0836": crosswalk.KindISSNL, `="0028-0836"`: crosswalk.KindISSN,
	} {
		res := find(t, r, id)[0]
		if want := map[crosswalk.Kind]int{crosswalk.KindISSN: 1, crosswalk.KindISSNL: 2}[kind]; res.Kind != kind || len(res.Rows) != want {
			t.Errorf("%s: %s with %d rows, want %s with %d: %s", id, res.Kind, len(res.Rows), kind, want, res.Detail)
		}
	}
	for id, reason := range map[string]crosswalk.Reason{
		"http://id.crossref.org/issn/0028-0837": crosswalk.ReasonCheckDigit, "https://example.org/0028-0836": crosswalk.ReasonMalformed,
		"http://issn.org/resource/ISSN-H/0028-0836": crosswalk.ReasonMalformed,
	} {
		if res := find(t, r, id)[0]; res.Reason != reason {
			t.Errorf("%s: %q, want %q", id, res.Reason, reason)
		}
	}
}

// A row tells what comes before and after its serial, and where the history ends.
func TestSuccession(t *testing.T) {
	lines := append(record("0028-0836", "0028-0836"), record("1476-4687", "1476-4687")...)
	lines = append(append(lines, record("0036-8075", "0036-8075")...), record("1095-9203", "1095-9203")...)
	iri := "http://issn.org/resource/ISSN/"
	r := reader(t, facts(append(lines,
		iri+"0028-0836 "+vocab.BFContinuedBy+" "+iri+"1476-4687",
		iri+"0036-8075 "+vocab.BFContinues+" "+iri+"1476-4687", // only the later record says so
		iri+"0036-8075#KeyTitle "+vocab.RDFValue+` "Science"`,
		iri+"0036-8075 "+vocab.BFSplitInto+" "+iri+"1095-9203")...)) // goes on beside it
	for id, want := range map[string]string{
		"0028-0836": "[] [1476-4687] 0036-8075 0036-8075 Science", "1476-4687": "[0028-0836] [0036-8075] 0036-8075 0036-8075 Science",
		"0036-8075": "[1476-4687] [1095-9203] 0036-8075 0036-8075 Science", "1095-9203": "[0036-8075] [] 1095-9203 1095-9203 ",
	} {
		row := find(t, r, id)[0].Rows[0]
		got := "[" + strings.Join(row.PrecededBy, " ") + "] [" + strings.Join(row.ContinuedBy, " ") + "] " + row.Current + " " + row.CurrentISSNL + " " + row.CurrentTitle
		if got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}
