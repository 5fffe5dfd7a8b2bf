package sources_test

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// overlapping are the sources whose overlap is counted, with the columns of their
// files that hold ISSNs.
var overlapping = []struct {
	source, folder, file string
	columns              []string
}{
	{"crossref", "crossref", "crossref_journals_via_api.csv", []string{"pissn", "eissn"}},
	{"doaj", "doaj", "doaj_2023plus_21k_8cols.csv", []string{"Journal ISSN (print version)", "Journal EISSN (online version)"}},
	{"jct", "jct", "jct_journals_rwth.csv", []string{"eissn", "pissn"}},
	{"zdb", "kbart", "kbart_slub_12k.txt.gz", []string{"print_identifier", "online_identifier", "all_issns"}},
	{"road", "chocula", "road.tsv", nil},
}

// TestOverlap counts the ISSNs that two or more sources have, from the links and
// by reading the columns of the files.
func TestOverlap(t *testing.T) {
	linked, counted := map[string]map[string]bool{}, map[string]map[string]bool{}
	note := func(m map[string]map[string]bool, number, source string) {
		if m[number] == nil {
			m[number] = map[string]bool{}
		}
		m[number][source] = true
	}
	for _, o := range overlapping {
		files := linktest.Shared(t, o.folder, o.file)
		for _, number := range columnNumbers(t, files[0], o.columns, o.source == "zdb") {
			note(counted, number, o.source)
		}
		_, err := links.Link(context.Background(), sources.Lookup(o.source), files, links.Options{Register: linktest.All{}, Emit: func(q rdf.Quad) error {
			if q.P.Value() == vocab.ISSNMatchedISSN {
				note(linked, q.O.Value(), o.source)
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	several := func(m map[string]map[string]bool) (n int) {
		for _, sources := range m {
			if len(sources) > 1 {
				n++
			}
		}
		return n
	}
	if several(linked) != several(counted) || len(linked) != len(counted) {
		t.Errorf("by links %d of %d ISSNs are in two or more sources, by columns %d of %d", several(linked), len(linked), several(counted), len(counted))
	}
	t.Logf("%d of %d ISSNs are in two or more of %d sources", several(linked), len(linked), len(overlapping))
	if several(linked) < 5000 {
		t.Errorf("only %d", several(linked))
	}
}

// columnNumbers reads a table in the plainest way: no quotes across lines matter
// for the columns of ISSNs, which are found by their shape.
func columnNumbers(t testing.TB, f *formats.File, columns []string, needID bool) []string {
	t.Helper()
	rc, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rc.Close(); err != nil {
			t.Error(err)
		}
	}()
	return readColumns(t, rc, columns, needID)
}

// readColumns returns the valid ISSNs of columns of a table: commas by
// encoding/csv, tabs by cutting lines. A table without names of columns has them
// in the first.
func readColumns(t testing.TB, r io.Reader, columns []string, needID bool) []string {
	t.Helper()
	var records [][]string
	if columns == nil || needID {
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(content)) {
			records = append(records, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
		}
	} else {
		var err error
		if records, err = csv.NewReader(r).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	places, id := []int{0}, -1
	if columns != nil {
		places = nil
		for i, name := range records[0] {
			if slices.Contains(columns, strings.TrimPrefix(name, "\ufeff")) {
				places = append(places, i)
			}
			if needID && name == "zdb_id" {
				id = i
			}
		}
		records = records[1:]
	}
	var found []string
	for _, record := range records {
		if id >= 0 && record[id] == "" {
			continue // without its identifier a title of the ZDB is no link
		}
		for _, i := range places {
			for text := range strings.SplitSeq(record[i], ";") {
				if n, err := issn.Clean(text); err == nil {
					found = append(found, n.String())
				}
			}
		}
	}
	return found
}
