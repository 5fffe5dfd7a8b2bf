package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/marc"
)

func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	plain := must(t, "generate", "--records", "500", "--seed", "7", "--quiet")
	for _, name := range []string{"r.mrc", "r.mrc.gz", "r.mrc.zst"} {
		file := filepath.Join(dir, name)
		out := must(t, "generate", "--records", "500", "--seed", "7", "-o", file, "--format", "json", "--quiet")
		var got struct {
			Records, Online int64
			Errors          map[string]int64
			Centres         int
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil || got.Records != 500 || got.Online == 0 || len(got.Errors) != len(generate.Defects()) || got.Centres == 0 {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		if n := recordsIn(t, file); n != 500 {
			t.Errorf("%s has %d records, want 500", name, n)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "r.mrc"))
	if err != nil || string(data) != plain {
		t.Errorf("%v; file and standard output are the same: %t", err, string(data) == plain)
	}
	if out := must(t, "generate", "--records", "10", "-o", filepath.Join(dir, "t.mrc")); !strings.Contains(out, "ISSN centres") {
		t.Errorf("no counts in\n%s", out)
	}
}

func recordsIn(t *testing.T, file string) int {
	t.Helper()
	rd, err := marc.Open(file, marc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rd.Close(); err != nil {
			t.Error(err)
		}
	}()
	for n := 0; ; n++ {
		if _, err := rd.Read(); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestGenerateRefuses(t *testing.T) {
	if _, errOut, code := issnld(t, "", "generate", "--records", "-1"); code != exitUsage || !strings.Contains(errOut, "--records") {
		t.Errorf("exit code %d, %s", code, errOut)
	}
	dir := t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	code := run(ctx, []string{"generate", "--records", "100", "-o", filepath.Join(dir, "x.mrc")}, strings.NewReader(""), io.Discard, io.Discard)
	if left, err := os.ReadDir(dir); code != exitFailed || err != nil || len(left) > 0 {
		t.Errorf("interrupted: exit code %d, left %v, %v", code, left, err)
	}
}

// What is generated can be imported; only what is meant to be is rejected.
func TestGeneratedIsImported(t *testing.T) {
	dir := t.TempDir()
	file, data := filepath.Join(dir, "r.mrc.zst"), filepath.Join(dir, "data")
	must(t, "generate", "--records", "300", "--clean", "-o", file)
	out := must(t, "import", file, "--data", data, "--format", "json")
	var got importReport
	if err := json.Unmarshal([]byte(out), &got); err != nil || got.Read != 300 || got.Mapped != 300 || got.Warnings != 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
