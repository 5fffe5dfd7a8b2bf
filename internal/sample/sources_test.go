package sample_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/issn-ld/issn-ld/marc"
)

const links = "../../../shared/data/links"

// Titles and ISSN-Ls of the sample agree with what public lists say of the same
// ISSN.
func TestAgainstPublicLists(t *testing.T) {
	if _, err := os.Stat(links); err != nil {
		t.Skip("the shared link files are missing")
	}
	byISSN := map[string]*marc.Record{}
	for _, rec := range records(t) {
		byISSN[rec.Control("001")] = rec
	}
	titles := 0
	for _, row := range rows(t, "wikidata-publisher-lists/*.csv", ',') {
		for i, cell := range row[:min(2, len(row)-1)] {
			if rec := byISSN[cell]; rec != nil {
				titles++
				checkTitle(t, rec, row[i+1])
			}
		}
	}
	for _, row := range rows(t, "core/kbart_slub.txt", '\t') {
		for _, number := range row[1:3] {
			if rec := byISSN[number]; rec != nil && strings.HasPrefix(rec.Control("007"), "t") && !strings.Contains(row[0], "(") {
				titles++
				checkTitle(t, rec, row[0])
			}
		}
	}
	for _, row := range rows(t, "issn-l/*ISSN-L*.txt", '\t') {
		if rec := byISSN[row[0]]; rec != nil && len(row) > 1 && first(rec, "022", 'l') != "" && first(rec, "022", 'l') != row[1] {
			t.Errorf("%s: ISSN-L %s, the table has %s", row[0], first(rec, "022", 'l'), row[1])
		}
	}
	if titles < 20 {
		t.Errorf("%d titles compared, want at least 20", titles)
	}
}

// rows reads the tables that match a pattern, as far as they are tables.
func rows(t *testing.T, pattern string, comma rune) [][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(links, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no files: %v", pattern, err)
	}
	var all [][]string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if comma == '\t' {
			for sc := bufio.NewScanner(bytes.NewReader(data)); sc.Scan(); {
				if row := strings.Split(sc.Text(), "\t"); len(row) > 1 {
					all = append(all, append(row, "", ""))
				}
			}
			continue
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		table, err := r.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, table...)
	}
	return all
}

// checkTitle checks that a title of a list is the start of the record's, or the
// reverse, as lists leave out sections and subtitles.
func checkTitle(t *testing.T, rec *marc.Record, title string) {
	t.Helper()
	ours, theirs := letters(first(rec, "222", 'a')), letters(title)
	if !strings.HasPrefix(ours, theirs) && !strings.HasPrefix(theirs, ours) {
		t.Errorf("%s: key title %q, the list has %q", rec.Control("001"), first(rec, "222", 'a'), title)
	}
}

// letters returns the letters of text in lower case, without an article. A list
// has two letters of Windows-1252 as the control characters of the same number.
func letters(text string) string {
	text = strings.TrimPrefix(strings.ToLower(text), "the ")
	text = strings.NewReplacer("&", "and", "\u009a", "š", "\u009e", "ž").Replace(text)
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return r
	}, text)
}
