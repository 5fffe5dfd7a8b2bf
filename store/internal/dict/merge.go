package dict

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/store/ids"
)

// maxTerms is the number of terms that a dictionary holds.
const maxTerms = 1<<32 - 1

// Finish merges the parts, all of which must be closed, and the base into a
// dictionary, which it hands to put value by value, in ascending order of the
// keys; put keeps what it gets. It may be called once.
func (b *Builder) Finish(ctx context.Context, put func(key, value []byte) error) (*Mapping, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return nil, ErrClosed
	case b.open > 0:
		return nil, fmt.Errorf("dictionary: %d parts are open", b.open)
	}
	b.closed = true
	m := &merger{put: put}
	mapping := &Mapping{parts: b.parts}
	if b.base != nil {
		var err error
		if mapping.base, err = m.addBase(b.base, b.used, b.spool, newTable(b.seed)); err != nil {
			return nil, err
		}
	}
	for _, p := range b.parts {
		if p.err != nil {
			return nil, p.err
		}
		for _, r := range p.runs {
			m.inputs = append(m.inputs, &input{source: r.source(), run: r})
		}
	}
	if err := m.merge(ctx); err != nil {
		return nil, err
	}
	if err := m.finish(); err != nil {
		return nil, err
	}
	return mapping, nil
}

// input is a source of keys that the merge takes from.
type input struct {
	source source
	key    []byte
	run    *run // gets the results
	order  int  // of inputs with the same key

	// ordinal returns the ordinal of the present key, a fragment. It is nil if
	// fragments have none yet.
	ordinal func() uint64
}

// advance reads the next key.
func (in *input) advance() (err error) {
	in.key, err = in.source.next()
	return err
}

// merger merges inputs to pages.
type merger struct {
	put    func(key, value []byte) error
	inputs []*input
	heap   []*input

	header    header
	directory directory
	page      pageWriter
	first     uint64 // rank of the first key of the page
	separator []byte // of the page
	rank      uint64 // of the next new key
	fragment  uint64 // ordinal of the next new fragment
	ordinals  []uint32
}

// addBase adds the terms of d and of its delta as inputs, those that are used.
func (m *merger) addBase(d *Dict, used *Used, sp *spool, t *table) (*baseMapping, error) {
	base := &baseMapping{ranks: &run{}, terms: d.Len()}
	base.ranks.result.spool = sp
	from := &baseSource{dict: d, used: used, dropped: func() error {
		base.dropped++
		return base.ranks.put(uint64(base.ranks.last))
	}}
	m.inputs = append(m.inputs, &input{source: from, run: base.ranks, ordinal: func() uint64 {
		return d.fragments.ordinal(from.rank - 1 - d.header.bounds[classFragment])
	}})
	m.fragment = d.header.fragments
	var ordinals []uint64
	if dl := d.delta.Load(); dl != nil {
		base.payload, ordinals, base.dropped = dl.addTo(t, used)
		m.fragment = dl.nextFragment()
	}
	var err error
	if base.delta, err = newRun(sp, t, 0); err != nil {
		return nil, err
	}
	added := base.delta.source()
	m.inputs = append(m.inputs, &input{source: added, run: base.delta, ordinal: func() uint64 {
		return ordinals[added.number-uint64(len(base.payload))]
	}})
	return base, nil
}

// merge runs through all inputs.
func (m *merger) merge(ctx context.Context) error {
	for order, in := range m.inputs {
		in.order = order
		switch err := in.advance(); {
		case errors.Is(err, io.EOF):
			continue
		case err != nil:
			return err
		}
		m.heap = append(m.heap, in)
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.sift(i)
	}
	result := uint64(0)
	for steps := 0; len(m.heap) > 0; steps++ {
		if steps&0xfff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		top := m.heap[0]
		if m.rank == 0 || !bytes.Equal(top.key, m.page.last) {
			var err error
			if result, err = m.add(top); err != nil {
				return err
			}
		}
		if err := top.run.put(result); err != nil {
			return err
		}
		switch err := top.advance(); {
		case errors.Is(err, io.EOF):
			last := len(m.heap) - 1
			m.heap[0] = m.heap[last]
			m.heap = m.heap[:last]
		case err != nil:
			return err
		}
		m.sift(0)
	}
	return nil
}

// sift restores the order of the heap from i downwards.
func (m *merger) sift(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(m.heap); child++ {
			if m.less(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

func (m *merger) less(i, j int) bool {
	a, b := m.heap[i], m.heap[j]
	if c := bytes.Compare(a.key, b.key); c != 0 {
		return c < 0
	}
	return a.order < b.order
}

// add appends the key of in, which is new, and returns its id. For fragments
// that is the id without a resource.
func (m *merger) add(in *input) (uint64, error) {
	if m.rank == maxTerms {
		return 0, fmt.Errorf("dictionary: more than %d terms", uint64(maxTerms))
	}
	if m.page.full() {
		if err := m.flush(); err != nil {
			return 0, err
		}
	}
	if m.page.terms == 0 {
		m.first = m.rank
		shared := commonPrefix(m.page.last, in.key)
		m.separator = append(m.separator[:0], in.key[:shared+1]...)
	}
	m.page.add(in.key)
	rank := m.rank
	m.rank++
	c := in.key[0]
	m.header.bounds[c]++ // counts until finish
	if c != classFragment {
		return uint64(ids.Make(ids.KindBase, rank)), nil
	}
	ordinal := m.fragment
	if in.ordinal == nil {
		m.fragment++
	} else {
		ordinal = in.ordinal()
	}
	m.ordinals = append(m.ordinals, uint32(ordinal))
	return uint64(ids.Make(ids.KindISSNIRI, 0) | ids.OpenFragment | ids.ID(ordinal)), nil
}

// flush hands the page out.
func (m *merger) flush() error {
	m.directory.add(m.first, m.separator)
	key := blobKey(tagPage, int(m.header.pages))
	m.header.pages++
	return m.put(key, m.page.take())
}

// finish hands the last page, the ordinals, the directory and the header out.
func (m *merger) finish() error {
	if m.page.terms > 0 {
		if err := m.flush(); err != nil {
			return err
		}
	}
	rank := uint64(0)
	for c := classBlank; c <= classEnd; c++ {
		count := m.header.bounds[c]
		m.header.bounds[c] = rank
		rank += count
	}
	m.header.fragments = m.fragment
	if !identity(m.ordinals, m.fragment) {
		chunks, err := encodeOrdinals(m.ordinals, m.put)
		if err != nil {
			return err
		}
		m.header.fragChunks = uint32(chunks)
	}
	chunks, err := m.directory.encode(m.put)
	if err != nil {
		return err
	}
	m.header.chunks = uint32(chunks)
	return m.put(blobKey(tagHeader, 0), m.header.encode())
}

// identity reports whether ordinals are 0, 1, 2, ... up to count.
func identity(ordinals []uint32, count uint64) bool {
	for i, ordinal := range ordinals {
		if uint32(i) != ordinal {
			return false
		}
	}
	return uint64(len(ordinals)) == count
}
