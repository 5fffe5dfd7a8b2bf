package plan

import (
	"math"
	"math/bits"
	"slices"
)

// Limits of the search for a join order.
const (
	maxBushy = 6  // operands for which all shapes of trees are tried
	maxExact = 10 // operands for which all left-deep trees are tried
	keepBest = 5  // plans kept for a subset of operands
)

// candidate is a way to join a subset of the leaves.
type candidate struct {
	set         uint64 // of leaves
	kind        candidateKind
	l, r        *candidate
	leaf        int // of a scan, node or closure, and the right side of a lookup
	scan        *Scan
	on          []string
	order       []string
	rows        float64
	start, cost float64

	// Of intersections: the leaves that close a cycle, their scans, what these join
	// on, and the variable that they extend the rows by.
	closing uint64
	scans   []*Scan
	ons     [][]string
	newVar  string

	equation *equation // of a hash join on values, with l's side on the left
}

type candidateKind uint8

const (
	candLeaf candidateKind = iota
	candMerge
	candHash
	candLookup
	candBind // a closure that starts from the left side
	candIntersect
)

// subset is what the search knows about a set of leaves.
type subset struct {
	vars     names
	certain  names
	props    Props // expected rows and distinct values
	best     []*candidate
	filtered float64 // selectivity of the filters that apply here first
	linked   bool    // each leaf shares a variable with others
}

// search finds the cheapest join tree of a group.
type search struct {
	p        *planner
	g        *group
	leaves   []*leaf
	subsets  map[uint64]*subset
	share    float64 // of the result that will be read
	want     []string
	anyOf    bool
	text     []string          // variables whose texts are read after the joins
	joinVars names             // variables of more than one leaf, and others whose order matters
	leavesOf map[string]uint64 // that have a variable
	late     names             // variables that an operation after the joins may bind
	classes  []filterClass
}

// filterClass is the filters of a group that read the same variables: they apply to the
// same sets of leaves.
type filterClass struct {
	vars    names
	filters []int   // their places in the group
	share   float64 // of the rows that all of them keep
	text    string  // the only variable, where filters decode it
	texts   float64 // the number of filters that do

	equation *equation // that one of them is; nil: none
}

// newSearch prepares the search for the best order of joining leaves.
func (p *planner) newSearch(g *group, leaves []*leaf, r request) *search {
	s := &search{
		p: p, g: g, leaves: leaves, subsets: map[uint64]*subset{}, share: 1, want: r.want, anyOf: r.anyOf,
		joinVars: names{}, leavesOf: map[string]uint64{}, late: g.boundLate(), classes: g.classes(),
	}
	for i, l := range leaves {
		for v := range l.vars {
			if s.leavesOf[v] |= 1 << i; s.leavesOf[v] != 1<<i {
				s.joinVars.add(v)
			}
		}
	}
	s.joinVars.add(r.want...)
	s.text = textVars(g, r)
	s.joinVars.add(s.text...)
	matters := union(s.joinVars, setOf(r.counts...))
	for _, c := range s.classes {
		matters.addAll(c.vars)
	}
	for _, po := range g.posts {
		matters.addAll(po.vars)
	}
	for i := range leaves {
		s.addLeaf(i, matters)
	}
	if r.goal > 0 {
		s.share = fraction(r.goal, s.guessRows())
		for _, sub := range s.subsets {
			s.prune(sub)
		}
	}
	return s
}

// guessRows estimates the size of the whole result, joining in textual order.
func (s *search) guessRows() float64 {
	set := uint64(1)
	for i := 1; i < len(s.leaves); i++ {
		s.subsetOf(set, 1<<i)
		set |= 1 << i
	}
	rows := s.subsets[set].props.Rows
	for set := range s.subsets {
		if bits.OnesCount64(set) > 1 {
			delete(s.subsets, set)
		}
	}
	return rows
}

