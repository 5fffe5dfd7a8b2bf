package sources_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/links/sources"
)

// tree makes files in a new folder; a name that ends with a slash is a folder.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if name[len(name)-1] == '/' {
			err = os.MkdirAll(path, 0o755)
		} else {
			err = os.WriteFile(path, []byte("x"), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFolder(t *testing.T) {
	for name, tc := range map[string]struct {
		names []string
		want  map[string]int // files of each source
		err   error
	}{
		"sources in the order of names, with folders in folders": {
			names: []string{"wikidata/a.csv", "wikidata/b.csv", "openalex/data/sources/updated_date=2024-01-01/part_000"},
			want:  map[string]int{"openalex": 1, "wikidata": 2},
		},
		"files beside the folders":   {names: []string{"planted.jsonl", "README.md", "road/road.tsv"}, want: map[string]int{"road": 1}},
		"folder without files":       {names: []string{"road/", "doaj/doaj.csv"}, want: map[string]int{"doaj": 1}},
		"hidden folder":              {names: []string{".cache/x", "doaj/doaj.csv"}, want: map[string]int{"doaj": 1}},
		"nothing":                    {want: map[string]int{}},
		"folder that no source has":  {names: []string{"doaj/doaj.csv", "wikdata/a.csv"}, err: sources.ErrSource},
		"archives have folders each": {names: []string{"portico/a.txt", "clockss/a.txt"}, want: map[string]int{"clockss": 1, "portico": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			batches, err := sources.Folder(tree(t, tc.names...))
			if !errors.Is(err, tc.err) {
				t.Fatalf("error %v, want %v", err, tc.err)
			}
			if tc.err != nil {
				return
			}
			got, last := map[string]int{}, ""
			for _, b := range batches {
				got[b.Source.Info().Name] = len(b.Files)
				if b.Source.Info().Name < last {
					t.Errorf("%s comes after %s", b.Source.Info().Name, last)
				}
				last = b.Source.Info().Name
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := sources.Folder(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
}

// Each source has a graph and a name of its own, so that several of them may be
// linked at the same time.
func TestGraphsAreDistinct(t *testing.T) {
	graphs, names := map[string]string{}, map[string]bool{}
	for _, s := range sources.Sources() {
		info := s.Info()
		if other := graphs[info.Graph()]; other != "" || names[info.Name] {
			t.Errorf("%s has the graph or the name of %s", info.Name, other)
		}
		graphs[info.Graph()], names[info.Name] = info.Name, true
	}
}
