package register

import (
	"context"
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// keeper decides which quads of a state survive a bulk import. Quads stated only by
// records that the import brings again go, and so do statements about shared things
// made only by the records that it replaces. keeper does with ids, for all records at
// once, the work of [isOwn] and [application.dropShared].
type keeper struct {
	imported *issnSet
	graphs   []ids.ID // of the register, ascending
	shared   map[ids.Quad]bool
	// For each cluster that loses all its members, by graph and space.
	class, typ ids.ID
	clusters   map[ids.ID]*[issn.SpaceISSNH + 1]*issnSet
}

// newKeeper finds the quads in a snapshot that go with the imported records.
func newKeeper(ctx context.Context, snap Snapshot, imported *issnSet) (*keeper, error) {
	k := &keeper{imported: imported, shared: map[ids.Quad]bool{}, clusters: map[ids.ID]*[issn.SpaceISSNH + 1]*issnSet{}}
	var err error
	if k.graphs, err = graphIDs(snap, Graphs()...); err != nil || len(k.graphs) == 0 {
		return k, err
	}
	for _, t := range []struct {
		id  *ids.ID
		iri string
	}{{&k.typ, vocab.RDFType}, {&k.class, vocab.SchemaCreativeWork}} {
		if *t.id, _, err = snap.Lookup(rdf.NewIRI(t.iri)); err != nil {
			return nil, err
		}
	}
	if err := k.emptyClusters(ctx, snap); err != nil {
		return nil, err
	}
	witnesses, err := k.witnesses(ctx, snap)
	if err != nil {
		return nil, err
	}
	return k, k.dropShared(ctx, snap, witnesses)
}

// keeps reports whether a quad stays.
func (k *keeper) keeps(q ids.Quad) bool {
	if !k.isRegister(q.G) {
		return true
	}
	space, n, ok := q.S.ISSN()
	if !ok {
		return !k.shared[q]
	}
	if issn.Space(space) == issn.SpaceISSN {
		return !k.imported.has(issn.ISSN(n))
	}
	if member, ok := serialOf(q.O); ok {
		return !k.imported.has(member)
	}
	if q.P == k.typ && q.O == k.class && q.S&ids.FragmentMask == 0 {
		sets := k.clusters[q.G]
		return sets == nil || !sets[space].has(issn.ISSN(n))
	}
	return !k.shared[q]
}

func (k *keeper) isRegister(graph ids.ID) bool {
	return slices.Contains(k.graphs, graph)
}

// emptyClusters finds, in each graph, the clusters that lose all their members in the
// import.
func (k *keeper) emptyClusters(ctx context.Context, snap Snapshot) error {
	hasPart, ok, err := snap.Lookup(rdf.NewIRI(vocab.SchemaHasPart))
	if err != nil || !ok {
		return err
	}
	for _, g := range k.graphs {
		sets := &[issn.SpaceISSNH + 1]*issnSet{issn.SpaceISSNL: newISSNSet(), issn.SpaceISSNH: newISSNSet()}
		k.clusters[g] = sets
		var last ids.ID
		stays := false
		end := func() {
			if space, n, ok := last.ISSN(); ok && !stays && issn.Space(space) != issn.SpaceISSN {
				sets[space].add(issn.ISSN(n))
			}
		}
		sc := ids.Scan{Perm: ids.PSO, Prefix: []ids.ID{hasPart}, Graphs: []ids.ID{g}, Cols: []uint8{1, 2}}
		err := eachBatch(ctx, snap, sc, func(b *ids.Batch) (bool, error) {
			for i := range b.Len {
				if s := b.Cols[0][i]; s != last {
					end()
					last, stays = s, false
				}
				n, ok := serialOf(b.Cols[1][i])
				stays = stays || !ok || !k.imported.has(n)
			}
			return true, nil
		})
		if err != nil {
			return err
		}
		end()
	}
	return nil
}

// witness is a reference to a thing in a graph.
type witness struct {
	property     string
	thing, graph ids.ID
}

// Bits recording who refers to a thing.
const (
	goes  = 1 // a replaced record has the reference
	stays = 2 // a record that stays has it
)

// witnesses finds which references to shared things go and which stay. References to
// clusters are left out; emptyClusters handles them.
func (k *keeper) witnesses(ctx context.Context, snap Snapshot) (map[witness]uint8, error) {
	found := map[witness]uint8{}
	properties := []string{vocab.ISSNSharedStatement}
	for i := range rules {
		if !rules[i].members {
			properties = append(properties, rules[i].references...)
		}
	}
	for _, iri := range properties {
		p, ok, err := snap.Lookup(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		sc := ids.Scan{Perm: ids.POS, Prefix: []ids.ID{p}, Graphs: k.graphs, Cols: []uint8{1, 2, 3}}
		var last witness
		bits := uint8(0)
		err = eachBatch(ctx, snap, sc, func(b *ids.Batch) (bool, error) {
			for i := range b.Len {
				if _, _, part := b.Cols[0][i].ISSN(); part {
					continue // belongs to one record
				}
				if w := (witness{iri, b.Cols[0][i], b.Cols[2][i]}); w != last {
					if bits != 0 {
						found[last] |= bits
					}
					last, bits = w, 0
				}
				bit := uint8(stays)
				if n, ok := serialOf(b.Cols[1][i]); ok && k.imported.has(n) {
					bit = goes
				}
				bits |= bit
			}
			return true, nil
		})
		if err != nil {
			return nil, err
		}
		if bits != 0 {
			found[last] |= bits
		}
	}
	return found, nil
}

// dropShared finds the statements about shared things made only by records that go.
func (k *keeper) dropShared(ctx context.Context, snap Snapshot, witnesses map[witness]uint8) error {
	var one [1]rdf.Term
	term := func(id ids.ID) (rdf.Term, error) {
		terms, err := snap.Terms(one[:0], []ids.ID{id})
		if err != nil {
			return rdf.Term{}, err
		}
		return terms[0], nil
	}
	for w, bits := range witnesses {
		if bits&goes == 0 {
			continue
		}
		thing, err := term(w.thing)
		if err != nil {
			return err
		}
		var quads []rdf.Quad
		if w.property == vocab.ISSNSharedStatement {
			q, err := parseEvidence(thing.Value())
			if err != nil {
				return err
			}
			quads = []rdf.Quad{q}
		} else {
			graph, err := term(w.graph)
			if err != nil {
				return err
			}
			for i := range rules {
				r := &rules[i]
				if !r.members && slices.Contains(r.references, w.property) {
					found, err := about(ctx, snap, r, thing, graph)
					if err != nil {
						return err
					}
					quads = append(quads, found...)
				}
			}
		}
		for i := range quads {
			if err := k.drop(snap, &quads[i], witnesses); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop notes that a statement goes, unless a record that stays makes it.
func (k *keeper) drop(snap Snapshot, q *rdf.Quad, witnesses map[witness]uint8) error {
	var key [5]ids.ID
	for i, t := range [...]rdf.Term{q.S, q.P, q.O, q.G, rdf.NewString(q.String())} {
		id, ok, err := snap.Lookup(t)
		if err != nil || !ok && i < 4 {
			return err
		}
		key[i] = id
	}
	for _, g := range k.graphs {
		if witnesses[witness{vocab.ISSNSharedStatement, key[4], g}]&stays != 0 {
			return nil
		}
	}
	if r := ruleOf(q); r != nil {
		for _, p := range r.references {
			if witnesses[witness{p, key[0], key[3]}]&stays != 0 {
				return nil
			}
		}
	}
	k.shared[ids.Quad{S: key[0], P: key[1], O: key[2], G: key[3]}] = true
	return nil
}
