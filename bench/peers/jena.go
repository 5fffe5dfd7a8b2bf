package peers

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// jena is Apache Jena: tdb2.tdbloader with its parallel loader, and Fuseki over
// TDB2. The heap is the limit of memory; TDB2 maps its files beside it.
type jena struct {
	home   string
	limits Limits
}

func (*jena) Name() string { return "jena" }

func (j *jena) Version(context.Context) string {
	jars, err := filepath.Glob(filepath.Join(j.home, "jena", "jena-tdb2-*.jar"))
	if err != nil || len(jars) == 0 {
		return "unknown"
	}
	return "Jena " + strings.TrimSuffix(strings.TrimPrefix(filepath.Base(jars[0]), "jena-tdb2-"), ".jar")
}

// java returns the arguments that run a class of Jena.
func (j *jena) java(class string, args ...string) []string {
	heap := "-Xmx" + strconv.FormatInt(j.limits.MemoryBytes>>20, 10) + "m"
	return append([]string{heap, "-cp", filepath.Join(j.home, "jena", "*"), class}, args...)
}

func (j *jena) Build(ctx context.Context, data Dataset, dir string) (Build, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Build{}, err
	}
	begin := time.Now()
	u, err := run(ctx, dir, "java", j.java("tdb2.tdbloader", "--loader=parallel", "--loc", dir+"/store", data.Path)...)
	if err != nil {
		return Build{}, err
	}
	return built(begin, u, dir)
}

func (j *jena) Start(ctx context.Context, dir string) (*Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	timeout := strconv.FormatInt(j.limits.QueryTimeout.Milliseconds(), 10)
	return start(ctx, dir, fmt.Sprintf("http://127.0.0.1:%d/bench/query", port), "java",
		j.java("org.apache.jena.fuseki.main.cmds.FusekiMainCmd", "--port", strconv.Itoa(port), "--localhost", "--tdb2",
			"--loc", dir+"/store", "--timeout", timeout, "/bench")...)
}
