package crosswalk_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/vocab"
)

// A table keeps its columns and its lines, and gets those of the crosswalk.
func TestTable(t *testing.T) {
	r := reader(t, facts(append(nature(), "http://issn.org/resource/ISSN/1476-4687 "+vocab.ISSNHasIncorrectISSN+` "1234-5679"`)...))
	for name, tc := range map[string]struct{ in, want string }{
		"a library's list": {
			"Shelf,Title,ISSN\nA 1,\"Nature, the journal\",00280836\nA 2,Nothing,\nA 3,Wrong,0028-0837\nA 4,Displayed,1234-5679\n",
			"Shelf,Title,ISSN,found_by,reason,register_issn,issn_l|A 1,Nature, the journal,00280836,identity,,0028-0836,0028-0836|" +
				"A 2,Nothing,,,no-identifier,,|A 3,Wrong,0028-0837,,wrong-check-digit,,|A 4,Displayed,1234-5679,incorrect-issn,,1476-4687,0028-0836",
		},
		"KBART, of two numbers the known one": {
			"publication_title\tprint_identifier\tonline_identifier\nNature\t2434-561X\t1476-4687\n",
			"publication_title,print_identifier,online_identifier,found_by,reason,issn,issn_l|Nature,2434-561X,1476-4687,identity,,1476-4687,0028-0836",
		},
		"column by what it holds": {
			"a;b\nx;0028-0836\ny;0028-0836\n", "a,b,found_by,reason,issn,issn_l|x,0028-0836,identity,,0028-0836,0028-0836|y,0028-0836,identity,,0028-0836,0028-0836",
		},
		"one column with a name": {"issn\n=\"0028-0836\"\n", "issn,found_by,reason,register_issn,issn_l|=\"0028-0836\",identity,,0028-0836,0028-0836"},
	} {
		table, ok, err := crosswalk.ReadTable(tc.in)
		if err != nil || !ok {
			t.Errorf("%s: %v, %v", name, ok, err)
			continue
		}
		a, err := r.Find(t.Context(), table.IDs())
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := table.WriteCSV(&b, a); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, firstColumns(t, b.String(), strings.Count(strings.SplitN(tc.want, "|", 2)[0], ",")+1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Lists are no tables, and a table without identifiers is told so.
func TestReadTable(t *testing.T) {
	for _, text := range []string{"0028-0836\n1476-4687\n", "0028-0836,1476-4687\n0036-8075,1095-9203\n", "", "Q180445\nS137773608\n"} {
		if table, ok, err := crosswalk.ReadTable(text); ok || err != nil {
			t.Errorf("%q is a table: %v, %v", text, table, err)
		}
	}
	if _, _, err := crosswalk.ReadTable("title,place\nNature,London\n"); !errors.Is(err, crosswalk.ErrTable) || !strings.Contains(err.Error(), "title, place") {
		t.Errorf("no column of identifiers: %v", err)
	}
	if _, _, err := crosswalk.ReadTable("issn,title\n" + strings.Repeat("0028-0836,x\n", crosswalk.MaxIDs+1)); !errors.Is(err, crosswalk.ErrTooMany) {
		t.Errorf("too many: %v", err)
	}
}

// firstColumns are the first columns of CSV, with bars between the lines.
func firstColumns(t *testing.T, text string, n int) string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(records))
	for i, record := range records {
		lines[i] = strings.Join(record[:n], ",")
	}
	return strings.Join(lines, "|")
}
