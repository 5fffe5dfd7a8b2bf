package dict

import (
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// maxBatch is the number of ids that are decoded together.
const maxBatch = 1 << 16

// Terms appends the term of each id to dst; the zero Term stands for
// [ids.Undef] and [ids.DefaultGraph]. Dictionary terms are decoded in the order
// of their blocks, each once, so that a batch costs much less than single
// calls of [Dict.Term].
func (d *Dict) Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	for len(src) > 0 {
		n := min(len(src), maxBatch)
		start := len(dst)
		dst = slices.Grow(dst, n)[:start+n]
		if err := d.decodeBatch(dst[start:], src[:n]); err != nil {
			return dst[:start], err
		}
		src = src[n:]
	}
	return dst, nil
}

// decodeBatch sets dst[i] to the term of src[i].
func (d *Dict) decodeBatch(dst []rdf.Term, src []ids.ID) error {
	// Ranks with their position in the batch below them, to be sorted.
	const positionBits = 16
	var buf [1024]uint64
	ranked := buf[:0]
	cached := len(src) <= cachedBatch
	var fragment cursor
	for i, id := range src {
		var err error
		switch kind := id.Kind(); {
		case kind == ids.KindBase:
			if id.Payload() >= d.Len() {
				return unknown(id)
			}
			if cached {
				if term, ok := d.cache.get(id.Payload()); ok {
					dst[i] = term
					continue
				}
			}
			ranked = append(ranked, id.Payload()<<positionBits|uint64(i))
			continue
		case id == ids.Undef || id == ids.DefaultGraph:
			dst[i] = rdf.Term{}
		case i > 0 && id == src[i-1]:
			dst[i] = dst[i-1]
		case kind == ids.KindISSNIRI && id&ids.OpenFragment != 0:
			ordinal, _ := openFragment(id)
			dst[i], err = d.resourceAt(&fragment, id, ordinal)
		default:
			dst[i], err = d.Term(id)
		}
		if err != nil {
			return err
		}
	}
	slices.Sort(ranked)
	var c cursor
	previous, last := ^uint64(0), rdf.Term{}
	for _, r := range ranked {
		if rank := r >> positionBits; rank != previous {
			term, err := d.baseTerm(&c, rank)
			if err != nil {
				return fmt.Errorf("term of id %#x: %w", uint64(ids.Make(ids.KindBase, rank)), err)
			}
			previous, last = rank, term
			if cached {
				d.cache.put(rank, term)
			}
		}
		dst[r&(1<<positionBits-1)] = last
	}
	return nil
}
