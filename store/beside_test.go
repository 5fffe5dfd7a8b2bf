package store_test

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
)

var views = flag.Int("views", 8, "how often a test opens a store that another process is writing")

// The environment of the child processes.
const (
	besideDir   = "STORE_BESIDE_DIR"
	besideKinds = "STORE_BESIDE_KINDS" // kinds of operations
	besideHold  = "STORE_BESIDE_HOLD"  // open the store for reading and wait
)

// The kinds of operations that a process does.
const (
	onlyUpdates = "updates"
	mostUpdates = "updates and compactions"
	allKinds    = "all"
)

var markSubject = rdf.NewIRI("http://example/mark")

// besideMain is the process that writes beside the test, until its standard
// input ends, or the one that reads and is killed. It prints what childMain
// prints.
func besideMain() bool {
	dir := os.Getenv(besideDir)
	if dir == "" {
		return false
	}
	err := error(nil)
	if os.Getenv(besideHold) != "" {
		err = besideRead(dir)
	} else {
		err = besideWrite(dir, os.Getenv(besideKinds))
	}
	if err != nil {
		fmt.Println("error", err)
	}
	return true
}

func besideWrite(dir, kinds string) error {
	var stop atomic.Bool
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		stop.Store(true)
	}()
	db, err := store.Open(dir, store.Options{BlockRows: 7, CompactRows: -1})
	if err != nil {
		return err
	}
	for i := 0; !stop.Load(); i++ {
		if err := besideOperation(i, kinds).run(db); err != nil {
			return err
		}
		fmt.Println("done", i)
	}
	return db.Close()
}

func besideRead(dir string) error {
	db, err := store.Open(dir, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	fmt.Println("done", 0)
	_, err = bufio.NewReader(os.Stdin).ReadByte()
	return errors.Join(err, db.Close())
}

// besideOperation is operationOf, or a transaction instead, large or small: on
// the disk it lies in the value log or beside the key. All but compactions leave
// a quad with their number.
func besideOperation(i int, kinds string) *operation {
	op := operationOf(i)
	if kinds != allKinds {
		op.kind = kindUpdate
		if i%4 > 0 {
			op.insert = op.insert[:2]
		}
	}
	if kinds == mostUpdates && i%500 == 499 {
		op.kind = kindCompact
	}
	op.insert = append(op.insert, markOf(i))
	for k := max(0, i-5); k < i; k++ {
		op.delete = append(op.delete, markOf(k))
	}
	return op
}

func markOf(i int) rdf.Quad {
	return rdf.Quad{S: markSubject, P: markSubject, O: rdf.NewLiteral(strconv.Itoa(i), "http://www.w3.org/2001/XMLSchema#integer")}
}

// writerProcess is a process that writes operations, of which those below
// acknowledged are.
type writerProcess struct {
	acknowledged atomic.Int64
	stop         func() // waits for its end; may be called twice
}

// startWriter starts a process that writes to a new store, and waits for its
// first operation.
func startWriter(t *testing.T, dir, kinds string) *writerProcess {
	t.Helper()
	w := &writerProcess{}
	first := make(chan struct{})
	stop := startBeside(t, []string{besideDir + "=" + dir, besideKinds + "=" + kinds}, func(n int) {
		w.acknowledged.Store(int64(n) + 1)
		if n == 0 {
			close(first)
		}
	})
	w.stop = func() {
		if err := stop(false); err != nil {
			t.Errorf("the process that writes: %v", err)
		}
	}
	t.Cleanup(w.stop)
	select {
	case <-first:
	case <-time.After(time.Minute):
		t.Fatal("the process that writes does nothing")
	}
	return w
}

// startBeside starts a process and tells done what it acknowledges. The
// function that it returns ends it, by force or not, and waits; later calls do
// nothing.
func startBeside(t *testing.T, env []string, done func(n int)) func(kill bool) error {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan error, 1)
	go func() {
		var err error
		for lines := bufio.NewScanner(out); lines.Scan(); {
			word, rest, _ := strings.Cut(lines.Text(), " ")
			n, convErr := strconv.Atoi(rest)
			if word != "done" || convErr != nil {
				err = errors.Join(err, errors.New(lines.Text()))
				continue
			}
			done(n)
		}
		read <- err
	}()
	ended := false
	return func(kill bool) error {
		if ended {
			return nil
		}
		ended = true
		if kill {
			_ = cmd.Process.Kill()
		}
		_ = in.Close()
		err := <-read
		if waitErr := cmd.Wait(); !kill {
			err = errors.Join(err, waitErr)
		}
		return err
	}
}

// history is the states of a store after the first operations.
type history struct {
	kinds string
	m     model
	next  int // operations that m has
}

