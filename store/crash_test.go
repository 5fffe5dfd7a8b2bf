package store_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

var kills = flag.Int("kills", 200, "how often the crash test kills the process that writes")

// crashStores is the number of stores that the crash test has, side by side: a
// process that is to be killed waits for the disk most of the time.
const crashStores = 5

// The environment of the child process.
const (
	childDir   = "STORE_CRASH_DIR"
	childStart = "STORE_CRASH_START" // number of the first operation
	childPoint = "STORE_CRASH_POINT" // where it kills itself; empty: nowhere
)

// starting is held while a process is started: for a moment that has, and keeps
// locked, all files of the test. So it must not be while a store is to be free.
var starting sync.RWMutex

// childMain does operations until the process is killed, if the test binary
// was started for that. After each operation it prints its number.
func childMain() bool {
	dir := os.Getenv(childDir)
	if dir == "" {
		return false
	}
	start, err := strconv.Atoi(os.Getenv(childStart))
	if err == nil {
		err = childRun(dir, start, os.Getenv(childPoint))
	}
	fmt.Println("error", err)
	return true
}

// killer kills the process at a point; see crashPoints.
type killer struct {
	point string

	mu        sync.Mutex // guards what follows
	operation string
	counts    map[string]int
}

// begin says what operation is next.
func (k *killer) begin(operation string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.operation, k.counts = operation, make(map[string]int)
}

// at says that the operation has come to an event.
func (k *killer) at(event string) {
	k.mu.Lock()
	k.counts[event]++
	point := fmt.Sprintf("%s: %s %d", k.operation, event, k.counts[event])
	k.mu.Unlock()
	if point == k.point {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
}

func childRun(dir string, start int, point string) error {
	k := &killer{point: point}
	var during atomic.Pointer[func()]
	k.begin("open")
	db, err := store.Open(dir, store.Options{BlockRows: 7, CompactRows: -1, Events: store.Events{
		Progress: func(p store.Progress) {
			k.at(string(p.Stage))
			if f := during.Swap(nil); f != nil {
				(*f)()
			}
		},
	}})
	if err != nil {
		return err
	}
	db.SetFaults(func(op string) error {
		k.at("before " + op)
		return nil
	})
	for i := start; ; i++ {
		op := operationOf(i)
		k.begin(kindNames[op.kind])
		if err := op.runBeside(db, &during); err != nil {
			return err
		}
		fmt.Println("done", i)
	}
}

// operation is a write that depends on nothing but its number.
type operation struct {
	kind           int
	insert, delete []rdf.Quad
	resource       rdf.Term
}

// The kinds of operations. The last two are compactions with a transaction that
// runs while they are under way.
const (
	kindLoad = iota
	kindReplace
	kindCompact // of touched blocks
	kindUpdate
	kindWhole
	kindTouched
)

var kindNames = []string{"load", "replace", "compact", "update", "whole", "touched"}

// operationKinds come one after the other.
var operationKinds = []int{
	kindLoad, kindUpdate, kindTouched, kindUpdate, kindCompact, kindUpdate,
	kindWhole, kindUpdate, kindTouched, kindReplace, kindUpdate, kindTouched,
}

func operationOf(i int) *operation {
	u := newUniverse(uint64(1000 + i))
	op := &operation{kind: operationKinds[i%len(operationKinds)], insert: u.quads(20), delete: u.quads(40)}
	op.resource = rdf.NewIRI("http://issn.org/resource/ISSN/" + testISSNs[i%len(testISSNs)])
	return op
}

// run does the operation.
func (op *operation) run(db *store.DB) error { return op.runBeside(db, &atomic.Pointer[func()]{}) }

// runBeside does the operation. Where a transaction is to run beside a compaction,
// that is in during until somebody takes it out and calls it.
func (op *operation) runBeside(db *store.DB, during *atomic.Pointer[func()]) error {
	ctx := context.Background()
	switch op.kind {
	case kindLoad:
		return op.load(ctx, db, store.LoadOptions{MemoryBytes: 1})
	case kindReplace:
		return op.load(ctx, db, store.LoadOptions{ReplaceGraphs: []string{graphTerm(1).Value()}})
	case kindUpdate:
		return op.update(ctx, db)
	}
	options := store.CompactOptions{Level: store.CompactTouched}
	if op.kind == kindWhole {
		options.Level = store.CompactWhole
	}
	var inner error
	update := func() { inner = op.update(ctx, db) }
	if op.kind != kindCompact {
		during.Store(&update)
	}
	_, err := db.Compact(ctx, options)
	if f := during.Swap(nil); f != nil {
		update() // there was nothing to compact
	}
	return errors.Join(err, inner)
}

// replaceResource deletes what a graph says about a resource and inserts quads instead.
func replaceResource(tx *store.Tx, graph, resource rdf.Term, quads []rdf.Quad) error {
	if err := tx.DeleteResource(graph, resource); err != nil {
		return err
	}
	for _, q := range quads {
		if err := tx.Insert(q); err != nil {
			return err
		}
	}
	return nil
}

func (op *operation) update(ctx context.Context, db *store.DB) error {
	return db.Update(ctx, func(tx *store.Tx) error {
		for _, q := range op.delete {
			if err := tx.Delete(q); err != nil {
				return err
			}
		}
		return replaceResource(tx, graphTerm(2), op.resource, op.insert)
	})
}

func (op *operation) load(ctx context.Context, db *store.DB, options store.LoadOptions) error {
	l, err := db.Load(ctx, options)
	if err != nil {
		return err
	}
	part, err := l.Part()
	if err != nil {
		return errors.Join(err, l.Abort())
	}
	for _, q := range op.insert {
		if err := part.Add(q); err != nil {
			return errors.Join(err, l.Abort())
		}
	}
	if err := part.Close(); err != nil {
		return errors.Join(err, l.Abort())
	}
	_, err = l.Commit(ctx)
	return err
}

// apply does the operation to a model.
func (op *operation) apply(m model) {
	switch op.kind {
	case kindLoad:
		m.add(op.insert)
	case kindCompact:
	case kindReplace:
		maps.DeleteFunc(m, func(q rdf.Quad, _ bool) bool { return q.G == graphTerm(1) })
		m.add(op.insert)
	default:
		for _, q := range op.delete {
			delete(m, q)
		}
		m.replace(graphTerm(2), op.resource.Value(), op.insert)
	}
}

// crashPoints are what all that a load or compaction does begins and ends with:
// an operation, a stage or a use of the disk, and the how manieth time of it. The
// empty one is a random moment.
var crashPoints = []string{
	"", "load: dictionary 1", "touched: blocks 1", "whole: map 1",
	"", "load: write 2", "touched: blocks 5", "whole: write 1",
	"", "load: sync 1", "touched: sync 1", "whole: sync 1",
	"", "load: publish 1", "touched: publish 1", "whole: publish 1",
	"", "replace: before publish 1", "touched: before publish 1", "whole: before publish 1",
	"", "load: publish 2", "touched: publish 2", "whole: publish 2",
	"", "update: before commit 1", "touched: before commit 2", "whole: before commit 2",
	"", "load: before finish 1", "touched: before finish 1", "touched: before create 1",
}

// TestCrash kills processes that write, again and again, and looks at what they
// leave: all that was acknowledged, the operation under way as a whole or not
// at all, and nothing that Check finds fault with.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	var wg sync.WaitGroup
	for n := range crashStores {
		// Not by t.Parallel: that has no more than one for each core.
		wg.Go(func() { t.Run(fmt.Sprint(n), func(t *testing.T) { crash(t, n) }) })
	}
	wg.Wait()
}

