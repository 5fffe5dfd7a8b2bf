package register

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/register/kept"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// ImportOptions tunes [Import]. Hooks that are nil are not called.
type ImportOptions struct {
	// Replace means that the inputs are the whole register: nothing the store has in
	// the register's graphs stays.
	Replace bool
	// Force publishes the new state even if it looks like a mistake; see [ErrShrinks].
	Force bool

	MemoryBytes int64 // for building; 0 means the store's own budget
	Workers     int   // goroutines that map; 0 means one per processor
	Strict      bool  // stop at the first rejected record, leaving the store as it was

	OnReject   func(Incident) error
	OnWarn     func(Incident) error
	OnProgress func(ingest.Progress)
	OnLoading  func(store.Progress)
}

// ImportReport sums up an import.
type ImportReport struct {
	ingest.Report       // of the records
	Withdrawn     int64 // mapped records that are marked as deleted
	Corrected     int64 // ISSNs of the store that a corrected record replaced by another
	Load          store.LoadStats
}

// ErrShrinks marks a register that [Import] refused to publish because it looks like a
// mistake: it has no records, has a tenth fewer than its predecessor, or comes from an
// input that ends inside a record. The store is unchanged.
var ErrShrinks = errors.New("the new register looks like a mistake and was not published")

// guard returns an error that wraps [ErrShrinks] if the new state should not replace
// the old one without being forced.
func (im *importer) guard(ctx context.Context, report *ImportReport) error {
	records := report.Mapped - report.Withdrawn
	if records == 0 {
		return fmt.Errorf("%w: the input has no records", ErrShrinks)
	}
	if at := im.truncated; at != nil {
		return fmt.Errorf("%w: an input is cut off: %w", ErrShrinks, at)
	}
	before, err := CountRecords(ctx, im.snap)
	if err == nil && records*10 < before*9 {
		err = fmt.Errorf("%w: it has %d records, the one before has %d", ErrShrinks, records, before)
	}
	return err
}

// CountRecords returns the number of records in a state.
func CountRecords(ctx context.Context, snap Snapshot) (int64, error) {
	c, err := ReadColumns(snap)
	if err != nil || c.Status == ids.Undef {
		return 0, err
	}
	graphs, err := graphIDs(snap, Graphs()...)
	if err != nil || len(graphs) == 0 {
		return 0, err
	}
	var n int64
	var last ids.ID
	sc := ids.Scan{Perm: ids.PSO, Prefix: []ids.ID{c.Status}, Graphs: graphs, Cols: []uint8{1}}
	err = eachBatch(ctx, snap, sc, func(b *ids.Batch) (bool, error) {
		for _, s := range b.Cols[0] {
			if _, ok := serialOf(s); ok && s != last && c.IsStatus(s, c.Status) {
				n, last = n+1, s
			}
		}
		return true, nil
	})
	return n, err
}

// importer is one run of [Import].
type importer struct {
	snap      *store.Snapshot // before the import
	opt       ImportOptions
	imported  *issnSet
	versions  *versions
	keys      *identities
	records   *keeping
	withdrawn atomic.Int64
	truncated error // an input ended inside a record
}

// Import builds the next state of a store from records and publishes it as a whole. Of
// several records for one ISSN it takes the newest. A record replaces the store's
// statements about its ISSN, as with [Apply]; records older than the store's are
// rejected. An error leaves the store unchanged.
func Import(ctx context.Context, db *store.DB, inputs []Input, opt ImportOptions) (report *ImportReport, err error) {
	load := store.LoadOptions{MemoryBytes: opt.MemoryBytes}
	load.Events.Progress = opt.OnLoading
	if opt.Replace {
		load.ReplaceGraphs = Graphs()
	}
	loader, err := db.Load(ctx, load)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, loader.Abort()) }()
	im := &importer{opt: opt, imported: newISSNSet()}
	if im.snap, err = loader.Snapshot(); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, im.snap.Close()) }()
	if !opt.Replace {
		if im.versions, err = newVersions(im.snap); err != nil {
			return nil, err
		}
	}
	if im.keys, err = newIdentities(im.versions, im.imported); err != nil {
		return nil, err
	}
	if im.records, err = newKeeping(im.snap, opt.Replace); err != nil {
		return nil, err
	}
	report = &ImportReport{}
	read, err := ingest.Run(ctx, inputs, im.pipeline(loader))
	if read != nil {
		report.Report, report.Withdrawn = *read, im.withdrawn.Load()
		report.Corrected = im.keys.corrected
	}
	if err != nil {
		return report, err
	}
	if opt.Replace && !opt.Force {
		if err := im.guard(ctx, report); err != nil {
			return report, err
		}
	}
	if err := errors.Join(loadLists(loader), im.records.load(loader)); err != nil {
		return report, err
	}
	loader.KeepValues(im.keepsValue)
	if !opt.Replace {
		k, err := newKeeper(ctx, im.snap, im.imported)
		if err != nil {
			return report, err
		}
		loader.KeepOnly(k.keeps)
	}
	report.Load, err = loader.Commit(ctx)
	return report, err
}

