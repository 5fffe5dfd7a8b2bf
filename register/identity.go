package register

import (
	"context"
	"hash/maphash"
	"slices"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/kept"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// A record keeps its control key when its ISSN is corrected, see
// [mapping.ControlKey]. Of the records with one key, those with another ISSN and a
// version before the newest are withdrawn. Equal versions do not correct each other:
// a catalogue that gives two records one number is no reason to lose either.

// keyHolders returns the ISSNs whose records in the snapshot have a control key.
func keyHolders(ctx context.Context, snap Snapshot, key string) ([]issn.ISSN, error) {
	var prefix [3]ids.ID
	for i, t := range []rdf.Term{rdf.NewString(key), controlKey, graphState} {
		var ok bool
		var err error
		if prefix[i], ok, err = snap.Lookup(t); err != nil || !ok {
			return nil, err
		}
	}
	var holders []issn.ISSN
	sc := ids.Scan{Perm: ids.OPS, Prefix: prefix[:2], Graphs: prefix[2:], Cols: []uint8{2}}
	err := eachBatch(ctx, snap, sc, func(b *ids.Batch) (bool, error) {
		for _, id := range b.Cols[0] {
			if n, ok := serialOf(id); ok {
				holders = append(holders, n)
			}
		}
		return true, nil
	})
	return holders, err
}

// identities follows, through a bulk import, the records that have a control key.
// It takes about 40 bytes a key. Keys are compared by 64-bit hashes with a seed of
// their own: among 3 million the chance that any two are taken for one is below one
// in a million.
type identities struct {
	versions *versions // of the store; nil: it has nothing to compare with
	noted    bool      // the store has control keys
	imported *issnSet  // also gets the ISSNs that corrections withdraw

	seed      maphash.Seed
	newest    map[uint64]time.Time // version among the inputs
	held      map[uint64]holding   // by the store
	corrected int64                // ISSNs of the store that were withdrawn
}

// holding is what the store has of a control key.
type holding struct {
	version time.Time
	issns   []issn.ISSN
}

func newIdentities(v *versions, imported *issnSet) (*identities, error) {
	x := &identities{versions: v, imported: imported, seed: maphash.MakeSeed(), newest: map[uint64]time.Time{}, held: map[uint64]holding{}}
	if v == nil {
		return x, nil
	}
	var err error
	_, x.noted, err = v.snap.Lookup(controlKey)
	return x, err
}

// survey takes note of a record. No record is surveyed after the first question of
// another goroutine.
func (x *identities) survey(rec *marc.Record) error {
	n, _, ok := mapping.Key(rec)
	if !ok {
		return nil
	}
	key := mapping.ControlKey(rec)
	if key == "" {
		return nil
	}
	h, version := maphash.String(x.seed, key), mapping.Modified(rec)
	newest, seen := x.newest[h]
	if !seen && x.noted {
		if err := x.lookUp(h, key); err != nil {
			return err
		}
	}
	if !seen || newest.Before(version) {
		x.newest[h] = version
	}
	held := x.held[h]
	if !held.version.Before(version) {
		return nil
	}
	for _, other := range held.issns {
		if other != n && x.imported.add(other) {
			x.corrected++
		}
	}
	return nil
}

// lookUp reads what the store has of a key. Its records have one version.
func (x *identities) lookUp(h uint64, key string) error {
	list, err := keyHolders(context.Background(), x.versions.snap, key)
	if err != nil || len(list) == 0 {
		return err
	}
	version, err := x.versions.of(list[0])
	x.held[h] = holding{version, list}
	return err
}

// replaced reports whether another record with the key is newer: inStore is the
// version of one that the store has, or the zero time; inInputs is of the inputs.
func (x *identities) replaced(key string, version time.Time) (inStore time.Time, inInputs bool) {
	if key == "" {
		return inStore, false
	}
	h := maphash.String(x.seed, key)
	if at := x.held[h].version; version.Before(at) {
		inStore = at
	}
	return inStore, version.Before(x.newest[h])
}

// outdated reports whether the store has a newer record with the key: then rec takes
// no part, and replaces nothing among the inputs either. It may be asked of records
// that have been surveyed.
func (x *identities) outdated(rec *marc.Record) bool {
	if len(x.held) == 0 {
		return false
	}
	held, _ := x.replaced(mapping.ControlKey(rec), mapping.Modified(rec))
	return !held.IsZero()
}

// correct withdraws the records of other ISSNs that have the control key of c and
// are older. It returns the version of one that is newer than c, or the zero time.
func (a *application) correct(ctx context.Context, c *Change, e *Event, holders []issn.ISSN) (newer time.Time, err error) {
	olds := make([][]rdf.Quad, len(holders))
	for i, n := range holders {
		if olds[i], err = held(ctx, a.snap, n); err != nil {
			return newer, err
		}
		if at := versionOf(n, olds[i]); c.Version.Before(at) {
			return at, nil
		}
	}
	for i, n := range holders {
		at := versionOf(n, olds[i])
		if !at.Before(c.Version) {
			continue
		}
		a.touched[n] = true
		for _, q := range olds[i] {
			if err := a.tx.Delete(q); err != nil {
				return newer, err
			}
			a.note(&q)
		}
		if err := a.tx.Remove(kept.Key(n)); err != nil {
			return newer, err
		}
		e.Corrected = append(e.Corrected, n)
		if err := a.tell(ctx, &Event{ISSN: n, Kind: Withdraws, Version: c.Version, Held: at, Before: olds[i]}); err != nil {
			return newer, err
		}
	}
	return newer, nil
}

// others returns the ISSNs but one.
func others(list []issn.ISSN, n issn.ISSN) []issn.ISSN {
	return slices.DeleteFunc(list, func(x issn.ISSN) bool { return x == n })
}

// keyQuad notes the control key of a record.
func keyQuad(n issn.ISSN, key string) rdf.Quad {
	return rdf.Quad{S: Part(n, "Record"), P: controlKey, O: rdf.NewString(key), G: graphState}
}

var controlKey = rdf.NewIRI(vocab.ISSNControlKey)
