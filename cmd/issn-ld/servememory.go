package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/issn-ld/issn-ld/sparql"
)

// gcPercent is how much a server lets its heap grow between two collections. A server
// keeps only tens of MiB live: at the usual 100 percent it would collect several times
// a second, all the time.
const gcPercent = 400

// limitMemory limits the memory of the process and its queries by --memory and
// --query-memory. If GOGC or GOMEMLIMIT is set, it leaves the collector alone.
func (f *serveFlags) limitMemory(opt *sparql.Options) error {
	process, err := parseSize(f.memory)
	if err != nil {
		return fmt.Errorf("%w: --memory: %w", errUsage, err)
	}
	if process <= 0 {
		return usagef("--memory: a server needs some")
	}
	// The rest is for garbage that queries leave until it is collected, for results on
	// their way, and for dereferencing.
	opt.TotalMemoryBytes = process / 2
	if opt.MemoryBytes, err = parseSize(f.queryMemory); err != nil {
		return fmt.Errorf("%w: --query-memory: %w", errUsage, err)
	}
	opt.MemoryBytes = min(opt.MemoryBytes, opt.TotalMemoryBytes)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(process)
	}
	return nil
}
