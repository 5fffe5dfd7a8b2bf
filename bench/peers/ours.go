package peers

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ours is issn-ld, by its commands load and serve with their defaults.
type ours struct {
	binary string
	limits Limits
	bare   bool // the folder is the store itself
}

// Ours returns issn-ld for stores that are there already: the folder that it is
// started with is the store.
func Ours(binary string, limits Limits) Engine {
	return &ours{binary: binary, limits: limits, bare: true}
}

func (*ours) Name() string { return "issn-ld" }

func (o *ours) Version(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, o.binary, "version").Output()
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func (o *ours) Build(ctx context.Context, data Dataset, dir string) (Build, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Build{}, err
	}
	begin := time.Now()
	u, err := run(ctx, dir, o.binary, "load", data.Path, "--data", dir+"/store", "--quiet")
	if err != nil {
		return Build{}, err
	}
	return built(begin, u, dir)
}

// built completes the figures of a build that has just ended.
func built(begin time.Time, u Usage, dir string) (Build, error) {
	took := time.Since(begin)
	disk, err := DiskBytes(dir)
	return Build{Time: took, Usage: u, DiskBytes: disk}, err
}

func (o *ours) Start(ctx context.Context, dir string) (*Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	data := dir
	if !o.bare {
		data = filepath.Join(dir, "store")
	}
	return start(ctx, dir, fmt.Sprintf("http://127.0.0.1:%d/sparql", port), o.binary, "serve", "--data", data,
		"--listen", "127.0.0.1:"+strconv.Itoa(port), "--query-timeout", o.limits.QueryTimeout.String(),
		"--query-memory", strconv.FormatInt(o.limits.MemoryBytes>>20, 10)+"M", "--quiet",
		"--client-seconds", "0", "--client-errors", "0")
}
