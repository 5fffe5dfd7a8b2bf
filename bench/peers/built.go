package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Built returns the folder of an engine's store of a dataset below work, and what
// building it took. The store is built if it is not there or if fresh is set.
func Built(ctx context.Context, e Engine, data Dataset, work string, fresh bool) (string, Build, error) {
	name := data.Size + filepath.Ext(data.Path) + "-" + e.Name()
	dir := filepath.Join(work, "stores", name)
	note := dir + ".json"
	var b Build
	if text, err := os.ReadFile(note); err == nil && !fresh {
		return dir, b, json.Unmarshal(text, &b)
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", b, err
	}
	b, err := e.Build(ctx, data, dir)
	if err != nil {
		return "", b, fmt.Errorf("%s: build: %w", e.Name(), err)
	}
	text, err := json.Marshal(b)
	if err != nil {
		return "", b, err
	}
	return dir, b, os.WriteFile(note, text, 0o644)
}
