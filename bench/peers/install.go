package peers

import (
	"context"
	"embed"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed install.sh pom.xml oxigraph.py
var scripts embed.FS

// Install puts the peers below work, where they are not there yet, with install.sh.
func Install(ctx context.Context, work string) error {
	tmp, err := os.MkdirTemp("", "issn-ld-peers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // a few small files in the folder for such files
	names, err := fs.Glob(scripts, "*")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := scripts.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(tmp, name), text, 0o644); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, "bash", filepath.Join(tmp, "install.sh"), work)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}
