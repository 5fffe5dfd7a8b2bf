package generate_test

import (
	"math"
	"testing"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/vocab"
)

// The register at the end of 2025.
const (
	registerRecords = 2_442_601
	registerOnline  = 418_100
	registerISNI    = 54_646
	registerURLs    = 760_742
	registerKept    = 98_225
	registerKept3   = 20_230
)

var registerOpenAccess = map[generate.Resource]float64{
	generate.Journal: 59_491, generate.Blog: 3_508, generate.Series: 1_000, generate.Proceedings: 580, generate.Repository: 341,
}

// near fails the test if a number of independent or paired events is further
// from the expected one than chance explains, or than four percent.
func near(t *testing.T, what string, got int64, want float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 5*math.Sqrt(want)+0.04*want {
		t.Errorf("%s: %d, want about %.0f", what, got, want)
	}
}

func TestProportions(t *testing.T) {
	const records = 100_000
	_, c := written(t, generate.Options{Records: records, Seed: 7})
	scale := func(n float64) float64 { return n * records / registerRecords }
	near(t, "online", c.Online, scale(registerOnline))
	near(t, "with ISNI", c.ISNI, scale(registerISNI))
	near(t, "addresses", c.URLs, scale(registerURLs))
	near(t, "archived", c.Archived, scale(registerKept))
	near(t, "archived by three", c.Archived3, scale(registerKept3))
	sum := 0.0
	for kind, n := range registerOpenAccess {
		sum += n
		near(t, kind.String(), c.OpenAccess[kind], scale(n))
	}
	near(t, "open access", c.OpenAccessTotal(), scale(sum))
	if c.Centres() != 97 {
		t.Errorf("%d centres, want 97", c.Centres())
	}
	if s := c.Statuses(); s["Register"] < records*9/10 || len(s) != 6 {
		t.Errorf("statuses: %v", s)
	}
	for name, n := range c.Statuses() {
		if n < records/250 {
			t.Errorf("status %s: %d records", name, n)
		}
	}
	if c.Paired < records/10 || c.Linked < records/10 || c.History < records/20 || c.Original < records/20 {
		t.Errorf("few links: %+v", c)
	}
}

// The counts are what the records say.
func TestCounts(t *testing.T) {
	const records = 20_000
	data, c := written(t, generate.Options{Records: records, Seed: 8, Clean: true})
	var urls, kept, kept3, isni, online, paired, original, history, open int64
	centres, agencies := map[string]bool{}, map[string]bool{}
	mapped(t, data, func(rec *marc.Record, res mapping.Result) {
		count := map[string]int64{}
		keepers := map[string]bool{}
		for _, f := range rec.Fields {
			count[f.Tag]++
			switch f.Tag {
			case "710":
				if f.First('0') != "" {
					isni++
				}
			case "920":
				keepers[f.First('h')] = true
				agencies[f.First('h')] = true
			case "022":
				centres[f.First('2')] = true
			case "023":
				if f.Ind1 == '1' {
					history++
				}
			case "506":
				open++
			}
		}
		urls += count["856"]
		for _, n := range []struct {
			total *int64
			is    bool
		}{{&kept, len(keepers) > 0}, {&kept3, len(keepers) > 2}, {&paired, count["776"] > 0}, {&original, count["880"] > 0}} {
			if n.is {
				*n.total++
			}
		}
		for _, q := range res.Quads {
			if q.P.Value() == vocab.DCFormat && q.O.Value() == vocab.MediumOnline {
				online++
			}
		}
	})
	for _, n := range []struct {
		what      string
		got, want int64
	}{
		{"addresses", urls, c.URLs},
		{"archived", kept, c.Archived},
		{"archived by three", kept3, c.Archived3},
		{"with ISNI", isni, c.ISNI},
		{"in several media", paired, c.Paired},
		{"original script", original, c.Original},
		{"with ISSN-H", history, c.History},
		{"open access", open, c.OpenAccessTotal()},
		{"centres", int64(len(centres)), int64(c.Centres())},
		{"agencies", int64(len(agencies)), 20},
	} {
		if n.got != n.want {
			t.Errorf("%s: %d, want %d", n.what, n.got, n.want)
		}
	}
	if online > c.Online || online < c.Online*95/100 { // cancelled records have no medium
		t.Errorf("online: %d in the mapping, %d counted", online, c.Online)
	}
}

// Most titles are unique, so that a dictionary meets real pressure; some repeat
// as they do in every catalogue.
func TestTitlesVary(t *testing.T) {
	const records = 100_000
	titles := map[string]int{}
	publishers := map[string]int{}
	languages := map[string]int{}
	statements := 0
	c := each(t, generate.Options{Records: records, Seed: 9, Clean: true}, func(rec *marc.Record) {
		for f := range rec.All("222") {
			titles[f.First('a')]++
		}
		for _, tag := range []string{"260", "264"} {
			for f := range rec.All(tag) {
				publishers[f.First('b')]++
				statements++
			}
		}
		languages[rec.Control("008")[35:38]]++
	})
	if share := float64(len(titles)) / float64(c.Titles); share < 0.85 || share > 0.99 {
		t.Errorf("%d titles of %d are different", len(titles), c.Titles)
	}
	most := 0
	for _, n := range publishers {
		most = max(most, n)
	}
	if most < statements/200 || len(publishers) < statements/3 {
		t.Errorf("publishers: %d in %d statements, at most %d of one", len(publishers), statements, most)
	}
	if len(languages) < 40 || languages["eng"] < records/3 {
		t.Errorf("languages: %v", languages)
	}
}
