package sparql

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// Linkset counts the links between what two datasets describe.
//
// A graph describes an IRI if it states something about it by a property that is
// no link. Resources of ISSNs are described by the graphs of the register, even
// where others repeat something about them. What no graph describes belongs to
// the graph that has the link if it is the subject, and to an IRI space outside
// of the store if it is the object.
type Linkset struct {
	Predicate rdf.Term
	Subjects  rdf.Term // the graph that describes the subjects
	Objects   rdf.Term // the graph that describes the objects; zero for an IRI space
	Space     string   // of objects that no graph describes: scheme and authority
	Triples   int64    // distinct, in whatever graph
}

// Linksets counts the links by the properties in the current state of the store,
// for each property and each pair of datasets that has any, in the order of
// properties, subjects and objects. Where two graphs describe an IRI its links
// count for both; links within a graph or within the register do not count. It
// reads each link, and what is said about its ends: at 150 million quads with some
// million links that takes many seconds, in which other queries run.
func (e *Engine) Linksets(ctx context.Context, properties []string) (_ []Linkset, err error) {
	snap, err := e.open(e.store)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.release(snap)) }()
	c := &linksetCounter{
		snap: snap, links: make(map[ids.ID]bool), objects: make(map[ids.ID]end), sets: make(map[string]uint32),
		counts: make(map[linksetKey]int64), spaces: make(map[string]uint32),
	}
	var predicates []ids.ID
	for _, property := range properties {
		id, ok, err := snap.Lookup(rdf.NewIRI(property))
		if err != nil {
			return nil, err
		}
		if ok && !c.links[id] {
			c.links[id] = true
			predicates = append(predicates, id)
		}
	}
	for _, graph := range []string{vocab.GraphFree, vocab.GraphFull, vocab.GraphState} {
		id, ok, err := snap.Lookup(rdf.NewIRI(graph))
		if err != nil {
			return nil, err
		}
		if ok {
			c.register = append(c.register, id)
		}
	}
	slices.Sort(c.register)
	for _, p := range predicates {
		if err := c.property(ctx, p); err != nil {
			return nil, err
		}
	}
	return c.result()
}

// end is where one end of a link belongs to. The zero value is a term that is no
// IRI.
type end struct {
	set   uint32 // 1 + place of the graphs in lists; 0: none describes it
	space uint32 // 1 + place in hosts, if none does
}

// linksetKey is what links are counted by first: sets of graphs instead of pairs.
type linksetKey struct {
	predicate ids.ID
	subject   uint32
	object    end
}

// linksetCounter counts the links of one snapshot.
type linksetCounter struct {
	snap     Snapshot
	links    map[ids.ID]bool
	register []ids.ID
	objects  map[ids.ID]end // of objects so far
	sets     map[string]uint32
	lists    [][]ids.ID // sets of graphs, each in ascending order
	spaces   map[string]uint32
	hosts    []string
	counts   map[linksetKey]int64
}

// property counts the links by a property.
func (c *linksetCounter) property(ctx context.Context, p ids.ID) (err error) {
	sc, err := c.snap.Scan(ctx, ids.Scan{Perm: ids.PSO, Prefix: []ids.ID{p}, DistinctTriples: true, Cols: []uint8{1, 2, 3}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sc.Close()) }()
	last, set := ids.Undef, uint32(0)
	for {
		b, err := sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range b.Len {
			s, o, g := b.Cols[0][i], b.Cols[1][i], b.Cols[2][i]
			if s != last {
				if set, err = c.describedBy(ctx, s); err != nil {
					return err
				}
				last = s
			}
			subject := set
			if subject == 0 {
				subject = c.set([]ids.ID{g})
			}
			object, err := c.object(ctx, o)
			if err != nil {
				return err
			}
			if object != (end{}) {
				c.counts[linksetKey{p, subject, object}]++
			}
		}
	}
}

// object returns where an object belongs to.
func (c *linksetCounter) object(ctx context.Context, o ids.ID) (end, error) {
	if x, known := c.objects[o]; known {
		return x, nil
	}
	x, err := c.endOf(ctx, o)
	if err == nil {
		c.objects[o] = x
	}
	return x, err
}

