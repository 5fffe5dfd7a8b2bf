package main

import (
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
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

var kills = flag.Int("kills", 12, "how many imports TestKilledImport kills")

// A killed import leaves a store that opens, is whole, and holds the last
// complete state: all of what the import brings, or nothing.
func TestKilledImport(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	before := must(t, "export", "--data", data)

	records := make([]string, 2000)
	for i := range records {
		records[i] = record(issn.ISSN(9_000_000+i).String(), "20240101000000.0", "Serial "+issn.ISSN(i).String())
	}
	file := filepath.Join(dir, "in.xml")
	if err := os.WriteFile(file, []byte(collection(records...)), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"import", file, "--data", data, "--quiet"}
	copyOf := filepath.Join(dir, "copy")
	if err := os.CopyFS(copyOf, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	must(t, "import", file, "--data", copyOf, "--quiet")
	whole := time.Since(start)
	after := must(t, "export", "--data", copyOf)
	if after == before {
		t.Fatal("the import changes nothing")
	}

	unfinished := 0
	for range *kills {
		delay := time.Duration(rand.Int64N(int64(whole) * 5 / 4))
		finished := killAfter(t, delay, args)
		must(t, "check", "--data", data)
		switch got := must(t, "export", "--data", data); {
		case got == before && !finished:
			unfinished++
		case got == after:
			// Start again from the state before.
			if err := os.RemoveAll(data); err != nil {
				t.Fatal(err)
			}
			must(t, "import", "--sample", "--data", data, "--quiet")
		default:
			t.Fatalf("killed after %v: %d quads, neither the state before (%d) nor that after (%d); finished: %v",
				delay, strings.Count(got, "\n"), strings.Count(before, "\n"), strings.Count(after, "\n"), finished)
		}
	}
	t.Logf("%d of %d imports were killed before their end, of about %v", unfinished, *kills, whole)
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
		t.Fatalf("the import failed by itself: %v", err)
	}
	return err == nil
}
