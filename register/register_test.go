package register_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
)

const nature issn.ISSN = 28083 // 0028-0836

// version returns a record of one ISSN with a title.
func version(at, status, title string) *marc.Record {
	s := serial{n: nature, at: at, status: status, title: title, country: "enk", centre: "GBR", isLinked: true, linking: nature}
	return s.record()
}

func update(t testing.TB, db *store.DB, list ...*marc.Record) *register.UpdateReport {
	t.Helper()
	report, err := register.Update(t.Context(), db, inputs(list...), register.UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func load(t testing.TB, db *store.DB, list ...*marc.Record) *register.ImportReport {
	t.Helper()
	report, err := register.Import(t.Context(), db, inputs(list...), register.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// view reads the view of an ISSN.
func view(t testing.TB, db *store.DB, n issn.ISSN) *register.View {
	t.Helper()
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	v, err := register.Read(t.Context(), snap, n)
	if err = errors.Join(err, snap.Close()); err != nil {
		t.Fatal(err)
	}
	return v
}

// A change file brings the same quads into a new store as an import, the controlled
// lists among them.
func TestUpdateOfNewStore(t *testing.T) {
	updated, imported := openStore(t), openStore(t)
	update(t, updated, version("20260105120000.0", "Register", "Nature"))
	load(t, imported, version("20260105120000.0", "Register", "Nature"))
	got := content(t, updated)
	if !slices.Equal(got, content(t, imported)) {
		t.Error("the stores differ")
	}
	lists := slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, "http://www.w3.org/2004/02/skos/core#inScheme") })
	if !lists {
		t.Error("the controlled lists are missing")
	}
}

// All of field 005 orders the versions of a record, whichever way they come and
// through a compaction, a backup and a restore.
func TestVersionsOfOneDay(t *testing.T) {
	morning, noon, tenth := version("20260105080000.0", "Register", "Morning"), version("20260105120000.0", "Register", "Noon"), version("20260105120000.1", "Register", "Tenth")
	db := openStore(t)
	load(t, db, noon)
	if _, err := db.Compact(t.Context(), store.CompactOptions{Level: store.CompactWhole}); err != nil {
		t.Fatal(err)
	}
	var backup strings.Builder
	if _, err := db.Backup(t.Context(), &backup, 0); err != nil {
		t.Fatal(err)
	}
	restored := openStore(t)
	if _, err := restored.Restore(t.Context(), strings.NewReader(backup.String())); err != nil {
		t.Fatal(err)
	}
	for name, db := range map[string]*store.DB{"compacted": db, "restored": restored} {
		if r := update(t, db, morning); r.Rejected[register.ReasonOlder] != 1 {
			t.Errorf("%s: %+v", name, r)
		}
		if r := load(t, db, morning); r.Rejected[register.ReasonOlder] != 1 {
			t.Errorf("%s, import: %+v", name, r)
		}
		if title := view(t, db, nature).KeyTitle(); title != "Noon" {
			t.Errorf("%s: the title is %q", name, title)
		}
		if r := update(t, db, tenth); r.Changed != 1 {
			t.Errorf("%s: a tenth of a second later: %+v", name, r)
		}
		if at := view(t, db, nature).Version().Format("15:04:05.0"); at != "12:00:00.1" {
			t.Errorf("%s: the version is of %s", name, at)
		}
	}
}

// A withdrawn ISSN comes back with a newer record only.
func TestWithdrawal(t *testing.T) {
	old, gone, later := version("20260101000000.0", "Register", "Old"), version("20260103000000.0", "deleted", ""), version("20260104000000.0", "Register", "New")
	for name, first := range map[string][]*marc.Record{"of a record": {old, gone}, "of nothing": {gone}} {
		t.Run(name, func(t *testing.T) {
			db, fresh := openStore(t), openStore(t)
			update(t, db, first...)
			if r := load(t, fresh, first...); r.Withdrawn != 1 {
				t.Errorf("import: %+v", r)
			}
			if !slices.Equal(content(t, db), content(t, fresh)) {
				t.Error("an import with the deletion gives another state")
			}
			if s := view(t, db, nature).Standing(); s != register.Withdrawn {
				t.Errorf("the ISSN is %v", s)
			}
			if r := update(t, db, old); r.Rejected[register.ReasonOlder] != 1 || view(t, db, nature).Standing() != register.Withdrawn {
				t.Errorf("an older record: %+v", r)
			}
			if r := update(t, db, gone); r.Unchanged != 1 {
				t.Errorf("withdrawn again: %+v", r)
			}
			if r := update(t, db, later); r.Created != 1 || view(t, db, nature).Standing() != register.InForce {
				t.Errorf("a newer record: %+v", r)
			}
			load(t, fresh, later)
			if !slices.Equal(content(t, db), content(t, fresh)) {
				t.Error("the restored states differ")
			}
		})
	}
}

// watcher is an observer that notes events, and fails when told to.
type watcher struct {
	kinds []register.Kind
	fail  error
}

func (w *watcher) Changed(_ context.Context, tx *store.Tx, e *register.Event) error {
	w.kinds = append(w.kinds, e.Kind)
	if w.fail != nil {
		return w.fail
	}
	return tx.Insert(rdf.Quad{S: rdf.NewIRI(e.ISSN.IRI()), P: rdf.NewIRI("http://example.org/kind"), O: rdf.NewString(strconv.Itoa(int(e.Kind))), G: rdf.NewIRI("http://example.org/journal")})
}

// Observers are told of real changes, within the transaction: their error undoes it.
func TestObservers(t *testing.T) {
	db := openStore(t)
	w := &watcher{}
	change := func(rec *marc.Record) (register.Event, error) {
		c, err := register.ChangeOf(mapping.NewMapper(mapping.Options{}), rec)
		if err != nil {
			t.Fatal(err)
		}
		events, err := register.Apply(t.Context(), db, []register.Change{c}, w)
		return events[0], err
	}
	steps := []struct {
		rec  *marc.Record
		want register.Kind
	}{
		{version("20260101000000.0", "Register", "A"), register.Created},
		{version("20260101000000.0", "Register", "A"), register.Unchanged},
		{version("20260101100000.0", "Register", "A"), register.Unchanged}, // only its time
		{version("20260101090000.0", "Register", "B"), register.Outdated},
		{version("20260102000000.0", "Register", "B"), register.Changed},
		{version("20260103000000.0", "Cancelled", "B"), register.Cancels},
		{version("20260104000000.0", "Suppressed", "B"), register.Suppresses},
		{version("20260105000000.0", "deleted", ""), register.Withdraws},
		{version("20260106000000.0", "Provisional", "C"), register.Created},
	}
	var want []register.Kind
	for _, step := range steps {
		e, err := change(step.rec)
		if err != nil || e.Kind != step.want {
			t.Errorf("%v, %v; want %v", e.Kind, err, step.want)
		}
		if step.want != register.Unchanged && step.want != register.Outdated {
			want = append(want, step.want)
		}
	}
	if !slices.Equal(w.kinds, want) {
		t.Errorf("observed %v, want %v", w.kinds, want)
	}
	before := content(t, db)
	if notes := slices.IndexFunc(before, func(line string) bool { return strings.Contains(line, "http://example.org/journal") }); notes < 0 {
		t.Error("what the observer wrote is not there")
	}
	w.fail = errors.New("no room in the journal")
	if _, err := change(version("20260107000000.0", "Register", "D")); !errors.Is(err, w.fail) {
		t.Errorf("got %v", err)
	}
	if !slices.Equal(before, content(t, db)) {
		t.Error("a refused change has changed the store")
	}
}

// Views yields records and withdrawals, each once, in order.
func TestViews(t *testing.T) {
	db := openStore(t)
	u := newUniverse(7)
	var list []*marc.Record
	for range 60 {
		list = append(list, u.record())
	}
	load(t, db, list...)
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = snap.Close() }()
	var got []issn.ISSN
	records := int64(0)
	for v, err := range register.Views(t.Context(), snap, 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v.ISSN)
		if s := v.Standing(); s == register.Absent {
			t.Errorf("%s is %v", v.ISSN, s)
		} else if s != register.Withdrawn {
			records++
		}
		for _, q := range v.Quads() {
			if register.IsState(&q) {
				t.Errorf("a note is among the quads: %s", q)
			}
		}
	}
	want := slices.Clone(u.list)
	if !slices.Equal(got, want) {
		t.Errorf("views of %v, want %v", got, want)
	}
	if n, err := register.CountRecords(t.Context(), snap); err != nil || n != records {
		t.Errorf("%d records, %v; want %d", n, err, records)
	}
	for v, err := range register.Views(t.Context(), snap, u.list[2], u.list[4]) {
		if err != nil {
			t.Fatal(err)
		}
		if v.ISSN != u.list[2] && v.ISSN != u.list[3] {
			t.Errorf("%s is out of bounds", v.ISSN)
		}
	}
}
