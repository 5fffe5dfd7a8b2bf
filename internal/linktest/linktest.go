// Package linktest holds the tools that tests of links and reports share: a register in
// memory, a run of the linker that accounts for every row, and access to the public
// data, which is not in the repository.
package linktest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
)

// Register is a register in memory.
type Register struct {
	Serials      map[issn.ISSN]links.Serial
	MembersOf    map[issn.ISSN][]issn.ISSN
	ReplacedBy   map[issn.ISSN][]issn.ISSN
	IncorrectOf  map[issn.ISSN][]issn.ISSN
	IdentifiedOf map[string][]links.Body
	AroundOf     map[issn.ISSN][]issn.ISSN
	NamedLike    []links.Body
}

// NewRegister returns a register without serials.
func NewRegister() *Register {
	return &Register{
		Serials: map[issn.ISSN]links.Serial{}, MembersOf: map[issn.ISSN][]issn.ISSN{}, ReplacedBy: map[issn.ISSN][]issn.ISSN{},
		IncorrectOf: map[issn.ISSN][]issn.ISSN{}, IdentifiedOf: map[string][]links.Body{}, AroundOf: map[issn.ISSN][]issn.ISSN{},
	}
}

// Serial implements [links.Register].
func (r *Register) Serial(n issn.ISSN) (links.Serial, bool, error) {
	s, ok := r.Serials[n]
	return s, ok, nil
}

// Members implements [links.Register].
func (r *Register) Members(n issn.ISSN) ([]issn.ISSN, error) { return r.MembersOf[n], nil }

// Replacements implements [links.Register].
func (r *Register) Replacements(n issn.ISSN) ([]issn.ISSN, error) { return r.ReplacedBy[n], nil }

// Incorrect implements [links.Register].
func (r *Register) Incorrect(n issn.ISSN) ([]issn.ISSN, error) { return r.IncorrectOf[n], nil }

// Identified implements [links.Bodies].
func (r *Register) Identified(iri string) ([]links.Body, error) { return r.IdentifiedOf[iri], nil }

// Named implements [links.Bodies].
func (r *Register) Named(string) ([]links.Body, error) { return r.NamedLike, nil }

// Around implements [links.Histories].
func (r *Register) Around(n issn.ISSN) ([]issn.ISSN, error) { return r.AroundOf[n], nil }

// Add adds a serial with its ISSN-L.
func (r *Register) Add(number, linking string, s links.Serial) {
	s.ISSN = MustParse(number)
	if linking != "" {
		s.Linking, s.HasLinking = MustParse(linking), true
		r.MembersOf[s.Linking] = append(r.MembersOf[s.Linking], s.ISSN)
	}
	r.Serials[s.ISSN] = s
}

// MustParse reads a number that the test must have got right.
func MustParse(s string) issn.ISSN {
	n, err := issn.Parse(s)
	if err != nil {
		panic(err)
	}
	return n
}

// Result is a run with all its output.
type Result struct {
	Report        *links.Report
	Quads         map[rdf.Quad]bool
	Rows          []string // of rows that were not linked: reason and detail
	Discrepancies []links.Discrepancy
}

// Has reports whether a statement is in the graph of the source.
func (r *Result) Has(s, p, o string) bool {
	for q := range r.Quads {
		if q.S.Value() == s && q.P.Value() == p && q.O.Value() == o {
			return true
		}
	}
	return false
}

// Objects returns the values of a property, in order.
func (r *Result) Objects(s, p string) []string {
	var found []string
	for q := range r.Quads {
		if q.S.Value() == s && q.P.Value() == p {
			found = append(found, q.O.Value())
		}
	}
	slices.Sort(found)
	return found
}

// Kinds returns the kinds of the discrepancies with their numbers.
func (r *Result) Kinds() []string {
	var found []string
	for _, d := range r.Discrepancies {
		found = append(found, string(d.Kind)+" "+d.ISSN)
	}
	return found
}

