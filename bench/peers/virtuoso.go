package peers

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed virtuoso.ini
var virtuosoINI string

// virtuosoGraph is the graph that Virtuoso, which has no default graph of its own,
// keeps triples in. It is the only graph of its store.
const virtuosoGraph = "http://issn.org/graph/bench"

// virtuosoBuffer is what a buffer of 8 KiB takes with its descriptor.
const virtuosoBuffer = 8700

// virtuoso is Virtuoso with buffers up to the limit of memory, the column-wise indexes
// that it has by default, and one loader for each of two parts of the data.
type virtuoso struct{ limits Limits }

func (*virtuoso) Name() string { return "virtuoso" }

func (*virtuoso) Version(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "dpkg-query", "-W", "-f", "${Version}", "virtuoso-opensource-7-bin").Output()
	if err != nil {
		return "unknown"
	}
	return "Virtuoso " + string(out)
}

// serve starts a server on the database in dir and returns its SQL port too.
func (v *virtuoso) serve(ctx context.Context, dir string) (*Server, int, error) {
	sql, err := freePort()
	if err != nil {
		return nil, 0, err
	}
	http, err := freePort()
	if err != nil {
		return nil, 0, err
	}
	buffers := v.limits.MemoryBytes / virtuosoBuffer
	ini := strings.NewReplacer("@SQL@", strconv.Itoa(sql), "@HTTP@", strconv.Itoa(http),
		"@BUFFERS@", strconv.FormatInt(buffers, 10), "@DIRTY@", strconv.FormatInt(buffers*3/4, 10),
		"@TIMEOUT@", strconv.Itoa(int(v.limits.QueryTimeout.Seconds()))).Replace(virtuosoINI)
	if err := os.WriteFile(filepath.Join(dir, "virtuoso.ini"), []byte(ini), 0o644); err != nil {
		return nil, 0, err
	}
	endpoint := fmt.Sprintf("http://127.0.0.1:%d/sparql?default-graph-uri=%s", http, virtuosoGraph)
	s, err := start(ctx, dir, endpoint, "virtuoso-t", "+foreground", "+configfile", "virtuoso.ini")
	if err != nil {
		return nil, 0, err
	}
	s.stop = func() {
		// Whether it works shows in that the process ends.
		_ = v.isql(context.WithoutCancel(ctx), dir, sql, "shutdown;")
	}
	return s, sql, nil
}

// isql runs statements of SQL.
func (v *virtuoso) isql(ctx context.Context, dir string, port int, statements string) error {
	_, err := run(ctx, dir, "isql-vt", strconv.Itoa(port), "dba", "dba", "ERRORS=STDOUT", "EXEC="+statements)
	return err
}

func (v *virtuoso) Build(ctx context.Context, data Dataset, dir string) (Build, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Build{}, err
	}
	s, port, err := v.serve(ctx, dir)
	if err != nil {
		return Build{}, err
	}
	begin := time.Now()
	err = v.load(ctx, data, dir, port)
	took := time.Since(begin)
	used := s.Stop()
	if err != nil {
		return Build{}, err
	}
	disk, err := DiskBytes(dir)
	return Build{Time: took, Usage: used, DiskBytes: disk}, err
}

// load registers the parts of the data and runs a loader for each side by side.
func (v *virtuoso) load(ctx context.Context, data Dataset, dir string, port int) error {
	var add strings.Builder
	for _, part := range data.Parts {
		fmt.Fprintf(&add, "ld_dir('%s', '%s', '%s');", filepath.Dir(part), filepath.Base(part), virtuosoGraph)
	}
	if err := v.isql(ctx, dir, port, add.String()); err != nil {
		return err
	}
	loaders := make(chan error, len(data.Parts))
	for range data.Parts {
		go func() { loaders <- v.isql(ctx, dir, port, "rdf_loader_run();") }()
	}
	var errs []error
	for range data.Parts {
		errs = append(errs, <-loaders)
	}
	return errors.Join(append(errs, v.isql(ctx, dir, port, "checkpoint;"))...)
}

func (v *virtuoso) Start(ctx context.Context, dir string) (*Server, error) {
	s, _, err := v.serve(ctx, dir)
	return s, err
}
