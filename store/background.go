package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// background is the goroutine that compacts when there is much to compact.
type background struct {
	ctx     context.Context //nolint:containedctx // ends with the database, not with a call
	stop    context.CancelFunc
	running atomic.Bool
	failed  atomic.Int64   // rows of the delta when the last compaction failed; 0: it did not
	done    sync.WaitGroup // grows with the write lock held only
}

func newBackground() *background {
	b := &background{}
	b.ctx, b.stop = context.WithCancel(context.Background())
	return b
}

// compactIfDue starts a compaction if the delta of the tip has grown to the
// limit and none is under way. The caller holds the write lock.
func (db *DB) compactIfDue() {
	if !db.due() || !db.background.running.CompareAndSwap(false, true) {
		return
	}
	db.background.done.Go(func() {
		for again := true; again; {
			again = db.compactByItself()
		}
	})
}

// retryShare is by how much, one row in so many, the delta has to grow after a
// compaction that failed: each transaction would begin one, and make it worse,
// where the disk is full.
const retryShare = 8

// valueBytes is what changed values may take in memory before a compaction starts.
const valueBytes = 64 << 20

// due reports whether the delta of the tip has grown to the limit, or has grown
// enough since a compaction failed. The caller holds the write lock.
func (db *DB) due() bool {
	limit := int64(db.options.compactRows(db.tip.gen.info.Quads))
	if limit < 0 {
		return false
	}
	if failed := db.background.failed.Load(); failed > 0 {
		limit = max(limit, failed+failed/retryShare+1)
	}
	return int64(db.tip.delta.Len()) >= limit || db.tip.set.Bytes() >= valueBytes && db.background.failed.Load() == 0
}

// compactByItself runs a compaction, and reports whether another one is due by
// what transactions have changed meanwhile.
func (db *DB) compactByItself() bool {
	ctx := db.background.ctx
	st, err := db.Compact(ctx, CompactOptions{BytesPerSecond: db.options.compactBytesPerSecond()})
	db.background.failed.Store(failedRows(&st, err))
	db.background.running.Store(false)
	events := &db.options.Events
	switch {
	case errors.Is(err, context.Canceled):
		return false
	case err != nil:
		if events.CompactFailed != nil {
			events.CompactFailed(err)
		}
		return false
	case events.Compacted != nil:
		events.Compacted(st)
	}
	if db.lock(ctx) != nil {
		return false // the store is being closed, or takes no writes
	}
	defer db.unlock()
	return db.due() && db.background.running.CompareAndSwap(false, true)
}

// failedRows returns the rows that a compaction was to fold in and did not; 0 if
// it did.
func failedRows(st *CompactStats, err error) int64 {
	if err == nil {
		return 0
	}
	return int64(st.Changes)
}
