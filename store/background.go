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

// due reports whether the delta of the tip has grown to the limit. The caller
// holds the write lock.
func (db *DB) due() bool {
	limit := db.options.compactRows(db.tip.gen.info.quads)
	return limit >= 0 && db.tip.delta.Len() >= limit
}

// compactByItself runs a compaction, and reports whether another one is due by
// what transactions have changed meanwhile.
func (db *DB) compactByItself() bool {
	ctx := db.background.ctx
	_, err := db.Compact(ctx, CompactOptions{BytesPerSecond: db.options.compactBytesPerSecond()})
	db.background.running.Store(false)
	if err != nil {
		if !errors.Is(err, context.Canceled) && db.options.Events.CompactFailed != nil {
			db.options.Events.CompactFailed(err)
		}
		return false
	}
	if db.lock(ctx) != nil {
		return false // the store is being closed, or takes no writes
	}
	defer db.unlock()
	return db.due() && db.background.running.CompareAndSwap(false, true)
}