// pipeline returns the options for the run over the records.
func (im *importer) pipeline(loader *store.Loader) ingest.Options[*marc.Record] {
	return ingest.Options[*marc.Record]{
		NewMapper: im.newMapper,
		NewPart:   func() (ingest.Part, error) { return loader.Part() },
		Classify:  Classify,
		Survey:    im.survey,
		Key: func(rec *marc.Record) (uint64, uint64, bool) {
			n, version, ok := mapping.Key(rec)
			return uint64(n), version, ok && !im.keys.outdated(rec)
		},
		Workers: im.opt.Workers, Strict: im.opt.Strict,
		OnReject: im.reject, OnWarn: im.opt.OnWarn, OnProgress: im.opt.OnProgress,
	}
}

// survey takes note of a record before any is mapped.
func (im *importer) survey(rec *marc.Record) error {
	im.records.survey(rec)
	return im.keys.survey(rec)
}

// keepsValue reports whether a value of the old state stays.
func (im *importer) keepsValue(key string) bool {
	n, isRecord := kept.ParseKey(key)
	if im.opt.Replace {
		return !isRecord && !kept.IsDictionary(key)
	}
	return !isRecord || !im.imported.has(n)
}

// reject passes a rejected record on.
func (im *importer) reject(in Incident) error {
	if e, ok := errors.AsType[*marc.RecordError](in.Err); ok && e.Truncated {
		im.truncated = e
	}
	if im.opt.OnReject == nil {
		return nil
	}
	return im.opt.OnReject(in)
}

// newMapper returns a mapping function for one goroutine.
func (im *importer) newMapper() func(*marc.Record) (ingest.Mapped, error) {
	m := mapping.NewMapper(mapping.Options{})
	var memory []rdf.Quad // for the quads of one record after the other
	var dictionary *kept.Dictionary
	return func(rec *marc.Record) (ingest.Mapped, error) {
		if dictionary == nil { // the survey has ended
			var err error
			if dictionary, err = im.records.encoder(); err != nil {
				return ingest.Mapped{}, err
			}
		}
		c, err := changeInto(memory, m, rec)
		if err != nil {
			return ingest.Mapped{}, err
		}
		if err := im.versions.compare(&c); err != nil {
			return ingest.Mapped{}, err
		}
		held, inInputs := im.keys.replaced(c.Key, c.Version)
		if !held.IsZero() {
			return ingest.Mapped{}, olderError(c.ISSN, c.Version, held)
		}
		im.imported.add(c.ISSN)
		if inInputs {
			return ingest.Mapped{}, fmt.Errorf("%s: %w", c.ISSN, ErrCorrected)
		}
		if c.Withdrawn {
			im.withdrawn.Add(1)
		}
		memory = appendState(c.Quads, &c)
		mapped := ingest.Mapped{Quads: memory, Warnings: c.Warnings}
		if c.Kept != nil {
			mapped.Values = []ingest.Value{{Key: kept.Key(c.ISSN), Value: dictionary.Encode(c.Kept)}}
		}
		return mapped, nil
	}
}

// versions looks up the versions of a store's records. It is safe for concurrent use; a
// nil one has no versions.
type versions struct {
	snap                         Snapshot
	version, withdrawn, modified ids.ID // properties; Undef: not in the store
}

func newVersions(snap Snapshot) (*versions, error) {
	v := &versions{snap: snap}
	for _, p := range []struct {
		id  *ids.ID
		iri string
	}{{&v.version, vocab.ISSNRecordVersion}, {&v.withdrawn, vocab.ISSNWithdrawnAt}, {&v.modified, vocab.DCTModified}} {
		id, ok, err := snap.Lookup(rdf.NewIRI(p.iri))
		if err != nil {
			return nil, err
		}
		if ok {
			*p.id = id
		}
	}
	if v.version == ids.Undef && v.withdrawn == ids.Undef && v.modified == ids.Undef {
		return nil, nil
	}
	return v, nil
}

// compare returns an error if the store holds something newer about the ISSN than the
// change.
func (v *versions) compare(c *Change) error {
	if v == nil {
		return nil
	}
	held, err := v.of(c.ISSN)
	if err == nil && c.Version.Before(held) {
		err = olderError(c.ISSN, c.Version, held)
	}
	return err
}

// of returns the version the store holds for an ISSN, or the zero time.
func (v *versions) of(n issn.ISSN) (time.Time, error) {
	record, ok, err := v.snap.Lookup(Part(n, "Record"))
	if err != nil || !ok {
		return time.Time{}, err
	}
	ctx := context.Background()
	var exact, day ids.ID
	sc := ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{record}, Cols: []uint8{1, 2}}
	err = eachBatch(ctx, v.snap, sc, func(b *ids.Batch) (bool, error) {
		for i, p := range b.Cols[0] {
			switch p { //nolint:exhaustive // ids of the store, no enumeration
			case v.version, v.withdrawn:
				exact = b.Cols[1][i]
			case v.modified:
				day = b.Cols[1][i]
			}
		}
		return true, nil
	})
	if exact == ids.Undef {
		exact = day
	}
	if err != nil || exact == ids.Undef {
		return time.Time{}, err
	}
	var one [1]rdf.Term
	terms, err := v.snap.Terms(one[:0], []ids.ID{exact})
	if err != nil {
		return time.Time{}, fmt.Errorf("version of ISSN %s: %w", n, err)
	}
	return parseVersion(terms[0].Value()), nil
}
