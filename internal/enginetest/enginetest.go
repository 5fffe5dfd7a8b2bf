// Package enginetest holds tests to the rule that an engine which answers nothing holds
// nothing: no memory, no snapshot, no running query, whatever became of those before:
// answered, failed, panicked, stopped or left by their client.
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

// settle is how long an engine has to come to rest: handlers of clients that have gone
// end a little after the test that they belong to.
const settle = 5 * time.Second

// made are the engines of the tests of a package, with the places that made them.
var made struct {
	mu      sync.Mutex // guards what follows
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

// Idle returns what an engine holds though it answers nothing, as an error; nil if that
// is nothing. It waits for requests that are about to end.
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

// Main runs the tests of a package, then looks for what their engines still hold and
// for goroutines that are left.
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
