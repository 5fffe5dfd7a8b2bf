package peers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Engine is a store that is measured.
type Engine interface {
	// Name is the engine's name in tables.
	Name() string
	// Version says which release is measured.
	Version(ctx context.Context) string
	// Build loads data into a new store in dir, which does not exist before.
	Build(ctx context.Context, data Dataset, dir string) (Build, error)
	// Start serves the store in dir.
	Start(ctx context.Context, dir string) (*Server, error)
}

// Build is what one bulk build took.
type Build struct {
	Time      time.Duration
	Usage           // of the process that built
	DiskBytes int64 // what the folder of the store occupies afterwards
}

// Limits are the same for all engines.
type Limits struct {
	QueryTimeout time.Duration
	MemoryBytes  int64 // what each may use for caches or its heap
}

// DefaultLimits suit a machine of 24 GiB on which four engines run side by side.
var DefaultLimits = Limits{QueryTimeout: time.Minute, MemoryBytes: 4 << 30}

// Names lists the engines in the order of the tables.
var Names = []string{"issn-ld", "virtuoso", "oxigraph", "jena"}

// Pick returns the engines of a comma-separated list of names. Work is the
// folder that [Install] filled, and binary the issn-ld to measure.
func Pick(list, work, binary string, limits Limits) ([]Engine, error) {
	var out []Engine
	for name := range strings.SplitSeq(list, ",") {
		switch name {
		case "issn-ld":
			out = append(out, &ours{binary: binary, limits: limits})
		case "virtuoso":
			out = append(out, &virtuoso{limits: limits})
		case "oxigraph":
			out = append(out, &oxigraph{home: work, limits: limits})
		case "jena":
			out = append(out, &jena{home: work, limits: limits})
		default:
			return nil, fmt.Errorf("no engine %q: there are %s", name, strings.Join(slices.Sorted(slices.Values(Names)), ", "))
		}
	}
	return out, nil
}
