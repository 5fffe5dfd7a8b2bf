package dict

import (
	"fmt"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Blobs is where a dictionary is stored. Values are kept: they stay valid and
// unchanged for as long as the dictionary is in use, so they had better be
// memory-mapped. A missing key gives nil and no error.
type Blobs interface {
	Get(key []byte) ([]byte, error)
}

// Dict is the dictionary of a generation: inlined terms, the sorted terms of
// the last bulk build and, once [NewDelta] added one, the terms of updates. Its
// methods may be called concurrently.
type Dict struct {
	blobs     Blobs
	header    header
	directory directory
	pages     []atomic.Pointer[page] // those read so far
	fragments fragments
	cache     termCache
	delta     atomic.Pointer[Delta]
}

// Open reads the header and the directory that [Builder.Finish] wrote: a few
// milliseconds for 30 million terms. Terms are read when they are asked for.
func Open(blobs Blobs) (*Dict, error) {
	d := &Dict{blobs: blobs}
	b, err := d.blob(tagHeader, 0)
	if err != nil {
		return nil, fmt.Errorf("dictionary header: %w", err)
	}
	h, err := decodeHeader(b)
	if err != nil {
		return nil, err
	}
	d.header = *h
	for i := range h.chunks {
		b, err := d.blob(tagDirectory, int(i))
		if err == nil {
			err = d.directory.decodeChunk(b)
		}
		if err != nil {
			return nil, fmt.Errorf("dictionary directory, chunk %d: %w", i, err)
		}
	}
	if d.directory.pages() != int(h.pages) {
		return nil, fmt.Errorf("%w: directory of %d pages, want %d", ErrCorrupt, d.directory.pages(), h.pages)
	}
	if err := d.directory.finish(h.bounds[classEnd]); err != nil {
		return nil, err
	}
	d.pages = make([]atomic.Pointer[page], h.pages)
	return d, d.openFragments()
}

// blob returns a stored value, which must be there.
func (d *Dict) blob(tag byte, n int) ([]byte, error) {
	b, err := d.blobs.Get(blobKey(tag, n))
	if err == nil && b == nil {
		err = fmt.Errorf("%w: missing", ErrCorrupt)
	}
	return b, err
}

// Len returns the number of terms of the last bulk build that have ids of kind
// base: 0 to Len()-1.
func (d *Dict) Len() uint64 { return d.header.terms() }

// page returns page i, checked when it is first read.
func (d *Dict) page(i int) (*page, error) {
	if p := d.pages[i].Load(); p != nil {
		return p, nil
	}
	b, err := d.blob(tagPage, i)
	if err != nil {
		return nil, fmt.Errorf("dictionary page %d: %w", i, err)
	}
	p, err := parsePage(b)
	if err != nil {
		return nil, fmt.Errorf("dictionary page %d: %w", i, err)
	}
	if want := d.directory.first[i+1] - d.directory.first[i]; uint64(p.terms) != want {
		return nil, fmt.Errorf("%w: page %d has %d terms, want %d", ErrCorrupt, i, p.terms, want)
	}
	d.pages[i].Store(p)
	return p, nil
}

// seek makes the next key of c that of rank.
func (d *Dict) seek(c *cursor, rank uint64) error {
	p := c.page
	if p == nil || rank-c.first >= uint64(p.terms) { // ranks below first wrap
		i := d.directory.pageOfRank(rank)
		var err error
		if p, err = d.page(i); err != nil {
			return err
		}
		c.first = d.directory.first[i]
	}
	if err := c.seek(p, int(rank-c.first)); err != nil {
		return fmt.Errorf("dictionary near term %d: %w", rank, err)
	}
	return nil
}

// search returns the rank of the first key that is not less than key, and
// whether it is key.
func (d *Dict) search(key []byte) (rank uint64, found bool, err error) {
	i := d.directory.pageOfKey(key)
	if i < 0 {
		return 0, false, nil
	}
	p, err := d.page(i)
	if err != nil {
		return 0, false, err
	}
	term, found, err := p.search(key)
	if err != nil {
		return 0, false, fmt.Errorf("dictionary page %d: %w", i, err)
	}
	return d.directory.first[i] + uint64(term), found, nil
}

// Lookup returns the id of t: inlined, from the last build or from the updates
// since. It is false for a term that the store has never seen.
func (d *Dict) Lookup(t rdf.Term) (ids.ID, bool, error) {
	if t.IsZero() {
		return ids.Undef, false, nil
	}
	id, fragment, ok := inline(t)
	switch {
	case ok && fragment == "":
		return id, true, nil
	case ok:
		ordinal, found, err := d.lookupFragment(fragment)
		if err != nil || !found {
			return ids.Undef, false, err
		}
		return id | ids.OpenFragment | ids.ID(ordinal), true, nil
	}
	var buf [256]byte
	rank, found, err := d.search(appendKey(buf[:0], t))
	if err != nil {
		return ids.Undef, false, err
	}
	if found {
		return ids.Make(ids.KindBase, rank), true, nil
	}
	if delta := d.delta.Load(); delta != nil {
		id, ok := delta.Lookup(t)
		return id, ok, nil
	}
	return ids.Undef, false, nil
}

// Term returns the term of id. The error wraps [ErrUnknownID] for ids that
// name none, [ids.Undef] and [ids.DefaultGraph] among them.
func (d *Dict) Term(id ids.ID) (rdf.Term, error) {
	switch id.Kind() {
	case ids.KindBase:
		var buf [128]byte
		c := cursor{key: buf[:0]}
		return d.baseTerm(&c, id.Payload())
	case ids.KindDelta:
		if delta := d.delta.Load(); delta != nil {
			return delta.Term(id)
		}
	case ids.KindISSNIRI:
		if ordinal, open := openFragment(id); open {
			return d.resource(id, ordinal)
		}
		fallthrough
	default:
		if t, ok := Uninline(id); ok {
			return t, nil
		}
	}
	return rdf.Term{}, unknown(id)
}

func unknown(id ids.ID) error { return fmt.Errorf("%w: %#x", ErrUnknownID, uint64(id)) }

// baseTerm decodes the term with a rank. Successive ranks in ascending order
// with one cursor decode each block once.
func (d *Dict) baseTerm(c *cursor, rank uint64) (rdf.Term, error) {
	if rank >= d.Len() {
		return rdf.Term{}, unknown(ids.Make(ids.KindBase, rank))
	}
	if err := d.seek(c, rank); err != nil {
		return rdf.Term{}, err
	}
	if err := c.step(); err != nil {
		return rdf.Term{}, fmt.Errorf("dictionary term %d: %w", rank, err)
	}
	t, err := decodeKey(string(c.key))
	if err != nil {
		return rdf.Term{}, fmt.Errorf("dictionary term %d: %w", rank, err)
	}
	return t, nil
}

// PrefixRange returns the range lo <= id < hi of the base ids of terms of the
// kind whose value begins with prefix: IRI, blank node label or, for literals
// of any datatype and language, lexical form. The empty prefix gives all terms
// of the kind. Inlined terms and those of updates are the caller's to test.
func (d *Dict) PrefixRange(kind rdf.Kind, prefix string) (lo, hi ids.ID, err error) {
	key := keyPrefix(kind, prefix)
	if key == nil {
		return 0, 0, nil
	}
	if lo, err = d.bound(key); err == nil {
		hi, err = d.bound(keySuccessor(key))
	}
	return lo, hi, err
}

// Bound returns the first base id of a term of the kind whose value is not
// less than value in codepoint order. All base ids of the kind below it have
// lesser values. If there is none, it is the id after the last of the kind.
func (d *Dict) Bound(kind rdf.Kind, value string) (ids.ID, error) {
	key := keyPrefix(kind, value)
	if key == nil {
		return 0, fmt.Errorf("%w: no order for term kind %d", ErrNoTerm, kind)
	}
	return d.bound(key)
}

func (d *Dict) bound(key []byte) (ids.ID, error) {
	if rank := d.header.bounds; key[0] <= classEnd && len(key) == 1 {
		return ids.Make(ids.KindBase, rank[key[0]]), nil
	}
	rank, _, err := d.search(key)
	return ids.Make(ids.KindBase, rank), err
}
