package discrepancies_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
)

// Reported discrepancies are compared with planted ones one to one.
func TestAssess(t *testing.T) {
	planted, err := discrepancies.ReadPlanted(strings.NewReader(`{"kind":"unknown-issn","source":"zdb","issn":"2434-561X","file":"zdb/a.tsv","row":2}
{"kind":"unknown-issn","source":"zdb","issn":"2434-561X","file":"zdb/a.tsv","row":3}
{"kind":"title-differs","source":"wikidata","item":"http://www.wikidata.org/entity/Q1","issn":"0028-0836"}
`))
	if err != nil {
		t.Fatal(err)
	}
	unknown := links.Discrepancy{Kind: links.UnknownISSN, Source: "zdb", ISSN: "2434-561X", File: "/somewhere/zdb/a.tsv", Row: 2, Found: "x"}
	title := links.Discrepancy{Kind: links.TitleDiffers, Source: "wikidata", Item: "http://www.wikidata.org/entity/Q1", ISSN: "0028-0836"}
	other := unknown
	other.File, other.Row = "/somewhere/zdb/b.tsv", 3
	for name, tc := range map[string]struct {
		reported          []links.Discrepancy
		Kinds             []discrepancies.Score
		precision, recall float64
		missed, excess    int
	}{
		"nothing": {nil, []discrepancies.Score{{Kind: links.UnknownISSN, Planted: 2}, {Kind: links.TitleDiffers, Planted: 1}}, 1, 0, 3, 0},
		"one twice, and in another file": {
			[]links.Discrepancy{unknown, unknown, title, other},
			[]discrepancies.Score{{Kind: links.UnknownISSN, Planted: 2, Reported: 3, Found: 1}, {Kind: links.TitleDiffers, Planted: 1, Reported: 1, Found: 1}},
			0.5, 2.0 / 3, 1, 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := discrepancies.Assess(planted, tc.reported)
			if diff := cmp.Diff(tc.Kinds, a.Kinds); diff != "" {
				t.Errorf("kinds (-want +got):\n%s", diff)
			}
			if a.All.Precision() != tc.precision || a.All.Recall() != tc.recall || !errors.Is(a.Err(), discrepancies.ErrInexact) {
				t.Errorf("precision %v, recall %v, %v", a.All.Precision(), a.All.Recall(), a.Err())
			}
			if len(a.Missed) != tc.missed || len(a.Excess) != tc.excess {
				t.Errorf("missed %v, in excess %v", a.Missed, a.Excess)
			}
		})
	}
	if a := discrepancies.Assess(planted, planted); a.Err() != nil || a.All.Found != 3 {
		t.Errorf("what is planted is not itself: %+v", a)
	}
}

func TestReadPlantedRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "kind,source\n", "no kind": `{"kind":"gossip","source":"zdb"}`, "no source": `{"kind":"unknown-issn","source":"library-of-babel"}`,
	} {
		if _, err := discrepancies.ReadPlanted(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "planted discrepancy 1") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
