package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/store"
)

// valueModel is what a store's values should be.
type valueModel map[string]string

// valueStory changes a store's values at random, and a model with it.
type valueStory struct {
	t     *testing.T
	u     *universe
	db    *store.DB
	model valueModel
	held  []heldValues
}

// heldValues is a snapshot with what it had when it was taken.
type heldValues struct {
	snap *store.Snapshot
	want valueModel
}

func (st *valueStory) key() string {
	return fmt.Sprintf("%c/%d", 'a'+rune(st.u.rnd.IntN(3)), st.u.rnd.IntN(20))
}

// value returns bytes of a random length; some are long enough for a value log.
func (st *valueStory) value() []byte {
	return bytes.Repeat([]byte{byte('A' + st.u.rnd.IntN(20))}, st.u.rnd.IntN(4)*st.u.rnd.IntN(700))
}

// update runs a transaction, which may fail on purpose.
func (st *valueStory) update() {
	next := maps.Clone(st.model)
	fail := st.u.rnd.IntN(5) == 0
	errFail := errors.New("on purpose")
	err := st.db.Update(st.t.Context(), func(tx *store.Tx) error {
		for range st.u.rnd.IntN(6) {
			key := st.key()
			if st.u.rnd.IntN(3) == 0 {
				delete(next, key)
				if err := tx.Remove(key); err != nil {
					return err
				}
			} else {
				v := st.value()
				next[key] = string(v)
				if err := tx.Put(key, v); err != nil {
					return err
				}
			}
			got, found, err := tx.Value(key)
			want, has := next[key]
			if err != nil || found != has || string(got) != want {
				st.t.Fatalf("in the transaction %q is %q, %v, %v; want %q, %v", key, got, found, err, want, has)
			}
		}
		if st.u.rnd.IntN(2) == 0 {
			if err := tx.Insert(st.u.quad()); err != nil {
				return err
			}
		}
		if fail {
			return errFail
		}
		return nil
	})
	if fail != errors.Is(err, errFail) || err != nil && !fail {
		st.t.Fatal(err)
	}
	if !fail {
		st.model = next
	}
}

// load loads values in parts, each key in one of them.
func (st *valueStory) load() {
	replace, keepA := st.u.rnd.IntN(4) == 0, st.u.rnd.IntN(3) == 0
	l, err := st.db.Load(st.t.Context(), store.LoadOptions{Replace: replace})
	if err != nil {
		st.t.Fatal(err)
	}
	next := maps.Clone(st.model)
	if replace {
		clear(next)
	}
	if keepA {
		inA := func(key string) bool { return strings.HasPrefix(key, "a/") }
		l.KeepValues(inA)
		maps.DeleteFunc(next, func(key, _ string) bool { return !inA(key) })
	}
	for i := range 2 {
		p, err := l.Part()
		if err != nil {
			st.t.Fatal(err)
		}
		for range st.u.rnd.IntN(9) {
			key := fmt.Sprintf("%c/%d", 'a'+rune(st.u.rnd.IntN(3)), 2*st.u.rnd.IntN(10)+i)
			v := append([]byte{}, st.value()...)
			if next[key] = string(v); st.u.rnd.IntN(4) == 0 {
				v = nil
				delete(next, key)
			}
			if err := errors.Join(p.Put(key, v), p.Add(st.u.quad())); err != nil {
				st.t.Fatal(err)
			}
		}
		if err := p.Close(); err != nil {
			st.t.Fatal(err)
		}
	}
	if _, err := l.Commit(st.t.Context()); err != nil {
		st.t.Fatal(err)
	}
	st.model = next
}

// compare compares what a snapshot has with a model: all, a range, and each by its key.
func (st *valueStory) compare(s *store.Snapshot, want valueModel) {
	st.t.Helper()
	got := valueModel{}
	var keys []string
	for v, err := range s.Values(st.t.Context(), "", "") {
		if err != nil {
			st.t.Fatal(err)
		}
		got[v.Key] = string(v.Value)
		keys = append(keys, v.Key)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		st.t.Fatal(diff)
	}
	if !slices.IsSorted(keys) {
		st.t.Fatalf("keys out of order: %v", keys)
	}
	from, before := st.key(), st.key()
	n := 0
	for v, err := range s.Values(st.t.Context(), from, before) {
		if err != nil || v.Key < from || v.Key >= before || want[v.Key] != string(v.Value) {
			st.t.Fatalf("from %q before %q: %q, %v", from, before, v.Key, err)
		}
		n++
	}
	for key := range want {
		if key >= from && key < before {
			n--
		}
		if v, found, err := s.Value(key); err != nil || !found || string(v) != want[key] {
			st.t.Fatalf("%q is %q, %v, %v; want %q", key, v, found, err, want[key])
		}
	}
	if n != 0 {
		st.t.Fatalf("from %q before %q: %d too many", from, before, n)
	}
	if v, found, err := s.Value("nothing"); v != nil || found || err != nil {
		st.t.Fatalf("a key without a value has %q, %v, %v", v, found, err)
	}
}