// addLeaf makes the candidates of one leaf. Of its variables the search looks at those
// that matter to it: the others are only carried along.
func (s *search) addLeaf(i int, matters names) {
	l := s.leaves[i]
	set := uint64(1) << i
	sub := &subset{vars: names{}, certain: names{}, linked: true}
	sub.props.distinct = map[string]float64{}
	for v := range l.vars {
		if !matters.has(v) {
			continue
		}
		sub.vars.add(v)
		if l.certain.has(v) {
			sub.certain.add(v)
		}
		if d, known := l.distinct[v]; known {
			sub.props.distinct[v] = d
		}
	}
	s.p.spend(len(l.vars))
	sub.filtered = s.selectivity(sub, set)
	sub.props.Rows = l.rows * sub.filtered
	if l.pattern != nil {
		sub.props.Rows = math.Min(sub.props.Rows, math.Max(1, l.bounded))
	}
	s.subsets[set] = sub
	base := candidate{set: set, kind: candLeaf, leaf: i, rows: sub.props.Rows}
	switch {
	case l.closure != nil && l.node == nil:
		c := base
		c.start, c.cost = 1e4, math.Max(1e5, l.rows*costStep)
		sub.best = append(sub.best, &c)
	case l.node != nil:
		c, b := base, l.node.Base()
		c.start, c.cost, c.order = b.Start, b.Cost, b.Order
		sub.best = append(sub.best, &c)
	default:
		for _, sc := range l.scans {
			c := base
			c.scan, c.order = sc, sc.Order
			rows := l.reads(sc)
			c.start, c.cost = costOpen, costOpen+rows*costScanRow+s.filterDecodes(sub, set, rows, c.order)
			sub.best = append(sub.best, &c)
		}
	}
}

// run returns the best candidate for all leaves; nil where planning has ended early.
func (s *search) run() *candidate {
	n := len(s.leaves)
	all := uint64(1)<<n - 1
	switch {
	case n <= maxExact:
		s.exact(all, n <= maxBushy)
	default:
		s.greedy(all)
	}
	if s.p.err != nil {
		return nil
	}
	return s.pick(s.subsets[all])
}

// exact fills the subsets by increasing size.
func (s *search) exact(all uint64, bushy bool) {
	n := bits.OnesCount64(all)
	for size := 2; size <= n; size++ {
		for set := uint64(1)<<size - 1; set <= all; set = nextSubset(set) {
			if s.p.err != nil {
				return
			}
			s.joinSet(set, bushy, false)
			if s.subsets[set] == nil && !s.splitsConnected(set) {
				s.joinSet(set, bushy, true)
			}
			if s.subsets[set] != nil {
				s.tryIntersect(set)
			}
		}
	}
}

// nextSubset returns the next larger number with as many bits.
func nextSubset(v uint64) uint64 {
	c := v & -v
	r := v + c
	return (r^v)>>2/c | r
}

// splitsConnected reports whether some split of set joins on a variable.
func (s *search) splitsConnected(set uint64) bool {
	for rest := set; rest != 0; rest &= rest - 1 {
		one := rest & -rest
		if s.connected(set&^one, one) {
			return true
		}
	}
	return false
}

// connected reports whether two sets of leaves share a variable or are joined by an equation.
func (s *search) connected(a, b uint64) bool {
	if s.varsOf(a).meets(s.varsOf(b)) {
		return true
	}
	return s.subsets[a] != nil && s.subsets[b] != nil && s.equates(a, b) != nil
}

// varsOf returns the variables of a set of leaves.
func (s *search) varsOf(set uint64) names {
	if sub := s.subsets[set]; sub != nil {
		return sub.vars
	}
	vs := names{}
	for rest := set; rest != 0; rest &= rest - 1 {
		vs.addAll(s.leaves[bits.TrailingZeros64(rest)].vars)
	}
	return vs
}

// joinSet tries the splits of set: all of them, or those with one leaf on one
// side. Without cross, both sides must share a variable.
func (s *search) joinSet(set uint64, bushy, cross bool) {
	try := func(a, b uint64) {
		if s.subsets[a] == nil || s.subsets[b] == nil {
			return
		}
		if cross || s.meet(a, b) {
			s.join(a, b)
		}
	}
	if bushy {
		for a := (set - 1) & set; a != 0; a = (a - 1) & set {
			try(a, set&^a)
		}
		return
	}
	for rest := set; rest != 0; rest &= rest - 1 {
		one := rest & -rest
		try(set&^one, one)
		if bits.OnesCount64(set) > 2 {
			try(one, set&^one)
		}
	}
}

// greedy joins the leaf that costs least next, beginning with the smallest.
func (s *search) greedy(all uint64) {
	set := uint64(0)
	for i := range s.leaves {
		one := uint64(1) << i
		if set == 0 || s.subsets[one].props.Rows < s.subsets[set].props.Rows {
			set = one
		}
	}
	for set != all && s.p.err == nil {
		var best uint64
		var bestCost float64
		for _, cross := range []bool{false, true} {
			for rest := all &^ set; rest != 0; rest &= rest - 1 {
				one := rest & -rest
				if !cross && !s.meet(set, one) {
					continue
				}
				s.join(set, one)
				s.join(one, set)
				sub := s.subsets[set|one]
				c := s.pick(sub)
				if cost := s.metric(c) + sub.props.Rows; best == 0 || cost < bestCost {
					best, bestCost = one, cost
				}
			}
			if best != 0 {
				break
			}
		}
		set |= best
	}
}

