package held

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

var _ links.Bodies = (*Register)(nil)

// bodyIndex finds organizations of the register by the words of their names.
type bodyIndex struct {
	names []bodyName // each name once
	words []bodyWord // in ascending order
}

// bodyName is a name with the first organization that bears it.
type bodyName struct {
	text, body ids.ID
}

// bodyWord records that a name contains a word, given by its hash.
type bodyWord struct {
	word uint64
	name uint32 // place in names
}

// Identified implements [links.Bodies]. A body has a node in each record that names it;
// all are found.
func (h *Register) Identified(iri string) ([]links.Body, error) {
	p, ok, err := h.snap.Lookup(rdf.NewIRI(vocab.SchemaSameAs))
	if err != nil || !ok || len(h.graphs) == 0 {
		return nil, err
	}
	o, ok, err := h.snap.Lookup(rdf.NewIRI(iri))
	if err != nil || !ok {
		return nil, err
	}
	var found []links.Body
	scan := ids.Scan{Perm: ids.OPS, Prefix: []ids.ID{o, p}, Graphs: h.graphs, DistinctTriples: true, Cols: []uint8{2}}
	err = eachBatch(h.ctx, h.snap, scan, func(b *ids.Batch) error {
		for _, s := range b.Cols[0] {
			if _, ok := serialID(s); !ok || s.Kind() != ids.KindISSNIRI || s&ids.FragmentMask == 0 {
				continue // not a part of a record
			}
			t, err := h.term(s)
			if err != nil {
				return err
			}
			found = append(found, links.Body{IRI: t.Value()})
		}
		return nil
	})
	return found, err
}

// Bounds on a search by name: words found in more names than common mean little, and
// only some of the names that share most words are examined.
const (
	commonWord   = 4000
	comparedName = 24
	foundNames   = 4
	leastLike    = 0.5 // likeness
)

// Named implements [links.Bodies].
func (h *Register) Named(name string) ([]links.Body, error) {
	b, err := h.bodies()
	if err != nil {
		return nil, err
	}
	type scored struct {
		bodyName
		text  string
		score float64
	}
	var best []scored
	for _, i := range b.alike(name) {
		t, err := h.term(b.names[i].text)
		if err != nil {
			return nil, err
		}
		if score, ok := links.Likeness(name, t.Value()); ok && score >= leastLike {
			best = append(best, scored{b.names[i], t.Value(), score})
		}
	}
	slices.SortStableFunc(best, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var found []links.Body
	for _, s := range best[:min(foundNames, len(best))] {
		t, err := h.term(s.body)
		if err != nil {
			return nil, err
		}
		found = append(found, links.Body{IRI: t.Value(), Name: s.text})
	}
	return found, nil
}

// alike returns the positions of the names that share most words with the given one,
// best first. Rare words count more than common ones.
func (b *bodyIndex) alike(name string) []uint32 {
	weight := make(map[uint32]float64)
	for _, word := range hashedWords(name) {
		from, _ := slices.BinarySearchFunc(b.words, word, func(w bodyWord, word uint64) int { return cmp.Compare(w.word, word) })
		to := from
		for to < len(b.words) && b.words[to].word == word && to-from <= commonWord {
			to++
		}
		if to-from > commonWord {
			continue
		}
		for _, w := range b.words[from:to] {
			weight[w.name] += 1 / float64(to-from)
		}
	}
	list := make([]uint32, 0, len(weight))
	for i := range weight {
		list = append(list, i)
	}
	slices.SortFunc(list, func(a, b uint32) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	return list[:min(comparedName, len(list))]
}

// readBodies reads the names of the organizations in the records.
func (h *Register) readBodies() (*bodyIndex, error) {
	var bodies []ids.ID // in ascending order
	typ, ok, err := h.snap.Lookup(rdf.NewIRI(vocab.RDFType))
	if err != nil || !ok || len(h.graphs) == 0 {
		return &bodyIndex{}, err
	}
	class, ok, err := h.snap.Lookup(rdf.NewIRI(vocab.SchemaOrganization))
	if err != nil || !ok {
		return &bodyIndex{}, err
	}
	scan := ids.Scan{Perm: ids.POS, Prefix: []ids.ID{typ, class}, Graphs: h.graphs, DistinctTriples: true, Cols: []uint8{2}}
	err = eachBatch(h.ctx, h.snap, scan, func(batch *ids.Batch) error {
		bodies = append(bodies, batch.Cols[0]...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	b := &bodyIndex{}
	err = h.each(vocab.SchemaName, func(s, o ids.ID) error {
		if _, isBody := slices.BinarySearch(bodies, s); isBody && s.Kind() == ids.KindISSNIRI {
			b.names = append(b.names, bodyName{text: o, body: s})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(b.names, func(x, y bodyName) int { return cmp.Compare(x.text, y.text) })
	b.names = slices.CompactFunc(b.names, func(x, y bodyName) bool { return x.text == y.text })
	return b, h.readWords(b)
}

// readWords indexes the words of the names.
func (h *Register) readWords(b *bodyIndex) error {
	var texts []ids.ID
	var terms []rdf.Term
	for from := 0; from < len(b.names); from += ids.BatchRows {
		to := min(from+ids.BatchRows, len(b.names))
		texts = texts[:0]
		for _, name := range b.names[from:to] {
			texts = append(texts, name.text)
		}
		var err error
		if terms, err = h.snap.Terms(terms[:0], texts); err != nil {
			return err
		}
		for i, t := range terms {
			for _, word := range hashedWords(t.Value()) {
				b.words = append(b.words, bodyWord{word, uint32(from + i)})
			}
		}
	}
	slices.SortFunc(b.words, func(x, y bodyWord) int { return cmp.Or(cmp.Compare(x.word, y.word), cmp.Compare(x.name, y.name)) })
	return nil
}

// hashedWords returns hashes of the words of a name, each once.
func hashedWords(name string) []uint64 {
	var list []uint64
	for word := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(word)) // never fails
		if sum := h.Sum64(); !slices.Contains(list, sum) {
			list = append(list, sum)
		}
	}
	return list
}
