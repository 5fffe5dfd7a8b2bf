package exec

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// closureOp finds the pairs that a path of any length connects (section 18.4).
// It first explores the nodes that can be reached from all starts, level by
// level, each node once; then it searches breadth-first from each start on what
// it has found. A node is visited once for each start, so that cycles end.
type closureOp struct {
	b *builder
	n *plan.Closure

	nodes   *rowIndex // numbers of nodes
	next    [][]int32 // by node: the nodes one step away, each once
	known   []bool    // by node: next is complete
	stamp   []int32   // by node: the last start that visited it
	starts  []int32
	target  ids.ID // the fixed other end, or Undef
	started bool
	round   int32

	queue []int32
	one   [1]ids.ID  // a node to look up, and
	key   [][]ids.ID // a column of it
	mem   *account
	found *table
	emit  tableOp
}

// newClosure builds nothing yet: its step runs once for each level of the search.
func (b *builder) newClosure(n *plan.Closure) Operator {
	mem := b.account(n)
	c := &closureOp{b: b, n: n, nodes: newRowIndex(1, mem), mem: mem, found: newTable(len(n.Vars), mem)}
	c.key = [][]ids.ID{c.one[:]}
	c.emit = tableOp{t: c.found, rows: b.rt.batchRows()}
	return c
}

func (c *closureOp) Next(ctx context.Context) (*ids.Batch, error) {
	if !c.started {
		c.started = true
		if err := c.explore(ctx); err != nil {
			return nil, err
		}
	}
	for {
		if b, err := c.emit.Next(ctx); !errors.Is(err, io.EOF) {
			return b, err
		}
		c.found.reset()
		c.emit.next = 0
		for c.found.rows < c.b.rt.batchRows() && len(c.starts) > 0 {
			if err := pace.Yield(ctx); err != nil {
				return nil, err
			}
			start := c.starts[0]
			c.starts = c.starts[1:]
			if err := c.search(ctx, start); err != nil {
				return nil, err
			}
		}
		if c.found.rows == 0 {
			return nil, io.EOF
		}
	}
}

// The memory of a node beside its id, and of a pair: lists grow to up to twice their
// length.
const (
	closureNodeBytes = 64
	closurePairBytes = 8
)

// node returns the number of a node.
func (c *closureOp) node(id ids.ID) (int32, error) {
	c.one[0] = id
	n, isNew, err := c.nodes.add(c.key, 0)
	if err != nil || !isNew {
		return n, err
	}
	if err := c.mem.reserve(closureNodeBytes); err != nil {
		return 0, err
	}
	c.next = append(c.next, nil)
	c.known = append(c.known, false)
	c.stamp = append(c.stamp, 0)
	return n, nil
}

// id is the inverse of node.
func (c *closureOp) id(n int32) ids.ID { return c.nodes.keys.cols[0][n] }

// ends returns the end that the search starts from and the other one.
func (c *closureOp) ends() (from, to plan.End) {
	if c.n.Backward {
		return c.n.O, c.n.S
	}
	return c.n.S, c.n.O
}

// explore finds the starts and everything that can be reached from them.
func (c *closureOp) explore(ctx context.Context) error {
	from, to := c.ends()
	pool := c.b.rt.Env.Pool
	var err error
	if to.Var == "" {
		if c.target, err = pool.ID(to.Term); err != nil {
			return err
		}
	}
	switch {
	case from.Var == "":
		id, err := pool.ID(from.Term)
		if err != nil {
			return err
		}
		err = c.addStarts([]ids.ID{id})
		if err != nil {
			return err
		}
	case c.n.Keyed:
		col := c.b.keys.cols[slices.Index(c.b.keyVars, from.Var)]
		if err := c.addStarts(col); err != nil {
			return err
		}
	default:
		return c.exploreAll(ctx)
	}
	frontier := slices.Clone(c.starts)
	for len(frontier) > 0 {
		if frontier, err = c.expand(ctx, frontier); err != nil {
			return err
		}
		if c.n.Once {
			break
		}
	}
	if c.n.Keyed && c.n.Zero && !c.n.Inside {
		return c.dropForeign(ctx)
	}
	return nil
}

// addStarts adds the distinct ids to the starts.
func (c *closureOp) addStarts(col []ids.ID) error {
	for _, id := range col {
		before := c.nodes.len()
		n, err := c.node(id)
		if err != nil {
			return err
		}
		if int(n) == before {
			c.starts = append(c.starts, n)
		}
	}
	return nil
}

// exploreAll reads all pairs of the step; every node is a start.
func (c *closureOp) exploreAll(ctx context.Context) error {
	op, err := c.b.build(ctx, c.n.All)
	if err != nil {
		return err
	}
	if _, err = c.readPairs(ctx, op, c.n.All.Base().Vars); err != nil {
		return err
	}
	var meter pace.Meter
	for n := range c.next {
		if err := meter.Add(ctx, 1); err != nil {
			return err
		}
		if c.n.Zero || len(c.next[n]) > 0 {
			c.starts = append(c.starts, int32(n))
		}
		c.known[n] = true
	}
	if !c.n.Zero {
		return nil
	}
	// The path of length zero connects every node of the graph with itself.
	if op, err = c.b.build(ctx, c.n.Nodes); err != nil {
		return err
	}
	for b, err := range Batches(ctx, op) {
		if err == nil {
			err = c.addStarts(b.Cols[0])
		}
		if err != nil {
			return errors.Join(err, op.Close())
		}
	}
	return op.Close()
}

