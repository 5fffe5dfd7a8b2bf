package plan

import (
	"math"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// leaf is an element with its cardinalities and the ways to read it.
type leaf struct {
	element
	rows     float64
	bounded  float64 // rows that its filters may let through by their ids
	distinct map[string]float64
	scans    []*Scan // of a pattern, one for each useful permutation
	triples  []tripleMatch
	node     Node // of anything else, but not of a closure
	maybe    []string
}

// tripleMatch is a triple term with variables in a pattern: what the scan
// delivers in the column v.
type tripleMatch struct {
	v       string
	pattern algebra.TriplePattern
}

// Request returns the scan without its columns. Loop is the graph of the
// innermost GraphLoop.
func (s *Scan) Request(loop ids.ID) ids.Scan {
	sc := ids.Scan{Perm: s.Perm, Graphs: s.Graphs.IDs, NamedOnly: s.Graphs.NamedOnly, DistinctTriples: s.Graphs.Distinct}
	if s.Graphs.Loop {
		sc.Graphs = []ids.ID{loop}
	}
	order := s.Perm.Order()
	for _, pos := range order[:3] {
		if s.Slots[pos].ID == ids.Undef {
			break
		}
		sc.Prefix = append(sc.Prefix, s.Slots[pos].ID)
	}
	return sc
}

// statsScan is the scan that statistics are asked for: without duplicates to be
// merged, and for a loop over graphs as if it read all of them.
func (s *Scan) statsScan() ids.Scan {
	sc := s.Request(ids.Undef)
	sc.DistinctTriples = false
	if s.Graphs.Loop {
		sc.Graphs, sc.NamedOnly = nil, true
	}
	return sc
}

// exactBelow is the estimate under which a count is worth decoding the blocks at
// its edges.
const exactBelow = 200_000

// countKey tells scans apart whose rows have been counted. Sets of graphs are known
// by their memory.
type countKey struct {
	perm          ids.Perm
	bound, graphs int
	prefix        [3]ids.ID
	first         *ids.ID
	named         bool
}

// countRows returns the number of rows of a scan.
func (p *planner) countRows(sc ids.Scan) (float64, error) {
	key := countKey{perm: sc.Perm, bound: len(sc.Prefix), graphs: len(sc.Graphs), named: sc.NamedOnly}
	copy(key.prefix[:], sc.Prefix)
	if len(sc.Graphs) > 0 {
		key.first = &sc.Graphs[0]
	}
	if n, ok := p.counts[key]; ok {
		return n, nil
	}
	n := p.stats.Estimate(sc)
	if n < exactBelow {
		var err error
		if n, err = p.stats.Count(p.ctx, sc); err != nil {
			return 0, err
		}
	}
	p.counts[key] = float64(n)
	return float64(n), nil
}

// slots resolves the positions of a pattern. It reports false where a term is
// not in the store.
func (p *planner) slots(e element, fixed map[string]ids.ID) (slots [4]Slot, ts []tripleMatch, ok bool, err error) {
	tp := e.pattern
	for i, t := range [3]algebra.Term{tp.S, tp.P, tp.O} {
		switch {
		case t.Var != "":
			slots[i] = Slot{Var: t.Var, ID: fixed[t.Var]}
		case t.Triple != nil && !isGround(t):
			v := p.freshVar("t")
			slots[i] = Slot{Var: v}
			ts = append(ts, tripleMatch{v, *t.Triple})
		default:
			id, known, err := p.stats.Lookup(groundTerm(t))
			if err != nil || !known {
				return slots, nil, false, err
			}
			slots[i] = Slot{ID: id}
		}
	}
	if v := e.graph.variable; v != "" {
		slots[3] = Slot{Var: v}
	}
	return slots, ts, true, nil
}

// isGround reports whether a term has no variables in it.
func isGround(t algebra.Term) bool {
	if t.Triple == nil {
		return t.Var == ""
	}
	return isGround(t.Triple.S) && isGround(t.Triple.P) && isGround(t.Triple.O)
}

// groundTerm is the RDF term of a term without variables.
func groundTerm(t algebra.Term) rdf.Term {
	if t.Triple == nil {
		return t.Term
	}
	return rdf.NewTripleTerm(rdf.Triple{
		S: groundTerm(t.Triple.S), P: groundTerm(t.Triple.P), O: groundTerm(t.Triple.O),
	})
}

// patternLeaf finds the permutations that read a pattern, and the distinct counts of
// the variables that matter.
func (p *planner) patternLeaf(e element, fixed map[string]ids.ID, matters names) (*leaf, error) {
	l := &leaf{element: e, distinct: map[string]float64{}}
	slots, ts, ok, err := p.slots(e, fixed)
	if err != nil || !ok {
		return l, err
	}
	l.triples = ts
	var seen []string
	for _, perm := range ids.Perms {
		s := &Scan{Perm: perm, Slots: slots, Graphs: e.graph.Graphs}
		if !constantsLead(s) {
			continue
		}
		s.Order = scanOrder(s)
		key := strings.Join(s.Order, " ")
		if slices.Contains(seen, key) {
			continue
		}
		seen = append(seen, key)
		l.scans = append(l.scans, s)
	}
	if l.rows, err = p.countRows(l.scans[0].statsScan()); err != nil {
		return nil, err
	}
	if e.graph.Loop {
		l.rows /= math.Max(1, float64(len(p.opt.Dataset.Named)))
	}
	for _, s := range l.scans {
		p.distinctOfScan(l, s, matters)
	}
	equalRows(l, slots)
	return l, nil
}

// equalRows lowers the expected rows of a pattern that has a variable twice.
func equalRows(l *leaf, slots [4]Slot) {
	for i := range slots {
		for j := range i {
			if v := slots[i].Var; v != "" && v == slots[j].Var && l.rows > 1 {
				l.rows = math.Max(1, l.rows/math.Max(1, l.distinct[v]))
			}
		}
	}
}

// distinctOfScan notes the distinct count of the first free column of a scan.
func (p *planner) distinctOfScan(l *leaf, s *Scan, matters names) {
	sc := s.statsScan()
	for _, sl := range s.Slots {
		if sl.Var != "" && sl.ID != ids.Undef {
			l.distinct[sl.Var] = 1
		}
	}
	if v := s.Slots[3].Var; v != "" {
		l.distinct[v] = math.Max(1, float64(len(p.opt.Dataset.Named)))
	}
	if len(sc.Prefix) >= 3 {
		return
	}
	v := s.Slots[s.Perm.Order()[len(sc.Prefix)]].Var
	if v == "" || !matters.has(v) {
		return
	}
	d := l.rows
	if len(sc.Prefix) < 2 {
		d = math.Min(d, float64(p.stats.Distinct(sc)))
	}
	if have, ok := l.distinct[v]; !ok || d < have {
		l.distinct[v] = math.Max(1, d)
	}
}

// constantsLead reports whether the ids of s come first in its permutation.
func constantsLead(s *Scan) bool {
	free := false
	for _, pos := range s.Perm.Order() {
		switch {
		case pos == 3:
		case s.Slots[pos].ID == ids.Undef:
			free = true
		case free:
			return false
		}
	}
	return true
}

// scanOrder lists the variables of s in the order of its rows. Those with one
// value say nothing about the order and are left out.
func scanOrder(s *Scan) []string {
	var order []string
	for _, pos := range s.Perm.Order() {
		if sl := s.Slots[pos]; sl.Var != "" && sl.ID == ids.Undef && !slices.Contains(order, sl.Var) {
			order = append(order, sl.Var)
		}
	}
	return order
}

// makeLeaf prepares an element for the search of a join order.
func (p *planner) makeLeaf(e element, g *group, needed, matters names, r request) (*leaf, error) {
	switch {
	case e.pattern != nil:
		l, err := p.patternLeaf(e, g.fixed, matters)
		if err == nil {
			err = p.bound(l, g.filters)
		}
		return l, err
	case e.closure != nil:
		return p.closureLeaf(e)
	case e.keys:
		k := &Keys{}
		k.Vars = slices.Clone(r.keys)
		k.Rows, k.Cost = r.nkeys, r.nkeys
		return nodeLeaf(e, k), nil
	}
	if n := asService(e.node); n != nil {
		return nodeLeaf(e, p.planService(n, r)), nil
	}
	inner := request{graph: e.graph, needed: needed, counts: sortedNames(matters), depth: r.depth}
	n, err := p.plan(e.node, inner)
	if err != nil {
		return nil, err
	}
	return nodeLeaf(e, n), nil
}

// nodeLeaf is the leaf of an operand that has been planned.
func nodeLeaf(e element, n Node) *leaf {
	b := n.Base()
	l := &leaf{element: e, node: n, rows: b.Rows, distinct: b.distinct, maybe: b.Maybe}
	l.certain = names{}
	for _, v := range b.Vars {
		if !slices.Contains(b.Maybe, v) {
			l.certain.add(v)
		}
	}
	return l
}
