package dict

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"sort"
)

// Tags of the keys under which the dictionary stores its values, each followed
// by a big-endian number of 4 bytes. Written in ascending order.
const (
	tagPage      = 1 // pages, from 0
	tagFragments = 2 // ordinals of the fragments in key order, in chunks
	tagDirectory = 3 // first rank and separator of each page, in chunks
	tagHeader    = 4 // number 0
)

const (
	headerVersion  = 1
	chunkVersion   = 1
	chunkHeader    = 1 + 4 + 4 // version, checksum, entries
	directoryChunk = 256 << 10 // bytes, a target
	fragmentChunk  = 64 << 10  // entries
)

func blobKey(tag byte, n int) []byte {
	return binary.BigEndian.AppendUint32([]byte{tag}, uint32(n))
}

// header is what the dictionary knows about itself.
type header struct {
	bounds     [classEnd + 1]uint64 // bounds[c] is the rank of the first key of class c
	pages      uint32
	chunks     uint32 // of the directory
	fragments  uint64 // ordinals given to fragments, gaps included
	fragChunks uint32 // 0: the ordinals are 0, 1, 2, ...
}

// terms returns the number of terms that have an id of kind base.
func (h *header) terms() uint64 { return h.bounds[classFragment] }

func (h *header) encode() []byte {
	b := make([]byte, 5, 128)
	b[0] = headerVersion
	for c := classBlank; c <= classEnd; c++ {
		b = binary.LittleEndian.AppendUint64(b, h.bounds[c])
	}
	b = binary.LittleEndian.AppendUint32(b, h.pages)
	b = binary.LittleEndian.AppendUint32(b, h.chunks)
	b = binary.LittleEndian.AppendUint64(b, h.fragments)
	b = binary.LittleEndian.AppendUint32(b, h.fragChunks)
	binary.LittleEndian.PutUint32(b[1:], crc32.Checksum(b[5:], checksum))
	return b
}

func decodeHeader(b []byte) (*header, error) {
	const size = 5 + int(classEnd)*8 + 4 + 4 + 8 + 4
	switch {
	case len(b) != size:
		return nil, fmt.Errorf("%w: header of %d bytes", ErrCorrupt, len(b))
	case b[0] != headerVersion:
		return nil, fmt.Errorf("%w: header version %d, want %d", ErrCorrupt, b[0], headerVersion)
	case crc32.Checksum(b[5:], checksum) != binary.LittleEndian.Uint32(b[1:]):
		return nil, fmt.Errorf("%w: header checksum", ErrCorrupt)
	}
	h := &header{}
	at := 5
	for c := classBlank; c <= classEnd; c++ {
		h.bounds[c] = binary.LittleEndian.Uint64(b[at:])
		at += 8
	}
	h.pages = binary.LittleEndian.Uint32(b[at:])
	h.chunks = binary.LittleEndian.Uint32(b[at+4:])
	h.fragments = binary.LittleEndian.Uint64(b[at+8:])
	h.fragChunks = binary.LittleEndian.Uint32(b[at+16:])
	count := h.bounds[classEnd] - h.bounds[classFragment]
	if h.bounds[classBlank] != 0 || h.chunks > h.pages || h.fragments < count || h.fragments-count > maxGap {
		return nil, fmt.Errorf("%w: header", ErrCorrupt)
	}
	for c := classBlank; c < classEnd; c++ {
		if h.bounds[c] > h.bounds[c+1] {
			return nil, fmt.Errorf("%w: header", ErrCorrupt)
		}
	}
	return h, nil
}

// directory finds the page of a rank or a key. It is in memory: some 40 bytes
// per page of about a thousand terms.
type directory struct {
	first      []uint64 // rank of the first term of each page, then the number of all
	separators []byte   // concatenated; a separator is > all keys of the page before
	ends       []uint32 // where each ends
}

func (d *directory) pages() int { return len(d.ends) }

func (d *directory) separator(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = d.ends[i-1]
	}
	return d.separators[start:d.ends[i]]
}

// add appends a page.
func (d *directory) add(first uint64, separator []byte) {
	d.first = append(d.first, first)
	d.separators = append(d.separators, separator...)
	d.ends = append(d.ends, uint32(len(d.separators)))
}

