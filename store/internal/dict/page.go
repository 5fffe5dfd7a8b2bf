package dict

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"sort"
)

// Sizes of blocks and pages. Readers accept others.
const (
	blockTerms = 32
	pageTerms  = 1024
	pageBytes  = 64 << 10
)

const (
	pageVersion = 1
	pageHeader  = 1 + 4 + 2 + 2 // version, checksum, blocks, terms
	blockHeader = 2 + 4         // first term, offset
)

// checksum is the polynomial of all checksums: CRC-32C.
var checksum = crc32.MakeTable(crc32.Castagnoli)

// pageWriter collects ascending keys to a page.
type pageWriter struct {
	heads []byte // block headers, offsets relative to the first block
	body  []byte
	last  []byte // the key before
	terms int
	block int // terms in the current block
	start int // where in body it begins
}

// full reports whether the page is to be taken before the next key: only where
// the next key begins a block.
func (w *pageWriter) full() bool {
	return w.terms > 0 && w.blockFull() && (w.terms >= pageTerms || len(w.body) >= pageBytes)
}

func (w *pageWriter) blockFull() bool {
	return w.block >= blockTerms || len(w.body)-w.start >= pageBytes
}

// add appends a key.
func (w *pageWriter) add(key []byte) {
	if w.terms == 0 || w.blockFull() {
		w.start, w.block = len(w.body), 0
		w.heads = binary.LittleEndian.AppendUint16(w.heads, uint16(w.terms))
		w.heads = binary.LittleEndian.AppendUint32(w.heads, uint32(len(w.body)))
		w.body = binary.AppendUvarint(w.body, uint64(len(key)))
		w.body = append(w.body, key...)
	} else {
		w.body = appendFrontCoded(w.body, w.last, key)
	}
	w.last = append(w.last[:0], key...)
	w.block++
	w.terms++
}

// take returns the page and makes w empty, except for the last key.
func (w *pageWriter) take() []byte {
	page := make([]byte, pageHeader, pageHeader+len(w.heads)+len(w.body))
	page[0] = pageVersion
	binary.LittleEndian.PutUint16(page[5:], uint16(len(w.heads)/blockHeader))
	binary.LittleEndian.PutUint16(page[7:], uint16(w.terms))
	page = append(append(page, w.heads...), w.body...)
	binary.LittleEndian.PutUint32(page[1:], crc32.Checksum(page[5:], checksum))
	w.heads, w.body = w.heads[:0], w.body[:0]
	w.terms, w.block, w.start = 0, 0, 0
	return page
}

// appendFrontCoded appends key without the bytes that it shares with last.
func appendFrontCoded(dst, last, key []byte) []byte {
	shared := commonPrefix(last, key)
	dst = binary.AppendUvarint(dst, uint64(shared))
	dst = binary.AppendUvarint(dst, uint64(len(key)-shared))
	return append(dst, key[shared:]...)
}

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// page is a value that [parsePage] checked: its bytes are those once written.
type page struct {
	data   []byte
	blocks int
	terms  int
}

// parsePage checks the checksum and the header.
func parsePage(data []byte) (*page, error) {
	if len(data) < pageHeader {
		return nil, fmt.Errorf("%w: page of %d bytes", ErrCorrupt, len(data))
	}
	if data[0] != pageVersion {
		return nil, fmt.Errorf("%w: page version %d, want %d", ErrCorrupt, data[0], pageVersion)
	}
	if crc32.Checksum(data[5:], checksum) != binary.LittleEndian.Uint32(data[1:]) {
		return nil, fmt.Errorf("%w: page checksum", ErrCorrupt)
	}
	p := &page{
		data:   data,
		blocks: int(binary.LittleEndian.Uint16(data[5:])),
		terms:  int(binary.LittleEndian.Uint16(data[7:])),
	}
	if p.blocks == 0 || p.bodyStart() > len(data) {
		return nil, fmt.Errorf("%w: page with %d blocks", ErrCorrupt, p.blocks)
	}
	for b := range p.blocks {
		term, offset := p.firstTerm(b), p.offset(b)
		nextTerm, nextOffset := p.blockEnd(b)
		if b == 0 && (term != 0 || offset != p.bodyStart()) || term >= nextTerm || offset >= nextOffset {
			return nil, fmt.Errorf("%w: page header at block %d", ErrCorrupt, b)
		}
	}
	return p, nil
}

func (p *page) bodyStart() int { return pageHeader + p.blocks*blockHeader }

// firstTerm returns the position in the page of the first term of block b.
func (p *page) firstTerm(b int) int {
	return int(binary.LittleEndian.Uint16(p.data[pageHeader+b*blockHeader:]))
}

// offset returns the position in data of block b.
func (p *page) offset(b int) int {
	return p.bodyStart() + int(binary.LittleEndian.Uint32(p.data[pageHeader+b*blockHeader+2:]))
}