func (c *linksetCounter) endOf(ctx context.Context, o ids.ID) (end, error) {
	t, err := c.snap.Term(o)
	if err != nil || !t.IsIRI() {
		return end{}, err
	}
	set, err := c.describedBy(ctx, o)
	if err != nil || set != 0 {
		return end{set: set}, err
	}
	host := spaceOfIRI(t.Value())
	place, known := c.spaces[host]
	if !known {
		c.hosts = append(c.hosts, host)
		place = uint32(len(c.hosts))
		c.spaces[host] = place
	}
	return end{space: place}, nil
}

// spaceOfIRI returns scheme and authority of an IRI, or its scheme.
func spaceOfIRI(iri string) string {
	scheme, rest, _ := strings.Cut(iri, ":")
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		host, _, _ := strings.Cut(after, "/")
		return scheme + "://" + host + "/"
	}
	return scheme + ":"
}

// describedBy returns the set of the graphs that describe a term; 0 if there are
// none.
func (c *linksetCounter) describedBy(ctx context.Context, id ids.ID) (uint32, error) {
	scan := ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{id}, NamedOnly: true, Cols: []uint8{1, 3}}
	if id.Kind() == ids.KindISSNIRI && id&ids.FragmentMask == 0 && len(c.register) > 0 {
		scan.Graphs = c.register
	}
	var graphs []ids.ID
	sc, err := c.snap.Scan(ctx, scan)
	if err != nil {
		return 0, err
	}
	for {
		b, err := sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, errors.Join(err, sc.Close())
		}
		for i := range b.Len {
			if g := b.Cols[1][i]; !c.links[b.Cols[0][i]] && !slices.Contains(graphs, g) {
				graphs = append(graphs, g)
			}
		}
	}
	if err := sc.Close(); err != nil || len(graphs) == 0 {
		return 0, err
	}
	slices.Sort(graphs)
	return c.set(graphs), nil
}

// set numbers a set of graphs, which is in ascending order.
func (c *linksetCounter) set(graphs []ids.ID) uint32 {
	var key []byte
	for _, g := range graphs {
		key = binary.LittleEndian.AppendUint64(key, uint64(g))
	}
	if n, known := c.sets[string(key)]; known {
		return n
	}
	c.lists = append(c.lists, graphs)
	n := uint32(len(c.lists))
	c.sets[string(key)] = n
	return n
}

// result makes pairs of graphs out of pairs of sets.
func (c *linksetCounter) result() ([]Linkset, error) {
	type pair struct {
		predicate, subjects, objects ids.ID
		space                        uint32
	}
	pairs := make(map[pair]int64)
	for key, n := range c.counts {
		for _, s := range c.lists[key.subject-1] {
			if key.object.set == 0 {
				pairs[pair{key.predicate, s, ids.Undef, key.object.space}] += n
				continue
			}
			for _, o := range c.lists[key.object.set-1] {
				if s != o && (!slices.Contains(c.register, s) || !slices.Contains(c.register, o)) {
					pairs[pair{key.predicate, s, o, 0}] += n
				}
			}
		}
	}
	var list []Linkset
	for p, n := range pairs {
		l := Linkset{Triples: n}
		for _, part := range []struct {
			id   ids.ID
			term *rdf.Term
		}{{p.predicate, &l.Predicate}, {p.subjects, &l.Subjects}, {p.objects, &l.Objects}} {
			if part.id == ids.Undef || part.id == ids.DefaultGraph {
				continue
			}
			t, err := c.snap.Term(part.id)
			if err != nil {
				return nil, err
			}
			*part.term = t
		}
		if p.space > 0 {
			l.Space = c.hosts[p.space-1]
		}
		if !l.Subjects.IsZero() {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b Linkset) int {
		return cmp.Or(rdf.Compare(a.Predicate, b.Predicate), rdf.Compare(a.Subjects, b.Subjects), rdf.Compare(a.Objects, b.Objects), cmp.Compare(a.Space, b.Space))
	})
	return list, nil
}
