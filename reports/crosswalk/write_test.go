package crosswalk_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/parquet-go/parquet-go"

	"github.com/issn-ld/issn-ld/reports/crosswalk"
)

// write writes rows in small portions.
func write(t *testing.T, w crosswalk.Writer, rows []crosswalk.Row) {
	t.Helper()
	for i := 0; i < len(rows); i += 7 {
		if err := w.Write(rows[i:min(i+7, len(rows))]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// testRows are rows of a random register, and one with text that formats have to
// escape.
func testRows(t *testing.T) []crosswalk.Row {
	rows := allRows(t, reader(t, newWorld(3).quads))
	if len(rows) < 10 {
		t.Fatalf("only %d rows", len(rows))
	}
	odd := rows[0]
	odd.Title = "Ünïcode \"quoted\", <b>\nline 杂志"
	return append(rows, odd)
}

// What is written can be read back, in every format.
func TestJSONLines(t *testing.T) {
	rows := testRows(t)
	var b bytes.Buffer
	write(t, crosswalk.NewJSONLines(&b), rows)
	if lines := strings.Count(b.String(), "\n"); lines != len(rows) {
		t.Errorf("%d lines for %d rows", lines, len(rows))
	}
	var got []crosswalk.Row
	for dec := json.NewDecoder(&b); ; {
		var row crosswalk.Row
		err := dec.Decode(&row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row)
	}
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

func TestCSV(t *testing.T) {
	rows := testRows(t)
	var b bytes.Buffer
	w, err := crosswalk.NewCSV(&b)
	if err != nil {
		t.Fatal(err)
	}
	write(t, w, rows)
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(crosswalk.Columns(), lines[0]); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	if len(lines) != len(rows)+1 {
		t.Fatalf("%d lines for %d rows", len(lines), len(rows))
	}
	for i := range rows {
		if diff := cmp.Diff(rows[i], fromText(lines[0], lines[i+1])); diff != "" {
			t.Errorf("row %d (-written +read):\n%s", i, diff)
		}
	}
}

// fromText makes a row of its text, by the names of columns in JSON.
func fromText(columns, fields []string) crosswalk.Row {
	var row crosswalk.Row
	v := reflect.ValueOf(&row).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		text := fields[indexOf(columns, name)]
		switch f := v.Field(i); f.Interface().(type) {
		case string:
			f.SetString(text)
		case int32:
			for _, c := range text {
				f.SetInt(f.Int()*10 + int64(c-'0'))
			}
		case []string:
			f.Set(reflect.ValueOf(elements(text)))
		case []crosswalk.Holding:
			holdings := []crosswalk.Holding{}
			for _, e := range elements(text) {
				agency, status, _ := strings.Cut(e, ":")
				holdings = append(holdings, crosswalk.Holding{Agency: agency, Status: status})
			}
			f.Set(reflect.ValueOf(holdings))
		}
	}
	return row
}

func indexOf(list []string, s string) int {
	for i, v := range list {
		if v == s {
			return i
		}
	}
	return -1
}

func elements(text string) []string {
	if text == "" {
		return []string{}
	}
	return strings.Split(text, "|")
}

func TestParquet(t *testing.T) {
	rows := testRows(t)
	var b bytes.Buffer
	write(t, crosswalk.NewParquet(&b), rows)
	got, err := parquet.Read[crosswalk.Row](bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, c := range f.Schema().Fields() {
		columns = append(columns, c.Name())
	}
	if diff := cmp.Diff(crosswalk.Columns(), columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

// An answer as CSV has a line for each row, and one for each identifier without.
func TestAnswerCSV(t *testing.T) {
	r := reader(t, facts(nature()...))
	a, err := r.Find(t.Context(), []string{"wikidata:Q180445", "0028-0837", "=1+1"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := a.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, line := range lines[1:] {
		got = append(got, []string{line[0], line[5], line[7], line[indexOf(lines[0], "issn")]})
	}
	want := [][]string{
		{"wikidata:Q180445", "", "", "0028-0836"},
		{"wikidata:Q180445", "", "", "1476-4687"},
		{"0028-0837", "wrong-check-digit", "0028-0836", ""},
		{"'=1+1", "malformed", "", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if a.Found != 1 {
		t.Errorf("%d identifiers found, want 1", a.Found)
	}
}

// Each format has a writer.
func TestFormats(t *testing.T) {
	for _, f := range crosswalk.Formats() {
		w, err := crosswalk.NewWriter(io.Discard, f)
		if err != nil || w.Close() != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	if w, err := crosswalk.NewWriter(io.Discard, "xlsx"); err == nil {
		t.Errorf("a writer of xlsx: %v", w)
	}
}
