package dict

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// arena keeps keys without an object for each, as records at multiples of 4:
// number and length, 4 bytes each, then the key.
type arena struct {
	chunks [][]byte // chunk i begins at place i<<chunkBits; a long record runs on
	used   int      // bytes of the last chunk in use
}

const (
	chunkBits    = 20
	recordHeader = 8
	// maxArena is less than what 32 bits of a place can tell.
	maxArena = 12 << 30
)

// bytes returns the memory that is in use.
func (a *arena) bytes() int64 {
	return int64(max(len(a.chunks)-1, 0))<<chunkBits + int64(a.used)
}

// add appends a record and returns its place in units of 4 bytes.
func (a *arena) add(number uint32, key []byte) uint32 {
	size := recordHeader + len(key)
	last := len(a.chunks) - 1
	if last < 0 || a.used+size > 1<<chunkBits {
		n := max((size+1<<chunkBits-1)>>chunkBits, 1)
		whole := make([]byte, n<<chunkBits)
		for i := range n {
			a.chunks = append(a.chunks, whole[i<<chunkBits:])
		}
		last, a.used = last+1, 0
	}
	place := uint32(last<<(chunkBits-2) + a.used>>2)
	record := a.chunks[last][a.used:]
	binary.LittleEndian.PutUint32(record, number)
	binary.LittleEndian.PutUint32(record[4:], uint32(len(key)))
	copy(record[recordHeader:], key)
	a.used = (a.used + size + 3) &^ 3
	if size > 1<<chunkBits {
		a.used = 1 << chunkBits // the next record begins a chunk
	}
	return place
}

// get returns the record at a place.
func (a *arena) get(place uint32) (number uint32, key []byte) {
	record := a.chunks[place>>(chunkBits-2)][place<<2&(1<<chunkBits-1):]
	length := binary.LittleEndian.Uint32(record[4:])
	return binary.LittleEndian.Uint32(record), record[recordHeader : recordHeader+int(length)]
}

// table gives numbers to keys, 0, 1, 2, ... Its slots hold 32 bits of the hash,
// which also say where the search begins, and the place of the record + 1.
type table struct {
	seed      maphash.Seed
	slots     []uint64
	keys      int
	numbers   uint32 // given to keys and resources
	arena     arena
	resources []resourceEntry
	recent    []resourceSlot
}

// resourceEntry is a part of an ISSN resource: the upper bits of its id, and
// the number of its open fragment.
type resourceEntry struct {
	number, resource, fragment uint32
}

// resourceSlot remembers the number of a resource part met lately. A part met
// again after others took its slot gets another number, which costs a few
// bytes and needs no table of all parts.
type resourceSlot struct {
	resourceEntry
	used bool
}

const (
	minSlots    = 1 << 8
	recentSlots = 1 << 12
	// sortBytes is the memory that sorting takes for a key.
	sortBytes = 16 + 4
)

func newTable(seed maphash.Seed) *table {
	return &table{seed: seed, slots: make([]uint64, minSlots)}
}

// memory returns the bytes that t takes, sorting included.
func (t *table) memory() int64 {
	return t.arena.bytes() + int64(len(t.slots))*8 + int64(t.keys)*sortBytes +
		int64(cap(t.resources))*12 + int64(len(t.recent))*16
}

// add returns the number of the key and whether it is new. The key is copied.
func (t *table) add(key []byte) (number uint32, isNew bool) {
	hash := maphash.Bytes(t.seed, key) >> 32
	mask := uint64(len(t.slots) - 1)
	i := hash & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if slot := t.slots[i]; slot>>32 == hash {
			if n, known := t.arena.get(uint32(slot) - 1); bytes.Equal(known, key) {
				return n, false
			}
		}
	}
	number = t.numbers
	t.numbers++
	t.slots[i] = hash<<32 | uint64(t.arena.add(number, key)+1)
	t.keys++
	if t.keys > len(t.slots)/4*3 {
		t.grow()
	}
	return number, true
}

// grow doubles the slots.
func (t *table) grow() {
	old := t.slots
	t.slots = make([]uint64, 2*len(old))
	mask := uint64(len(t.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := slot >> 32 & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = slot
	}
}

// addResource returns the number of the part of an ISSN resource whose open
// fragment has a number already.
func (t *table) addResource(base ids.ID, fragment uint32) (number uint32, isNew bool) {
	if t.recent == nil {
		t.recent = make([]resourceSlot, recentSlots)
	}
	resource := uint32(base.Payload() >> ids.FragmentBits)
	mixed := (uint64(resource)<<32 | uint64(fragment)) * 0x9e3779b97f4a7c15
	slot := &t.recent[mixed>>(64-bits.TrailingZeros(recentSlots))]
	if slot.used && slot.resource == resource && slot.fragment == fragment {
		return slot.number, false
	}
	*slot = resourceSlot{resourceEntry{number: t.numbers, resource: resource, fragment: fragment}, true}
	t.numbers++
	t.resources = append(t.resources, slot.resourceEntry)
	return slot.number, true
}

// sorted returns the places of the keys in the order of the keys, and gives the
// slots up.
func (t *table) sorted() []uint32 {
	items := make([]sortItem, 0, t.keys)
	for _, slot := range t.slots {
		if slot != 0 {
			items = append(items, sortItem{place: uint32(slot) - 1})
		}
	}
	t.slots, t.recent = nil, nil
	// In the order of the records, the first pass runs through memory once.
	slices.SortFunc(items, func(a, b sortItem) int { return cmp.Compare(a.place, b.place) })
	t.sort(items, 0)
	places := make([]uint32, len(items))
	for i, item := range items {
		places[i] = item.place
	}
	return places
}

// sortItem is a key to be sorted with a piece of it.
type sortItem struct {
	piece uint64
	place uint32
}

const pieceBytes = 7

// pieceAt returns 7 bytes of key from depth on, big-endian, then the number of
// bytes that there were, 8 for more: pieces compare as the rest of their keys
// as far as they go, and only pieces that end in 8 need a look further.
func pieceAt(key []byte, depth int) uint64 {
	key = key[depth:]
	if len(key) > pieceBytes {
		_ = key[7]
		return uint64(key[0])<<56 | uint64(key[1])<<48 | uint64(key[2])<<40 | uint64(key[3])<<32 |
			uint64(key[4])<<24 | uint64(key[5])<<16 | uint64(key[6])<<8 | (pieceBytes + 1)
	}
	piece := uint64(len(key))
	for i, c := range key {
		piece |= uint64(c) << (56 - 8*i)
	}
	return piece
}

// sort orders items whose keys share their first depth bytes: piece by piece,
// so that the long prefixes that IRIs share are compared once.
func (t *table) sort(items []sortItem, depth int) {
	for len(items) > 1 {
		same := true
		for i := range items {
			_, key := t.arena.get(items[i].place)
			items[i].piece = pieceAt(key, depth)
			same = same && items[i].piece == items[0].piece
		}
		depth += pieceBytes
		if same {
			continue
		}
		slices.SortFunc(items, func(a, b sortItem) int { return cmp.Compare(a.piece, b.piece) })
		for start := 0; start < len(items); {
			end := start + 1
			for end < len(items) && items[end].piece == items[start].piece {
				end++
			}
			if end-start > 1 {
				t.sort(items[start:end], depth)
			}
			start = end
		}
		return
	}
}
