package dict

import (
	"hash/maphash"
	"math/bits"
	"slices"

	"issn-ld/store/ids"
)

// Arena chunks grow from the first size to the second.
const (
	minArenaChunk = 4 << 10
	maxArenaChunk = 1 << 20
)

// arena keeps the bytes of keys without an object for each.
type arena struct {
	chunks [][]byte // full up to their length, the last has room
	bytes  int64
}

// add copies key and returns where it is.
func (a *arena) add(key []byte) (chunk, offset uint32) {
	last := len(a.chunks) - 1
	if last < 0 || cap(a.chunks[last])-len(a.chunks[last]) < len(key) {
		size := minArenaChunk
		if last >= 0 {
			size = min(2*cap(a.chunks[last]), maxArenaChunk)
		}
		size = max(size, len(key))
		a.chunks = append(a.chunks, make([]byte, 0, size))
		a.bytes += int64(size)
		last++
	}
	at := len(a.chunks[last])
	a.chunks[last] = append(a.chunks[last], key...)
	return uint32(last), uint32(at)
}

// entry is a term of a table: a key in the arena, or an ISSN resource and the
// entry of its open fragment.
type entry struct {
	chunk, offset uint32 // or resource, fragment
	length        uint32 // resourceEntry for resources
}

const resourceEntry = ^uint32(0)

// table gives numbers to keys, 0, 1, 2, ... Its slots hold 32 bits of the
// hash, which also say where the search begins, and the number + 1.
type table struct {
	seed    maphash.Seed
	slots   []uint64
	keys    int // entries that have a slot
	entries []entry
	arena   arena
	recent  []resourceSlot
}

// resourceSlot remembers the number of a resource part met lately. A part met
// again after others took its slot gets another number, which costs a few
// bytes and needs no table of all parts.
type resourceSlot struct {
	resource, fragment, number uint32
	used                       bool
}

const (
	minSlots    = 1 << 8
	recentSlots = 1 << 12
	// entryCost is the memory of an entry apart from the key and the slots: the
	// entry itself and what sorting needs.
	entryCost = 12 + 16 + 4
)

func newTable(seed maphash.Seed) *table {
	return &table{seed: seed, slots: make([]uint64, minSlots)}
}

// memory returns the bytes that t takes, sorting included.
func (t *table) memory() int64 {
	return t.arena.bytes + int64(len(t.slots))*8 + int64(cap(t.entries))*entryCost + int64(len(t.recent))*16
}

func (t *table) key(i uint32) []byte {
	e := t.entries[i]
	return t.arena.chunks[e.chunk][e.offset : e.offset+e.length]
}

// add returns the number of the key and whether it is new. The key is copied.
func (t *table) add(key []byte) (number uint32, isNew bool) {
	hash := maphash.Bytes(t.seed, key) >> 32
	mask := uint64(len(t.slots) - 1)
	i := hash & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if slot := t.slots[i]; slot>>32 == hash {
			if n := uint32(slot) - 1; string(t.key(n)) == string(key) {
				return n, false
			}
		}
	}
	number = uint32(len(t.entries))
	chunk, offset := t.arena.add(key)
	t.entries = append(t.entries, entry{chunk: chunk, offset: offset, length: uint32(len(key))})
	t.slots[i] = hash<<32 | uint64(number+1)
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
	number = uint32(len(t.entries))
	t.entries = append(t.entries, entry{chunk: resource, offset: fragment, length: resourceEntry})
	*slot = resourceSlot{resource: resource, fragment: fragment, number: number, used: true}
	return number, true
}

// sorted returns the numbers of the keys in the order of the keys.
func (t *table) sorted() []uint32 {
	items := make([]sortItem, 0, t.keys)
	for i, e := range t.entries {
		if e.length != resourceEntry {
			items = append(items, sortItem{number: uint32(i)})
		}
	}
	t.sort(items, 0)
	numbers := make([]uint32, len(items))
	for i, item := range items {
		numbers[i] = item.number
	}
	return numbers
}

// sortItem is a key to be sorted with a piece of it.
type sortItem struct {
	piece  uint64
	number uint32
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
			items[i].piece = pieceAt(t.key(items[i].number), depth)
			same = same && items[i].piece == items[0].piece
		}
		depth += pieceBytes
		if same {
			continue
		}
		slices.SortFunc(items, func(a, b sortItem) int {
			switch {
			case a.piece < b.piece:
				return -1
			case a.piece > b.piece:
				return 1
			}
			return 0
		})
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
