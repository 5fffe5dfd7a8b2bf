package linkfiles_test

import (
	"context"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/internal/generate/linkfiles"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// registerRecords is the size of the register at the end of 2025.
const registerRecords = 2_442_601

// only writes the link files of a register, calls each with its records, and
// returns the folder.
func only(t testing.TB, opt generate.Options, each func(*marc.Record)) (string, linkfiles.Counts) {
	t.Helper()
	g, err := generate.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "links")
	set, err := linkfiles.Create(linkfiles.Options{Dir: dir, Register: g, Records: opt.Records, Seed: opt.Seed})
	if err != nil {
		t.Fatal(err)
	}
	for {
		rec, err := g.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		each(rec)
	}
	counts, err := set.Close()
	if err != nil {
		t.Fatal(err)
	}
	return dir, counts
}

// rows calls take for each row of the files of a source that can be read.
func rows(t testing.TB, dir, source string, take func(*formats.Row)) {
	t.Helper()
	files, err := formats.Expand(filepath.Join(dir, source))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		err := sources.Lookup(source).Read(context.Background(), f, func(r *formats.Row) error {
			if r.Reject != "" {
				t.Fatalf("%s: row %d is rejected: %s %s", r.File, r.Record, r.Reject, r.Detail)
			}
			take(r)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// numbersOf returns the ISSNs that a source names.
func numbersOf(t testing.TB, dir, source string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	rows(t, dir, source, func(r *formats.Row) {
		if r.Predicate == vocab.ISSNWithdrawnFrom {
			return
		}
		for _, n := range r.Numbers {
			if len(n.Text) == 8 { // Crossref
				n.Text = n.Text[:4] + "-" + n.Text[4:]
			}
			found[n.Text] = true
		}
	})
	return found
}

// near fails the test if a number of events is further from the expected one
// than chance explains, or than four percent.
func near(t *testing.T, what string, got int, want float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 5*math.Sqrt(want)+0.04*want {
		t.Errorf("%s: %d, want about %.0f", what, got, want)
	}
}

// Systems know the shares of the titles in ROAD that the annual report states,
// and as many serials in all.
func TestProportions(t *testing.T) {
	const records = 80_000
	scopus, latindex, inROAD := 0, 0, 0
	dir, counts := only(t, generate.Options{Records: records, Seed: 7}, func(rec *marc.Record) {
		for f := range rec.All("510") {
			switch f.First('a') {
			case "ROAD":
				inROAD++
			case "Scopus":
				scopus += listed(rec)
			case "Latindex":
				latindex += listed(rec)
			}
		}
	})
	near(t, "of ROAD, in Scopus", scopus, 0.16*float64(inROAD))
	near(t, "of ROAD, in Latindex", latindex, 0.16*float64(inROAD))
	type title struct{ number, linking string }
	titles := map[title]bool{}
	rows(t, dir, "road", func(r *formats.Row) { titles[title{r.Numbers[0].Text, r.Numbers[1].Text}] = true })
	near(t, "titles in ROAD", len(titles), 0.99*64_000*records/registerRecords)
	kept := map[string]bool{}
	for _, source := range folders(t, dir) {
		if sources.Lookup(source).Info().Archive == "" && source != "keepers" {
			continue
		}
		for n := range numbersOf(t, dir, source) {
			kept[n] = true
		}
	}
	for source, share := range map[string]float64{"openalex": 0.65, "crossref": 0.62, "sudoc": 0.55, "wikidata": 0.44, "doaj": 0.31, "keepers": 0.25} {
		known := kept
		if source != "keepers" {
			known = numbersOf(t, dir, source)
		}
		n := 0
		for x := range titles {
			if known[x.number] || known[x.linking] {
				n++
			}
		}
		near(t, "of ROAD, in "+source, n, share*float64(len(titles)))
	}
	for source, n := range map[string]float64{"openalex": 250_000, "wikidata": 150_000, "crossref": 120_000} {
		near(t, source, int(counts.Rows[source]), n*records/registerRecords)
	}
}

// listed is 1 if the record is of a title in ROAD.
func listed(rec *marc.Record) int {
	for f := range rec.All("510") {
		if f.First('a') == "ROAD" {
			return 1
		}
	}
	return 0
}

// Archives list what fields 920 say of titles in all three states, and nothing
// else.
func TestKeepersAgree(t *testing.T) {
	dir, reg, _ := written(t, generate.Options{Records: 12_000, Seed: 21, Clean: true})
	want, got := map[string]bool{}, map[string]bool{}
	g, err := generate.New(generate.Options{Records: 12_000, Seed: 21, Clean: true})
	if err != nil {
		t.Fatal(err)
	}
	for {
		rec, err := g.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for f := range rec.All("920") {
			want[f.First('a')+" "+f.First('h')+" "+f.First('i')] = true
		}
	}
	for _, source := range folders(t, dir) {
		info := sources.Lookup(source).Info()
		if info.Archive == "" && source != "keepers" {
			continue
		}
		holder, state, agency := map[string]string{}, map[string]string{}, map[string]string{}
		linked(t, dir, source, reg, func(q rdf.Quad) error {
			switch q.P.Value() {
			case vocab.SchemaSubjectOf:
				holder[q.O.Value()] = strings.TrimPrefix(q.S.Value(), vocab.ISSNBase+"resource/ISSN/")
			case vocab.SchemaHoldingArchive:
				agency[q.S.Value()] = strings.TrimPrefix(q.O.Value(), vocab.Keeper)
			case vocab.SchemaCreativeWorkStatus:
				state[q.S.Value()] = q.O.Value()
			}
			return nil
		})
		for node, n := range holder {
			got[n+" "+agency[node]+" "+state[node]] = true
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 500 {
		t.Errorf("%d holdings (-records +archives):\n%.2000s", len(want), diff)
	}
}

// Identifiers of one system that another names lead back.
func TestSystemsAgree(t *testing.T) {
	dir, _ := only(t, generate.Options{Records: 20_000, Seed: 5}, func(*marc.Record) {})
	sources, bodies := map[string]string{}, map[string]bool{}
	foreign := 0
	rows(t, dir, "openalex", func(r *formats.Row) {
		if len(r.Titles) > 0 && strings.IndexFunc(r.Titles[0].Text, func(c rune) bool { return unicode.IsLetter(c) && !unicode.Is(unicode.Latin, c) }) == 0 {
			foreign++
		}
		if len(r.Same) > 0 {
			sources[r.IRI] = r.Same[0]
		}
	})
	for _, source := range []string{"isni", "ror"} {
		rows(t, dir, source, func(r *formats.Row) {
			if len(r.Same) != 2 {
				t.Errorf("%s has %v", r.IRI, r.Same)
			}
			for _, same := range r.Same {
				bodies[same] = true
			}
		})
	}
	named, published := 0, 0
	rows(t, dir, "wikidata", func(r *formats.Row) {
		if i := slices.IndexFunc(r.Same, func(s string) bool { return strings.HasPrefix(s, vocab.OpenAlex) }); i >= 0 {
			named++
			if sources[r.Same[i]] != r.IRI {
				t.Errorf("%s names %s, which names %q", r.IRI, r.Same[i], sources[r.Same[i]])
			}
		}
		for _, id := range r.Publisher.IDs {
			published++
			if !bodies[id] {
				t.Errorf("%s is published by %s, which ISNI and ROR do not know", r.IRI, id)
			}
		}
	})
	if foreign < 50 {
		t.Errorf("%d sources have a title in another script", foreign)
	}
	if named != len(sources) || named < 300 || published < 5 {
		t.Errorf("%d items name a source, %d sources an item; %d publishers", named, len(sources), published)
	}
}

// No two rows of a system have one identifier.
func TestIdentifiersAreDistinct(t *testing.T) {
	dir, _ := only(t, generate.Options{Records: 20_000, Seed: 6}, func(*marc.Record) {})
	for _, source := range []string{"wikidata", "openalex", "crossref", "doaj", "zdb", "sudoc", "transfer", "isni", "ror"} {
		seen := map[string]bool{}
		rows(t, dir, source, func(r *formats.Row) {
			if r.Predicate == vocab.ISSNWithdrawnFrom || r.Kind == formats.KindTerm {
				return
			}
			if r.IRI == "" || seen[r.IRI] {
				t.Errorf("%s: row %d has %q, which is there already", source, r.Record, r.IRI)
			}
			seen[r.IRI] = true
		})
	}
}