// Run links files and checks that every row is accounted for.
func Run(t testing.TB, reg links.Register, source string, files ...*formats.File) *Result {
	t.Helper()
	src := sources.Lookup(source)
	if src == nil {
		t.Fatalf("no source %s", source)
	}
	r := &Result{Quads: map[rdf.Quad]bool{}}
	report, err := links.Link(context.Background(), src, files, links.Options{
		Register: reg,
		Emit:     func(q rdf.Quad) error { r.Quads[q] = true; return nil },
		OnRow: func(row *formats.Row) error {
			r.Rows = append(r.Rows, string(row.Reject)+string(row.Skip)+": "+row.Detail)
			return nil
		},
		OnDiscrepancy: func(d links.Discrepancy) error { r.Discrepancies = append(r.Discrepancies, d); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Report = report
	rows, linked, rejected, outOfScope := report.Rows()
	if rows != linked+rejected+outOfScope || int64(len(r.Rows)) != rejected+outOfScope {
		t.Errorf("%d rows are not %d linked, %d rejected and %d out of scope (%d told)", rows, linked, rejected, outOfScope, len(r.Rows))
	}
	return r
}

// Text is a file from its content.
func Text(content string) *formats.File { return formats.Bytes("test", []byte(content)) }

// Shared returns the files of a folder of public data, which is not in the
// repository.
func Shared(t testing.TB, path ...string) []*formats.File {
	t.Helper()
	name := filepath.Join(append([]string{Root(t), "..", "shared", "data", "links"}, path...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("the folder with public data is missing: %v", err)
	}
	files, err := formats.Expand(name)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Groups returns a register of the ISSN-L groups of the public data.
func Groups(t testing.TB) *Register {
	t.Helper()
	reg := NewRegister()
	rc, err := Shared(t, "core", "issn_to_issnl_derived.tsv")[0].Open()
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
			reg.Add(number, linking, links.Serial{})
		}
	}
	return reg
}

// Nature is a register with a few real serials.
func Nature() *Register {
	reg := NewRegister()
	reg.Add("0028-0836", "0028-0836", links.Serial{Titles: []string{"Nature (London)", "Nature"}, Start: 1869, Medium: links.MediumPrint})
	reg.Add("1476-4687", "0028-0836", links.Serial{Titles: []string{"Nature (Basingstoke. Online)"}, Start: 1869, Medium: links.MediumOnline})
	reg.Add("0036-8075", "0036-8075", links.Serial{Titles: []string{"Science (New York, N.Y.)"}, Start: 1880, Medium: links.MediumPrint})
	reg.Add("1095-9203", "0036-8075", links.Serial{Titles: []string{"Science (New York, N.Y. Online)"}, Start: 1880, Medium: links.MediumOnline})
	reg.Add("1072-8368", "1072-8368", links.Serial{Titles: []string{"Nature structural biology"}, Start: 1994, End: 2003, Ceased: true, Medium: links.MediumPrint})
	reg.Add("0302-2889", "", links.Serial{Status: links.StatusCancelled})
	reg.ReplacedBy[MustParse("0302-2889")] = append(reg.ReplacedBy[MustParse("0302-2889")], MustParse("0028-0836"))
	reg.Add("0229-818X", "", links.Serial{Status: links.StatusSuppressed})
	reg.IncorrectOf[MustParse("8756-6621")] = append(reg.IncorrectOf[MustParse("8756-6621")], MustParse("1072-8368"))
	return reg
}

// IRIs of two ISSN-Ls and an item of Wikidata.
const (
	NatureL  = "http://issn.org/resource/ISSN-L/0028-0836"
	ScienceL = "http://issn.org/resource/ISSN-L/0036-8075"
	WdNature = "http://www.wikidata.org/entity/Q180445"
)

// All is a register that has every ISSN, each with itself as ISSN-L.
type All struct{}

// Serial implements [links.Register].
func (All) Serial(n issn.ISSN) (links.Serial, bool, error) {
	return links.Serial{ISSN: n, Linking: n, HasLinking: true}, true, nil
}

// Members implements [links.Register].
func (All) Members(n issn.ISSN) ([]issn.ISSN, error) { return []issn.ISSN{n}, nil }

// Replacements implements [links.Register].
func (All) Replacements(issn.ISSN) ([]issn.ISSN, error) { return nil, nil }

// Incorrect implements [links.Register].
func (All) Incorrect(issn.ISSN) ([]issn.ISSN, error) { return nil, nil }

// Root returns the folder of the module, above the package that is tested.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the package")
		}
		dir = parent
	}
}
