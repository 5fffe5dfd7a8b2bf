package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/issn"
)

// childVariable makes the test binary run a command line, so that the tests can
// kill one.
const childVariable = "ISSNLD_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

var kills = flag.Int("kills", 16, "how many commands TestKills kills")

// killCase is a command that writes to the store in data, after what prepare has made.
type killCase struct {
	name  string
	args  []string
	data  string // the store that it writes, "" if it writes a backup
	fresh bool   // the store is not there before
}

// killBench is what the cases start from: a store, a copy of which each of them gets,
// and their inputs.
type killBench struct {
	dir, base string
	cases     []killCase
}

func newKillBench(t *testing.T) *killBench {
	t.Helper()
	dir := t.TempDir()
	b := &killBench{dir: dir, base: filepath.Join(dir, "base")}
	must(t, "import", "--sample", "--data", b.base, "--quiet")
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var records []string
	var triples strings.Builder
	for i := range 1000 {
		records = append(records, record(issn.ISSN(9_000_000+i).String(), "20240101000000.0", "Serial "+issn.ISSN(i).String()))
		fmt.Fprintf(&triples, "<http://example.org/%d> <http://example.org/p> \"%d\" .\n", i, i)
	}
	whole, changes := file("in.xml", collection(records...)), file("changes.xml", collection(records[:150]...))
	text := file("in.nt", triples.String())
	full, more := filepath.Join(dir, "full.backup"), filepath.Join(dir, "more.backup")
	must(t, "backup", full, "--data", b.base)
	large := filepath.Join(dir, "large") // so that its backup takes a while
	must(t, "import", "--sample", whole, "--data", large, "--quiet")
	updated := filepath.Join(dir, "updated")
	b.copyBase(t, updated)
	must(t, "import", "--update", changes, "--data", updated, "--quiet")
	must(t, "backup", more, "--data", updated, "--since", b.version(t, b.base))
	data := filepath.Join(dir, "data")
	b.cases = []killCase{
		{name: "import", args: []string{"import", whole, "--data", data, "--quiet"}, data: data},
		{name: "import --update", args: []string{"import", "--update", changes, "--data", data, "--quiet"}, data: data},
		{name: "import --replace", args: []string{"import", "--replace", whole, "--data", data, "--quiet"}, data: data},
		{name: "import into a new folder", args: []string{"import", whole, "--data", data, "--quiet"}, data: data, fresh: true},
		{name: "load", args: []string{"load", text, "--data", data, "--quiet"}, data: data},
		{name: "link", args: []string{"link", "--sample", "--data", data, "--quiet"}, data: data},
		{name: "compact", args: []string{"compact", "--full", "--data", data, "--quiet"}, data: data},
		{name: "restore", args: []string{"restore", full, more, "--data", data}, data: data, fresh: true},
		{name: "restore an update", args: []string{"restore", more, "--data", data}, data: data},
		{name: "backup", args: []string{"backup", filepath.Join(dir, "killed.backup"), "--data", large}},
	}
	return b
}

// copyBase makes the store that a case starts from.
func (b *killBench) copyBase(t *testing.T, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(b.base)); err != nil {
		t.Fatal(err)
	}
}

// version returns the version of a store, as a backup of it says.
func (b *killBench) version(t *testing.T, data string) string {
	t.Helper()
	out := must(t, "backup", filepath.Join(b.dir, "version.backup"), "--data", data, "--force", "--format", "json")
	found := regexp.MustCompile(`"version":\s*(\d+)`).FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("no version in %s", out)
	}
	return found[1]
}

// TestKills kills each command that writes, again and again: what it leaves opens, is
// whole, and holds the state before or that after. An update of many records is a
// transaction for each, so it may leave any number of them, each as a whole.
func TestKills(t *testing.T) {
	b := newKillBench(t)
	idle := timeChild(t, []string{"version"}) // what a process takes before it does anything
	took := make([]time.Duration, len(b.cases))
	after := make([]string, len(b.cases))
	before := b.look(t, &killCase{data: b.base})
	unfinished := make([]int, len(b.cases))
	for i := range *kills {
		n := i % len(b.cases)
		c := &b.cases[n]
		if took[n] == 0 {
			b.prepare(t, c)
			took[n] = max(timeChild(t, c.args)-idle, time.Millisecond)
			after[n] = b.look(t, c)
		}
		b.prepare(t, c)
		delay := idle/2 + time.Duration(rand.Int64N(int64(idle/2+took[n]*5/4)))
		finished := killAfter(t, delay, c.args)
		got := b.look(t, c)
		if !finished {
			unfinished[n]++
		}
		start := before
		if c.fresh || c.data == "" {
			start = "" // there is nothing
		}
		between := c.name == "import --update" && isBetween(got, before, after[n])
		if got != after[n] && (finished || got != start && !between) {
			t.Fatalf("%s, killed after %v: %d quads, neither the state before (%d) nor that after (%d); finished: %v",
				c.name, delay, strings.Count(got, "\n"), strings.Count(start, "\n"), strings.Count(after[n], "\n"), finished)
		}
	}
	for n, c := range b.cases {
		t.Logf("%s: %d killed before the end, of about %v", c.name, unfinished[n], took[n].Round(time.Millisecond))
	}
}