// blockEnd returns the term and the offset after the last of block b.
func (p *page) blockEnd(b int) (term, offset int) {
	if b+1 == p.blocks {
		return p.terms, len(p.data)
	}
	return p.firstTerm(b + 1), min(p.offset(b+1), len(p.data))
}

// head returns the first key of block b.
func (p *page) head(b int) ([]byte, error) {
	_, end := p.blockEnd(b)
	key, _, ok := cutCounted(p.data[p.offset(b):end])
	if !ok {
		return nil, fmt.Errorf("%w: first term of block %d", ErrCorrupt, b)
	}
	return key, nil
}

// cutCounted splits bytes that follow their length.
func cutCounted(b []byte) (head, tail []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, nil, false
	}
	return b[w : w+int(n)], b[w+int(n):], true
}

// cutEntry splits a front-coded entry off.
func cutEntry(b []byte) (shared int, suffix, tail []byte, ok bool) {
	if len(b) > 2 && b[0] < 0x80 && b[1] < 0x80 { // nearly always
		end := 2 + int(b[1])
		if end > len(b) {
			return 0, nil, nil, false
		}
		return int(b[0]), b[2:end], b[end:], true
	}
	n, w := binary.Uvarint(b)
	if w <= 0 || n > 1<<31 {
		return 0, nil, nil, false
	}
	suffix, tail, ok = cutCounted(b[w:])
	return int(n), suffix, tail, ok
}

// blockOf returns the block that holds the term at a position of the page.
func (p *page) blockOf(term int) int {
	return sort.Search(p.blocks-1, func(b int) bool { return p.firstTerm(b+1) > term })
}

// search returns the position in the page of the first key that is not less
// than key, and whether it is key.
func (p *page) search(key []byte) (term int, found bool, err error) {
	lo, hi := 0, p.blocks // blocks below lo begin with a key <= key
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		head, err := p.head(mid)
		if err != nil {
			return 0, false, err
		}
		switch bytes.Compare(head, key) {
		case 0:
			return p.firstTerm(mid), true, nil
		case -1:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	if lo == 0 {
		return 0, false, nil
	}
	return p.searchBlock(lo-1, key)
}

// searchBlock is search in a block whose first key is less than key. An entry
// that shares more with its predecessor than key does is still less than key,
// one that shares less is greater: most entries need no comparison.
func (p *page) searchBlock(b int, key []byte) (term int, found bool, err error) {
	end, offset := p.blockEnd(b)
	head, rest, ok := cutCounted(p.data[p.offset(b):offset])
	matched := commonPrefix(head, key)
	for term = p.firstTerm(b) + 1; ok && term < end; term++ {
		var (
			shared int
			suffix []byte
		)
		shared, suffix, rest, ok = cutEntry(rest)
		switch {
		case !ok || shared > matched:
			continue
		case shared < matched:
			return term, false, nil
		}
		n := commonPrefix(suffix, key[matched:])
		matched += n
		switch {
		case matched == len(key):
			return term, n == len(suffix), nil
		case n < len(suffix) && suffix[n] > key[matched]:
			return term, false, nil
		}
	}
	if !ok {
		return 0, false, fmt.Errorf("%w: block %d", ErrCorrupt, b)
	}
	return end, false, nil
}

// cursor decodes the keys of a page in order.
type cursor struct {
	page  *page
	first uint64 // rank of the first term of page, for [Dict.seek]
	next  int    // position in the page of the next key
	end   int    // position after the block of the next key
	rest  []byte // encoded keys from the next on, up to the end of the block
	key   []byte // the key before, or that which step returned
}

// seek makes the next key that at position term. It decodes from the start of
// its block unless the cursor is in it already.
func (c *cursor) seek(p *page, term int) error {
	if c.page != p || term < c.next || term >= c.end {
		c.page = p
		c.enter(p.blockOf(term))
	}
	for c.next < term {
		if err := c.step(); err != nil {
			return err
		}
	}
	return nil
}

func (c *cursor) enter(b int) {
	var offset int
	c.end, offset = c.page.blockEnd(b)
	c.next, c.rest = c.page.firstTerm(b), c.page.data[c.page.offset(b):offset]
	c.key = c.key[:0]
}

// step decodes the next key of the block to c.key.
func (c *cursor) step() error {
	var (
		shared int
		suffix []byte
		ok     bool
	)
	if len(c.key) == 0 {
		suffix, c.rest, ok = cutCounted(c.rest)
	} else {
		shared, suffix, c.rest, ok = cutEntry(c.rest)
	}
	if !ok || shared > len(c.key) || shared+len(suffix) == 0 {
		return fmt.Errorf("%w: term %d of its page", ErrCorrupt, c.next)
	}
	c.key = append(c.key[:shared], suffix...)
	c.next++
	return nil
}
