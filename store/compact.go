package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/throttle"
)

// CompactLevel says how much a compaction rewrites.
type CompactLevel uint8

// The levels of a compaction.
const (
	// CompactAuto takes the touched blocks, or the whole state where that would
	// leave much dead space or many terms outside of the order: what compactions
	// do that start by themselves.
	CompactAuto CompactLevel = iota
	// CompactTouched rewrites the blocks that transactions have touched. The
	// others stay where they are, as does the dictionary; what the rewritten ones
	// replace is dead space until the next whole one.
	CompactTouched
	// CompactWhole rewrites the whole state: all terms get their place in the
	// order, those that no quad uses any more are dropped, and the disk space of
	// all that was replaced comes back.
	CompactWhole
)

var levelNames = [...]string{CompactAuto: "auto", CompactTouched: "touched", CompactWhole: "whole"}

// String returns the name of l, such as "touched".
func (l CompactLevel) String() string { return levelNames[l] }

// CompactOptions tunes [DB.Compact].
type CompactOptions struct {
	Level CompactLevel
	// BytesPerSecond bounds what is written, on average, in order to leave the
	// disk to others; 0 stands for no bound.
	BytesPerSecond int64
}

// CompactStats says what a compaction did.
type CompactStats struct {
	// Level is what was done; [CompactAuto] says that there was nothing to do.
	Level    CompactLevel
	Changes  int     // rows that transactions had inserted and deleted
	Blocks   int     // in the store now
	Replaced int     // blocks that gave way to others
	Written  int     // blocks that took their place
	Carried  int     // blocks that an earlier compaction had rewritten, copied
	Dead     int     // blocks on the disk that nothing refers to any more
	Terms    int     // of transactions, outside of the order of the dictionary
	Dropped  int64   // terms that no quad used
	Bytes    int64   // written to the new generation
	Seconds  float64 // with the time that was waited for others
}

// Compact makes what transactions have changed a part of the blocks, in a new
// generation: it rewrites the touched blocks, or all; see [CompactLevel].
// Snapshots and transactions go on meanwhile; transactions wait only while those
// that ran during the compaction are carried over, at its end. Loads wait for all
// of it. It may be interrupted at any time: then nothing has happened.
func (db *DB) Compact(ctx context.Context, options CompactOptions) (st CompactStats, err error) {
	begin := time.Now()
	defer func() {
		st.Seconds = time.Since(begin).Seconds()
		if err != nil {
			err = fmt.Errorf("compact: %w", damage.Mark(err))
		}
	}()
	if err := db.beginBuild(ctx); err != nil {
		return st, err
	}
	defer db.endBuild()
	if err := db.lock(ctx); err != nil {
		return st, err
	}
	c := &compaction{db: db, options: options}
	// What is on its way to the disk may fail yet: wait for it.
	if c.base, err = db.settle(); err == nil {
		db.log = []logged{}
		c.terms = c.base.gen.delta.Mark()
	}
	db.unlock()
	if err != nil {
		return st, err
	}
	err = c.run(ctx)
	db.write <- struct{}{}
	db.log = nil
	db.unlock()
	return c.stats, err
}

// compaction is a compaction that is under way.
type compaction struct {
	db      *DB
	options CompactOptions
	base    *version
	terms   dict.Mark // the terms of transactions that base has
	stats   CompactStats
}

// run chooses the level and does it.
func (c *compaction) run(ctx context.Context) error {
	c.stats.Changes = c.base.delta.Len()
	for _, ix := range c.base.gen.indexes {
		c.stats.Blocks += len(ix.metas)
	}
	c.stats.Terms = c.base.gen.delta.Len()
	if c.options.Level == CompactWhole {
		return c.whole(ctx)
	}
	p := c.base.plan(c.db.options.blockRows())
	c.stats.Dead = c.base.gen.dead()
	switch {
	case c.base.delta.Len() == 0 && c.base.set.Len() == 0:
		return nil
	case c.options.Level == CompactAuto && c.tooMuch(p):
		return c.whole(ctx)
	}
	return c.touched(ctx, p)
}

