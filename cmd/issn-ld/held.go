package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// errOlder marks a record that is older than what the store has.
var errOlder = errors.New("older than the record in the store")

// held looks up the dates of the records that the store has. It may be used by
// several goroutines.
type held struct {
	snap     *store.Snapshot
	modified ids.ID
}

// newHeld returns nil for a store that has no dated records.
func newHeld(db *store.DB) (*held, error) {
	snap, err := db.Snapshot()
	if err != nil {
		return nil, err
	}
	modified, ok, err := snap.Lookup(rdf.NewIRI(vocab.DCTModified))
	if err != nil || !ok {
		return nil, errors.Join(err, snap.Close())
	}
	return &held{snap: snap, modified: modified}, nil
}

func (h *held) close() error {
	if h == nil {
		return nil
	}
	return h.snap.Close()
}

// compare returns an error if the store has a record of the ISSN with a later
// date. The data has dates only, so that of two records of one day the one that
// comes now is taken. A record without a date is taken.
func (h *held) compare(res *mapping.Result) error {
	if h == nil || res.Modified.IsZero() {
		return nil
	}
	date, err := h.date(res.ISSN)
	if err != nil {
		return err
	}
	if day := res.Modified.Format(time.DateOnly); date > day {
		return fmt.Errorf("%s of %s is %w, which is of %s", res.ISSN, day, errOlder, date)
	}
	return nil
}

// date returns the date of the record of an ISSN, or "".
func (h *held) date(n issn.ISSN) (date string, err error) {
	record, ok, err := h.snap.Lookup(rdf.NewIRI(issn.Resource{ISSN: n, Fragment: "Record"}.IRI()))
	if err != nil || !ok {
		return "", err
	}
	ctx := context.Background()
	sc, err := h.snap.Scan(ctx, ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{record, h.modified}, Cols: []uint8{2}})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, sc.Close()) }()
	b, err := sc.Next(ctx)
	if errors.Is(err, io.EOF) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	t, err := h.snap.Term(b.Cols[0][0])
	return t.Value(), err
}
