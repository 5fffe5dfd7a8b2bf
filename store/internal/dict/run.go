package dict

import (
	"errors"
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/store/ids"
)

// source yields ascending distinct keys, each valid until the next call, and
// io.EOF after the last.
type source interface {
	next() ([]byte, error)
}

// run is what a part had in its table at one time: keys in order, and which of
// the part's numbers they have. Numbers count from first.
type run struct {
	first   uint64
	numbers uint64 // how many there are
	count   int    // keys

	keys      stream // front-coded
	ordered   stream // uvarint numbers in the order of the keys
	resources stream // uvarint number, resource, number of the fragment
	result    stream // varint differences of what the merge made of the keys
	last      int64  // the result before
}

// newRun sorts a table and writes it out. Even where the memory is at hand, the
// merge is faster on front-coded keys in a row than on records all over it.
func newRun(sp *spool, t *table, first uint64) (*run, error) {
	r := &run{first: first, numbers: uint64(t.numbers), count: t.keys}
	for _, s := range []*stream{&r.keys, &r.ordered, &r.resources, &r.result} {
		s.spool = sp
	}
	var last []byte
	for _, place := range t.sorted() {
		number, key := t.arena.get(place)
		r.keys.buf = appendFrontCoded(r.keys.buf, last, key)
		if err := r.keys.flushFull(); err != nil {
			return nil, err
		}
		if err := r.ordered.putUvarint(uint64(number)); err != nil {
			return nil, err
		}
		last = key
	}
	for _, e := range t.resources {
		for _, v := range [3]uint32{e.number, e.resource, e.fragment} {
			if err := r.resources.putUvarint(uint64(v)); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// source returns the keys of r.
func (r *run) source() *runSource {
	return &runSource{keys: r.keys.reader(), ordered: r.ordered.reader()}
}

// put notes what the next key in order became.
func (r *run) put(result uint64) error {
	difference := int64(result) - r.last
	r.last = int64(result)
	return r.result.putVarint(difference)
}

// resolve sets out, which is indexed by number, to the ids of the terms.
func (r *run) resolve(out []ids.ID) error {
	order, result := r.ordered.reader(), r.result.reader()
	id := int64(0)
	for range r.count {
		number, err := order.uvarint()
		if err != nil {
			return unexpected(err)
		}
		difference, err := result.varint()
		if err != nil {
			return unexpected(err)
		}
		id += difference
		if number >= uint64(len(out)) {
			return errSpool
		}
		out[number] = ids.ID(id)
	}
	return r.resolveResources(out)
}

// resolveResources sets the parts of ISSN resources, once their fragments are
// set.
func (r *run) resolveResources(out []ids.ID) error {
	in := r.resources.reader()
	for {
		var v [3]uint64
		for i := range v {
			n, err := in.uvarint()
			if i == 0 && errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return unexpected(err)
			}
			v[i] = n
		}
		if v[0] >= uint64(len(out)) || v[2] >= uint64(len(out)) {
			return errSpool
		}
		out[v[0]] = ids.Make(ids.KindISSNIRI, v[1]<<ids.FragmentBits) | out[v[2]]&ids.FragmentMask
	}
}

// unexpected makes the end of a stream an error.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("dictionary: temporary file: %w", io.ErrUnexpectedEOF)
	}
	return err
}

// runSource yields the keys of a run and their numbers.
type runSource struct {
	keys, ordered *streamReader
	key           []byte
	number        uint64
}

func (s *runSource) next() ([]byte, error) {
	shared, suffix, err := s.keys.entry()
	if err != nil {
		return nil, err
	}
	if shared > len(s.key) {
		return nil, errSpool
	}
	s.key = append(s.key[:shared], suffix...)
	s.number, err = s.ordered.uvarint()
	return s.key, unexpected(err)
}

// baseSource yields the keys of a dictionary built before, without those of
// terms that are not used.
type baseSource struct {
	dict    *Dict
	used    *Used        // nil: all are
	dropped func() error // is told of each key that is left out
	rank    uint64
	cursor  cursor
}

func (s *baseSource) next() ([]byte, error) {
	for {
		if s.rank == s.dict.header.bounds[classEnd] {
			return nil, io.EOF
		}
		if err := s.dict.seek(&s.cursor, s.rank); err != nil {
			return nil, err
		}
		s.rank++
		if err := s.cursor.step(); err != nil {
			return nil, fmt.Errorf("dictionary term %d: %w", s.rank-1, err)
		}
		if s.cursor.key[0] == classFragment || s.used.hasBase(s.rank-1) {
			return s.cursor.key, nil
		}
		if err := s.dropped(); err != nil {
			return nil, err
		}
	}
}
