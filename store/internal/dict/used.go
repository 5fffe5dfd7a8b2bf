package dict

import "github.com/issn-ld/issn-ld/store/ids"

// Used marks the terms of a dictionary that quads use, a bit for each. It
// belongs to one goroutine.
type Used struct {
	base  []uint64 // by rank
	delta []uint64 // by payload
}

// NewUsed returns marks for the terms that d has now; none is marked.
func (d *Dict) NewUsed() *Used {
	u := &Used{base: make([]uint64, (d.Len()+63)/64)}
	if dl := d.delta.Load(); dl != nil {
		u.delta = make([]uint64, (dl.Mark().terms+63)/64)
	}
	return u
}

// Mark marks the term of an id. Those of other kinds than base and delta need
// no mark: inlined terms take no room, and open fragments keep their ordinals
// for life.
func (u *Used) Mark(id ids.ID) {
	switch id.Kind() {
	case ids.KindBase:
		mark(u.base, id.Payload())
	case ids.KindDelta:
		mark(u.delta, id.Payload())
	default:
	}
}

func mark(bits []uint64, n uint64) {
	if n/64 < uint64(len(bits)) {
		bits[n/64] |= 1 << (n % 64)
	}
}

// hasBase reports whether the term with a rank is marked; without marks, all are.
func (u *Used) hasBase(rank uint64) bool { return u == nil || marked(u.base, rank) }

// hasDelta reports whether the term of an update with a payload is marked.
func (u *Used) hasDelta(payload uint64) bool { return u == nil || marked(u.delta, payload) }

func marked(bits []uint64, n uint64) bool {
	return n/64 < uint64(len(bits)) && bits[n/64]&(1<<(n%64)) != 0
}
