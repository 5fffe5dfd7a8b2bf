package sparql_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRandomQueriesRepeat holds that a failure names its own seed, and that what it
// says to repeat it with compares the same query over the same quads in the same layout.
func TestRandomQueriesRepeat(t *testing.T) {
	const planted = "118" // in the midst of the seeds that share a store
	first := plantedRun(t, planted, "-seed", "95", "-queries", "60")
	command := regexp.MustCompile(`repeat with: go test \./sparql -run (\S+) -count=1 -args (.*)`).FindStringSubmatch(first)
	if command == nil {
		t.Fatalf("the failure does not say how to repeat it:\n%s", first)
	}
	if want := "-seed " + planted + " -queries 1"; command[1] != "TestRandomQueries" || command[2] != want {
		t.Errorf("repeat %s with %q, want %q", command[1], command[2], want)
	}
	again := plantedRun(t, planted, strings.Fields(command[2])...)
	if diff := cmp.Diff(plantedFailure(t, first), plantedFailure(t, again)); diff != "" {
		t.Errorf("the repetition compares something else (-first +again):\n%s", diff)
	}
}

// plantedRun runs the comparisons in a process of their own, where that of a seed fails.
func plantedRun(t *testing.T, seed string, args ...string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-test.run=^TestRandomQueries$", "-planted", seed}, args...)
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err == nil {
		t.Fatalf("%q does not fail:\n%s", args, out)
	}
	return string(out)
}

// plantedFailure is the layout, the query and the quads of the failure.
func plantedFailure(t *testing.T, out string) string {
	t.Helper()
	_, failure, ok := strings.Cut(out, "planted in ")
	if !ok {
		t.Fatalf("no planted failure in\n%s", out)
	}
	failure, _, ok = strings.Cut(failure, "repeat with")
	if !ok {
		t.Fatalf("no end of the planted failure in\n%s", out)
	}
	end := strings.LastIndex(failure, "\n") // before the place of the next line
	return failure[:end]
}
