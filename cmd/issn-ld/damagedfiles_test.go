package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf/format"
)

// compressed returns text in the coding of a suffix.
func compressed(t *testing.T, suffix, text string) string {
	t.Helper()
	coding := format.Gzip
	if suffix == ".zst" {
		coding = format.Zstd
	}
	var b bytes.Buffer
	w, err := format.Compress(&b, coding)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestDamagedFilesAreNamed damages compressed files at their start, in the middle and in
// their checksum: the error of every command that reads files names the one at fault.
func TestDamagedFilesAreNamed(t *testing.T) {
	dir := t.TempDir()
	register, data, full := filepath.Join(dir, "r.mrc"), filepath.Join(dir, "data"), filepath.Join(dir, "full.backup")
	must(t, "generate", "--records", "300", "--clean", "-o", register, "--quiet")
	must(t, "import", register, "--data", data, "--quiet")
	must(t, "backup", full, "--data", data)
	records, err := os.ReadFile(register)
	if err != nil {
		t.Fatal(err)
	}
	backup, err := os.ReadFile(full)
	if err != nil {
		t.Fatal(err)
	}
	statements := strings.Repeat("<http://e/s> <http://e/p> <http://e/o> .\n", 5000)
	list := "issn,item\n" + strings.Repeat("0028-0836,Q180445\n", 5000)
	for _, tc := range []struct {
		name, suffix, content string
		args                  func(file, out string) []string
	}{
		{"load", ".nt", statements, func(file, out string) []string { return []string{"load", file, "--data", out, "--quiet"} }},
		{"load-turtle", ".ttl", statements, func(file, out string) []string { return []string{"load", file, "--data", out, "--quiet"} }},
		{"convert", ".nt", statements, func(file, out string) []string { return []string{"convert", file, "-o", out + ".ttl", "--quiet"} }},
		{"import", ".mrc", string(records), func(file, out string) []string { return []string{"import", file, "--data", out, "--quiet"} }},
		{"link", ".csv", list, func(file, _ string) []string { return []string{"link", "wikidata", file, "--data", data, "--quiet"} }},
		{"restore", ".backup", string(backup), func(file, out string) []string { return []string{"restore", file, "--data", out} }},
	} {
		for _, suffix := range []string{".gz", ".zst"} {
			whole := compressed(t, suffix, tc.content)
			if tc.name == "restore" {
				whole = tc.content // a backup has a compression of its own
			}
			wrong := []byte(whole)
			wrong[len(wrong)-1] ^= 0xff // of both codings the last bytes check the content
			for damage, content := range map[string]string{"start": whole[:6], "middle": whole[:len(whole)/2], "checksum": string(wrong)} {
				name := tc.name + "-" + damage + tc.suffix + suffix
				file := filepath.Join(dir, name)
				writeTo(t, file, content)
				_, errOut, code := issnld(t, "", tc.args(file, filepath.Join(dir, name+".out"))...)
				if code != exitFailed || !strings.Contains(errOut, name) {
					t.Errorf("%s: exit code %d, %s", name, code, errOut)
				}
			}
		}
	}
}
