package formats

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrIncomplete marks a folder that lacks files listed in its manifest.
var ErrIncomplete = errors.New("incomplete snapshot")

// manifest lists the files of a snapshot folder, as OpenAlex writes it.
type manifest struct {
	Entries []struct {
		URL  string `json:"url"`
		Meta struct {
			Length  int64 `json:"content_length"`
			Records int64 `json:"record_count"`
		} `json:"meta"`
	} `json:"entries"`
}

// checkManifest checks a folder against its manifest: each listed file must be there,
// with the stated length.
func checkManifest(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("links: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("links: %s: %w", path, err)
	}
	folder := filepath.Dir(path)
	var missing []error
	for _, e := range m.Entries {
		_, below, ok := strings.Cut(e.URL, "/"+filepath.Base(folder)+"/")
		if !ok {
			continue
		}
		info, err := os.Stat(filepath.Join(folder, filepath.FromSlash(below)))
		switch {
		case err != nil:
			missing = append(missing, fmt.Errorf("links: %w: %s lists %s", ErrIncomplete, path, below))
		case e.Meta.Length > 0 && info.Size() != e.Meta.Length:
			missing = append(missing, fmt.Errorf("links: %w: %s has %d bytes, %s says %d", ErrIncomplete, below, info.Size(), path, e.Meta.Length))
		}
	}
	return errors.Join(missing...)
}
