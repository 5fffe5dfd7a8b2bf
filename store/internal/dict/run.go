package dict

import (
	"errors"
	"fmt"
	"io"

	"issn-ld/store/ids"
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

	table *table   // nil once the keys are in the spool
	order []uint32 // places in the order of the keys; nil likewise

	keys      stream // front-coded
	ordered   stream // uvarint numbers in the order of the keys
	resources stream // uvarint number, resource, number of the fragment
	result    stream // varint differences of what the merge made of the keys
	last      int64  // the result before
}

// newRun sorts a table.
func newRun(sp *spool, t *table, first uint64) *run {
	r := &run{first: first, numbers: uint64(t.numbers), count: t.keys, table: t}
	for _, s := range []*stream{&r.keys, &r.ordered, &r.resources, &r.result} {
		s.spool = sp
	}
	r.order = t.sorted()
	return r
}

// memory returns the bytes that r takes.
func (r *run) memory() int64 {
	if r.table == nil {
		return 0
	}
	return r.table.memory()
}

// spill moves the keys of r to the spool.
func (r *run) spill() error {
	t := r.table
	var last []byte
	for _, place := range r.order {
		_, key := t.arena.get(place)
		r.keys.buf = appendFrontCoded(r.keys.buf, last, key)
		if err := r.keys.flushFull(); err != nil {
			return err
		}
		last = key
	}
	return r.dropTable()
}

// dropTable moves all of r but the keys to the streams and lets go of the table.
func (r *run) dropTable() error {
	if r.table == nil {
		return nil
	}
	for _, place := range r.order {
		number, _ := r.table.arena.get(place)
		if err := r.ordered.putUvarint(uint64(number)); err != nil {
			return err
		}
	}
	for _, e := range r.table.resources {
		for _, v := range [3]uint32{e.number, e.resource, e.fragment} {
			if err := r.resources.putUvarint(uint64(v)); err != nil {
				return err
			}
		}
	}
	r.table, r.order = nil, nil
	return nil
}

// source returns the keys of r.
func (r *run) source() source {
	if r.table != nil {
		return &tableSource{run: r}
	}
	return &spoolSource{in: r.keys.reader()}
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

// tableSource yields the keys of a run in memory.
type tableSource struct {
	run *run
	at  int
}

func (s *tableSource) next() ([]byte, error) {
	if s.at == len(s.run.order) {
		return nil, io.EOF
	}
	s.at++
	_, key := s.run.table.arena.get(s.run.order[s.at-1])
	return key, nil
}

// spoolSource yields the keys of a run in the spool.
type spoolSource struct {
	in  *streamReader
	key []byte
}

func (s *spoolSource) next() ([]byte, error) {
	shared, suffix, err := s.in.entry()
	if err != nil {
		return nil, err
	}
	if shared > len(s.key) {
		return nil, errSpool
	}
	s.key = append(s.key[:shared], suffix...)
	return s.key, nil
}

// baseSource yields the keys of a dictionary built before.
type baseSource struct {
	dict   *Dict
	rank   uint64
	cursor cursor
}

func (s *baseSource) next() ([]byte, error) {
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
	return s.cursor.key, nil
}
