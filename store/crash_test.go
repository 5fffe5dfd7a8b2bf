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
	"syscall"
	"testing"
	"time"

	"issn-ld/rdf"
	"issn-ld/store"
	"issn-ld/store/ids"
)

var kills = flag.Int("kills", 30, "how often the crash test kills the process that writes")

// The environment of the child process.
const (
	childDir   = "STORE_CRASH_DIR"
	childStart = "STORE_CRASH_START" // number of the first operation
	childPoint = "STORE_CRASH_POINT" // stage and progress at which it kills itself; empty: never
)

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

func childRun(dir string, start int, point string) error {
	db, err := store.Open(dir, store.Options{BlockRows: 7, Events: store.Events{
		Progress: func(p store.Progress) {
			if fmt.Sprintf("%s %d", p.Stage, p.Done) == point {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}
		},
	}})
	if err != nil {
		return err
	}
	for i := start; ; i++ {
		if err := operationOf(i).run(db); err != nil {
			return err
		}
		fmt.Println("done", i)
	}
}

// operation is a write that depends on nothing but its number.
type operation struct {
	kind           int // 0 load, 1 load instead of a graph, 2 compact, else a transaction
	insert, delete []rdf.Quad
	resource       rdf.Term
}

func operationOf(i int) *operation {
	u := newUniverse(uint64(1000 + i))
	op := &operation{kind: i % 6, insert: u.quads(20), delete: u.quads(40)}
	op.resource = rdf.NewIRI("http://issn.org/resource/ISSN/" + testISSNs[i%len(testISSNs)])
	return op
}

func (op *operation) run(db *store.DB) error {
	ctx := context.Background()
	switch op.kind {
	case 0:
		return op.load(ctx, db, store.LoadOptions{MemoryBytes: 1})
	case 1:
		return op.load(ctx, db, store.LoadOptions{ReplaceGraphs: []string{graphTerm(1).Value()}})
	case 2:
		return db.Compact(ctx)
	}
	return db.Update(ctx, func(tx *store.Tx) error {
		for _, q := range op.delete {
			if err := tx.Delete(q); err != nil {
				return err
			}
		}
		return tx.ReplaceResource(graphTerm(2), op.resource, op.insert)
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
	case 0:
		m.add(op.insert)
	case 1:
		maps.DeleteFunc(m, func(q rdf.Quad, _ bool) bool { return q.G == graphTerm(1) })
		m.add(op.insert)
	case 2:
	default:
		for _, q := range op.delete {
			delete(m, q)
		}
		m.replace(graphTerm(2), op.resource.Value(), op.insert)
	}
}

// crashPoints are named points: before and after all that a load or compaction
// does. The empty one is a random moment.
var crashPoints = []string{
	"", "dictionary 0", "", "map 0", "", "write 0", "", "sync 0", "", "publish 0", "", "publish 1",
}

// TestCrash kills a process that writes, again and again, and looks at what it
// leaves: all that was acknowledged, the operation under way as a whole or not
// at all, and nothing that Check finds fault with.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	dir := t.TempDir()
	m := model{}
	next := 0
	rnd := rand.New(rand.NewPCG(uint64(*kills), 1))
	for i := range *kills {
		point := crashPoints[i%len(crashPoints)]
		delay := 30 * time.Second
		if point == "" {
			delay = time.Duration(20+rnd.IntN(800)) * time.Millisecond
		}
		acknowledged := runChild(t, dir, next, point, delay)
		for ; next < acknowledged; next++ {
			op := operationOf(next)
			op.apply(m)
		}
		next += examine(t, dir, m, next)
	}
	t.Logf("%d operations survived %d kills", next, *kills)
	if next < *kills/4 {
		t.Errorf("only %d operations in %d runs: the test does not test much", next, *kills)
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
	if err := cmd.Start(); err != nil {
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
	if _, err := os.Stat(filepath.Join(dir, "CURRENT")); err == nil && next%2 == 0 {
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
