package mapping_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/register/mapping"
)

// Whatever a record holds, mapping it does not panic, gives well-formed quads of
// the profile, gives them again the second time, and fails with known errors.
func FuzzMap(f *testing.F) {
	files, err := filepath.Glob("testdata/*.mrk")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		rec, err := parseMnemonic(strings.ToValidUTF8(text, "\ufffd"))
		if err != nil {
			return
		}
		m := mapping.NewMapper(mapping.Options{})
		first, err := m.Map(rec)
		if err != nil {
			var reject *mapping.Reject
			if !errors.Is(err, mapping.ErrNoISSN) && !errors.As(err, &reject) {
				t.Fatalf("unknown error: %v", err)
			}
			return
		}
		checkQuads(t, first)
		second, err := m.Map(rec)
		if err != nil || len(second.Quads) != len(first.Quads) {
			t.Fatalf("second time: %d quads, %v; want %d", len(second.Quads), err, len(first.Quads))
		}
		for i := range first.Quads {
			if first.Quads[i] != second.Quads[i] {
				t.Fatalf("second time: %s, want %s", second.Quads[i], first.Quads[i])
			}
		}
	})
}
