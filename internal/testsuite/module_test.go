package testsuite

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module is the path that users import this module by.
const module = "github.com/issn-ld/issn-ld"

// emptyModule makes a module that has nothing but this one, by a replacement.
func emptyModule(t *testing.T) (dir string) {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	text := "module example.org/user\n\ngo 1.26.0\n\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + root + "\n"
	for name, data := range map[string][]byte{"go.mod": []byte(text), "go.sum": sums} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// goTool runs the go command in a module, with some variables of the environment set.
// It skips the test where modules cannot be resolved.
func goTool(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		for _, sign := range []string{"dial tcp", "module lookup disabled", "no such host", "i/o timeout"} {
			if strings.Contains(string(out), sign) {
				t.Skipf("modules cannot be resolved here: %s", out)
			}
		}
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// TestReadmeExample compiles and runs the program of README.md in an empty module.
func TestReadmeExample(t *testing.T) {
	dir := emptyModule(t)
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```go\n")
	program, _, ended := strings.Cut(rest, "```")
	if !found || !ended {
		t.Fatal("README.md has no program")
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o666); err != nil {
		t.Fatal(err)
	}
	out := goTool(t, dir, nil, "run", ".")
	want := "<http://issn.org/resource/ISSN/0028-0836> <http://schema.org/name> \"Nature\" .\nNature\n"
	if !strings.HasSuffix(out, want) {
		t.Errorf("it prints\n%swant\n%s", out, want)
	}
}

// TestInstall installs the program from a checkout that takes the place of the module.
func TestInstall(t *testing.T) {
	dir := emptyModule(t)
	bin := filepath.Join(t.TempDir(), "bin")
	goTool(t, dir, []string{"GOBIN=" + bin}, "install", module+"/cmd/issn-ld")
	out, err := exec.Command(filepath.Join(bin, "issn-ld"), "version").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "issn-ld") {
		t.Errorf("issn-ld version: %v\n%s", err, out)
	}
}