// crash does the part of the kills that store n of [crashStores] has.
func crash(t *testing.T, n int) {
	dir := t.TempDir()
	m := model{}
	next, runs := 0, 0
	rnd := rand.New(rand.NewPCG(uint64(*kills), uint64(n)))
	for i := n; i < *kills; i += crashStores {
		point := crashPoints[i%len(crashPoints)]
		delay := 30 * time.Second
		if point == "" {
			delay = time.Duration(20+rnd.IntN(500)) * time.Millisecond
		}
		acknowledged := runChild(t, dir, next, point, delay)
		for ; next < acknowledged; next++ {
			operationOf(next).apply(m)
		}
		next += examine(t, dir, m, next)
		runs++
	}
	t.Logf("%d operations survived %d kills", next, runs)
	if next < runs/2 {
		t.Errorf("only %d operations in %d runs: the test does not test much", next, runs)
	}
}

// runChild starts a process that writes, kills it after a delay unless it
// kills itself at a point, and returns the number of the first operation that
// it has not acknowledged.
func runChild(t *testing.T, dir string, start int, point string, delay time.Duration) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, childStart+"="+strconv.Itoa(start), childPoint+"="+point)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	starting.Lock()
	err = cmd.Start()
	starting.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(delay, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	acknowledged := start
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(rest)
		if word != "done" || err != nil {
			t.Fatalf("the process that writes says: %s", lines.Text())
		}
		acknowledged = n + 1
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the process that writes was not killed: %v", err)
	}
	return acknowledged
}

// examine opens the store and compares it with m, or with m after the next
// operation; then it returns 1 and applies that.
func examine(t *testing.T, dir string, m model, next int) int {
	t.Helper()
	starting.RLock()
	defer starting.RUnlock()
	if _, err := os.Stat(filepath.Join(dir, "CURRENT")); err == nil && next%4 == 0 {
		closeDB(t, open(t, dir, store.Options{ReadOnly: true}))
	}
	db := open(t, dir, store.Options{BlockRows: 7})
	defer closeDB(t, db)
	check(t, db)
	got := content(t, db)
	if maps.Equal(got, m) {
		return 0
	}
	op := operationOf(next)
	op.apply(m)
	if !maps.Equal(got, m) {
		t.Fatalf("after operation %d the store is in neither state: %d quads, want %d", next, len(got), len(m))
	}
	return 1
}

// content reads the whole store.
func content(t testing.TB, db *store.DB) model {
	t.Helper()
	s := snapshot(t, db)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	m := model{}
	for _, row := range read(t, s, ids.Scan{Perm: ids.SPO, Cols: []uint8{0, 1, 2, 3}}) {
		if row[3] == ids.DefaultGraph {
			row[3] = ids.Undef
		}
		terms, err := s.Terms(nil, row)
		if err != nil {
			t.Fatal(err)
		}
		m[rdf.Quad{S: terms[0], P: terms[1], O: terms[2], G: terms[3]}] = true
	}
	return m
}
