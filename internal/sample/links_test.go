package sample_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/sample"
)

// twoSerials is the item of Wikidata, and the notice of a transfer, that stand
// for a title and its successor: see the package comment.
var twoSerials = []string{"1532-2882", "2330-1635"}

// serial is what the link files have to agree with.
type serial struct {
	linking string
	online  bool
}

// serials returns the records of the sample that have an ISSN-L, by ISSN.
func serials(t *testing.T) map[string]serial {
	t.Helper()
	byISSN := map[string]serial{}
	for _, rec := range records(t) {
		if l := first(rec, "022", 'l'); l != "" {
			byISSN[rec.Control("001")] = serial{linking: l, online: strings.HasPrefix(rec.Control("007"), "cr")}
		}
	}
	return byISSN
}

// bundled returns the files of a source with a suffix, plain.
func bundled(t *testing.T, source, suffix string) [][]byte {
	t.Helper()
	files, err := sample.Links(source)
	if err != nil {
		t.Fatal(err)
	}
	var contents [][]byte
	for _, f := range files {
		if !strings.HasSuffix(f.Name, suffix) {
			continue
		}
		content := f.Content
		if path.Ext(f.Name) == ".gz" {
			rd, err := gzip.NewReader(bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			if content, err = io.ReadAll(rd); err != nil {
				t.Fatal(err)
			}
		}
		contents = append(contents, content)
	}
	if len(contents) == 0 {
		t.Fatalf("no file of %s ends in %s", source, suffix)
	}
	return contents
}

// source is a source of OpenAlex.
type source struct {
	ID   string
	L    string   `json:"issn_l"`
	ISSN []string `json:"issn"`
	IDs  struct{ Wikidata string }
}

// openAlex returns the bundled sources by the last part of their ids.
func openAlex(t *testing.T) map[string]source {
	t.Helper()
	sources := map[string]source{}
	for _, content := range bundled(t, "openalex", "/part_000.gz") {
		for sc := bufio.NewScanner(bytes.NewReader(content)); sc.Scan(); {
			var s source
			if err := json.Unmarshal(sc.Bytes(), &s); err != nil {
				t.Fatal(err)
			}
			sources[path.Base(s.ID)] = s
		}
	}
	return sources
}

// OpenAlex groups ISSNs as the records do, and knows both forms of a title.
func TestOpenAlexAgrees(t *testing.T) {
	byISSN, known := serials(t), 0
	for id, s := range openAlex(t) {
		if byISSN[s.L].linking == "" {
			continue
		}
		known++
		for _, number := range s.ISSN {
			if got := byISSN[number].linking; got != s.L {
				t.Errorf("%s: %s has ISSN-L %s, the records say %q", id, number, s.L, got)
			}
		}
	}
	if known < 20 {
		t.Errorf("%d sources are titles of the records, want at least 20", known)
	}
}

// Items of Wikidata group ISSNs as the records do, and name the source of
// OpenAlex that has the same ISSN-L, which names the item where it names one.
func TestWikidataAgrees(t *testing.T) {
	var items []struct {
		ID     string
		Claims map[string][]struct {
			Rank     string
			Mainsnak struct {
				Datavalue struct{ Value json.RawMessage }
			}
		}
	}
	if err := json.Unmarshal(bundled(t, "wikidata", ".json")[0], &items); err != nil {
		t.Fatal(err)
	}
	byISSN, sources, known := serials(t), openAlex(t), map[string]bool{}
	for _, item := range items {
		values := func(property string) []string {
			var list []string
			for _, c := range item.Claims[property] {
				if c.Rank != "deprecated" {
					list = append(list, strings.Trim(string(c.Mainsnak.Datavalue.Value), `"`))
				}
			}
			return list
		}
		numbers, linking := values("P236"), strings.Join(values("P7363"), " ")
		if byISSN[linking].linking == linking {
			known[linking] = true
		}
		for _, number := range numbers {
			if got := byISSN[number].linking; got != linking && !slices.Equal(numbers, twoSerials) {
				t.Errorf("%s: %s has ISSN-L %s, the records say %q", item.ID, number, linking, got)
			}
		}
		for _, id := range values("P10283") {
			s := sources[id]
			if s.L != linking {
				t.Errorf("%s: %s of OpenAlex has ISSN-L %q, want %s", item.ID, id, s.L, linking)
			}
			if s.IDs.Wikidata != "" && path.Base(s.IDs.Wikidata) != item.ID {
				t.Errorf("%s: %s of OpenAlex is %s", item.ID, id, s.IDs.Wikidata)
			}
		}
	}
	if delete(known, ""); len(known) < 20 {
		t.Errorf("%d items are titles of the records, want at least 20", len(known))
	}
}

// Notices of transfers and the lists of archives call an ISSN print or online as
// the records do.
func TestFormsAgree(t *testing.T) {
	var feed struct {
		Transfers []struct {
			Print  string `json:"print_issn"`
			Online string `json:"online_issn"`
		}
	}
	if err := json.Unmarshal(bundled(t, "transfer", ".json")[0], &feed); err != nil {
		t.Fatal(err)
	}
	byISSN := serials(t)
	check := func(where, printed, online string) {
		if slices.Equal([]string{printed, online}, twoSerials) {
			return
		}
		for number, want := range map[string]bool{printed: false, online: true} {
			if s, ok := byISSN[number]; number != "" && (!ok || s.online != want) {
				t.Errorf("%s: %s is given as online: %t, the records have it: %t, online: %t", where, number, want, ok, s.online)
			}
		}
	}
	for _, f := range feed.Transfers {
		check("transfer", f.Print, f.Online)
	}
	for _, archive := range []string{"clockss", "portico"} {
		lines := strings.Split(strings.TrimSpace(string(bundled(t, archive, ".txt")[0])), "\n")
		for _, line := range lines[1:] {
			cells := strings.Split(line, "\t")
			check(archive, cells[1], cells[2])
		}
	}
	if len(feed.Transfers) < 20 {
		t.Errorf("%d notices, want at least 20", len(feed.Transfers))
	}
}
