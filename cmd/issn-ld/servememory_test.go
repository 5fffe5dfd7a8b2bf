package main

import (
	"errors"
	"runtime/debug"
	"testing"

	"github.com/issn-ld/issn-ld/sparql"
)

func TestServeLimitsMemory(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	})
	for name, tc := range map[string]struct {
		memory, query, gogc, gomemlimit string
		total, each, limit              int64
		bad                             bool
	}{
		"half is for queries":              {memory: "2G", query: "512M", total: 1 << 30, each: 512 << 20, limit: 2 << 30},
		"one query has no more than all":   {memory: "1G", query: "1G", total: 512 << 20, each: 512 << 20, limit: 1 << 30},
		"the environment rules":            {memory: "1G", query: "1M", gogc: "50", gomemlimit: "3GiB", total: 512 << 20, each: 1 << 20, limit: limit},
		"no memory":                        {memory: "0", query: "1M", bad: true},
		"no number":                        {memory: "much", query: "1M", bad: true},
		"no number for the single queries": {memory: "1G", query: "much", bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOGC", tc.gogc)
			t.Setenv("GOMEMLIMIT", tc.gomemlimit)
			debug.SetGCPercent(100)
			debug.SetMemoryLimit(limit)
			var opt sparql.Options
			err := (&serveFlags{memory: tc.memory, queryMemory: tc.query}).limitMemory(&opt)
			if tc.bad {
				if !errors.Is(err, errUsage) {
					t.Errorf("got %v, want an error of usage", err)
				}
				return
			}
			if err != nil || opt.TotalMemoryBytes != tc.total || opt.MemoryBytes != tc.each {
				t.Errorf("got %v, %d of all and %d of each query, want %d and %d", err, opt.TotalMemoryBytes, opt.MemoryBytes, tc.total, tc.each)
			}
			if got := debug.SetMemoryLimit(-1); got != tc.limit {
				t.Errorf("the collector's limit is %d, want %d", got, tc.limit)
			}
			if got := debug.SetGCPercent(100); (got == gcPercent) != (tc.gogc == "") {
				t.Errorf("the heap grows by %d percent with GOGC=%q", got, tc.gogc)
			}
		})
	}
}

func TestServePprof(t *testing.T) {
	wait, err := servePprof(t.Context(), "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := wait(); err != nil {
		t.Error(err)
	}
	if _, err := servePprof(t.Context(), "nowhere at all"); !errors.Is(err, errUsage) {
		t.Errorf("got %v, want an error of usage", err)
	}
}
