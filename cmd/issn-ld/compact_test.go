package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Updates are folded into the indexes, by touched blocks and as a whole; neither
// changes what the store holds.
func TestCompact(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	change := writeFileT(t, "change.xml", collection(record("0028-0836", "20990101000000.0", "Nature renamed")))
	must(t, "import", "--update", change, "--data", data, "--quiet")
	// Terms of updates get other ids, and so another place among all.
	export := func() string {
		lines := strings.Split(must(t, "export", "--data", data), "\n")
		slices.Sort(lines)
		return strings.Join(lines, "\n")
	}
	want := export()

	run := func(args ...string) compaction {
		t.Helper()
		var r compaction
		out := must(t, append([]string{"compact", "--data", data, "--quiet", "--format", "json"}, args...)...)
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		must(t, "check", "--data", data)
		if got := export(); got != want {
			t.Errorf("compact %s changed the store", args)
		}
		return r
	}
	r := run()
	if r.Level != "touched" || r.Changes == 0 || r.BlocksWritten == 0 || r.BytesWritten == 0 || r.BlocksDead == 0 {
		t.Errorf("touched blocks: %+v", r)
	}
	var s storeStats
	if err := json.Unmarshal([]byte(must(t, "stats", "--data", data, "--format", "json")), &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Layout.Generations) != 2 || s.Layout.Dead != r.BlocksDead || s.Layout.Changes != 0 || s.Layout.Loose != r.TermsLoose {
		t.Errorf("stats: %+v after %+v", s.Layout, r)
	}
	if r = run(); r.Level != "none" {
		t.Errorf("nothing to do: %+v", r)
	}
	if r = run("--full"); r.Level != "whole" || r.TermsDropped == 0 || r.BlocksDead != 0 || r.BytesNow >= r.BytesBefore {
		t.Errorf("all blocks: %+v", r)
	}
	if out := must(t, "compact", "--data", data, "--quiet"); !strings.Contains(out, "dead blocks on disk") {
		t.Errorf("as a table: %s", out)
	}
}
