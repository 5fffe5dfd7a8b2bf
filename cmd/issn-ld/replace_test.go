package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/issn"
)

// manyRecords returns records of n serials.
func manyRecords(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = record(issn.ISSN(9_000_000+i).String(), "20240101000000.0", fmt.Sprint("Serial ", i))
	}
	return list
}

// A register is not replaced by a file that looks like a mistake, unless that is
// asked for.
func TestReplaceRefusesMistakes(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	list := manyRecords(40)
	whole := collection(list...)
	must(t, "import", writeFileT(t, "a.xml", whole), "--data", data, "--quiet")
	before := must(t, "export", "--data", data, "--to", "nq")
	for name, text := range map[string]string{
		"empty":             "",
		"error page":        "<html><body>503</body></html>",
		"empty collection":  `<collection xmlns="http://www.loc.gov/MARC21/slim"/>`,
		"cut in a record":   whole[:len(whole)-300],
		"cut after records": strings.TrimSuffix(whole, "</collection>"),
		"a tenth fewer":     collection(list[:35]...),
		"a deletion only":   collection(strings.Replace(list[0], "00000nas", "00000das", 1)),
	} {
		file := writeFileT(t, "b.xml", text)
		_, errOut, code := issnld(t, "", "import", "--replace", file, "--data", data, "--quiet")
		if code == exitGood || code == exitRejects {
			t.Errorf("%s: exit code %d", name, code)
		}
		if name != "error page" && !strings.Contains(errOut, "--force") {
			t.Errorf("%s: %s", name, errOut)
		}
		if after := must(t, "export", "--data", data, "--to", "nq"); after != before {
			t.Fatalf("%s: the store has changed", name)
		}
	}
	must(t, "import", "--replace", writeFileT(t, "c.xml", collection(list[:37]...)), "--data", data, "--quiet")
	must(t, "import", "--replace", "--force", writeFileT(t, "d.xml", collection(list[:2]...)), "--data", data, "--quiet")
	if out := must(t, "query", "--data", data, "--format", "csv", "SELECT (COUNT(*) AS ?n) { ?s dc:identifier ?i }"); out != "n\r\n2\r\n" {
		t.Errorf("after --force: %q", out)
	}
}

func TestLoadReplaceRefusesMistakes(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	var lines []string
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("<http://example.org/%d> <http://example.org/p> \"x\" .\n", i))
	}
	graph := []string{"--graph", "http://example.org/g", "--data", data, "--quiet"}
	load := func(text string, more ...string) (string, int) {
		args := append([]string{"load", writeFileT(t, "a.nt", text), "--replace"}, more...)
		_, errOut, code := issnld(t, "", args...)
		return errOut, code
	}
	if errOut, code := load(strings.Join(lines, ""), graph...); code != exitGood {
		t.Fatal(errOut)
	}
	before := must(t, "export", "--data", data, "--to", "nq")
	for name, text := range map[string]string{"empty": "", "cut": strings.Join(lines[:10], ""), "error page": "<html><body>503</body></html>\n"} {
		for _, flags := range [][]string{graph, {"--data", data, "--quiet"}} {
			if errOut, code := load(text, flags...); code == exitGood || !strings.Contains(errOut, "--force") && name != "error page" {
				t.Errorf("%s: exit code %d, %s", name, code, errOut)
			}
			if after := must(t, "export", "--data", data, "--to", "nq"); after != before {
				t.Fatalf("%s: the store has changed", name)
			}
		}
	}
	if errOut, code := load(lines[0], append(graph, "--force")...); code != exitGood {
		t.Error(errOut)
	}
}

// A command that fails leaves no folder that it made.
func TestFailedCommandsLeaveNoFolder(t *testing.T) {
	dir := t.TempDir()
	page := writeFileT(t, "a.xml", "<html><body>503</body></html>")
	for name, args := range map[string][]string{
		"import of a page":    {"import", page},
		"import of no file":   {"import", filepath.Join(dir, "none.mrc")},
		"update with a page":  {"import", "--update", page},
		"load of bad quads":   {"load", writeFileT(t, "a.nt", "no quads")},
		"load of no file":     {"load", filepath.Join(dir, "none.nt")},
		"strict import":       {"import", "--strict", writeFileT(t, "b.xml", collection(record("0028-0837", "20240101000000.0", "Wrong")))},
		"load without suffix": {"load", page + ".none"},
	} {
		data := filepath.Join(dir, name, "data")
		if _, errOut, code := issnld(t, "", append(args, "--data", data, "--quiet")...); code == exitGood {
			t.Errorf("%s: exit code %d, %s", name, code, errOut)
		}
		if _, err := os.Stat(data); !os.IsNotExist(err) {
			t.Errorf("%s: a folder is left: %v", name, err)
		}
		if _, err := os.Stat(filepath.Dir(data)); !os.IsNotExist(err) && name != "strict import" { // which leaves the rejected records
			t.Errorf("%s: the folder around it is left: %v", name, err)
		}
	}
	// What was there stays.
	data := filepath.Join(dir, "old")
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, _, code := issnld(t, "", "import", page, "--data", data, "--quiet"); code == exitGood {
		t.Error("a page is imported")
	}
	if _, err := os.Stat(data); err != nil {
		t.Error(err)
	}
}

// A named pipe is read as a file is, and a command that waits for its writer ends
// when it is told to.
func TestImportFromPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := mkfifo(pipe); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	written := make(chan error, 1)
	go func() {
		written <- os.WriteFile(pipe, []byte(collection(record("0028-0836", "20240101000000.0", "Nature"))), 0o600)
	}()
	data := filepath.Join(dir, "data")
	if out := must(t, "import", pipe, "--data", data, "--format", "json", "--quiet"); !strings.Contains(out, `"mapped": 1`) {
		t.Errorf("report: %s", out)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"import", pipe, "--data", data, "--quiet"}, strings.NewReader(""), &strings.Builder{}, &strings.Builder{})
	}()
	time.AfterFunc(10*time.Millisecond, cancel)
	if code := <-ended; code == exitGood {
		t.Errorf("exit code %d", code)
	}
	f, err := os.OpenFile(pipe, os.O_RDWR, 0) // frees whoever waits still
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}