// isBetween reports whether a state has of each subject what the one or the other
// state has, and nothing else.
func isBetween(got, before, after string) bool {
	g, b, a := bySubject(got), bySubject(before), bySubject(after)
	for _, state := range []map[string]string{g, b, a} {
		for subject := range state {
			if g[subject] != b[subject] && g[subject] != a[subject] {
				return false
			}
		}
	}
	return true
}

// bySubject splits an export, which is in the order of the subjects.
func bySubject(quads string) map[string]string {
	parts := map[string]string{}
	for line := range strings.Lines(quads) {
		subject, _, _ := strings.Cut(line, " ")
		parts[subject] += line
	}
	return parts
}

// prepare makes what a case starts from.
func (b *killBench) prepare(t *testing.T, c *killCase) {
	t.Helper()
	switch {
	case c.data == "":
		if err := os.RemoveAll(c.args[1]); err != nil {
			t.Fatal(err)
		}
	case c.fresh:
		if err := os.RemoveAll(c.data); err != nil {
			t.Fatal(err)
		}
	default:
		b.copyBase(t, c.data)
	}
}

// look returns the quads of the state that a case has left, of its backup restored;
// "" if there is none.
func (b *killBench) look(t *testing.T, c *killCase) string {
	t.Helper()
	data := c.data
	if data == "" {
		if _, err := os.Stat(c.args[1]); err != nil {
			return ""
		}
		data = filepath.Join(b.dir, "restored")
		must(t, "restore", c.args[1], "--data", data)
		defer func() {
			if err := os.RemoveAll(data); err != nil {
				t.Error(err)
			}
		}()
	}
	if _, err := os.Stat(filepath.Join(data, "CURRENT")); err != nil && c.fresh {
		return "" // and not an empty store
	}
	must(t, "check", "--data", data)
	return withoutMoments(must(t, "export", "--data", data))
}

// withoutMoments leaves moments out of an export: a source of links says when it was
// linked.
func withoutMoments(quads string) string {
	const dateTime = `"^^<http://www.w3.org/2001/XMLSchema#dateTime>`
	parts := strings.Split(quads, dateTime)
	for i := range parts[:len(parts)-1] {
		parts[i] = parts[i][:strings.LastIndexByte(parts[i], '"')+1]
	}
	return strings.Join(parts, dateTime)
}

// timeChild runs a command line as a process of its own and returns how long that took.
func timeChild(t *testing.T, args []string) time.Duration {
	t.Helper()
	start := time.Now()
	if !killAfter(t, time.Minute, args) {
		t.Fatalf("%v takes more than a minute", args)
	}
	return time.Since(start)
}

// killAfter runs a command line as a process of its own and kills it after the
// delay, unless it has finished by then.
func killAfter(t *testing.T, delay time.Duration, args []string) (finished bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), childVariable+"=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(delay, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	err := cmd.Wait()
	if err != nil && cmd.ProcessState.Exited() {
		t.Fatalf("%v failed by itself: %v", args, err)
	}
	return err == nil
}

var httpKills = flag.Int("http-kills", 3, "how often TestKilledServer kills a server that is updated")

// TestKilledServer kills a server while a client updates it: every update that it has
// acknowledged is there after.
func TestKilledServer(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	token := writeFileT(t, "token", "secret\n")
	acknowledged := map[int]bool{}
	next := 0
	for range *httpKills {
		cmd := exec.Command(os.Args[0], "serve", "--data", data, "--listen", "127.0.0.1:0", "--token-file", token, "--compact-rate", "0")
		cmd.Env = append(os.Environ(), childVariable+"=1")
		out := &addressWriter{found: make(chan string, 1)}
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		address := <-out.found
		timer := time.AfterFunc(time.Duration(50+rand.IntN(1000))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		for update(address, next) {
			acknowledged[next] = true
			next++
		}
		next++ // not acknowledged: it may be there
		timer.Stop()
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		must(t, "check", "--data", data)
		got := bySubject(must(t, "export", "--data", data, "--graph", "http://example.org/killed"))
		for n := range acknowledged {
			if got[fmt.Sprintf("<http://example.org/%d>", n)] == "" {
				t.Fatalf("update %d was acknowledged and is not there", n)
			}
		}
	}
	t.Logf("%d updates were acknowledged", len(acknowledged))
}

// update inserts a quad by SPARQL, and reports whether the server says that it did.
func update(address string, n int) bool {
	text := fmt.Sprintf("INSERT DATA { GRAPH <http://example.org/killed> { <http://example.org/%d> <http://example.org/p> %d } }", n, n)
	req, err := http.NewRequest(http.MethodPost, address+"/sparql", strings.NewReader(text))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/sparql-update")
	req.Header.Set("Authorization", "Bearer secret")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close() // only the status counts
	return resp.StatusCode/100 == 2
}

// addressWriter finds the address of a server in what it prints.
type addressWriter struct {
	text  bytes.Buffer
	found chan string
	done  bool
}

var printedAddress = regexp.MustCompile(`Serving on (http://\S+)`)

// Write implements io.Writer.
func (w *addressWriter) Write(p []byte) (int, error) {
	w.text.Write(p)
	if m := printedAddress.FindStringSubmatch(w.text.String()); m != nil && !w.done {
		w.done = true
		w.found <- m[1]
	}
	return len(p), nil
}