const (
	// deadShare is the share of the blocks of a whole generation that may be
	// dead: 1 in so many.
	deadShare = 2
	// looseTerms is how many terms may be outside of the order of the
	// dictionary: as many, or one for so many that are in it.
	looseTerms, looseShare = 1 << 16, 8
	// overlaidValues is how many values may differ from those of the whole generation,
	// where it does not have twice as many: each compaction writes them again.
	overlaidValues = 1 << 16
)

// tooMuch reports whether rewriting the touched blocks would leave too much
// dead space, or leaves too many terms of transactions outside of the order.
func (c *compaction) tooMuch(p *plan) bool {
	gen := c.base.gen
	overlaid := c.base.set.Len()
	if gen.base != nil {
		overlaid += gen.info.Values
	}
	return uint64(gen.delta.Len()) > max(looseTerms, gen.dict.Len()/looseShare) ||
		overlaid > max(overlaidValues, gen.root().info.Values/deadShare) ||
		deadShare*p.dead > max(1, gen.root().blocks())
}

// whole rewrites the whole state.
func (c *compaction) whole(ctx context.Context) (err error) {
	db := c.db
	l, err := db.newLoader(LoadOptions{}, c.base)
	if err != nil {
		return err
	}
	l.pace = c.pace()
	defer func() { err = errors.Join(err, l.cleanUp()) }()
	var st LoadStats
	number, err := l.build(ctx, &st, c.base.number)
	if err != nil {
		return err
	}
	l.report(StagePublish, 0, 1)
	gen, err := openGeneration(db.dir, number, nil)
	if err != nil {
		return errors.Join(err, db.dir.Remove(number))
	}
	err = c.publish(ctx, gen, func() (*version, error) { return db.renameLog(l.base.gen, gen) })
	if err != nil {
		return err
	}
	c.stats.Level, c.stats.Bytes, c.stats.Replaced = CompactWhole, st.bytes, c.stats.Blocks
	c.stats.Blocks, c.stats.Dead, c.stats.Terms = gen.blocks(), 0, 0
	c.stats.Written = c.stats.Blocks
	c.stats.Dropped = st.dropped
	return nil
}

// publish carries the transactions that ran meanwhile over to a new generation,
// and makes it the current one; otherwise it is removed.
func (c *compaction) publish(ctx context.Context, gen *generation, carryOver func() (*version, error)) error {
	db := c.db
	if err := db.lock(ctx); err != nil {
		return errors.Join(err, gen.discard())
	}
	defer db.unlock()
	_, err := db.settle()
	var v *version
	if err == nil {
		v, err = carryOver()
	}
	if err == nil {
		var bases []uint64
		if gen.base != nil {
			bases = append(bases, gen.base.number)
		}
		err = db.setCurrent(gen.number, bases...)
	}
	if err != nil {
		return errors.Join(err, gen.discard())
	}
	err = db.replace(v)
	db.options.Events.report(StagePublish, 1, 1)
	return err
}

// pace returns what makes the compaction keep to its bytes a second; nil if it
// may go as fast as it can.
func (c *compaction) pace() func(context.Context, int) error {
	if c.options.BytesPerSecond <= 0 {
		return nil
	}
	return throttle.New(c.options.BytesPerSecond).Wait
}

// settle waits until all transactions are on the disk and returns the version
// that they led to. The caller holds the write lock.
func (db *DB) settle() (*version, error) {
	db.inFlight.Wait()
	if cause := db.failed.Load(); cause != nil {
		return nil, fmt.Errorf("%w: %w", ErrFailed, *cause)
	}
	return db.tip, nil
}

// beginBuild waits for other loads and compactions to end.
func (db *DB) beginBuild(ctx context.Context) error {
	select {
	case db.building <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) endBuild() { <-db.building }
