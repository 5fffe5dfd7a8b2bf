package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// info says what a generation holds.
type info struct {
	version uint64  // of the database when the generation was complete
	line    lineage // of that state
	quads   int64
	blocks  [len(ids.Perms)]int
	stats   int // values of statistics

	// What only generations have that come of others without a whole rebuild.
	base        uint64 // number of the generation that this one builds on; 0: none
	baseVersion uint64 // of that
	terms       int    // values of terms of transactions
}

// The numbers of the value of an info: the short form is that of a generation
// that is whole and has all its terms in the dictionary.
const (
	shortInfo = 3 + len(ids.Perms)
	longInfo  = shortInfo + 3
)

// encode returns the value of i: CRC-32C, 8-byte numbers, the lineage.
func (i *info) encode() []byte {
	b := make([]byte, 4, 4+8*longInfo+len(i.line))
	b = binary.LittleEndian.AppendUint64(b, i.version)
	b = binary.LittleEndian.AppendUint64(b, uint64(i.quads))
	b = binary.LittleEndian.AppendUint64(b, uint64(i.stats))
	for _, n := range i.blocks {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	if i.base != 0 || i.terms != 0 {
		for _, n := range [...]uint64{i.base, i.baseVersion, uint64(i.terms)} {
			b = binary.LittleEndian.AppendUint64(b, n)
		}
	}
	return seal(append(b, i.line[:]...))
}

// decodeInfo is the inverse of encode. Before format 3 the lineage was not written:
// then it is made of all the rest.
func decodeInfo(src []byte) (info, error) {
	var i info
	b, err := unseal(src)
	if err != nil {
		return i, err
	}
	switch len(b) {
	case 8 * shortInfo, 8 * longInfo:
		i.line = i.line.after([][]byte{b})
	case 8*shortInfo + len(i.line), 8*longInfo + len(i.line):
		b = b[:len(b)-copy(i.line[:], b[len(b)-len(i.line):])]
	default:
		return i, fmt.Errorf("%w: info of %d bytes", ErrCorrupt, len(b))
	}
	for at := 7; at < len(b); at += 8 {
		if b[at] != 0 {
			return i, fmt.Errorf("%w: info with a number of 8 bytes", ErrCorrupt)
		}
	}
	number := func(at int) uint64 { return binary.LittleEndian.Uint64(b[8*at:]) }
	i.version, i.quads, i.stats = number(0), int64(number(1)), int(number(2))
	for p := range i.blocks {
		i.blocks[p] = int(number(3 + p))
	}
	if len(b) == 8*longInfo {
		i.base, i.baseVersion, i.terms = number(shortInfo), number(shortInfo+1), int(number(shortInfo+2))
	}
	return i, nil
}

// lineage names a state by how it came about: random bytes of the generation, and
// all that transactions have written to it since. So two states have the same one
// only if they are equal, ids included, and an incremental backup fits the state
// with the lineage that it builds on and no other.
type lineage [16]byte

// newLineage draws the lineage of a generation.
func newLineage() (l lineage) {
	_, _ = rand.Read(l[:]) // never fails
	return l
}

// after returns the lineage after a transaction, given the values that it is stored
// as.
func (l lineage) after(values [][]byte) (next lineage) {
	h := sha256.New()
	_, _ = h.Write(l[:]) // never fails, here and below
	for _, v := range values {
		_, _ = h.Write(v)
	}
	copy(next[:], h.Sum(nil))
	return next
}

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
	info    info
	stats   stats
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
		return nil, marked(err)
	}
	g := &generation{number: number, dir: dir, kv: store, base: base}
	g.refs.Store(1)
	if err = g.read(); err == nil && base != nil && !base.acquire() {
		err = ErrClosed
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("generation %d: %w", number, marked(err)), store.Close())
	}
	dir.Retain()
	return g, nil
}

// read reads all that is kept in memory.
func (g *generation) read() error {
	src, err := g.kv.Get([]byte{spaceInfo})
	if err != nil {
		return err
	}
	if g.info, err = decodeInfo(src); err != nil {
		return fmt.Errorf("info: %w", err)
	}
	if err := g.readTerms(); err != nil {
		return err
	}
	for chunk := range g.info.stats {
		src, err := g.kv.Get(statsKey(chunk))
		if err == nil {
			src, err = unseal(src)
		}
		if err == nil {
			err = decodeStats(&g.stats, src)
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
		if g.indexes[p], err = openIndex(g.kv, p, g.info.blocks[p], base); err != nil {
			return err
		}
	}
	return nil
}

// readTerms opens the dictionary, or takes that of the base.
func (g *generation) readTerms() error {
	if g.base != nil {
		if g.info.base != g.base.number || g.info.baseVersion != g.base.info.version {
			return fmt.Errorf("%w: it builds on version %d in generation %d, not on version %d in generation %d",
				ErrCorrupt, g.info.baseVersion, g.info.base, g.base.info.version, g.base.number)
		}
		g.dict, g.delta = g.base.dict, g.base.delta
		return nil
	}
	if g.info.base != 0 {
		return fmt.Errorf("%w: it builds on generation %d, which is not named as a part of the store", ErrCorrupt, g.info.base)
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
	for chunk := range g.info.terms {
		src, err := g.kv.Get(termsKey(chunk))
		if err == nil {
			src, err = unseal(src)
		}
		for err == nil && len(src) > 0 {
			var id ids.ID
			var t rdf.Term
			if id, t, src, err = dict.DecodeDeltaTerm(src); err == nil {
				err = g.delta.Restore(id, t)
			}
		}
		if err != nil {
			return fmt.Errorf("generation %d: terms/%d: %w", g.number, chunk, marked(err))
		}
	}
	return nil
}

// version returns the state without the transactions since.
func (g *generation) version() *version {
	return &version{gen: g, number: g.info.version, line: g.info.line}
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
