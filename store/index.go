package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// index is a permutation of a generation: the metas of its blocks, and the
// blocks as they are asked for. It never changes.
type index struct {
	perm  ids.Perm
	kv    *kv.Store
	metas []block.Meta
	// rows[i] and triples[i] count what lies in the blocks before block i.
	rows, triples []int64
	// homes[i] says where block i is: 0 here, or 1 more than the number that it
	// has in base. They are nil for a whole generation.
	homes []uint32
	base  *index
	// blocks are those read so far: their bytes are mapped and their checksums
	// checked once, so that a lookup decodes a group and does nothing else.
	blocks []atomic.Pointer[block.Block]
}

// metaChunk is the number of metas in a value.
const metaChunk = 1024

// trustedBlocks is the number of blocks up to which memory is taken before their
// metas are seen: the register has a tenth of them.
const trustedBlocks = 1 << 17

// openIndex reads the metas of a permutation, and where its blocks are if the
// generation is derived: then base is that of the generation below.
func openIndex(store *kv.Store, p ids.Perm, blocks int, base *index) (*index, error) {
	ix := &index{perm: p, kv: store, base: base, metas: make([]block.Meta, 0, min(blocks, trustedBlocks))}
	for chunk := 0; len(ix.metas) < blocks; chunk++ {
		if err := ix.readMetas(chunk, min(metaChunk, blocks-len(ix.metas))); err != nil {
			return nil, fmt.Errorf("metas %v/%d: %w", p, chunk, damage.Mark(err))
		}
	}
	if base != nil {
		if err := ix.readHomes(blocks); err != nil {
			return nil, err
		}
	}
	ix.rows = make([]int64, 1, blocks+1)
	ix.triples = make([]int64, 1, blocks+1)
	for i := range ix.metas {
		ix.rows = append(ix.rows, ix.rows[i]+int64(ix.metas[i].Rows))
		ix.triples = append(ix.triples, ix.triples[i]+int64(ix.metas[i].Distinct[2]))
	}
	ix.blocks = make([]atomic.Pointer[block.Block], blocks)
	return ix, nil
}

// readMetas reads a chunk of n metas.
func (ix *index) readMetas(chunk, n int) error {
	src, err := ix.kv.Get(codec.MetaKey(ix.perm, chunk))
	if err != nil {
		return err
	}
	if src, err = codec.Unseal(src); err != nil {
		return err
	}
	for range n {
		var m block.Meta
		if m, src, err = block.DecodeMeta(src); err != nil {
			return err
		}
		ix.metas = append(ix.metas, m)
	}
	if len(src) != 0 {
		return fmt.Errorf("%w: %d bytes after the last meta", ErrCorrupt, len(src))
	}
	return nil
}

// readHomes reads where the blocks are.
func (ix *index) readHomes(blocks int) error {
	ix.homes = make([]uint32, 0, min(blocks, trustedBlocks))
	last := uint32(0)
	for chunk := 0; len(ix.homes) < blocks; chunk++ {
		src, err := ix.kv.Get(codec.HomeKey(ix.perm, chunk))
		if err == nil {
			src, err = codec.Unseal(src)
		}
		if err == nil {
			ix.homes, last, err = appendHomes(ix.homes, src, min(metaChunk, blocks-len(ix.homes)), last, len(ix.base.metas))
		}
		if err != nil {
			return fmt.Errorf("homes %v/%d: %w", ix.perm, chunk, err)
		}
	}
	return nil
}

// appendHomes decodes n places of blocks, of which those in the generation below,
// which has so many blocks, ascend from last on. It returns the last of them.
func appendHomes(dst []uint32, src []byte, n int, last uint32, below int) ([]uint32, uint32, error) {
	for range n {
		home, k := binary.Uvarint(src)
		if k <= 0 || home > uint64(below) || home != 0 && home <= uint64(last) {
			return dst, last, fmt.Errorf("%w: %d after %d, of %d blocks", ErrCorrupt, home, last, below)
		}
		if src = src[k:]; home != 0 {
			last = uint32(home)
		}
		dst = append(dst, uint32(home))
	}
	if len(src) != 0 {
		return dst, last, fmt.Errorf("%w: %d bytes after the last one", ErrCorrupt, len(src))
	}
	return dst, last, nil
}

