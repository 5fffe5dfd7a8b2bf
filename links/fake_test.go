package links_test

import (
	"context"
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

// nature is a register with a few real serials.
func nature() *register {
	reg := newRegister()
	reg.add("0028-0836", "0028-0836", links.Serial{Titles: []string{"Nature (London)", "Nature"}, Start: 1869, Medium: links.MediumPrint})
	reg.add("1476-4687", "0028-0836", links.Serial{Titles: []string{"Nature (Basingstoke. Online)"}, Start: 1869, Medium: links.MediumOnline})
	reg.add("0036-8075", "0036-8075", links.Serial{Titles: []string{"Science (New York, N.Y.)"}, Start: 1880, Medium: links.MediumPrint})
	reg.add("1095-9203", "0036-8075", links.Serial{Titles: []string{"Science (New York, N.Y. Online)"}, Start: 1880, Medium: links.MediumOnline})
	reg.add("1072-8368", "1072-8368", links.Serial{Titles: []string{"Nature structural biology"}, Start: 1994, End: 2003, Ceased: true, Medium: links.MediumPrint})
	reg.add("0302-2889", "", links.Serial{Status: links.StatusCancelled})
	reg.replacements[mustParse("0302-2889")] = append(reg.replacements[mustParse("0302-2889")], mustParse("0028-0836"))
	reg.add("0229-818X", "", links.Serial{Status: links.StatusSuppressed})
	reg.incorrect[mustParse("8756-6621")] = append(reg.incorrect[mustParse("8756-6621")], mustParse("1072-8368"))
	return reg
}

const (
	natureL  = "http://issn.org/resource/ISSN-L/0028-0836"
	scienceL = "http://issn.org/resource/ISSN-L/0036-8075"
	wdNature = "http://www.wikidata.org/entity/Q180445"
)
