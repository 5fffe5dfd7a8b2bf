package formats_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/issn-ld/issn-ld/links/formats"
)

func TestIncompleteSnapshot(t *testing.T) {
	dir := t.TempDir()
	manifest := `{"entries":[{"url":"s3://openalex/data/` + filepath.Base(dir) + `/updated_date=2024-01-01/part_000.gz","meta":{"content_length":10,"record_count":1}}]}`
	if err := os.WriteFile(filepath.Join(dir, "manifest"), []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := formats.Expand(dir); !errors.Is(err, formats.ErrIncomplete) {
		t.Errorf("got %v, want ErrIncomplete: the file is missing", err)
	}
	part := filepath.Join(dir, "updated_date=2024-01-01", "part_000.gz")
	if err := os.MkdirAll(filepath.Dir(part), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(part, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := formats.Expand(dir); !errors.Is(err, formats.ErrIncomplete) {
		t.Errorf("got %v, want ErrIncomplete: the file is cut off", err)
	}
}
