package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"issn-ld/store/ids"
	"issn-ld/store/internal/dict"
	"issn-ld/store/internal/kv"
)

// info says what a generation holds.
type info struct {
	version uint64 // of the database when the generation was complete
	quads   int64
	blocks  [len(ids.Perms)]int
	stats   int // values of statistics
}

// encode returns the value of i: CRC-32C, then 8-byte numbers.
func (i *info) encode() []byte {
	b := make([]byte, 4, 4+8*(3+len(i.blocks)))
	b = binary.LittleEndian.AppendUint64(b, i.version)
	b = binary.LittleEndian.AppendUint64(b, uint64(i.quads))
	b = binary.LittleEndian.AppendUint64(b, uint64(i.stats))
	for _, n := range i.blocks {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return seal(b)
}

// decodeInfo is the inverse of encode.
func decodeInfo(src []byte) (info, error) {
	var i info
	b, err := unseal(src)
	if err != nil {
		return i, err
	}
	if len(b) != 8*(3+len(i.blocks)) {
		return i, fmt.Errorf("%w: info of %d bytes", ErrCorrupt, len(b))
	}
	number := func(at int) uint64 { return binary.LittleEndian.Uint64(b[8*at:]) }
	i.version, i.quads, i.stats = number(0), int64(number(1)), int(number(2))
	for p := range i.blocks {
		i.blocks[p] = int(number(3 + p))
	}
	return i, nil
}

// generation is an open generation. It is closed when the last user of it
// lets go, and removed then if it has been replaced.
type generation struct {
	number  uint64
	dir     *kv.Dir
	kv      *kv.Store
	dict    *dict.Dict
	delta   *dict.Delta // terms of transactions
	info    info
	stats   stats
	indexes [len(ids.Perms)]*index

	refs    atomic.Int64 // users; the database itself is one while this is current
	retired atomic.Bool  // remove after closing
	closed  chan struct{}
	err     error // of closing; read after closed is closed
}

// openGeneration opens a generation for its first user.
func openGeneration(dir *kv.Dir, number uint64) (*generation, error) {
	store, err := dir.Open(number)
	if err != nil {
		return nil, err
	}
	g := &generation{number: number, dir: dir, kv: store, closed: make(chan struct{})}
	g.refs.Store(1)
	if err := g.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("generation %d: %w", number, marked(err)), store.Close())
	}
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
	if g.dict, err = dict.Open(blobs{g.kv}); err != nil {
		return err
	}
	g.delta = dict.NewDelta(g.dict)
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
		if g.indexes[p], err = openIndex(g.kv, p, g.info.blocks[p]); err != nil {
			return err
		}
	}
	return nil
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

// isClosed reports whether g is closed.
func (g *generation) isClosed() bool { return g.refs.Load() == 0 }

// release ends the use of g; the last user closes it and gets the errors.
func (g *generation) release() error {
	if g.refs.Add(-1) > 0 {
		return nil
	}
	g.err = g.kv.Close()
	if g.retired.Load() {
		g.err = errors.Join(g.err, g.dir.Remove(g.number))
	}
	close(g.closed)
	return g.err
}

// discard closes and removes a generation that has not become the current one.
func (g *generation) discard() error {
	g.retired.Store(true)
	return g.release()
}