// pageOfRank returns the page with the term; rank is less than the number of
// terms.
func (d *directory) pageOfRank(rank uint64) int {
	lo, hi := 0, len(d.ends) // first[lo] <= rank < first[hi]
	for hi-lo > 1 {
		mid := int(uint(lo+hi) / 2)
		if d.first[mid] <= rank {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// pageOfKey returns the page that has the key if any has: the last whose
// separator is not greater, or -1.
func (d *directory) pageOfKey(key []byte) int {
	return sort.Search(len(d.ends), func(i int) bool {
		return bytes.Compare(d.separator(i), key) > 0
	}) - 1
}

// appendChunk appends the header of a chunk, whose checksum [sealChunk] sets.
func appendChunk(dst []byte, entries int) []byte {
	dst = append(dst, chunkVersion, 0, 0, 0, 0)
	return binary.LittleEndian.AppendUint32(dst, uint32(entries))
}

func sealChunk(b []byte) []byte {
	binary.LittleEndian.PutUint32(b[1:], crc32.Checksum(b[5:], checksum))
	return b
}

// openChunk checks a chunk and returns its entries.
func openChunk(b []byte) (entries int, body []byte, err error) {
	switch {
	case len(b) < chunkHeader:
		return 0, nil, fmt.Errorf("%w: chunk of %d bytes", ErrCorrupt, len(b))
	case b[0] != chunkVersion:
		return 0, nil, fmt.Errorf("%w: chunk version %d, want %d", ErrCorrupt, b[0], chunkVersion)
	case crc32.Checksum(b[5:], checksum) != binary.LittleEndian.Uint32(b[1:]):
		return 0, nil, fmt.Errorf("%w: chunk checksum", ErrCorrupt)
	}
	n := binary.LittleEndian.Uint32(b[5:])
	if uint64(n) > uint64(len(b)) {
		return 0, nil, fmt.Errorf("%w: chunk of %d entries", ErrCorrupt, n)
	}
	return int(n), b[chunkHeader:], nil
}

// encode calls put with the chunks of the directory, of which it returns the
// number: per page the terms of the page before it and the separator.
func (d *directory) encode(put func(key, value []byte) error) (chunks int, err error) {
	for at := 0; at < d.pages(); chunks++ {
		b, n := appendChunk(nil, 0), 0
		for ; at < d.pages() && len(b) < directoryChunk; at++ {
			before := uint64(0)
			if at > 0 {
				before = d.first[at] - d.first[at-1]
			}
			separator := d.separator(at)
			b = binary.AppendUvarint(b, before)
			b = binary.AppendUvarint(b, uint64(len(separator)))
			b = append(b, separator...)
			n++
		}
		binary.LittleEndian.PutUint32(b[5:], uint32(n))
		if err := put(blobKey(tagDirectory, chunks), sealChunk(b)); err != nil {
			return chunks, err
		}
	}
	return chunks, nil
}

// decodeChunk appends the pages of a chunk to d.
func (d *directory) decodeChunk(b []byte) error {
	entries, body, err := openChunk(b)
	if err != nil {
		return err
	}
	for range entries {
		before, w := binary.Uvarint(body)
		if w <= 0 {
			return fmt.Errorf("%w: directory", ErrCorrupt)
		}
		separator, rest, ok := cutCounted(body[w:])
		first := before
		if n := len(d.first); n > 0 {
			first += d.first[n-1]
			ok = ok && bytes.Compare(d.separator(n-1), separator) < 0
		}
		if !ok || (before == 0) != (len(d.first) == 0) || before > 1<<16 {
			return fmt.Errorf("%w: directory", ErrCorrupt)
		}
		d.add(first, separator)
		body = rest
	}
	if len(body) != 0 {
		return fmt.Errorf("%w: bytes after directory chunk", ErrCorrupt)
	}
	return nil
}

// finish closes the directory with the number of all terms.
func (d *directory) finish(terms uint64) error {
	if n := len(d.first); n > 0 && terms <= d.first[n-1] || n == 0 && terms != 0 {
		return fmt.Errorf("%w: directory of %d pages for %d terms", ErrCorrupt, n, terms)
	}
	d.first = append(d.first, terms)
	return nil
}