// expand finds the next nodes of a frontier and returns those that are new.
func (c *closureOp) expand(ctx context.Context, frontier []int32) ([]int32, error) {
	keys := newTable(1, c.mem)
	if err := keys.grow(len(frontier)); err != nil {
		return nil, err
	}
	for _, n := range frontier {
		keys.cols[0] = append(keys.cols[0], c.id(n))
		c.known[n] = true
	}
	keys.rows = len(frontier)
	slices.Sort(keys.cols[0])
	inner := *c.b
	inner.keys, inner.keyVars = keys, []string{c.n.From}
	op, err := inner.build(ctx, c.n.Step)
	if err != nil {
		return nil, err
	}
	reached, err := c.readPairs(ctx, op, c.n.Step.Base().Vars)
	c.mem.give(int64(keys.held) * idBytes)
	return reached, err
}

// readPairs notes all pairs that op yields, closes it and returns the nodes that
// have not been expanded.
func (c *closureOp) readPairs(ctx context.Context, op Operator, vars []string) ([]int32, error) {
	from, to := slices.Index(vars, c.n.From), slices.Index(vars, c.n.To)
	first := c.nodes.len()
	touched := map[int32]struct{}{}
	for b, err := range Batches(ctx, op) {
		if err != nil {
			return nil, errors.Join(err, op.Close())
		}
		if err := c.mem.reserve(int64(b.Len) * closurePairBytes); err != nil {
			return nil, errors.Join(err, op.Close())
		}
		for row, id := range b.Cols[from] {
			s, err := c.node(id)
			if err != nil {
				return nil, errors.Join(err, op.Close())
			}
			o, err := c.node(b.Cols[to][row])
			if err != nil {
				return nil, errors.Join(err, op.Close())
			}
			c.next[s] = append(c.next[s], o)
			touched[s] = struct{}{}
		}
	}
	var meter pace.Meter
	for s := range touched {
		if err := meter.Add(ctx, 1+len(c.next[s])); err != nil {
			return nil, errors.Join(err, op.Close())
		}
		slices.Sort(c.next[s])
		c.next[s] = slices.Compact(c.next[s])
	}
	var reached []int32
	for n := first; n < c.nodes.len(); n++ {
		if !c.known[n] {
			reached = append(reached, int32(n))
		}
	}
	return reached, op.Close()
}

// dropForeign drops the starts that are not nodes of the graph: between two
// variables a path of length zero connects nodes only.
func (c *closureOp) dropForeign(ctx context.Context) error {
	slices.SortFunc(c.starts, func(a, b int32) int { return cmp.Compare(c.id(a), c.id(b)) })
	inGraph := make([]bool, len(c.starts))
	for i, n := range c.starts {
		inGraph[i] = len(c.next[n]) > 0
	}
	for _, perm := range []ids.Perm{ids.SPO, ids.OSP} {
		if err := c.markFound(ctx, perm, inGraph); err != nil {
			return err
		}
	}
	kept := c.starts[:0]
	for i, n := range c.starts {
		if inGraph[i] {
			kept = append(kept, n)
		}
	}
	c.starts = kept
	return nil
}

// markFound marks the starts, which ascend, that the first column of a permutation
// has, in one pass over it.
func (c *closureOp) markFound(ctx context.Context, perm ids.Perm, found []bool) error {
	if !slices.Contains(found, false) {
		return nil
	}
	s := &plan.Scan{Perm: perm, Graphs: c.n.Graphs}
	request := s.Request(c.b.loop)
	request.Cols = []uint8{0}
	sc, err := c.b.rt.Source.Scan(ctx, request)
	if err != nil {
		return err
	}
	var b *ids.Batch
	pos := 0
	for i, n := range c.starts {
		if found[i] {
			continue
		}
		for {
			if b != nil {
				if pos = gallop(b.Cols, pos, b.Len, []ids.ID{c.id(n)}); pos < b.Len {
					break
				}
			}
			sc.Seek(c.id(n))
			if b, err = sc.Next(ctx); errors.Is(err, io.EOF) {
				return sc.Close()
			}
			if err != nil {
				return errors.Join(err, sc.Close())
			}
			pos = 0
		}
		found[i] = b.Cols[0][pos] == c.id(n)
	}
	return sc.Close()
}

// search adds the pairs of one start to found.
func (c *closureOp) search(ctx context.Context, start int32) error {
	c.round++
	c.queue = c.queue[:0]
	visit := func(n int32) error {
		if c.stamp[n] == c.round {
			return nil
		}
		c.stamp[n] = c.round
		c.queue = append(c.queue, n)
		return c.pair(c.id(start), c.id(n))
	}
	if c.n.Zero {
		if err := visit(start); err != nil {
			return err
		}
	}
	for _, n := range c.next[start] {
		if err := visit(n); err != nil {
			return err
		}
	}
	if c.n.Once {
		return nil
	}
	for i := 0; i < len(c.queue); i++ {
		if i%1024 == 1023 {
			if err := pace.Yield(ctx); err != nil {
				return err
			}
		}
		for _, n := range c.next[c.queue[i]] {
			if err := visit(n); err != nil {
				return err
			}
		}
	}
	return nil
}

// pair adds a pair that the ends allow.
func (c *closureOp) pair(from, to ids.ID) error {
	if c.target != ids.Undef && to != c.target {
		return nil
	}
	s, o := from, to
	if c.n.Backward {
		s, o = to, from
	}
	if c.n.S.Var != "" && c.n.S.Var == c.n.O.Var && s != o {
		return nil
	}
	if err := c.found.grow(1); err != nil {
		return err
	}
	for i, v := range c.n.Vars {
		id := s
		if v != c.n.S.Var {
			id = o
		}
		c.found.cols[i] = append(c.found.cols[i], id)
	}
	c.found.rows++
	return nil
}

// Close implements Operator.
func (c *closureOp) Close() error {
	c.mem.release()
	return nil
}
