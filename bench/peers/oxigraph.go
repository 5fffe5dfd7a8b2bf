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

// oxigraph is Oxigraph by its Python package, whose RocksDB options are fixed. Its
// times are those inside the process, without HTTP: see oxigraph.py.
type oxigraph struct {
	home   string
	limits Limits
}

func (*oxigraph) Name() string { return "oxigraph" }

func (o *oxigraph) python() string { return filepath.Join(o.home, "python", "bin", "python") }
func (o *oxigraph) script() string { return filepath.Join(o.home, "oxigraph.py") }

func (o *oxigraph) Version(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, o.python(), "-c", "import pyoxigraph; print(pyoxigraph.__version__)").Output()
	if err != nil {
		return "unknown"
	}
	return "pyoxigraph " + strings.TrimSpace(string(out))
}

func (o *oxigraph) Build(ctx context.Context, data Dataset, dir string) (Build, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Build{}, err
	}
	begin := time.Now()
	u, err := run(ctx, dir, o.python(), o.script(), "load", dir+"/store", data.Path)
	if err != nil {
		return Build{}, err
	}
	return built(begin, u, dir)
}

func (o *oxigraph) Start(ctx context.Context, dir string) (*Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	return start(ctx, dir, fmt.Sprintf("http://127.0.0.1:%d/sparql", port), o.python(), o.script(), "serve", dir+"/store", strconv.Itoa(port))
}
