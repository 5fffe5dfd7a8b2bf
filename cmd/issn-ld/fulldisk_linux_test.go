package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/issn"
)

// fullDiskVariable holds the folder on which the process of TestFullDisk mounts a
// small disk.
const fullDiskVariable = "ISSNLD_TEST_FULL_DISK"

// TestFullDisk lets every command that writes run out of disk at many points. Each
// says so, fails, and leaves the last good state and no new file. It runs in a process
// with mounts of its own: a write to a mapped file of a full disk would kill it.
func TestFullDisk(t *testing.T) {
	if dir := os.Getenv(fullDiskVariable); dir != "" {
		onFullDisk(t, dir)
		if !t.Failed() {
			fmt.Println("every command kept the last good state")
		}
		return
	}
	if testing.Short() {
		t.Skip("mounts a disk")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), fullDiskVariable+"="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	switch {
	case len(out) == 0 && err != nil, bytes.Contains(out, []byte("no leave to mount")):
		t.Skipf("this system gives no leave to mount a disk: %v", err)
	case err != nil || !bytes.Contains(out, []byte("every command kept the last good state")):
		t.Errorf("%v\n%s", err, out)
	default:
		t.Logf("%s", out)
	}
}

// smallDisk is a disk in memory whose size can be changed.
type smallDisk struct {
	dir  string // where it is mounted
	away string // on another disk: what the cases start from
}

// roomEnough is more than any case needs.
const roomEnough = 512 << 20

// setFree leaves so many bytes free.
func (d *smallDisk) setFree(t *testing.T, free int64) {
	t.Helper()
	var st syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &st); err != nil {
		t.Fatal(err)
	}
	used := (int64(st.Blocks) - int64(st.Bfree)) * st.Bsize
	// A size of 0 would be none.
	options := fmt.Sprintf("size=%d", max(used+free, st.Bsize))
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", syscall.MS_REMOUNT, options); err != nil {
		t.Fatal(err)
	}
}

// fullDiskCase is a command that writes to the small disk.
type fullDiskCase struct {
	name  string
	stdin string
	args  []string
	fresh bool // there is no store before
	file  bool // it writes a file, and no store
	steps bool // some of its changes may have been made, each as a whole
}

func onFullDisk(t *testing.T, dir string) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", roomEnough)); err != nil {
		fmt.Println("no leave to mount:", err)
		return
	}
	d := &smallDisk{dir: dir, away: t.TempDir()}
	cases := d.cases(t)
	t.Setenv("TMPDIR", dir)
	start := time.Now()
	for _, c := range cases {
		d.run(t, &c)
	}
	d.serve(t)
	t.Logf("%d commands in %v", len(cases)+1, time.Since(start).Round(time.Millisecond))
}

