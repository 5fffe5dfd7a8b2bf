package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf/format"
)

// TestLoadNamesDamagedFile damages compressed documents: the error names the file, wherever
// in it the damage is.
func TestLoadNamesDamagedFile(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"cut.nt.gz", "cut.ttl.gz", "cut.nq.zst"} {
		plain := strings.Repeat("<http://e/s> <http://e/p> <http://e/o> .\n", 5000)
		var b bytes.Buffer
		coding := format.Gzip
		if strings.HasSuffix(name, ".zst") {
			coding = format.Zstd
		}
		w, err := format.Compress(&b, coding)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(plain)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, name)
		writeTo(t, file, b.String()[:b.Len()/2])
		_, errOut, code := issnld(t, "", "load", file, "--data", filepath.Join(dir, "data"), "--quiet")
		if code != exitFailed || !strings.Contains(errOut, name) || !strings.Contains(errOut, "damaged") {
			t.Errorf("%s: exit code %d, %s", name, code, errOut)
		}
	}
}
