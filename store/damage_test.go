package store_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/store"
)

var damages = flag.Int("damages", 80, "how many places of a store's files TestDamage damages")

// TestDamage flips a bit, zeroes a page, or cuts off a file, at random places in files
// of every kind: of a store that was closed, and of one whose process was killed. The
// store says so when it is opened or checked, or holds all that it held. Nothing
// panics: a panic in a goroutine of Badger would end the test.
func TestDamage(t *testing.T) {
	closed, killed := damagedStores(t)
	rnd := rand.New(rand.NewPCG(2024, uint64(*damages)))
	count := map[string]int{}
	for i := range *damages {
		v := closed
		if i%2 == 1 {
			v = killed
		}
		name := v.files[rnd.IntN(len(v.files))]
		outcome := v.try(t, rnd, name, i%5 == 4)
		count[fmt.Sprintf("%s%s: %s", v.name, kindOf(name), outcome)]++
		if t.Failed() {
			break
		}
	}
	var lines []string
	for line, n := range count {
		lines = append(lines, fmt.Sprintf("%5d  %s", n, line))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[7:], b[7:]) })
	t.Logf("%d places:\n%s", *damages, strings.Join(lines, "\n"))
}

// kindOf returns what files of a kind have in common in their names.
func kindOf(name string) string {
	if ext := filepath.Ext(name); ext != "" {
		return "*" + ext
	}
	return filepath.Base(name)
}

// victim is a store to be damaged, with what it holds, what it held before its last
// transaction, and what it holds without its log of keys.
type victim struct {
	name                  string
	dir                   string
	files                 []string
	want, before, without model
}

// damagedStores makes a store with a derived generation and transactions: one that is
// closed, and a copy of its files while it was open.
func damagedStores(t *testing.T) (closed, killed *victim) {
	t.Helper()
	u := newUniverse(4711)
	closed = &victim{name: "closed, ", dir: t.TempDir(), want: model{}}
	db := open(t, closed.dir, store.Options{BlockRows: 20, CompactRows: -1})
	quads := u.quads(400)
	closed.want.add(quads)
	load(t, db, store.LoadOptions{}, quads)
	closed.want.transaction(t, db, u)
	compact(t, db, store.CompactTouched)
	without := content(t, db)
	for range 12 {
		closed.want.transaction(t, db, u)
	}
	killed = &victim{name: "killed, ", dir: filepath.Join(t.TempDir(), "killed"), before: content(t, db), without: without}
	insert(t, db, "the last")
	closed.want = content(t, db)
	killed.want = closed.want
	copySparse(t, closed.dir, killed.dir)
	closeDB(t, db)
	for _, v := range []*victim{closed, killed} {
		err := filepath.WalkDir(v.dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && d.Name() != "LOCK" {
				v.files = append(v.files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return closed, killed
}

// copySparse copies a folder. What files have behind their last byte that is not zero
// becomes a hole.
func copySparse(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o777)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, bytes.TrimRight(data, "\x00"), 0o666); err != nil {
			return err
		}
		return os.Truncate(target, int64(len(data)))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// try damages a file, looks at the store and mends the file again. It returns what
// came of it.
func (v *victim) try(t *testing.T, rnd *rand.Rand, name string, write bool) string {
	t.Helper()
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	used := max(1, len(bytes.TrimRight(whole, "\x00")))
	at := rnd.IntN(used)
	how := ""
	switch rnd.IntN(3) {
	case 0:
		how = fmt.Sprintf("byte %d flipped", at)
		err = writeAt(name, []byte{whole[at] ^ 1<<rnd.IntN(8)}, int64(at))
	case 1:
		const page = 4096
		from := at &^ (page - 1)
		how = fmt.Sprintf("page at byte %d zeroed", from)
		err = writeAt(name, make([]byte, min(page, len(whole)-from)), int64(from))
	case 2:
		how = fmt.Sprintf("cut off at byte %d", at)
		err = os.Truncate(name, int64(at))
	}
	if err != nil {
		t.Fatal(err)
	}
	dir := v.dir
	if write { // what a writer does to the files must not be met by the next
		dir = filepath.Join(t.TempDir(), "copy")
		copySparse(t, v.dir, dir)
	}
	outcome := v.look(t, dir, write, filepath.Base(name)+": "+how)
	if write {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	mend(t, name, whole)
	return outcome
}

// mend writes a file as it was.
func mend(t *testing.T, name string, whole []byte) {
	t.Helper()
	if err := os.WriteFile(name, bytes.TrimRight(whole, "\x00"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, int64(len(whole))); err != nil {
		t.Fatal(err)
	}
}

func writeAt(name string, p []byte, at int64) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(p, at)
	return errors.Join(err, f.Close())
}

// look opens and checks a store and reads all of it.
func (v *victim) look(t *testing.T, dir string, write bool, what string) string {
	t.Helper()
	db, err := store.Open(dir, store.Options{ReadOnly: !write, CompactRows: -1})
	if err != nil {
		if !errors.Is(err, store.ErrCorrupt) && !errors.Is(err, store.ErrFormat) && !errors.Is(err, store.ErrMissing) {
			t.Errorf("%s%s: the error has no name: %v", v.name, what, err)
		}
		return "does not open"
	}
	defer closeDB(t, db)
	report, err := db.Check(t.Context())
	if err != nil {
		t.Errorf("%s%s: check: %v", v.name, what, err)
	}
	if len(report.Faults) > 0 {
		return "has faults"
	}
	got := content(t, db)
	switch {
	case sameQuads(got, v.want):
		return "holds all"
	case v.before != nil && strings.Contains(what, ".mem") && sameQuads(got, v.before):
		return "lacks the last transaction, which may have been under way"
	case v.without != nil && strings.Contains(what, ".mem: page at byte 0 zeroed") && sameQuads(got, v.without):
		return "has an empty log, which may have been made just now"
	}
	t.Errorf("%s%s: no fault, but %d quads of %d", v.name, what, len(got), len(v.want))
	return "lost"
}
