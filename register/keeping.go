package register

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register/kept"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
)

// keeping is how an import keeps its records: with the dictionary that the store has or,
// if it has none that stays, with one that it makes of the records it surveys.
type keeping struct {
	sample     *kept.Sample // nil: the store has a dictionary
	number     uint64
	bytes      []byte // of the dictionary; nil: none
	dictionary *kept.Dictionary
	once       sync.Once
	err        error
}

func newKeeping(snap *store.Snapshot, replace bool) (*keeping, error) {
	k := &keeping{}
	var err error
	if !replace {
		k.number, k.bytes, err = kept.Latest(snap)
	}
	if k.bytes == nil {
		k.sample = &kept.Sample{}
	}
	return k, err
}

// survey shows the sample a record.
func (k *keeping) survey(rec *marc.Record) {
	if k.sample == nil {
		return
	}
	if r := kept.Of(0, rec); r != nil {
		k.sample.Add(r)
	}
}

// encoder returns the dictionary for all records, once these are surveyed.
func (k *keeping) encoder() (*kept.Dictionary, error) {
	k.once.Do(func() {
		if k.sample != nil {
			k.number = 1
			k.bytes, k.err = kept.Train(k.sample)
		}
		if k.err == nil {
			k.dictionary, k.err = kept.NewDictionary(k.number, k.bytes)
		}
	})
	return k.dictionary, k.err
}

// load writes the dictionary, if it is new.
func (k *keeping) load(loader *store.Loader) error {
	if k.sample == nil || k.bytes == nil {
		return nil
	}
	part, err := loader.Part()
	if err != nil {
		return err
	}
	return errors.Join(part.Put(kept.DictionaryKey(k.number), k.bytes), part.Close())
}

// keptWriter keeps the records of a transaction. It reads what the snapshot before it
// has.
type keptWriter struct {
	tx         *store.Tx
	snap       *store.Snapshot
	reader     *kept.Reader
	dictionary *kept.Dictionary // nil until it is needed
}

func newKeptWriter(tx *store.Tx, snap *store.Snapshot) *keptWriter {
	return &keptWriter{tx: tx, snap: snap, reader: kept.NewReader(snap)}
}

// put keeps the record of a change, or drops the one that the store has if the change
// brought none. Of equal records it leaves the one that came first, with its place.
func (w *keptWriter) put(c *Change) error {
	if c.Kept == nil {
		return w.tx.Remove(kept.Key(c.ISSN))
	}
	old, err := w.reader.Read(c.ISSN)
	if err == nil && old.Same(c.Kept) {
		return nil
	}
	if err != nil && !errors.Is(err, kept.ErrNone) && !errors.Is(err, kept.ErrDamaged) {
		return err
	}
	if w.dictionary == nil {
		number, b, err := kept.Latest(w.snap)
		if err != nil {
			return err
		}
		if w.dictionary, err = kept.NewDictionary(number, b); err != nil {
			return err
		}
	}
	return w.tx.Put(kept.Key(c.ISSN), w.dictionary.Encode(c.Kept))
}

// CheckKept reads all records that are kept and tells fault of each that cannot be read, is of
// another ISSN than its key says, or of another version than the store's statements. It
// returns their number; the error is about the check.
func CheckKept(ctx context.Context, snap *store.Snapshot, fault func(error)) (n int64, err error) {
	for r, err := range kept.Records(ctx, snap, 0, 0) {
		if errors.Is(err, kept.ErrDamaged) || errors.Is(err, store.ErrCorrupt) {
			fault(err)
			return n, nil
		}
		if err != nil {
			return n, err
		}
		n++
		bad, err := disagreement(ctx, snap, r)
		if err != nil {
			return n, err
		}
		if bad != nil {
			fault(fmt.Errorf("MARC record of ISSN %s (%s): %w", r.ISSN, r.Place(), bad))
		}
	}
	return n, nil
}

// disagreement says how a record that is kept and the statements about its ISSN differ; nil
// if they agree.
func disagreement(ctx context.Context, snap *store.Snapshot, r *kept.Record) (bad, err error) {
	rec, err := r.Parse()
	if err != nil {
		return err, nil //nolint:nilerr // it is the finding
	}
	if own, _, ok := mapping.Key(rec); !ok || own != r.ISSN {
		return fmt.Errorf("it is of ISSN %s", own), nil
	}
	v, err := Read(ctx, snap, r.ISSN)
	if err != nil {
		return nil, err
	}
	if s := v.Standing(); s == Absent || s == Withdrawn {
		return fmt.Errorf("the ISSN is %s", s), nil
	}
	if at := mapping.Modified(rec); !at.Equal(v.Version()) {
		return fmt.Errorf("it is of %s, the statements are of %s", at.Format(versionLayout), v.Version().Format(versionLayout)), nil
	}
	return nil, nil
}
