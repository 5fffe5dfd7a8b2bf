package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestExportMARC gets records back as they were imported, and the same fields in the other
// syntax; a store that is built of what was exported equals the first.
func TestExportMARC(t *testing.T) {
	dir := t.TempDir()
	data, again := filepath.Join(dir, "data"), filepath.Join(dir, "again")
	must(t, "import", "--sample", "--data", data, "--quiet")
	mrc, xml := filepath.Join(dir, "all.mrc"), filepath.Join(dir, "all.xml")
	must(t, "export", "marc", "--data", data, "-o", mrc)
	must(t, "export", "marc", "--data", data, "-o", xml)
	want := must(t, "export", "--data", data)
	for _, file := range []string{mrc, xml} {
		must(t, "import", file, "--replace", "--force", "--data", again, "--quiet")
		if got := must(t, "export", "--data", again); got != want {
			t.Errorf("a store of %s differs", file)
		}
		must(t, "check", "--data", again)
		second := filepath.Join(dir, "second"+filepath.Ext(file))
		must(t, "export", "marc", "--data", again, "-o", second)
		if !bytes.Equal(readFile(t, file), readFile(t, second)) {
			t.Errorf("%s is not what was imported from it", second)
		}
	}
	one := must(t, "export", "marc", "--data", data, "--issn", "0028-0836", "--to", "xml")
	rd, err := marc.NewReader(strings.NewReader(one), marc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec, err := rd.Read()
	if err != nil || rec.Control("001") == "" || strings.Count(one, "<leader>") != 1 {
		t.Errorf("got %v of %s", err, one)
	}
	for part, args := range map[string][]string{
		"no MARC record": {"--issn", "2049-3630"}, "neither mrc": {"--to", "json"}, "check digit": {"--issn", "0028-0837"},
	} {
		if _, errOut, code := issnld(t, "", append([]string{"export", "marc", "--data", data}, args...)...); code == exitGood || !strings.Contains(errOut, part) {
			t.Errorf("%v: exit code %d, %s; want %q", args, code, errOut, part)
		}
	}
	empty := filepath.Join(dir, "empty")
	must(t, "load", writeFileT(t, "a.nt", "<http://example.org/s> <http://example.org/p> \"o\" .\n"), "--data", empty, "--quiet")
	if _, errOut, code := issnld(t, "", "export", "marc", "--data", empty); code != exitFailed || !strings.Contains(errOut, "import the register again") {
		t.Errorf("a store without records: exit code %d, %s", code, errOut)
	}
}
