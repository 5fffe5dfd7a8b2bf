package linkfiles_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/internal/generate/linkfiles"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
	"github.com/issn-ld/issn-ld/vocab"
)

// memory is a register that an import of the records gives, in memory.
type memory struct {
	serials      map[issn.ISSN]links.Serial
	members      map[issn.ISSN][]issn.ISSN
	replacements map[issn.ISSN][]issn.ISSN
	incorrect    map[issn.ISSN][]issn.ISSN
}

func (m *memory) Serial(n issn.ISSN) (links.Serial, bool, error) {
	s, ok := m.serials[n]
	return s, ok, nil
}

func (m *memory) Members(n issn.ISSN) ([]issn.ISSN, error)      { return m.members[n], nil }
func (m *memory) Replacements(n issn.ISSN) ([]issn.ISSN, error) { return m.replacements[n], nil }
func (m *memory) Incorrect(n issn.ISSN) ([]issn.ISSN, error)    { return m.incorrect[n], nil }

// add takes the quads of a record.
func (m *memory) add(res *mapping.Result) {
	s := links.Serial{ISSN: res.ISSN}
	own := map[string]bool{}
	for _, q := range res.Quads {
		if q.P.Value() == vocab.BFTitleProperty {
			own[q.O.Value()] = true
		}
	}
	for _, q := range res.Quads {
		m.take(&s, q, q.S.Value() == res.ISSN.IRI(), own[q.S.Value()])
	}
	m.serials[res.ISSN] = s
}

// take reads a quad: of the serial itself, of one of its titles, or of another
// part of the record.
func (m *memory) take(s *links.Serial, q rdf.Quad, self, title bool) {
	value := q.O.Value()
	year := func() int {
		n, err := strconv.Atoi(value)
		if err != nil || n == 9999 {
			return 0
		}
		return n
	}
	other, _ := issn.ParseIRI(value)
	switch p := q.P.Value(); {
	case p == vocab.BFStatus && strings.HasSuffix(q.S.Value(), "#Record"):
		switch value {
		case vocab.RecordStatusCancelled:
			s.Status = links.StatusCancelled
		case vocab.RecordStatusSuppressed:
			s.Status = links.StatusSuppressed
		}
	case p == vocab.SchemaIsPartOf && self && other.Space == issn.SpaceISSNL:
		s.Linking, s.HasLinking = other.ISSN, true
		m.members[other.ISSN] = append(m.members[other.ISSN], s.ISSN)
	case p == vocab.ISSNCancelledInFavor:
		m.replacements[s.ISSN] = append(m.replacements[s.ISSN], other.ISSN)
	case p == vocab.ISSNHasCancelledISSN:
		m.replacements[other.ISSN] = append(m.replacements[other.ISSN], s.ISSN)
	case p == vocab.ISSNHasIncorrectISSN:
		if n, err := issn.Parse(value); err == nil {
			m.incorrect[n] = append(m.incorrect[n], s.ISSN)
		}
	case (p == vocab.BFMainTitle || p == vocab.SchemaName || p == vocab.SchemaAlternateName) && (self || title), p == vocab.RDFValue && title:
		s.Titles = append(s.Titles, value)
	case p == vocab.SchemaStartDate && self:
		s.Start = year()
	case p == vocab.SchemaEndDate && self:
		s.End = year()
	case p == vocab.M21PublicationStatus:
		s.Ceased = strings.HasSuffix(value, "#d")
	case p == vocab.DCFormat && self:
		s.Medium = links.MediumOther
		if value == vocab.MediumOnline {
			s.Medium = links.MediumOnline
		}
	}
}

// written generates a register with its link files and reads it back.
func written(t testing.TB, opt generate.Options) (string, *memory, linkfiles.Counts) {
	t.Helper()
	g, err := generate.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	set, err := linkfiles.Create(linkfiles.Options{Dir: dir, Register: g, Records: opt.Records, Seed: opt.Seed})
	if err != nil {
		t.Fatal(err)
	}
	m := &memory{map[issn.ISSN]links.Serial{}, map[issn.ISSN][]issn.ISSN{}, map[issn.ISSN][]issn.ISSN{}, map[issn.ISSN][]issn.ISSN{}}
	mapper := mapping.NewMapper(mapping.Options{})
	for {
		rec, err := g.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if res, err := mapper.Map(rec); err == nil {
			m.add(&res)
		}
	}
	counts, err := set.Close()
	if err != nil {
		t.Fatal(err)
	}
	return dir, m, counts
}

// folders returns the sources that files were written for.
func folders(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// linked links the files of a source and returns the report and the
// discrepancies.
func linked(t testing.TB, dir, source string, reg links.Register, emit func(rdf.Quad) error) (*links.Report, []links.Discrepancy) {
	t.Helper()
	src := sources.Lookup(source)
	if src == nil {
		t.Fatalf("no source %s", source)
	}
	files, err := formats.Expand(filepath.Join(dir, source))
	if err != nil {
		t.Fatal(err)
	}
	var found []links.Discrepancy
	report, err := links.Link(context.Background(), src, files, links.Options{
		Register: reg, Emit: emit,
		OnDiscrepancy: func(d links.Discrepancy) error { found = append(found, d); return nil },
	})
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	return report, found
}

// size is for longer runs: 2442601 is the whole register, with one seed.
var size = flag.Int64("records", 6000, "records of the registers with planted discrepancies")

// Every planted discrepancy is found, and nothing else is reported.
func TestPlanted(t *testing.T) {
	seeds := []uint64{1, 2, 3}
	if *size > 200_000 {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		dir, reg, _ := written(t, generate.Options{Records: *size, Seed: seed})
		var claims discrepancies.Claims
		var reported []links.Discrepancy
		for _, source := range folders(t, dir) {
			report, found := linked(t, dir, source, reg, func(q rdf.Quad) error { claims.Add(q); return nil })
			reported = append(reported, found...)
			if rows, links, rejected, _ := report.Rows(); rows == 0 || links == 0 || rejected > rows/20+10 {
				t.Errorf("seed %d: %s: %d rows, %d linked, %d rejected", seed, source, rows, links, rejected)
			}
		}
		if err := claims.Check(reg, func(d links.Discrepancy) error { reported = append(reported, d); return nil }); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(filepath.Join(dir, "planted.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		planted, err := discrepancies.ReadPlanted(f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		a := discrepancies.Assess(planted, reported)
		t.Logf("seed %d: %d planted, precision %.4f, recall %.4f", seed, a.All.Planted, a.All.Precision(), a.All.Recall())
		for _, d := range a.Missed[:min(20, len(a.Missed))] {
			t.Errorf("seed %d: not reported: %+v", seed, d)
		}
		for _, d := range a.Excess[:min(20, len(a.Excess))] {
			t.Errorf("seed %d: not planted: %+v", seed, d)
		}
		for _, kind := range links.DiscrepancyKinds() {
			// The tests of reports/discrepancies plant these: they need histories and lists of withdrawals.
			if slices.Contains([]links.DiscrepancyKind{links.OtherTitle, links.MediumDiffers, links.ListedWithdrawn}, kind) {
				continue
			}
			i := slices.IndexFunc(a.Kinds, func(s discrepancies.Score) bool { return s.Kind == kind })
			if i < 0 || a.Kinds[i].Planted < 3 {
				t.Errorf("seed %d: few %s are planted", seed, kind)
			}
		}
	}
}
