package dict

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Delta holds the terms that updates added to a [Dict] since its build. One
// writer may call Add, Restore and Rollback while any number of readers look
// terms up. Ids are never given twice, not even after a rollback.
type Delta struct {
	firstFragment uint64 // the ordinal of fragments[0]

	mu        sync.RWMutex // guards all below
	terms     []rdf.Term   // by the payload of the id; the zero Term in gaps
	byTerm    map[rdf.Term]uint64
	fragments []string // by ordinal less firstFragment; empty in gaps
	byText    map[string]uint64
}

// NewDelta returns an empty delta and makes it part of d: the methods of d find
// its terms from now on. A Dict has at most one delta.
func NewDelta(d *Dict) *Delta {
	dl := &Delta{
		firstFragment: d.header.fragments,
		byTerm:        make(map[rdf.Term]uint64),
		byText:        make(map[string]uint64),
	}
	d.delta.Store(dl)
	return dl
}

// Add returns the id of a term for which [Dict.Lookup] is false, and whether
// the dictionary grew by it: then the id has to be written down with
// [AppendDeltaTerm] before quads that use it. It copies the strings of t.
func (dl *Delta) Add(t rdf.Term) (id ids.ID, isNew bool) {
	id, fragment, ok := inline(t)
	if ok && fragment == "" {
		return id, false
	}
	dl.mu.Lock()
	defer dl.mu.Unlock()
	if ok {
		ordinal, known := dl.byText[fragment]
		if !known {
			ordinal = dl.firstFragment + uint64(len(dl.fragments))
			dl.setFragmentLocked(ordinal, fragment)
		}
		return id | ids.OpenFragment | ids.ID(ordinal), !known
	}
	n, known := dl.byTerm[t]
	if !known {
		n = uint64(len(dl.terms))
		dl.setTermLocked(n, t)
	}
	return ids.Make(ids.KindDelta, n), !known
}

// maxGap is the largest number of successive ids that rollbacks may leave
// without a term on disk.
const maxGap = 1 << 26

// Restore adds a term under the id that it had when it was written down.
func (dl *Delta) Restore(id ids.ID, t rdf.Term) error {
	base, fragment, ok := inline(t)
	dl.mu.Lock()
	defer dl.mu.Unlock()
	if ok {
		ordinal, open := openFragment(id)
		if fragment == "" || !open || id&^ids.FragmentMask != base || ordinal < dl.firstFragment {
			return fmt.Errorf("%w: %#x for %q", ErrCorrupt, uint64(id), t.Value())
		}
		if n, known := dl.byText[fragment]; known && n != ordinal {
			return fmt.Errorf("%w: fragment %q has two ids", ErrCorrupt, fragment)
		}
		if ordinal-dl.firstFragment > uint64(len(dl.fragments))+maxGap {
			return fmt.Errorf("%w: %#x is far beyond the ids before", ErrCorrupt, uint64(id))
		}
		dl.setFragmentLocked(ordinal, fragment)
		return nil
	}
	if id.Kind() != ids.KindDelta || t.IsZero() || id.Payload() > uint64(len(dl.terms))+maxGap {
		return fmt.Errorf("%w: %#x for an update's term", ErrCorrupt, uint64(id))
	}
	if n, known := dl.byTerm[t]; known && n != id.Payload() {
		return fmt.Errorf("%w: term %q has two ids", ErrCorrupt, t.Value())
	}
	dl.setTermLocked(id.Payload(), t)
	return nil
}

func (dl *Delta) setTermLocked(n uint64, t rdf.Term) {
	t = t.Clone()
	for uint64(len(dl.terms)) <= n {
		dl.terms = append(dl.terms, rdf.Term{})
	}
	dl.terms[n], dl.byTerm[t] = t, n
}

func (dl *Delta) setFragmentLocked(ordinal uint64, text string) {
	text = strings.Clone(text)
	i := ordinal - dl.firstFragment
	for uint64(len(dl.fragments)) <= i {
		dl.fragments = append(dl.fragments, "")
	}
	dl.fragments[i], dl.byText[text] = text, ordinal
}

// Mark is a state of a [Delta] to go back to.
type Mark struct {
	terms, fragments int
}

// Mark returns the present state.
func (dl *Delta) Mark() Mark {
	dl.mu.RLock()
	defer dl.mu.RUnlock()
	return Mark{terms: len(dl.terms), fragments: len(dl.fragments)}
}

// Rollback forgets the terms added since mark, for a transaction that was not
// written down. Their ids still have their terms, for queries that met them
// meanwhile, but Add gives new ones.
func (dl *Delta) Rollback(mark Mark) {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	for _, t := range dl.terms[mark.terms:] {
		delete(dl.byTerm, t)
	}
	for _, text := range dl.fragments[mark.fragments:] {
		delete(dl.byText, text)
	}
}

// Len returns the number of ids given so far, of terms and of fragments.
func (dl *Delta) Len() int {
	dl.mu.RLock()
	defer dl.mu.RUnlock()
	return len(dl.terms) + len(dl.fragments)
}

// Lookup returns the id of a term that Add gave.
func (dl *Delta) Lookup(t rdf.Term) (ids.ID, bool) {
	id, fragment, ok := inline(t)
	switch {
	case ok && fragment == "":
		return id, true
	case ok:
		ordinal, found := dl.lookupFragment(fragment)
		if !found {
			return ids.Undef, false
		}
		return id | ids.OpenFragment | ids.ID(ordinal), true
	}
	dl.mu.RLock()
	defer dl.mu.RUnlock()
	n, ok := dl.byTerm[t]
	if !ok {
		return ids.Undef, false
	}
	return ids.Make(ids.KindDelta, n), true
}