// check compares the current state, the snapshots that are held, and runs Check.
func (st *valueStory) check() {
	st.t.Helper()
	s := snapshot(st.t, st.db)
	st.compare(s, st.model)
	for _, h := range st.held {
		st.compare(h.snap, h.want)
	}
	st.held = append(st.held, heldValues{s, maps.Clone(st.model)})
	if len(st.held) > 3 {
		if err := st.held[0].snap.Close(); err != nil {
			st.t.Fatal(err)
		}
		st.held = st.held[1:]
	}
	report, err := st.db.Check(st.t.Context())
	if err = errors.Join(err, errors.Join(report.Faults...)); err != nil {
		st.t.Fatal(err)
	}
}

func (st *valueStory) release() {
	for _, h := range st.held {
		if err := h.snap.Close(); err != nil {
			st.t.Fatal(err)
		}
	}
	st.held = nil
}

// TestValues compares the values of a store with a model, over transactions, loads,
// compactions of both kinds, opening again, and backups, full and incremental.
func TestValues(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			st := &valueStory{t: t, u: newUniverse(seed), model: valueModel{}, db: open(t, dir, store.Options{BlockRows: 4})}
			for range 40 {
				switch st.u.rnd.IntN(9) {
				case 0:
					st.load()
				case 1:
					compactAt(t, st.db, store.CompactTouched)
				case 2:
					compactAt(t, st.db, store.CompactWhole)
				case 3:
					st.release()
					closeDB(t, st.db)
					st.db = open(t, dir, store.Options{BlockRows: 4})
				default:
					st.update()
				}
				st.check()
			}
			st.restore()
			st.release()
			closeDB(t, st.db)
		})
	}
}

// restore takes a full backup and one of what follows, and compares the store that they
// make with the model.
func (st *valueStory) restore() {
	var full, more bytes.Buffer
	info, err := st.db.Backup(st.t.Context(), &full, 0)
	if err != nil {
		st.t.Fatal(err)
	}
	st.update()
	st.update()
	if _, err := st.db.Backup(st.t.Context(), &more, info.Version); err != nil {
		st.t.Fatal(err)
	}
	dir := st.t.TempDir()
	if _, err := store.RestoreNew(st.t.Context(), dir, &full, &more); err != nil {
		st.t.Fatal(err)
	}
	db := open(st.t, dir, store.Options{})
	other := &valueStory{t: st.t, u: st.u, db: db, model: st.model}
	other.check()
	other.release()
	closeDB(st.t, db)
}

func compactAt(t *testing.T, db *store.DB, level store.CompactLevel) {
	t.Helper()
	if _, err := db.Compact(t.Context(), store.CompactOptions{Level: level}); err != nil {
		t.Fatal(err)
	}
}

// TestValueLimits has keys and values refused that are too long, and a transaction
// without an effect make no version.
func TestValueLimits(t *testing.T) {
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closeDB(t, db)
	long := strings.Repeat("k", store.MaxKey+1)
	for name, put := range map[string]func(*store.Tx) error{
		"empty key":  func(tx *store.Tx) error { return tx.Put("", nil) },
		"long key":   func(tx *store.Tx) error { return tx.Put(long, nil) },
		"long value": func(tx *store.Tx) error { return tx.Put("k", make([]byte, store.MaxValue+1)) },
		"removal":    func(tx *store.Tx) error { return tx.Remove(long) },
	} {
		if err := db.Update(t.Context(), put); !errors.Is(err, store.ErrValue) {
			t.Errorf("%s: got %v, want ErrValue", name, err)
		}
	}
	big := bytes.Repeat([]byte{1, 2, 3, 4}, store.MaxValue/4)
	same := func(tx *store.Tx) error { return errors.Join(tx.Put("k", big), tx.Remove("none")) }
	for range 2 {
		if err := db.Update(t.Context(), same); err != nil {
			t.Fatal(err)
		}
	}
	s := snapshot(t, db)
	defer s.Close() //nolint:errcheck // of a store in memory
	if v, found, err := s.Value("k"); err != nil || !found || !bytes.Equal(v, big) || s.Version() != 2 {
		t.Errorf("got %d bytes, %v, %v in version %d; want %d in version 2", len(v), found, err, s.Version(), len(big))
	}
}

// TestValuesBesideCompaction runs transactions while compactions run: none is lost.
func TestValuesBesideCompaction(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{BlockRows: 4})
	defer closeDB(t, db)
	rnd := rand.New(rand.NewPCG(5, 5))
	want := valueModel{}
	done := make(chan error, 1)
	go func() {
		var err error
		for i := range 6 {
			_, e := db.Compact(t.Context(), store.CompactOptions{Level: store.CompactTouched + store.CompactLevel(i%2)})
			err = errors.Join(err, e)
		}
		done <- err
	}()
	for i := range 200 {
		key, value := fmt.Sprint(rnd.IntN(40)), fmt.Sprint("v", i)
		if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.Put(key, []byte(value)) }); err != nil {
			t.Fatal(err)
		}
		want[key] = value
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	st := &valueStory{t: t, u: newUniverse(1), db: db, model: want}
	st.check()
	st.release()
}
