package dict

import (
	"encoding/binary"
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// fragments are the open fragments of ISSN IRIs. Their texts are the last keys
// of the dictionary. An ordinal, once given, is never changed by a rebuild:
// the ids of ISSN IRIs are the same in every generation of a store.
type fragments struct {
	ordinals []uint32 // by position in key order; nil: 0, 1, 2, ...
	places   []uint32 // the inverse, noPlace in gaps
}

const noPlace = ^uint32(0)

// openFragments reads the ordinals, if they are not in the order of the keys.
func (d *Dict) openFragments() error {
	h := &d.header
	count := h.bounds[classEnd] - h.bounds[classFragment]
	if h.fragChunks == 0 {
		if count != h.fragments {
			return fmt.Errorf("%w: %d fragments, want %d", ErrCorrupt, count, h.fragments)
		}
		return nil
	}
	f := &d.fragments
	for i := range h.fragChunks {
		b, err := d.blob(tagFragments, int(i))
		if err == nil {
			f.ordinals, err = decodeOrdinals(f.ordinals, b)
		}
		if err != nil {
			return fmt.Errorf("dictionary fragments, chunk %d: %w", i, err)
		}
	}
	if uint64(len(f.ordinals)) != count {
		return fmt.Errorf("%w: %d fragments, want %d", ErrCorrupt, len(f.ordinals), count)
	}
	f.places = make([]uint32, h.fragments)
	for i := range f.places {
		f.places[i] = noPlace
	}
	for place, ordinal := range f.ordinals {
		if uint64(ordinal) >= h.fragments || f.places[ordinal] != noPlace {
			return fmt.Errorf("%w: fragment ordinal %d", ErrCorrupt, ordinal)
		}
		f.places[ordinal] = uint32(place)
	}
	return nil
}

// encodeOrdinals calls put with the chunks of ordinals and returns how many.
func encodeOrdinals(ordinals []uint32, put func(key, value []byte) error) (chunks int, err error) {
	for ; len(ordinals) > 0; chunks++ {
		n := min(len(ordinals), fragmentChunk)
		b := appendChunk(make([]byte, 0, chunkHeader+4*n), n)
		for _, ordinal := range ordinals[:n] {
			b = binary.LittleEndian.AppendUint32(b, ordinal)
		}
		if err := put(blobKey(tagFragments, chunks), sealChunk(b)); err != nil {
			return chunks, err
		}
		ordinals = ordinals[n:]
	}
	return chunks, nil
}

// decodeOrdinals appends the ordinals of a chunk.
func decodeOrdinals(dst []uint32, b []byte) ([]uint32, error) {
	n, body, err := openChunk(b)
	if err != nil {
		return dst, err
	}
	if len(body) != 4*n {
		return dst, fmt.Errorf("%w: chunk of %d ordinals in %d bytes", ErrCorrupt, n, len(body))
	}
	for ; len(body) > 0; body = body[4:] {
		dst = append(dst, binary.LittleEndian.Uint32(body))
	}
	return dst, nil
}

// ordinal returns the ordinal of the fragment at a position in key order.
func (f *fragments) ordinal(place uint64) uint64 {
	if f.ordinals == nil {
		return place
	}
	return uint64(f.ordinals[place])
}

// place is the inverse of ordinal.
func (f *fragments) place(ordinal uint64) (uint64, bool) {
	if f.ordinals == nil {
		return ordinal, true
	}
	place := f.places[ordinal]
	return uint64(place), place != noPlace
}

// lookupFragment returns the ordinal of an open fragment.
func (d *Dict) lookupFragment(text string) (ordinal uint64, found bool, err error) {
	var buf [128]byte
	rank, found, err := d.search(append(append(buf[:0], classFragment), text...))
	if err != nil {
		return 0, false, err
	}
	if found {
		return d.fragments.ordinal(rank - d.header.bounds[classFragment]), true, nil
	}
	if delta := d.delta.Load(); delta != nil {
		ordinal, found = delta.lookupFragment(text)
	}
	return ordinal, found, nil
}

// resource returns the ISSN IRI with an open fragment.
func (d *Dict) resource(id ids.ID, ordinal uint64) (rdf.Term, error) {
	var c cursor
	return d.resourceAt(&c, id, ordinal)
}

func (d *Dict) resourceAt(c *cursor, id ids.ID, ordinal uint64) (rdf.Term, error) {
	var buf [128]byte
	iri, ok := appendResource(buf[:0], id)
	if !ok {
		return rdf.Term{}, unknown(id)
	}
	iri = append(iri, '#')
	if ordinal >= d.header.fragments {
		delta := d.delta.Load()
		if delta == nil {
			return rdf.Term{}, unknown(id)
		}
		text, ok := delta.fragment(ordinal)
		if !ok {
			return rdf.Term{}, unknown(id)
		}
		return rdf.NewIRI(string(append(iri, text...))), nil
	}
	place, ok := d.fragments.place(ordinal)
	if !ok {
		return rdf.Term{}, unknown(id)
	}
	rank := d.header.bounds[classFragment] + place
	if err := d.seek(c, rank); err != nil {
		return rdf.Term{}, err
	}
	if err := c.step(); err != nil {
		return rdf.Term{}, fmt.Errorf("dictionary fragment %d: %w", ordinal, err)
	}
	if c.key[0] != classFragment {
		return rdf.Term{}, fmt.Errorf("%w: dictionary fragment %d", ErrCorrupt, ordinal)
	}
	return rdf.NewIRI(string(append(iri, c.key[1:]...))), nil
}