func (dl *Delta) lookupFragment(text string) (uint64, bool) {
	dl.mu.RLock()
	defer dl.mu.RUnlock()
	ordinal, ok := dl.byText[text]
	return ordinal, ok
}

// Term returns the term of an id of kind delta.
func (dl *Delta) Term(id ids.ID) (rdf.Term, error) {
	dl.mu.RLock()
	defer dl.mu.RUnlock()
	n := id.Payload()
	if id.Kind() != ids.KindDelta || n >= uint64(len(dl.terms)) || dl.terms[n].IsZero() {
		return rdf.Term{}, unknown(id)
	}
	return dl.terms[n], nil
}

// fragment returns the text of a fragment that an update added.
func (dl *Delta) fragment(ordinal uint64) (string, bool) {
	dl.mu.RLock()
	defer dl.mu.RUnlock()
	i := ordinal - dl.firstFragment
	if i >= uint64(len(dl.fragments)) || dl.fragments[i] == "" {
		return "", false
	}
	return dl.fragments[i], true
}

// AppendDeltaTerm appends the record of a term that [Delta.Add] reported as
// new:
//
//	4 bytes   CRC-32C of what follows
//	8 bytes   the id, little-endian
//	uvarint   length of the key, then the key of the term
func AppendDeltaTerm(dst []byte, id ids.ID, t rdf.Term) []byte {
	start := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(id))
	var buf [256]byte
	key := appendKey(buf[:0], t)
	dst = binary.AppendUvarint(dst, uint64(len(key)))
	dst = append(dst, key...)
	binary.LittleEndian.PutUint32(dst[start:], crc32.Checksum(dst[start+4:], checksum))
	return dst
}

// DecodeDeltaTerm splits the first record off src, for [Delta.Restore]. The
// error wraps [ErrCorrupt].
func DecodeDeltaTerm(src []byte) (id ids.ID, t rdf.Term, rest []byte, err error) {
	if len(src) < 12 {
		return 0, t, src, fmt.Errorf("%w: update term of %d bytes", ErrCorrupt, len(src))
	}
	id = ids.ID(binary.LittleEndian.Uint64(src[4:]))
	key, rest, ok := cutCounted(src[12:])
	if !ok {
		return 0, t, src, fmt.Errorf("%w: update term is cut off", ErrCorrupt)
	}
	body := src[4 : len(src)-len(rest)]
	if crc32.Checksum(body, checksum) != binary.LittleEndian.Uint32(src) {
		return 0, t, src, fmt.Errorf("%w: update term checksum", ErrCorrupt)
	}
	if t, err = decodeKey(string(key)); err != nil {
		return 0, t, src, err
	}
	return id, t, rest, nil
}

// Each calls f with the terms that the delta had at a mark, by the ids that
// [Delta.Restore] takes them back under: all but those that were rolled back. Of
// an open fragment f gets the IRI of some resource with it.
func (dl *Delta) Each(mark Mark, f func(id ids.ID, t rdf.Term) error) error {
	dl.mu.RLock()
	terms, fragments := dl.terms[:mark.terms], dl.fragments[:mark.fragments]
	dl.mu.RUnlock()
	for n, term := range terms {
		id := ids.Make(ids.KindDelta, uint64(n))
		if got, found := dl.Lookup(term); !found || got != id {
			continue // a gap, or rolled back
		}
		if err := f(id, term); err != nil {
			return err
		}
	}
	resource := ids.Make(ids.KindISSNIRI, 0)
	iri, _ := appendResource(nil, resource)
	for i, text := range fragments {
		ordinal := dl.firstFragment + uint64(i)
		if got, found := dl.lookupFragment(text); !found || got != ordinal {
			continue
		}
		id := resource | ids.OpenFragment | ids.ID(ordinal)
		if err := f(id, rdf.NewIRI(string(iri)+"#"+text)); err != nil {
			return err
		}
	}
	return nil
}

// addTo adds the keys of the terms that are used, then those of all fragments
// to an empty table. It returns the payloads and ordinals that they have as ids,
// and how many terms are not used.
func (dl *Delta) addTo(t *table, used *Used) (payloads, ordinals []uint64, unused int64) {
	dl.mu.RLock()
	defer dl.mu.RUnlock()
	var key []byte
	for n, term := range dl.terms {
		if at, ok := dl.byTerm[term]; !ok || at != uint64(n) {
			continue
		}
		if !used.hasDelta(uint64(n)) {
			unused++
			continue
		}
		key = appendKey(key[:0], term)
		t.add(key)
		payloads = append(payloads, uint64(n))
	}
	for i, text := range dl.fragments {
		ordinal := dl.firstFragment + uint64(i)
		if at, ok := dl.byText[text]; !ok || at != ordinal {
			continue
		}
		key = append(append(key[:0], classFragment), text...)
		t.add(key)
		ordinals = append(ordinals, ordinal)
	}
	return payloads, ordinals, unused
}

// nextFragment returns the ordinal of the next fragment that Add adds.
func (dl *Delta) nextFragment() uint64 {
	dl.mu.RLock()
	defer dl.mu.RUnlock()
	return dl.firstFragment + uint64(len(dl.fragments))
}
