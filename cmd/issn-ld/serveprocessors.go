package main

import (
	"os"
	"runtime"
)

// addScheduler lets the runtime run one more goroutine at a time than there are
// processors, and returns a function that undoes this. A long query may occupy every
// processor, and the operating system may preempt any of its threads: the extra one
// serves short requests, and the system shares out the processors. GOMAXPROCS still
// decides if the operator sets it.
func addScheduler() (remove func()) {
	if os.Getenv("GOMAXPROCS") != "" {
		return func() {}
	}
	before := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(min(before, runtime.NumCPU()) + 1)
	return func() { runtime.GOMAXPROCS(before) }
}
