package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"sort"
	"sync/atomic"

	"issn-ld/store/ids"
	"issn-ld/store/internal/block"
	"issn-ld/store/internal/kv"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal puts the checksum of the rest into the first 4 bytes of b.
func seal(b []byte) []byte {
	binary.LittleEndian.PutUint32(b, crc32.Checksum(b[4:], castagnoli))
	return b
}

// unseal checks what seal did and returns the rest.
func unseal(b []byte) ([]byte, error) {
	if len(b) < 4 || binary.LittleEndian.Uint32(b) != crc32.Checksum(b[4:], castagnoli) {
		return nil, fmt.Errorf("%w: checksum of %d bytes", ErrCorrupt, len(b))
	}
	return b[4:], nil
}

// index is a permutation of a generation: the metas of its blocks, and the
// blocks as they are asked for. It never changes.
type index struct {
	perm  ids.Perm
	kv    *kv.Store
	metas []block.Meta
	// rows[i] and triples[i] count what lies in the blocks before block i.
	rows, triples []int64
	// blocks are those read so far: their bytes are mapped and their checksums
	// checked once, so that a lookup decodes a group and does nothing else.
	blocks []atomic.Pointer[block.Block]
}

// metaChunk is the number of metas in a value.
const metaChunk = 1024

// openIndex reads the metas of a permutation.
func openIndex(store *kv.Store, p ids.Perm, blocks int) (*index, error) {
	ix := &index{perm: p, kv: store, metas: make([]block.Meta, 0, blocks)}
	for chunk := 0; len(ix.metas) < blocks; chunk++ {
		if err := ix.readMetas(chunk, min(metaChunk, blocks-len(ix.metas))); err != nil {
			return nil, fmt.Errorf("metas %v/%d: %w", p, chunk, marked(err))
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
	src, err := ix.kv.Get(metaKey(ix.perm, chunk))
	if err != nil {
		return err
	}
	if src, err = unseal(src); err != nil {
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

// block returns block i.
func (ix *index) block(i int) (*block.Block, error) {
	if b := ix.blocks[i].Load(); b != nil {
		return b, nil
	}
	src, err := ix.kv.Get(blockKey(ix.perm, i))
	if err != nil {
		return nil, fmt.Errorf("block %v/%d: %w", ix.perm, i, err)
	}
	b, err := block.Decode(src)
	if err != nil {
		return nil, fmt.Errorf("block %v/%d: %w", ix.perm, i, marked(err))
	}
	if b.Rows() != int(ix.metas[i].Rows) {
		return nil, fmt.Errorf("block %v/%d: %w: %d rows, want %d", ix.perm, i, ErrCorrupt, b.Rows(), ix.metas[i].Rows)
	}
	ix.blocks[i].Store(b)
	return b, nil
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
		return 0, fmt.Errorf("block %v/%d: %w", ix.perm, i, marked(err))
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