// home returns the number that block i has in the base; false says that it is
// in this generation.
func (ix *index) home(i int) (int, bool) {
	if ix.homes == nil || ix.homes[i] == 0 {
		return 0, false
	}
	return int(ix.homes[i]) - 1, true
}

// raw returns the bytes of block i.
func (ix *index) raw(i int) ([]byte, error) {
	if n, below := ix.home(i); below {
		return ix.base.raw(n)
	}
	return ix.kv.Get(codec.BlockKey(ix.perm, i))
}

// decode returns block i, which the base decodes if it is there: the generations
// share it.
func (ix *index) decode(i int) (*block.Block, error) {
	if n, below := ix.home(i); below {
		return ix.base.block(n)
	}
	src, err := ix.raw(i)
	if err != nil {
		return nil, err
	}
	return block.Decode(src)
}

// block returns block i.
func (ix *index) block(i int) (*block.Block, error) {
	if b := ix.blocks[i].Load(); b != nil {
		return b, nil
	}
	b, err := ix.decode(i)
	if err != nil {
		return nil, fmt.Errorf("block %v/%d: %w", ix.perm, i, damage.Mark(err))
	}
	if b.Rows() != int(ix.metas[i].Rows) {
		return nil, fmt.Errorf("block %v/%d: %w: %d rows, want %d", ix.perm, i, ErrCorrupt, b.Rows(), ix.metas[i].Rows)
	}
	ix.blocks[i].Store(b)
	return b, nil
}

// placed says that an error is about block i.
func (ix *index) placed(i int, err error) error {
	return fmt.Errorf("block %v/%d: %w", ix.perm, i, damage.Mark(err))
}

// boundary returns the bound below segment i; see package delta. It is empty
// for the first segment, and for the end of the last one.
func (ix *index) boundary(i int) []ids.ID {
	if i <= 0 || i >= len(ix.metas) {
		return nil
	}
	return ix.metas[i].First[:3]
}

// segments returns the segments, from first to last inclusive, that rows from
// low on and below high lie in. There is always a segment, if only for the
// delta of an empty index.
func (ix *index) segments(low, high []ids.ID) (first, last int) {
	n := max(1, len(ix.metas)) - 1 // inner boundaries
	first = sort.Search(n, func(i int) bool { return slices.Compare(ix.boundary(i+1), low) > 0 })
	if len(high) == 0 {
		return first, n
	}
	last = first + sort.Search(n-first, func(i int) bool {
		b := ix.boundary(first + i + 1)
		return slices.Compare(b[:min(len(b), len(high))], high) >= 0
	})
	return first, last
}

// rank returns the number of rows below key, which has 1 to 4 columns.
func (ix *index) rank(key []ids.ID) (int64, error) {
	i := sort.Search(len(ix.metas), func(i int) bool {
		return slices.Compare(ix.metas[i].Last[:len(key)], key) >= 0
	})
	if i == len(ix.metas) || slices.Compare(ix.metas[i].First[:len(key)], key) >= 0 {
		return ix.rows[i], nil
	}
	b, err := ix.block(i)
	if err != nil {
		return 0, err
	}
	row, err := b.Search(key, 0)
	if err != nil {
		return 0, fmt.Errorf("block %v/%d: %w", ix.perm, i, damage.Mark(err))
	}
	return ix.rows[i] + int64(row), nil
}

// count returns the number of rows from low on and below high.
func (ix *index) count(low, high []ids.ID) (int64, error) {
	from, to := int64(0), ix.rows[len(ix.metas)]
	var err error
	if len(low) > 0 {
		if from, err = ix.rank(low); err != nil {
			return 0, err
		}
	}
	if len(high) > 0 {
		if to, err = ix.rank(high); err != nil {
			return 0, err
		}
	}
	return max(0, to-from), nil
}

// contains reports whether the index has a row.
func (ix *index) contains(row ids.Row) (bool, error) {
	next := row
	next[3]++
	n, err := ix.count(row[:], next[:])
	return n > 0, err
}
