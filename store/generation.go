package store

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/kv"
	"github.com/issn-ld/issn-ld/store/internal/stats"
)

// generation is an open generation. It is closed when the last user of it
// lets go, and removed then if it has been replaced. The directory stays locked
// until then.
//
// A derived generation holds only the blocks that a compaction has rewritten, the
// metas of all blocks and the statistics. The other blocks and the dictionary
// are those of its base, which it uses for as long as it is open: one that is
// whole, never derived itself. Both have the same terms under the same ids, those
// of transactions too, so they share the dictionary and its delta.
type generation struct {
	number  uint64
	dir     *kv.Dir
	kv      *kv.Store
	base    *generation // nil: the generation is whole
	dict    *dict.Dict
	delta   *dict.Delta // terms of transactions
	info    codec.Info
	stats   stats.Stats
	indexes [len(ids.Perms)]*index

	refs    atomic.Int64 // users; the database itself is one while this is current
	retired atomic.Bool  // remove after closing
}

// openChain opens the current generation of a directory, with what it builds on.
func openChain(dir *kv.Dir) (*generation, error) {
	chain := dir.Chain()
	if len(chain) > 2 {
		return nil, fmt.Errorf("%w: generation %d builds on %d others", ErrCorrupt, chain[0], len(chain)-1)
	}
	gen, err := openGeneration(dir, chain[len(chain)-1], nil)
	if err != nil || len(chain) == 1 {
		return gen, err
	}
	derived, err := openGeneration(dir, chain[0], gen)
	if err == nil {
		err = derived.restoreTerms()
	}
	if err != nil {
		if derived != nil {
			err = errors.Join(err, derived.release())
		}
		return nil, errors.Join(err, gen.release())
	}
	return derived, gen.release()
}

// openGeneration opens a generation for its first user. A derived one becomes a
// user of its base; the terms of transactions that it has written down are taken
// to be known, for they are where a compaction has just written it.
func openGeneration(dir *kv.Dir, number uint64, base *generation) (*generation, error) {
	store, err := dir.Open(number)
	if err != nil {
		return nil, damage.Mark(err)
	}
	g := &generation{number: number, dir: dir, kv: store, base: base}
	g.refs.Store(1)
	if err = g.read(); err == nil && base != nil && !base.acquire() {
		err = ErrClosed
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("generation %d: %w", number, damage.Mark(err)), store.Close())
	}
	dir.Retain()
	return g, nil
}

// read reads all that is kept in memory.
func (g *generation) read() error {
	src, err := g.kv.Get([]byte{codec.SpaceInfo})
	if err != nil {
		return err
	}
	if g.info, err = codec.DecodeInfo(src); err != nil {
		return fmt.Errorf("info: %w", err)
	}
	if err := g.readTerms(); err != nil {
		return err
	}
	for chunk := range g.info.Stats {
		src, err := g.kv.Get(codec.StatsKey(chunk))
		if err == nil {
			src, err = codec.Unseal(src)
		}
		if err == nil {
			err = stats.Decode(&g.stats, src)
		}
		if err != nil {
			return fmt.Errorf("statistics/%d: %w", chunk, err)
		}
	}
	for _, p := range ids.Perms {
		var base *index
		if g.base != nil {
			base = g.base.indexes[p]
		}
		if g.indexes[p], err = openIndex(g.kv, p, g.info.Blocks[p], base); err != nil {
			return err
		}
	}
	return nil
}

// readTerms opens the dictionary, or takes that of the base.
func (g *generation) readTerms() error {
	if g.base != nil {
		if g.info.Base != g.base.number || g.info.BaseVersion != g.base.info.Version {
			return fmt.Errorf("%w: it builds on version %d in generation %d, not on version %d in generation %d",
				ErrCorrupt, g.info.BaseVersion, g.info.Base, g.base.info.Version, g.base.number)
		}
		g.dict, g.delta = g.base.dict, g.base.delta
		return nil
	}
	if g.info.Base != 0 {
		return fmt.Errorf("%w: it builds on generation %d, which is not named as a part of the store", ErrCorrupt, g.info.Base)
	}
	var err error
	if g.dict, err = dict.Open(blobs{g.kv}); err != nil {
		return err
	}
	g.delta = dict.NewDelta(g.dict)
	return g.restoreTerms()
}

// restoreTerms reads the terms of transactions that the generation has taken
// over.
func (g *generation) restoreTerms() error {
	for chunk := range g.info.Terms {
		src, err := g.kv.Get(codec.TermsKey(chunk))
		if err == nil {
			src, err = codec.Unseal(src)
		}
		for err == nil && len(src) > 0 {
			var id ids.ID
			var t rdf.Term
			if id, t, src, err = dict.DecodeDeltaTerm(src); err == nil {
				err = g.delta.Restore(id, t)
			}
		}
		if err != nil {
			return fmt.Errorf("generation %d: terms/%d: %w", g.number, chunk, damage.Mark(err))
		}
	}
	return nil
}

// version returns the state without the transactions since.
func (g *generation) version() *version {
	return &version{gen: g, number: g.info.Version, line: g.info.Line}
}

// root returns the whole generation that g is, or builds on.
func (g *generation) root() *generation {
	if g.base != nil {
		return g.base
	}
	return g
}

// chain returns g and the generations that it builds on.
func (g *generation) chain() []*generation {
	if g.base != nil {
		return []*generation{g, g.base}
	}
	return []*generation{g}
}

// acquire makes the caller a user of g; false says that g is closed.
func (g *generation) acquire() bool {
	for {
		n := g.refs.Load()
		if n == 0 {
			return false
		}
		if g.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// release ends the use of g; the last user closes it and gets the errors.
func (g *generation) release() error {
	if g.refs.Add(-1) > 0 {
		return nil
	}
	err := g.kv.Close()
	if g.retired.Load() {
		err = errors.Join(err, g.dir.Remove(g.number))
	}
	if g.base != nil {
		err = errors.Join(err, g.base.release())
	}
	return errors.Join(err, g.dir.Close())
}

// discard closes and removes a generation that has not become the current one.
func (g *generation) discard() error {
	g.retired.Store(true)
	return g.release()
}

// Layout says how a state of the store lies on the disk.
type Layout struct {
	// Generations are the current one, then the one that it builds on, if any.
	Generations []uint64
	Blocks      int    // of all permutations
	Dead        int    // blocks that compactions have replaced, on the disk until a whole one
	Changes     int    // rows that transactions have changed since the last compaction or load
	Terms       uint64 // in the dictionary
	Loose       int    // terms of transactions, outside of the order of the dictionary
}

// Layout returns the layout of the current state.
func (db *DB) Layout() (Layout, error) {
	s, err := db.Snapshot()
	if err != nil {
		return Layout{}, err
	}
	gen := s.version.gen
	l := Layout{
		Blocks: gen.blocks(), Dead: gen.dead(), Changes: s.version.delta.Len(),
		Terms: gen.dict.Len(), Loose: gen.delta.Len(),
	}
	for _, g := range gen.chain() {
		l.Generations = append(l.Generations, g.number)
	}
	return l, s.Close()
}

// blocks returns the number of blocks of all permutations.
func (g *generation) blocks() int {
	n := 0
	for _, ix := range g.indexes {
		n += len(ix.metas)
	}
	return n
}

// dead returns the number of blocks of the base that g has replaced.
func (g *generation) dead() int {
	if g.base == nil {
		return 0
	}
	n := g.base.blocks()
	for _, ix := range g.indexes {
		for i := range ix.metas {
			if _, below := ix.home(i); below {
				n--
			}
		}
	}
	return n
}
