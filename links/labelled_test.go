package links_test

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
)

// pair is two titles with what is known of them.
type pair struct {
	a, b string
	same bool
}

// titlesOf reads the titles of a file of public data by ISSN.
func titlesOf(t *testing.T, source string, path ...string) map[issn.ISSN][]string {
	t.Helper()
	found := map[issn.ISSN][]string{}
	for _, f := range linktest.Shared(t, path...) {
		err := sources.Lookup(source).Read(context.Background(), f, func(r *formats.Row) error {
			for _, num := range r.Numbers {
				if n, err := issn.Clean(num.Text); err == nil && len(r.Titles) > 0 && num.Role != formats.RoleFormer {
					found[n] = append(found[n], r.Titles[0].Text)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// labelledPairs makes pairs from the public data. What two systems call the same
// ISSN are titles of one serial; titles of different ISSN-Ls that share a word, and
// of different systems, are not. The choice is by hashes, so always the same.
func labelledPairs(t *testing.T) []pair {
	t.Helper()
	doaj := titlesOf(t, "doaj", "doaj", "doaj_2023plus_21k_8cols.csv")
	others := []map[issn.ISSN][]string{
		titlesOf(t, "crossref", "crossref", "crossref_journals_via_api.csv"), titlesOf(t, "jct", "jct", "jct_journals_rwth.csv"),
		titlesOf(t, "zdb", "kbart", "kbart_slub_12k.txt.gz"), titlesOf(t, "wikidata", "core", "issn_wikidata_qid.tsv"),
	}
	var pairs []pair
	byWord := map[string][]string{}
	for _, other := range others {
		for n, titles := range other {
			if ours := doaj[n]; ours != nil && !strings.EqualFold(ours[0], titles[0]) {
				pairs = append(pairs, pair{ours[0], titles[0], true})
			}
			if doaj[n] == nil {
				for word := range strings.FieldsSeq(strings.ToLower(titles[0])) {
					if len(word) > 5 && len(byWord[word]) < 50 {
						byWord[word] = append(byWord[word], titles[0])
					}
				}
			}
		}
	}
	same := map[string]bool{}
	for _, p := range pairs {
		same[p.a] = true
	}
	for _, titles := range doaj {
		for word := range strings.FieldsSeq(strings.ToLower(titles[0])) {
			if list := byWord[word]; len(list) > 0 {
				slices.Sort(list)
				b := list[hashOf(titles[0])%uint64(len(list))]
				if !strings.EqualFold(b, titles[0]) {
					pairs = append(pairs, pair{titles[0], b, false})
				}
				break
			}
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int {
		if x, y := hashOf(x.a+"\x00"+x.b), hashOf(y.a+"\x00"+y.b); x < y {
			return -1
		} else if x > y {
			return 1
		}
		return 0
	})
	return slices.Compact(pairs)
}

func hashOf(s string) uint64 {
	h := fnv.New128a()
	_, _ = h.Write([]byte(s)) // never fails
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// TestLikenessOnPublicData holds the likeness of titles to its precision and recall,
// which docs/links.md states.
func TestLikenessOnPublicData(t *testing.T) {
	pairs := labelledPairs(t)
	counts := map[bool]int{}
	var right, told, missed, excess int
	for _, p := range pairs {
		if counts[p.same]++; counts[p.same] > 1000 {
			continue
		}
		likeness, comparable := links.Likeness(p.a, p.b)
		alike := !comparable || likeness >= links.MinLikeness
		switch {
		case alike && p.same:
			right++
		case alike:
			excess++
			if testing.Verbose() && excess < 40 {
				t.Logf("taken for one: %.2f %q, %q", likeness, p.a, p.b)
			}
		case p.same:
			missed++
			if testing.Verbose() && missed < 40 {
				t.Logf("taken for two: %.2f %q, %q", likeness, p.a, p.b)
			}
		}
		told++
	}
	precision, recall := float64(right)/float64(right+excess), float64(right)/float64(right+missed)
	t.Logf("%d and %d pairs: precision %.3f, recall %.3f", min(counts[true], 1000), min(counts[false], 1000), precision, recall)
	if counts[true] < 250 || counts[false] < 250 {
		t.Errorf("only %d and %d pairs", counts[true], counts[false])
	}
	if precision < 0.92 || recall < 0.85 {
		t.Errorf("precision %.3f, recall %.3f", precision, recall)
	}
}