// find returns how many operations a state has. It fails the test if it is not
// the state after so many, those before and none later.
func (h *history) find(t *testing.T, got model) int {
	t.Helper()
	n := 0
	for q := range got {
		if q.S == markSubject {
			i, err := strconv.Atoi(q.O.Value())
			if err != nil {
				t.Fatal(err)
			}
			n = max(n, i+1)
		}
	}
	if n < h.next {
		t.Fatalf("the state after %d operations comes after that of %d", n, h.next)
	}
	for ; h.next < n; h.next++ {
		besideOperation(h.next, h.kinds).apply(h.m)
	}
	if !maps.Equal(h.m, got) {
		t.Fatalf("a state with %d quads is not that after %d operations, which has %d", len(got), n, len(h.m))
	}
	if besideOperation(n, h.kinds).kind == kindCompact {
		n++ // a compaction leaves no trace
	}
	return n
}

// TestReadBesideWriter opens a store for reading while another process writes:
// each time the reader has what was acknowledged before, and nothing that is
// not the state after some operation.
func TestReadBesideWriter(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	for _, kinds := range []string{mostUpdates, allKinds} {
		t.Run(kinds, func(t *testing.T) {
			dir := t.TempDir()
			w := startWriter(t, dir, kinds)
			h := &history{kinds: kinds, m: model{}}
			for range *views {
				before := int(w.acknowledged.Load())
				db := open(t, dir, store.Options{ReadOnly: true})
				if n := h.find(t, content(t, db)); n < before {
					t.Fatalf("a reader has %d operations, %d were acknowledged before", n, before)
				}
				check(t, db)
				if err := db.Update(t.Context(), func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrReadOnly) {
					t.Errorf("an update by a reader: got %v, want ErrReadOnly", err)
				}
				if _, err := store.Open(dir, store.Options{}); !errors.Is(err, store.ErrLocked) {
					t.Errorf("a second writer: got %v, want ErrLocked", err)
				}
				closeDB(t, db)
			}
			w.stop()
			t.Logf("%d operations beside %d readers", w.acknowledged.Load(), *views)
			for _, readOnly := range []bool{true, false} {
				db := open(t, dir, store.Options{ReadOnly: readOnly})
				check(t, db)
				if n, all := h.find(t, content(t, db)), int(w.acknowledged.Load()); n < all {
					t.Errorf("the writer leaves the state after %d operations, want %d", n, all)
				}
				closeDB(t, db)
			}
			noViews(t, dir)
		})
	}
}

// noViews makes sure that no reader has left files.
func noViews(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "readers", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("readers have left %q, %v", left, err)
	}
}

// TestReaderSeesOneState keeps a reader open while another process replaces
// the generation that it reads.
func TestReaderSeesOneState(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	w := startWriter(t, dir, allKinds)
	db := open(t, dir, store.Options{ReadOnly: true})
	want := content(t, db)
	until := w.acknowledged.Load() + 12 // two loads, two compactions
	for deadline := time.Now().Add(time.Minute); w.acknowledged.Load() < until; {
		if time.Now().After(deadline) {
			t.Fatal("the process that writes does nothing")
		}
		if got := content(t, db); !maps.Equal(got, want) {
			t.Fatal("what a reader has changes")
		}
	}
	check(t, db)
	closeDB(t, db)
	w.stop()
	noViews(t, dir)
}

// TestKilledReader kills a reader: the next one, or the next writer, removes
// what it has left.
func TestKilledReader(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	w := startWriter(t, dir, onlyUpdates)
	for range 2 {
		reading := make(chan struct{})
		kill := startBeside(t, []string{besideDir + "=" + dir, besideHold + "=1"}, func(int) { close(reading) })
		<-reading
		if err := kill(true); err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "readers", "*")); len(left) != 1 {
			t.Fatalf("a killed reader leaves %q, want its files only", left)
		}
	}
	closeDB(t, open(t, dir, store.Options{ReadOnly: true}))
	noViews(t, dir)
	w.stop()
}

// TestBackupBesideWriter takes a full backup and incremental ones from another
// process than the one that writes, and restores them.
func TestBackupBesideWriter(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir, to := t.TempDir(), t.TempDir()
	w := startWriter(t, dir, onlyUpdates)
	h := &history{kinds: onlyUpdates, m: model{}}
	restored := open(t, to, store.Options{})
	since := uint64(0)
	for i := range 5 {
		before := int(w.acknowledged.Load())
		db := open(t, dir, store.Options{ReadOnly: true})
		src, info := backup(t, db, since)
		closeDB(t, db)
		if full := info.Since == 0; full != (i == 0) {
			t.Errorf("backup %d builds on version %d", i, info.Since)
		}
		since = info.Version
		if _, err := restored.Restore(t.Context(), bytes.NewReader(src)); err != nil {
			t.Fatal(err)
		}
		if n := h.find(t, content(t, restored)); n < before {
			t.Errorf("backup %d has %d operations, %d were acknowledged before", i, n, before)
		}
		check(t, restored)
	}
	closeDB(t, restored)
	w.stop()
}