// cases makes the inputs, beside the small disk.
func (d *smallDisk) cases(t *testing.T) []fullDiskCase {
	t.Helper()
	file := func(name, text string) string {
		path := filepath.Join(d.away, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var records []string
	var triples strings.Builder
	for i := range 40 {
		records = append(records, record(issn.ISSN(9_000_000+i).String(), "20240101000000.0", "Serial "+issn.ISSN(i).String()))
	}
	for i := range 700 {
		fmt.Fprintf(&triples, "<http://example.org/%d> <http://example.org/p> \"number %d\" .\n", i, i)
	}
	whole, changes := file("in.xml", collection(records...)), file("changes.xml", collection(records[:20]...))
	rejected := file("rejected.xml", collection(append(records[:20:20], strings.Repeat(strings.Replace(records[0], `tag="222"`, `tag="2"`, 1), 400))...))
	text := file("in.nt", triples.String())
	base := filepath.Join(d.away, "base")
	must(t, "import", "--sample", "--data", base, "--quiet")
	must(t, "load", text, "--data", base, "--quiet")
	full, more := filepath.Join(d.away, "full.backup"), filepath.Join(d.away, "more.backup")
	must(t, "backup", full, "--data", base)
	updated := filepath.Join(d.away, "updated")
	d.copyTo(t, updated)
	must(t, "import", "--update", changes, "--data", updated, "--quiet")
	b := killBench{dir: d.away}
	must(t, "backup", more, "--data", updated, "--since", b.version(t, base))
	data, out := filepath.Join(d.dir, "data"), func(name string) string { return filepath.Join(d.dir, name) }
	return []fullDiskCase{
		{name: "import", args: []string{"import", whole, "--data", data, "--quiet"}},
		{name: "import of a pipe", stdin: collection(records...), args: []string{"import", "-", "--data", data, "--quiet"}},
		{name: "import with rejects", args: []string{"import", rejected, "--data", data, "--rejects", out("rejects"), "--quiet"}},
		{name: "import into a new folder", args: []string{"import", whole, "--data", filepath.Join(d.dir, "new", "data"), "--quiet"}, fresh: true},
		{name: "import --update", args: []string{"import", "--update", changes, "--data", data, "--quiet"}, steps: true},
		{name: "import --replace", args: []string{"import", "--replace", "--force", whole, "--data", data, "--quiet"}},
		{name: "load", args: []string{"load", text, "--data", data, "--graph", "http://example.org/g", "--quiet"}},
		{name: "load with little memory", args: []string{"load", text, "--data", data, "--graph", "http://example.org/g", "--memory", "1", "--quiet"}},
		{name: "link", args: []string{"link", "--sample", "--data", data, "--quiet"}},
		{name: "compact", args: []string{"compact", "--full", "--data", data, "--quiet"}},
		{name: "restore", args: []string{"restore", full, more, "--data", filepath.Join(d.dir, "new", "data")}, fresh: true},
		{name: "restore --force", args: []string{"restore", full, "--force", "--data", data}},
		{name: "restore an update", args: []string{"restore", more, "--data", data}},
		{name: "backup", args: []string{"backup", out("b.backup"), "--data", base}, file: true},
		{name: "backup --force", args: []string{"backup", out("old"), "--force", "--data", base}, file: true},
		{name: "export", args: []string{"export", "-o", out("e.nq"), "--data", base, "--quiet"}, file: true},
		{name: "export over a file", args: []string{"export", "--to", "nq", "-o", out("old"), "--data", base, "--quiet"}, file: true},
		{name: "export of JSON-LD", args: []string{"export", "-o", out("e.jsonld"), "--data", base, "--quiet"}, file: true},
		{name: "export of RDF/XML, compressed", args: []string{"export", "-o", out("e.rdf.zst"), "--data", base, "--quiet"}, file: true},
		{name: "export crosswalk", args: []string{"export", "crosswalk", "-o", out("c.parquet"), "--data", base, "--quiet"}, file: true},
		{name: "convert", args: []string{"convert", text, "-o", out("c.ttl.gz"), "--quiet"}, file: true},
		{name: "generate", args: []string{"generate", "--records", "300", "-o", out("g.mrc"), "--quiet"}, file: true},
		{name: "generate --links", args: []string{"generate", "--records", "300", "-o", out("g.mrc"), "--links", out("links"), "--quiet"}, file: true},
	}
}

// copyTo makes a copy of the store that the cases start from.
func (d *smallDisk) copyTo(t *testing.T, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(filepath.Join(d.away, "base"))); err != nil {
		t.Fatal(err)
	}
}

// prepare makes the disk large and puts on it what a case starts from.
func (d *smallDisk) prepare(t *testing.T, c *fullDiskCase) {
	t.Helper()
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(d.dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	d.setFree(t, roomEnough)
	if err := os.WriteFile(filepath.Join(d.dir, "old"), []byte("as it was\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if !c.fresh && !c.file {
		d.copyTo(t, filepath.Join(d.dir, "data"))
	}
}

// firstRooms are the numbers of free bytes that every case is tried with. Stores want
// 64 MiB to spare, so that the points at which a command fails lie below a few MiB, for
// its temporary files, and about that number.
var firstRooms = []int64{0, 16 << 10, 100 << 10, 1 << 20, 5 << 20, 65 << 20}

// run finds the least room that a case can do with, and looks at every failure on the
// way.
func (d *smallDisk) run(t *testing.T, c *fullDiskCase) {
	t.Helper()
	d.prepare(t, c)
	files, before := d.files(t), d.state(t, c)
	if _, errOut, code := issnld(t, c.stdin, c.args...); code != exitGood && code != exitRejects {
		t.Fatalf("%s, with room enough: exit code %d: %s", c.name, code, errOut)
	}
	after := d.state(t, c)
	failures := map[string]int{} // by their message, without its numbers
	try := func(free int64) (ended bool) {
		d.prepare(t, c)
		d.setFree(t, free)
		_, errOut, code := issnld(t, c.stdin, c.args...)
		d.setFree(t, roomEnough)
		where := fmt.Sprintf("%s with %d bytes free", c.name, free)
		place := digits.ReplaceAllString(errOut, "")
		if failures[place]++; failures[place] > 2 && code == exitFailed {
			if now := d.files(t); now != files { // and the state, when it last failed so
				t.Errorf("%s: there was\n%sand now is\n%s", where, files, now)
			}
			return false
		}
		got := d.state(t, c)
		if code == exitGood || code == exitRejects {
			if got != after {
				t.Errorf("%s: exit code %d, but not the state after", where, code)
			}
			return true
		}
		if code != exitFailed || !strings.Contains(errOut, "space left") || !strings.Contains(errOut, d.dir) || !strings.Contains(errOut, "make room") {
			t.Errorf("%s: exit code %d and %q, which should say what, where and what to do", where, code, errOut)
		}
		if got != before && got != after && (!c.steps || !isBetween(got, before, after)) {
			t.Errorf("%s: neither the state before nor that after", where)
		}
		if now := d.files(t); now != files {
			t.Errorf("%s: there was\n%sand now is\n%s", where, files, now)
		}
		return false
	}
	low, high := int64(0), int64(roomEnough)
	for _, free := range firstRooms {
		if !try(free) {
			low = free
			continue
		}
		high = free
		break
	}
	for high-low > max(64<<10, low/16) {
		middle := low + (high-low)/2
		if low > 64<<20 { // nothing needs much more than that
			middle = low + (high-low)/8
		}
		if try(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	delete(failures, "") // it ended well
	if len(failures) == 0 {
		t.Errorf("%s never failed", c.name)
	}
	t.Logf("%s: failed in %d ways; needs up to %d KiB", c.name, len(failures), high>>10)
}

// digits are the numbers in a message: of free bytes, and in names of temporary files.
var digits = regexp.MustCompile(`[0-9]+`)

// state returns what the store on the disk holds, checked; "" if there is none.
func (d *smallDisk) state(t *testing.T, c *fullDiskCase) string {
	t.Helper()
	data := filepath.Join(d.dir, "data")
	if c.fresh {
		data = filepath.Join(d.dir, "new", "data")
	}
	if _, err := os.Stat(filepath.Join(data, "CURRENT")); err != nil {
		return ""
	}
	must(t, "check", "--data", data)
	return withoutMoments(must(t, "export", "--data", data))
}

// files lists the files and folders on the disk, without those inside generations, and
// the contents of the one that is to be kept.
func (d *smallDisk) files(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.Name() == "readers" {
			return fs.SkipDir // of those that have looked at the store
		}
		fmt.Fprintln(&b, strings.TrimPrefix(path, d.dir))
		if e.IsDir() && strings.HasPrefix(e.Name(), "gen-") {
			return fs.SkipDir
		}
		return nil
	})
	old, readErr := os.ReadFile(filepath.Join(d.dir, "old"))
	if err = errors.Join(err, readErr); err != nil {
		t.Fatal(err)
	}
	b.Write(old)
	return b.String()
}

// serve fills the disk of a server: writes get 507, and it goes on reading; with room
// again a new server has all that was acknowledged, and writes.
func (d *smallDisk) serve(t *testing.T) {
	t.Helper()
	d.prepare(t, &fullDiskCase{})
	data := filepath.Join(d.dir, "data")
	token := filepath.Join(d.away, "token")
	if err := os.WriteFile(token, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	insert := func(n int) string {
		return fmt.Sprintf("INSERT DATA { GRAPH <http://example.org/full> { <http://example.org/%d> <http://example.org/p> %d } }", n, n)
	}
	t.Run("serve", func(t *testing.T) {
		defer d.setFree(t, roomEnough)
		address := serving(t, "--data", data, "--token-file", token)
		if got := send(t, address, "secret", insert(0)); got != http.StatusNoContent {
			t.Fatalf("an update with room: %d", got)
		}
		for i, free := range []int64{0, 4 << 10, 100 << 10, 1 << 20, 20 << 20, 60 << 20} {
			d.setFree(t, free)
			if got := send(t, address, "secret", insert(1+i)); got != http.StatusInsufficientStorage {
				t.Errorf("an update with %d bytes free: %d, want 507", free, got)
			}
			put, err := http.NewRequestWithContext(t.Context(), http.MethodPut, address+"/graphs?graph=http://example.org/put",
				strings.NewReader("<http://example.org/s> <http://example.org/p> 1 ."))
			if err != nil {
				t.Fatal(err)
			}
			put.Header.Set("Content-Type", "text/turtle")
			put.Header.Set("Authorization", "Bearer secret")
			if got := status(t, put); got != http.StatusInsufficientStorage {
				t.Errorf("a graph with %d bytes free: %d, want 507", free, got)
			}
			for _, path := range []string{"/resource/ISSN/0028-0836?format=jsonld", "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"} {
				get, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				if got := status(t, get); got != http.StatusOK {
					t.Errorf("%s with %d bytes free: %d", path, free, got)
				}
			}
		}
		d.setFree(t, roomEnough)
		if got := send(t, address, "secret", insert(10)); got != http.StatusNoContent {
			t.Errorf("an update with room again: %d", got)
		}
	})
	must(t, "check", "--data", data)
	got := must(t, "export", "--data", data, "--graph", "http://example.org/full")
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, "/0>") || !strings.Contains(got, "/10>") {
		t.Errorf("two updates were acknowledged, and there is\n%s", got)
	}
}

// status sends a request and returns the status, after redirections.
func status(t *testing.T, req *http.Request) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(req.Context(), 30*time.Second)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req.WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	return res.StatusCode
}
