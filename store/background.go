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
	limit := db.options.compactRows(db.tip.gen.info.quads)
	if limit < 0 || db.tip.delta.Len() < limit || !db.background.running.CompareAndSwap(false, true) {
		return
	}
	db.background.done.Go(func() {
		defer db.background.running.Store(false)
		_, err := db.Compact(db.background.ctx, CompactOptions{BytesPerSecond: db.options.compactBytesPerSecond()})
		if err != nil && !errors.Is(err, context.Canceled) && db.options.Events.CompactFailed != nil {
			db.options.Events.CompactFailed(err)
		}
	})
}
