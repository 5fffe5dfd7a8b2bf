// Package enginetest enforces the rule that an idle engine holds nothing: no memory, no
// snapshot, no running query, whatever happened to earlier queries: answered, failed,
// panicked, stopped or abandoned by their client.
//
// Tests make their engines with [New] and run under [Main].
package enginetest

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/issn-ld/issn-ld/sparql"
)

// settle is how long an engine may take to become idle: handlers of departed clients
// end a little after their test.
const settle = 5 * time.Second

// made are the engines created by the tests of a package, with where they were created.
var made struct {
	mu      sync.Mutex // guards the fields below
	engines map[*sparql.Engine]string
}

// New is [sparql.New] for tests under [Main].
func New(store sparql.Store, opt sparql.Options) *sparql.Engine {
	e := sparql.New(store, opt)
	_, file, line, _ := runtime.Caller(1)
	made.mu.Lock()
	defer made.mu.Unlock()
	if made.engines == nil {
		made.engines = make(map[*sparql.Engine]string)
	}
	made.engines[e] = fmt.Sprintf("%s:%d", file, line)
	return e
}

// Idle returns an error that lists the resources an idle engine still holds, or nil. It
// waits for requests that are about to end.
func Idle(e *sparql.Engine) error {
	for deadline := time.Now().Add(settle); ; time.Sleep(time.Millisecond) {
		u := e.Usage()
		if u.Running == 0 && u.Snapshots == 0 && u.Reserved == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the engine still holds %d bytes, %d snapshots and %d queries: %+v", u.Reserved, u.Snapshots, u.Running, e.Running())
		}
	}
}

// Main runs the tests of a package, then looks for resources their engines still hold
// and for leftover goroutines.
func Main(m *testing.M) { goleak.VerifyTestMain(checked{m}) }

// checked are tests with a look at their engines at the end.
type checked struct{ tests *testing.M }

// Run implements goleak.TestingM.
func (c checked) Run() int {
	code := c.tests.Run()
	made.mu.Lock()
	defer made.mu.Unlock()
	for e, place := range made.engines {
		if err := Idle(e); err != nil {
			fmt.Fprintf(os.Stderr, "the engine made at %s: %v\n", place, err)
			code = max(code, 1)
		}
	}
	return code
}
