package linkfiles_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/internal/generate/linkfiles"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
)

// sum is the sum of all files, decompressed, in the order of names.
func sum(t testing.TB, dir string) string {
	t.Helper()
	files, err := formats.Expand(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, f := range files {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(dir, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintln(h, filepath.ToSlash(name)); err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(h, rc)
		if err = errors.Join(err, rc.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// The sum guards the promise that all machines and versions write the same. A
// change of what is generated changes it, and may.
func TestSameFiles(t *testing.T) {
	const want = "8762ac2261421eedeecccc155b35071cbed372f5b5d80f4caaa41307131f1491"
	quiet := func(*marc.Record) {}
	dir, _ := only(t, generate.Options{Records: 3000, Seed: 1}, quiet)
	got := sum(t, dir)
	if got != want {
		t.Errorf("sum of the files is %s, want %s", got, want)
	}
	again, _ := only(t, generate.Options{Records: 3000, Seed: 1}, quiet)
	other, _ := only(t, generate.Options{Records: 3000, Seed: 2}, quiet)
	if sum(t, again) != got || sum(t, other) == got {
		t.Error("one seed gave different files, or two seeds the same")
	}
}

// A folder with files is left alone, and what is discarded is gone.
func TestCreateAndDiscard(t *testing.T) {
	g, err := generate.New(generate.Options{Records: 10, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	opt := linkfiles.Options{Dir: dir, Register: g, Records: 10, Seed: 1}
	set, err := linkfiles.Create(opt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := linkfiles.Create(opt); !errors.Is(err, linkfiles.ErrNotEmpty) {
		t.Errorf("a folder with files: %v", err)
	}
	if err := set.Discard(); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("%v stay, %v", entries, err)
	}
	opt.Dir = filepath.Join(dir, "x", "file")
	if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := linkfiles.Create(opt); err == nil {
		t.Error("a folder in a file was made")
	}
}

// An empty register, and one whose last family is cut off, have files that can
// be read.
func TestSmallRegisters(t *testing.T) {
	for _, n := range []int64{0, 1, 7, 40} {
		dir, counts := only(t, generate.Options{Records: n, Seed: 4}, func(*marc.Record) {})
		for _, source := range folders(t, dir) {
			linked(t, dir, source, &memory{}, func(rdf.Quad) error { return nil })
		}
		if counts.Rows["issn-l"] > n+20 {
			t.Errorf("%d records, %d rows of ISSN-Ls", n, counts.Rows["issn-l"])
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	const records = 50_000
	for b.Loop() {
		g, err := generate.New(generate.Options{Records: records, Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		set, err := linkfiles.Create(linkfiles.Options{Dir: b.TempDir(), Register: g, Records: records, Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := g.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
		if _, err := set.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(records*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
