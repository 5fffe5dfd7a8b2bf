package main

import (
	"runtime"
	"testing"
)

func TestAddScheduler(t *testing.T) {
	before := runtime.GOMAXPROCS(runtime.NumCPU())
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
	for name, tc := range map[string]struct {
		setting string
		more    int
	}{
		"one more than processors": {"", 1},
		"the environment rules":    {"2", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOMAXPROCS", tc.setting)
			remove := addScheduler()
			if got, want := runtime.GOMAXPROCS(0), runtime.NumCPU()+tc.more; got != want {
				t.Errorf("got %d, want %d", got, want)
			}
			addScheduler() // by another server of the process
			if got, want := runtime.GOMAXPROCS(0), runtime.NumCPU()+tc.more; got != want {
				t.Errorf("twice: got %d, want %d", got, want)
			}
			remove()
			if got := runtime.GOMAXPROCS(0); got != runtime.NumCPU() {
				t.Errorf("at the end: got %d, want %d", got, runtime.NumCPU())
			}
		})
	}
}
