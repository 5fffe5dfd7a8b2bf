package dict

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Check reads the whole dictionary and reports each fault with its place: each
// checksum, the order of the keys, the bounds of the kinds of terms, whether
// each id has a term and each term its id, and likewise for the terms of
// updates. It returns an error only if it was interrupted.
func (d *Dict) Check(ctx context.Context, report func(error)) error {
	c := &checker{dict: d, report: report}
	for i := range d.pages {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.page(i)
	}
	for class := classBlank; class < classEnd; class++ {
		if want := d.header.bounds[class+1] - d.header.bounds[class]; !c.skipped && c.counts[class] != want {
			report(fmt.Errorf("%w: %d terms of class %d, want %d", ErrCorrupt, c.counts[class], class, want))
		}
	}
	if delta := d.delta.Load(); delta != nil {
		delta.check(d, report)
	}
	return nil
}

// checker is the state of [Dict.Check].
type checker struct {
	dict    *Dict
	report  func(error)
	last    []byte
	counts  [classEnd]uint64
	skipped bool // a page could not be read
}

// page checks all terms of a page.
func (c *checker) page(i int) {
	p, err := c.dict.page(i)
	if err != nil {
		c.report(err)
		c.skipped = true
		return
	}
	if separator := c.dict.directory.separator(i); bytes.Compare(separator, c.last) <= 0 {
		c.report(fmt.Errorf("%w: page %d: separator %q is not after %q", ErrCorrupt, i, separator, c.last))
	}
	var cur cursor
	for term := range p.terms {
		rank := c.dict.directory.first[i] + uint64(term)
		err := cur.seek(p, term)
		if err == nil {
			err = cur.step()
		}
		if err == nil && cur.next == cur.end && len(cur.rest) > 0 {
			err = fmt.Errorf("%w: %d bytes after the block", ErrCorrupt, len(cur.rest))
		}
		if err == nil {
			err = c.key(rank, cur.key)
		}
		if err != nil {
			c.report(fmt.Errorf("dictionary page %d, term %d: %w", i, rank, err))
			c.skipped = true
			return
		}
	}
}

// key checks one term. Faults that leave the rest of the page readable are
// reported, others returned.
func (c *checker) key(rank uint64, key []byte) error {
	if bytes.Compare(c.last, key) >= 0 {
		c.report(fmt.Errorf("%w: term %d, %q, is not after %q", ErrCorrupt, rank, key, c.last))
	}
	c.last = append(c.last[:0], key...)
	class := key[0]
	if class < classBlank || class >= classEnd {
		return fmt.Errorf("%w: key of class %d", ErrCorrupt, class)
	}
	c.counts[class]++
	if class == classFragment {
		return c.fragment(rank, string(key[1:]))
	}
	term, err := decodeKey(string(key))
	if err != nil {
		return err
	}
	c.roundTrip(ids.Make(ids.KindBase, rank), term)
	return nil
}

// fragment checks that the text and the ordinal of a fragment lead to each
// other.
func (c *checker) fragment(rank uint64, text string) error {
	ordinal, found, err := c.dict.lookupFragment(text)
	if err != nil {
		return err
	}
	place, ok := c.dict.fragments.place(ordinal)
	if !found || !ok || place+c.dict.header.bounds[classFragment] != rank {
		c.report(fmt.Errorf("%w: fragment %q at %d is found at %d", ErrCorrupt, text, rank, place))
	}
	return nil
}

// roundTrip checks that term has the id and the id the term.
func (c *checker) roundTrip(id ids.ID, term rdf.Term) {
	got, found, err := c.dict.Lookup(term)
	switch {
	case err != nil:
		c.report(err)
	case !found || got != id:
		c.report(fmt.Errorf("%w: term of %#x has the id %#x", ErrCorrupt, uint64(id), uint64(got)))
	}
}

// check reports terms of updates that are in the base too or lack their id.
func (dl *Delta) check(d *Dict, report func(error)) {
	dl.mu.RLock()
	terms, fragments := dl.terms, dl.fragments
	dl.mu.RUnlock()
	for n, term := range terms {
		id := ids.Make(ids.KindDelta, uint64(n))
		if got, ok := dl.Lookup(term); !ok || got != id {
			continue // a gap, or rolled back
		}
		got, found, err := d.Lookup(term)
		if err != nil || !found || got != id {
			report(errors.Join(fmt.Errorf("%w: update term %#x is found as %#x", ErrCorrupt, uint64(id), uint64(got)), err))
		}
	}
	for i, text := range fragments {
		ordinal := dl.firstFragment + uint64(i)
		if got, ok := dl.lookupFragment(text); !ok || got != ordinal {
			continue
		}
		got, found, err := d.lookupFragment(text)
		if err != nil || !found || got != ordinal {
			report(errors.Join(fmt.Errorf("%w: update fragment %d is found as %d", ErrCorrupt, ordinal, got), err))
		}
	}
}
