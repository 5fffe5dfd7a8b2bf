package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/generate/linkfiles"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
)

// A synthetic register and its link files go from files to a report that has the
// planted discrepancies and no others, with and without errors in the records.
func TestPlanted(t *testing.T) {
	for seed, more := range [][]string{{}, {"--clean"}, {}} {
		dir := t.TempDir()
		records, folder, data := filepath.Join(dir, "r.mrc"), filepath.Join(dir, "links"), filepath.Join(dir, "data")
		args := append([]string{"generate", "--records", "3000", "--seed", strconv.Itoa(seed + 1), "-o", records, "--links", folder, "--format", "json"}, more...)
		var made struct{ Links linkfiles.Counts }
		if err := json.Unmarshal([]byte(must(t, args...)), &made); err != nil {
			t.Fatal(err)
		}
		if _, errOut, code := issnld(t, "", "import", records, "--data", data, "--quiet"); code != exitGood && code != exitRejects {
			t.Fatalf("import: exit code %d, %s", code, errOut)
		}
		must(t, "link", "--all", folder, "--data", data, "--quiet")
		planted := filepath.Join(folder, "planted.jsonl")
		var a discrepancies.Assessment
		out, errOut, code := issnld(t, "", "report", "discrepancies", "--data", data, "--planted", planted, "--format", "json")
		if err := json.Unmarshal([]byte(out), &a); err != nil || code != exitGood {
			t.Fatalf("seed %d: exit code %d, %v, %s\n%s", seed+1, code, err, errOut, out)
		}
		t.Logf("seed %d: %d planted, precision %.3f, recall %.3f", seed+1, a.All.Planted, a.All.Precision(), a.All.Recall())
		// Three kinds need histories and lists of withdrawals, which are not generated:
		// the tests of reports/discrepancies plant them.
		generated := len(links.DiscrepancyKinds()) - len([...]links.DiscrepancyKind{links.OtherTitle, links.MediumDiffers, links.ListedWithdrawn})
		if a.All.Precision() != 1 || a.All.Recall() != 1 || len(a.Kinds) != generated {
			t.Errorf("seed %d: %+v", seed+1, a)
		}
		for _, s := range a.Kinds {
			if s.Planted < 2 || int64(s.Planted) != made.Links.Planted[string(s.Kind)] {
				t.Errorf("seed %d: %s: %d planted, the generator says %d", seed+1, s.Kind, s.Planted, made.Links.Planted[string(s.Kind)])
			}
		}
		if seed == 0 {
			refusesOthers(t, data, planted)
		}
	}
}

// refusesOthers checks that the command fails if one of the planted discrepancies
// is another.
func refusesOthers(t *testing.T, data, planted string) {
	t.Helper()
	content, err := os.ReadFile(planted)
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(string(content), "\n")
	wrong := writeFileT(t, "wrong.jsonl", strings.Replace(first, `"issn":"`, `"issn":"x`, 1)+"\n"+rest)
	out, errOut, code := issnld(t, "", "report", "discrepancies", "--data", data, "--planted", wrong)
	if code != exitFailed || !strings.Contains(errOut, "1 missed, 1 in excess") || !strings.Contains(out, "in excess") {
		t.Errorf("one is wrong: exit code %d, %s\n%s", code, errOut, out)
	}
	if out := must(t, "report", "discrepancies", "--data", data, "--planted", planted, "--source", "wikidata"); !strings.Contains(out, "1.0000") {
		t.Errorf("one source:\n%s", out)
	}
	for name, args := range map[string][]string{
		"corrections": {"--planted", planted, "--corrections", "csv"}, "csv": {"--planted", planted, "--format", "csv"},
	} {
		if _, _, code := issnld(t, "", append([]string{"report", "discrepancies", "--data", data}, args...)...); code != exitUsage {
			t.Errorf("%s: exit code %d", name, code)
		}
	}
	broken := writeFileT(t, "broken.jsonl", `{"kind":"gossip","source":"wikidata"}`)
	if _, errOut, code := issnld(t, "", "report", "discrepancies", "--data", data, "--planted", broken); code != exitFailed || !strings.Contains(errOut, "gossip") {
		t.Errorf("unknown kind: exit code %d, %s", code, errOut)
	}
}

// Link files need a folder of their own, and nothing of them stays if the
// register is not written.
func TestGenerateLinksRefuses(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errOut, code := issnld(t, "", "generate", "--records", "10", "-o", filepath.Join(t.TempDir(), "r"), "--links", dir); code != exitUsage || !strings.Contains(errOut, "--links") {
		t.Errorf("a folder with files: exit code %d, %s", code, errOut)
	}
	folder := filepath.Join(t.TempDir(), "links")
	if _, _, code := issnld(t, "", "generate", "--records", "10", "-o", filepath.Join(dir, "missing", "r.mrc"), "--links", folder); code != exitFailed {
		t.Errorf("no folder for the records: exit code %d", code)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("link files of no register stay: %v", err)
	}
}