// subsetOf returns the subset of a joined to b, made at first use.
func (s *search) subsetOf(a, b uint64) *subset {
	if sub := s.subsets[a|b]; sub != nil {
		return sub
	}
	sa, sb := s.subsets[a], s.subsets[b]
	sub := &subset{vars: union(sa.vars, sb.vars), certain: union(sa.certain, sb.certain)}
	s.p.spend(4*len(sub.vars) + len(s.classes))
	sub.filtered = s.newSelectivity(sub, a, b)
	rows, linked := s.expectedRows(a, b)
	sub.linked = linked
	sub.props = Props{Rows: rows, distinct: mergeDistinct(&sa.props, &sb.props)}
	s.subsets[a|b] = sub
	return sub
}

// expectedRows estimates the rows of a joined to b, and tells whether the whole is
// linked. What is expected must not depend on the split by which the search comes to a
// set first, of which one side may be a cross product: the estimate is the greatest of
// those that add one leaf to a linked rest, if there are such.
func (s *search) expectedRows(a, b uint64) (rows float64, linked bool) {
	set := a | b
	for left := set; left != 0; left &= left - 1 {
		one := left & -left
		rest := s.subsets[set&^one]
		if rest != nil && rest.linked && rest.vars.meets(s.subsets[one].vars) {
			rows, linked = math.Max(rows, s.splitRows(set&^one, one)), true
		}
	}
	if !linked {
		rows = s.splitRows(a, b)
	}
	return rows, linked
}

// splitRows estimates the rows of a joined to b.
func (s *search) splitRows(a, b uint64) float64 {
	sa, sb := s.subsets[a], s.subsets[b]
	var on []string
	for v := range sa.vars {
		if sb.vars.has(v) {
			on = append(on, v)
		}
	}
	slices.Sort(on)
	joined := &subset{vars: union(sa.vars, sb.vars), certain: union(sa.certain, sb.certain)}
	return joinRows(&sa.props, &sb.props, on) * s.newSelectivity(joined, a, b)
}

// metric is the cost that decides: that of the share of rows that is read.
func (s *search) metric(c *candidate) float64 { return costOf(c.start, c.cost, s.share) }

// add keeps c where no candidate in the same order is cheaper.
func (s *search) add(sub *subset, c *candidate) {
	c.order = s.useful(c.order)
	for i, have := range sub.best {
		if slices.Equal(have.order, c.order) {
			if s.metric(c) < s.metric(have) {
				sub.best[i] = c
			}
			return
		}
	}
	sub.best = append(sub.best, c)
	if len(sub.best) > keepBest {
		s.prune(sub)
	}
}

// useful cuts an order before the first variable that joins nothing.
func (s *search) useful(order []string) []string {
	for i, v := range order {
		if !s.joinVars.has(v) {
			return order[:i:i]
		}
	}
	return order
}

// prune keeps the cheapest candidates.
func (s *search) prune(sub *subset) {
	slices.SortStableFunc(sub.best, func(a, b *candidate) int {
		switch ma, mb := s.metric(a), s.metric(b); {
		case ma < mb:
			return -1
		case ma > mb:
			return 1
		}
		return 0
	})
	if len(sub.best) > keepBest && bits.OnesCount64(sub.best[0].set) > 1 {
		sub.best = sub.best[:keepBest]
	}
}

// pick returns the cheapest candidate, counting what the wanted order saves.
func (s *search) pick(sub *subset) *candidate {
	var best *candidate
	var bestCost float64
	for _, c := range sub.best {
		cost := s.metric(c) + s.laterDecodes(sub, c)
		if len(s.want) > 0 && !s.satisfies(c.order) {
			cost += s.share * sub.props.Rows * (costGroupRow + costProbeRow)
		}
		if best == nil || cost < bestCost {
			best, bestCost = c, cost
		}
	}
	return best
}

// satisfies reports whether rows in this order are in the one that is wanted.
func (s *search) satisfies(order []string) bool {
	if s.anyOf {
		return leadsWith(order, s.want)
	}
	return hasPrefix(order, s.want)
}
