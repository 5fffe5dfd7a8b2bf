package links_test

import (
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
)

// register is a register in memory.
type register struct {
	serials      map[issn.ISSN]links.Serial
	members      map[issn.ISSN][]issn.ISSN
	replacements map[issn.ISSN][]issn.ISSN
	incorrect    map[issn.ISSN][]issn.ISSN
	identified   map[string][]links.Body
	named        []links.Body
}

func newRegister() *register {
	return &register{
		serials: map[issn.ISSN]links.Serial{}, members: map[issn.ISSN][]issn.ISSN{}, replacements: map[issn.ISSN][]issn.ISSN{},
		incorrect: map[issn.ISSN][]issn.ISSN{}, identified: map[string][]links.Body{},
	}
}

func (r *register) Serial(n issn.ISSN) (links.Serial, bool, error) {
	s, ok := r.serials[n]
	return s, ok, nil
}

func (r *register) Members(n issn.ISSN) ([]issn.ISSN, error)      { return r.members[n], nil }
func (r *register) Replacements(n issn.ISSN) ([]issn.ISSN, error) { return r.replacements[n], nil }
func (r *register) Incorrect(n issn.ISSN) ([]issn.ISSN, error)    { return r.incorrect[n], nil }

func (r *register) Identified(iri string) ([]links.Body, error) { return r.identified[iri], nil }
func (r *register) Named(string) ([]links.Body, error)          { return r.named, nil }

// add adds a serial with its ISSN-L.
func (r *register) add(number, linking string, s links.Serial) {
	s.ISSN = mustParse(number)
	if linking != "" {
		s.Linking, s.HasLinking = mustParse(linking), true
		r.members[s.Linking] = append(r.members[s.Linking], s.ISSN)
	}
	r.serials[s.ISSN] = s
}

func mustParse(s string) issn.ISSN {
	n, err := issn.Parse(s)
	if err != nil {
		panic(err)
	}
	return n
}

// result is a run with all that it gave.
type result struct {
	report        *links.Report
	quads         map[rdf.Quad]bool
	rows          []string // of rows that were not linked: reason and detail
	discrepancies []links.Discrepancy
}

// has reports whether a statement is in the graph of the source.
func (r *result) has(s, p, o string) bool {
	for q := range r.quads {
		if q.S.Value() == s && q.P.Value() == p && q.O.Value() == o {
			return true
		}
	}
	return false
}

// objects returns the values of a property, in order.
func (r *result) objects(s, p string) []string {
	var found []string
	for q := range r.quads {
		if q.S.Value() == s && q.P.Value() == p {
			found = append(found, q.O.Value())
		}
	}
	slices.Sort(found)
	return found
}

// kinds returns the kinds of the discrepancies with their numbers.
func (r *result) kinds() []string {
	var found []string
	for _, d := range r.discrepancies {
		found = append(found, string(d.Kind)+" "+d.ISSN)
	}
	return found
}

// run links files and checks that every row is accounted for.
func run(t testing.TB, reg links.Register, source string, files ...*links.File) *result {
	t.Helper()
	src := links.Lookup(source)
	if src == nil {
		t.Fatalf("no source %s", source)
	}
	r := &result{quads: map[rdf.Quad]bool{}}
	report, err := links.Link(context.Background(), src, files, links.Options{
		Register: reg,
		Emit:     func(q rdf.Quad) error { r.quads[q] = true; return nil },
		OnRow: func(row *links.Row) error {
			r.rows = append(r.rows, string(row.Reject)+string(row.Skip)+": "+row.Detail)
			return nil
		},
		OnDiscrepancy: func(d links.Discrepancy) error { r.discrepancies = append(r.discrepancies, d); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	r.report = report
	rows, linked, rejected, outOfScope := report.Rows()
	if rows != linked+rejected+outOfScope || int64(len(r.rows)) != rejected+outOfScope {
		t.Errorf("%d rows are not %d linked, %d rejected and %d out of scope (%d told)", rows, linked, rejected, outOfScope, len(r.rows))
	}
	return r
}

// text is a file from its content.
func text(content string) *links.File { return links.Bytes("test", []byte(content)) }

// shared returns the files of a folder of public data, which is not in the
// repository.
func shared(t testing.TB, path ...string) []*links.File {
	t.Helper()
	name := filepath.Join(append([]string{"..", "..", "shared", "data", "links"}, path...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("the folder with public data is missing: %v", err)
	}
	files, err := links.Expand(name)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// groups returns a register of the ISSN-L groups of the public data.
func groups(t testing.TB) *register {
	t.Helper()
	reg := newRegister()
	rc, err := shared(t, "core", "issn_to_issnl_derived.tsv")[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rc.Close(); err != nil {
			t.Error(err)
		}
	}()
	content := new(strings.Builder)
	buf := make([]byte, 64<<10)
	for {
		n, err := rc.Read(buf)
		content.Write(buf[:n])
		if err != nil {
			break
		}
	}
	for line := range strings.Lines(content.String()) {
		if number, linking, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && number != "ISSN" {
			reg.add(number, linking, links.Serial{})
		}
	}
	return reg
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
