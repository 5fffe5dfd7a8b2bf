package main

import (
	"os"
	"runtime"
)

// addScheduler lets the runtime run one more goroutine at a time than there are
// processors, and returns what takes that back. A long query may take as many as
// there are, and the operating system may stop any of them: the one more is there
// for who is quickly done, and the system shares the processors out. GOMAXPROCS
// still decides where the operator sets it.
func addScheduler() (remove func()) {
	if os.Getenv("GOMAXPROCS") != "" {
		return func() {}
	}
	before := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(min(before, runtime.NumCPU()) + 1)
	return func() { runtime.GOMAXPROCS(before) }
}
