package sheet_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/reports/sheet"
)

// No cell that we write begins a formula, and nothing but the mark changes.
func TestMarks(t *testing.T) {
	for name, tc := range map[string]struct {
		own      int
		in, want []string
	}{
		"formula":       {0, []string{`=HYPERLINK("http://e/","x")`, "Nature"}, []string{`'=HYPERLINK("http://e/","x")`, "Nature"}},
		"plus":          {0, []string{"a", "+1", "b"}, []string{"a", "'+1", "b"}},
		"minus":         {0, []string{"-2+3", "-1999"}, []string{"'-2+3", "'-1999"}},
		"at":            {0, []string{"@SUM(1)"}, []string{"'@SUM(1)"}},
		"tab":           {0, []string{"\t=1"}, []string{"'\t=1"}},
		"within":        {0, []string{"a=b", "0028-0836", "", "'=x"}, []string{"a=b", "0028-0836", "", "'=x"}},
		"reader's own":  {1, []string{`="1476-4687"`, "=1"}, []string{`="1476-4687"`, "'=1"}},
		"all their own": {2, []string{"=1", "=2"}, []string{"=1", "=2"}},
	} {
		t.Run(name, func(t *testing.T) {
			given := append([]string(nil), tc.in...)
			var b strings.Builder
			w := sheet.NewWriter(&b, false)
			if err := w.WriteAfter(tc.own, tc.in); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			got, err := csv.NewReader(strings.NewReader(b.String())).Read()
			if diff := cmp.Diff(tc.want, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			if diff := cmp.Diff(given, tc.in); diff != "" {
				t.Errorf("the caller's line changed (-want +got):\n%s", diff)
			}
		})
	}
}
