package register_test

import (
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/store"
)

// Of a record that first came with the ISSN of the print.
const printed, online issn.ISSN = 1234567, 1235678

func numbered(n issn.ISSN, at, status, title string) *marc.Record {
	s := serial{n: n, at: at, status: status, title: title, country: "enk", centre: "GBR", control: "000000123"}
	return s.record()
}

// A record whose ISSN is corrected leaves nothing behind, whichever way it comes;
// an older one that comes later loses.
func TestCorrectedISSN(t *testing.T) {
	first := numbered(printed, "20240101000000.0", "Register", "First version")
	second := numbered(online, "20240201000000.0", "Register", "Corrected version")
	fresh := openStore(t)
	load(t, fresh, second)
	want := content(t, fresh)
	for name, bring := range map[string]func(t *testing.T, db *store.DB){
		"updates": func(t *testing.T, db *store.DB) {
			update(t, db, first)
			if r := update(t, db, second); r.Created != 1 || r.Withdrawn != 1 {
				t.Errorf("%+v", r)
			}
			if r := update(t, db, first); r.Rejected[register.ReasonOlder] != 1 {
				t.Errorf("again: %+v", r)
			}
		},
		"the older later": func(t *testing.T, db *store.DB) {
			update(t, db, second)
			if r := update(t, db, first); r.Rejected[register.ReasonOlder] != 1 || r.Created != 0 {
				t.Errorf("%+v", r)
			}
		},
		"one change file": func(t *testing.T, db *store.DB) {
			if r := update(t, db, second, first); r.Created != 2 || r.Withdrawn != 1 {
				t.Errorf("%+v", r)
			}
		},
		"imports": func(t *testing.T, db *store.DB) {
			load(t, db, first)
			if r := load(t, db, second); r.Corrected != 1 || r.Mapped != 1 {
				t.Errorf("%+v", r)
			}
			if r := load(t, db, first); r.Rejected[register.ReasonOlder] != 1 {
				t.Errorf("again: %+v", r)
			}
		},
		"one import": func(t *testing.T, db *store.DB) {
			if r := load(t, db, second, first); r.Rejected[register.ReasonCorrected] != 1 || r.Corrected != 0 {
				t.Errorf("%+v", r)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := openStore(t)
			bring(t, db)
			if !slices.Equal(content(t, db), want) {
				t.Error("the store is not that of the corrected record alone")
			}
		})
	}
}

// What is said of an ISSN, and not of a serial, neither corrects nor is corrected;
// nor do records of one time correct each other.
func TestNotCorrected(t *testing.T) {
	for name, tc := range map[string]struct {
		first, second *marc.Record
		want          map[issn.ISSN]register.Standing
	}{
		"cancelled later":  {numbered(online, "20240101000000.0", "Register", "A"), numbered(printed, "20240201000000.0", "Cancelled", "A"), map[issn.ISSN]register.Standing{online: register.InForce, printed: register.Cancelled}},
		"cancelled before": {numbered(printed, "20240101000000.0", "Cancelled", "A"), numbered(online, "20240201000000.0", "Register", "A"), map[issn.ISSN]register.Standing{online: register.InForce, printed: register.Cancelled}},
		"deleted later":    {numbered(online, "20240101000000.0", "Register", "A"), numbered(printed, "20240201000000.0", "deleted", "A"), map[issn.ISSN]register.Standing{online: register.InForce, printed: register.Withdrawn}},
		"at one time":      {numbered(online, "20240101000000.0", "Register", "A"), numbered(printed, "20240101000000.0", "Register", "B"), map[issn.ISSN]register.Standing{online: register.InForce, printed: register.InForce}},
		"without a time":   {numbered(online, "", "Register", "A"), numbered(printed, "", "Register", "B"), map[issn.ISSN]register.Standing{online: register.InForce, printed: register.InForce}},
	} {
		updated, imported, both := openStore(t), openStore(t), openStore(t)
		update(t, updated, tc.first)
		update(t, updated, tc.second)
		load(t, imported, tc.first)
		load(t, imported, tc.second)
		load(t, both, tc.first, tc.second)
		for n, want := range tc.want {
			if got := view(t, updated, n).Standing(); got != want {
				t.Errorf("%s: %s is %v, want %v", name, n, got, want)
			}
		}
		if !slices.Equal(content(t, updated), content(t, imported)) || !slices.Equal(content(t, updated), content(t, both)) {
			t.Errorf("%s: updates and imports differ", name)
		}
	}
}

// Observers are told of the ISSN that a correction withdraws, in its transaction.
func TestCorrectionIsObserved(t *testing.T) {
	db := openStore(t)
	update(t, db, numbered(printed, "20240101000000.0", "Register", "A"))
	w := &watcher{}
	opt := register.UpdateOptions{Observers: []register.Observer{w}}
	if _, err := register.Update(t.Context(), db, inputs(numbered(online, "20240201000000.0", "Register", "A")), opt); err != nil {
		t.Fatal(err)
	}
	if want := []register.Kind{register.Withdraws, register.Created}; !slices.Equal(w.kinds, want) {
		t.Errorf("observed %v, want %v", w.kinds, want)
	}
}
