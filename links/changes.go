package links

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Digest holds a fingerprint for each thing that a graph describes: serials and items,
// with the nodes of their fragments. Comparing the digests of two states of a graph
// shows the changes between them. Both must come from the same [Digester].
type Digest map[string]uint64

// Digester makes digests that can be compared with one another.
type Digester struct {
	seed maphash.Seed
}

// NewDigester returns a digester.
func NewDigester() *Digester { return &Digester{seed: maphash.MakeSeed()} }

// Add adds a quad to a digest. No quad may be added twice. Files, runs, row numbers and
// discrepancies do not count: they differ from run to run.
func (dg *Digester) Add(d Digest, q rdf.Quad) {
	subject := q.S.Value()
	if strings.HasPrefix(subject, vocab.GraphBase) {
		return
	}
	switch q.P.Value() {
	case vocab.PROVWasDerivedFrom, vocab.ISSNRow:
		return
	}
	thing, _, _ := strings.Cut(subject, "#")
	var h maphash.Hash
	h.SetSeed(dg.seed)
	for _, t := range [...]rdf.Term{q.S, q.P, q.O} {
		// A Hash never fails.
		_, _ = h.WriteString(t.Value() + "\x00" + t.Datatype() + "\x00" + t.Language() + "\x00")
		_ = h.WriteByte(byte(t.Kind()))
	}
	d[thing] += h.Sum64() | 1
}

// Changes lists the differences between two states of a graph.
type Changes struct {
	Appeared, Changed, Vanished []string // IRIs, in order
}

// Compare returns the changes from one digest to the next.
func Compare(before, after Digest) Changes {
	var c Changes
	for thing, fingerprint := range after {
		switch old, ok := before[thing]; {
		case !ok:
			c.Appeared = append(c.Appeared, thing)
		case old != fingerprint:
			c.Changed = append(c.Changed, thing)
		}
	}
	for thing := range before {
		if _, ok := after[thing]; !ok {
			c.Vanished = append(c.Vanished, thing)
		}
	}
	slices.Sort(c.Appeared)
	slices.Sort(c.Changed)
	slices.Sort(c.Vanished)
	return c
}
