package exec

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// accumulatorBytes is a guess at the memory of an aggregate of one group.
const accumulatorBytes = 96

// aggregate is one aggregate of a grouping.
type aggregate struct {
	agg   algebra.Aggregate
	prog  *program // of the argument, nil for * and for a column
	col   int      // column of the argument, -1 where there is none
	count bool     // COUNT without DISTINCT: a number will do
	star  bool     // COUNT(DISTINCT *)

	counts  []int64            // by group
	accs    []expr.Accumulator // by group
	seen    *rowIndex          // group and solution, for star
	visible []int              // columns that are part of the solution, for star
	value   []ids.ID           // argument of the current batch
	rowsOf  [][]ids.ID
}

// groupOp groups rows by the ids of key columns.
type groupOp struct {
	rt     *Runtime
	in     Operator
	keys   []int
	aggs   []*aggregate
	mem    *account
	sorted bool

	index  *rowIndex
	groups []int32 // of the rows of a batch
	meter  pace.Meter
	done   bool // the input has been read
	next   int  // group that is delivered next
	kcols  [][]ids.ID
	buf    buffer
}

// newGroup prepares the keys and the aggregates.
func (b *builder) newGroup(ctx context.Context, n *plan.Group, in Operator) (Operator, error) {
	vars := n.Input.Base().Vars
	g := &groupOp{rt: b.rt, in: in, mem: b.account(n), sorted: n.Sorted}
	for _, k := range n.Keys {
		g.keys = append(g.keys, slices.Index(vars, k))
	}
	g.index = newRowIndex(len(g.keys), g.mem)
	for _, a := range n.Aggs {
		agg, err := b.newAggregate(ctx, a.Agg, vars, g.mem)
		if err != nil {
			return nil, err
		}
		g.aggs = append(g.aggs, agg)
		g.in = b.gathered(g.in, agg.prog)
	}
	return g, nil
}

// newAggregate chooses how an aggregate gets its argument: as a column, by a program, or not
// at all.
func (b *builder) newAggregate(ctx context.Context, a algebra.Aggregate, vars []string, mem *account) (*aggregate, error) {
	agg := &aggregate{agg: a, col: -1}
	agg.count = a.Name == "COUNT" && !a.Distinct
	agg.star = a.Arg == nil && a.Distinct
	if agg.star {
		for col, v := range vars {
			if !algebra.IsHidden(v) { // blank nodes of patterns are in no solution
				agg.visible = append(agg.visible, col)
			}
		}
		agg.seen = newRowIndex(len(agg.visible)+1, mem)
		agg.count = true
	}
	if v, ok := a.Arg.(*algebra.VarExpr); ok {
		agg.col = slices.Index(vars, v.Var)
	}
	if a.Arg == nil || agg.col >= 0 {
		return agg, nil
	}
	var err error
	agg.prog, err = b.compile(ctx, a.Arg, schemaOf(vars))
	return agg, err
}

func (g *groupOp) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		if g.done || g.sorted && g.index.len() > g.rt.batchRows() {
			if out, err := g.emit(ctx); out != nil || err != nil {
				return out, err
			}
			if g.done {
				return nil, io.EOF
			}
		}
		b, err := g.in.Next(ctx)
		if errors.Is(err, io.EOF) {
			if err := g.finish(); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := g.add(ctx, b); err != nil {
			return nil, err
		}
	}
}

// finish ends the reading. Without keys there is a group even of no rows.
func (g *groupOp) finish() error {
	g.done = true
	if len(g.keys) == 0 && g.index.len() == 0 {
		return g.open(nil, 0)
	}
	return nil
}

// open makes the group of a row that begins one.
func (g *groupOp) open(cols [][]ids.ID, row int) error {
	n, isNew, err := g.index.add(cols, row)
	if err != nil || !isNew {
		return err
	}
	return g.openAggregates(int(n))
}

// openAggregates makes the aggregates of group n, the next one.
func (g *groupOp) openAggregates(n int) error {
	for _, a := range g.aggs {
		if a.count {
			if err := g.mem.reserve(idBytes); err != nil {
				return err
			}
			a.counts = append(a.counts[:n], 0)
			continue
		}
		if err := g.mem.reserve(accumulatorBytes); err != nil {
			return err
		}
		acc, err := expr.NewAccumulator(a.agg)
		if err != nil {
			return err
		}
		a.accs = append(a.accs[:n], acc)
	}
	return nil
}

// add gives the rows of b to their groups.
func (g *groupOp) add(ctx context.Context, b *ids.Batch) error {
	g.kcols = g.kcols[:0]
	for _, k := range g.keys {
		if k < 0 {
			g.kcols = append(g.kcols, make([]ids.ID, b.Len))
		} else {
			g.kcols = append(g.kcols, b.Cols[k])
		}
	}
	g.groups = g.groups[:0]
	for row := range b.Len {
		if row > 0 && compareRows(g.kcols, row-1, row) == 0 {
			g.groups = append(g.groups, g.groups[row-1])
			continue
		}
		n, isNew, err := g.index.add(g.kcols, row)
		if err != nil {
			return err
		}
		if isNew {
			if err := g.openAggregates(int(n)); err != nil {
				return err
			}
		}
		g.groups = append(g.groups, n)
	}
	for _, a := range g.aggs {
		if err := g.meter.Add(ctx, b.Len); err != nil {
			return err
		}
		if err := a.addBatch(ctx, g.rt.Env, b, g.groups); err != nil {
			return err
		}
	}
	return nil
}

// addBatch gives the rows of b to the aggregate of their groups.
func (a *aggregate) addBatch(ctx context.Context, env *expr.Env, b *ids.Batch, groups []int32) error {
	if a.star {
		return a.addDistinctRows(ctx, b, groups)
	}
	values := a.value[:0]
	switch {
	case a.prog != nil:
		var err error
		if values, err = a.prog.Eval(ctx, env, b, values); err != nil {
			return err
		}
		a.value = values
	case a.col >= 0:
		values = b.Cols[a.col]
	default: // COUNT(*)
		for _, n := range groups {
			a.counts[n]++
		}
		return nil
	}
	if a.count {
		for row, n := range groups {
			if values[row] != ids.Undef {
				a.counts[n]++
			}
		}
		return nil
	}
	for lo := 0; lo < len(groups); {
		hi := lo + 1
		for hi < len(groups) && groups[hi] == groups[lo] {
			hi++
		}
		if err := a.accs[groups[lo]].AddColumn(ctx, env, values[lo:hi]); err != nil {
			return err
		}
		lo = hi
	}
	return nil
}

// addDistinctRows counts the rows that are new in their group.
func (a *aggregate) addDistinctRows(ctx context.Context, b *ids.Batch, groups []int32) error {
	var meter pace.Meter
	number := make([]ids.ID, b.Len)
	for row, n := range groups {
		number[row] = ids.ID(n)
	}
	a.rowsOf = append(a.rowsOf[:0], number)
	for _, col := range a.visible {
		a.rowsOf = append(a.rowsOf, b.Cols[col])
	}
	for row, n := range groups {
		if err := meter.Add(ctx, len(a.rowsOf)); err != nil {
			return err
		}
		_, isNew, err := a.seen.add(a.rowsOf, row)
		if err != nil {
			return err
		}
		if isNew {
			a.counts[n]++
		}
	}
	return nil
}

// resultSteps is what making the value of an aggregate counts for.
const resultSteps = 8

// emit delivers finished groups: all of them, or of sorted input all but the last.
func (g *groupOp) emit(ctx context.Context) (*ids.Batch, error) {
	end := g.index.len()
	if !g.done {
		end--
	}
	if g.next >= end {
		return nil, g.restart(end)
	}
	lo := g.next
	g.next = min(end, lo+g.rt.batchRows())
	out := g.buf.reset(len(g.keys) + len(g.aggs))
	for i := range g.keys {
		out.Cols[i] = append(out.Cols[i], g.index.keys.cols[i][lo:g.next]...)
	}
	for i, a := range g.aggs {
		col := out.Cols[len(g.keys)+i]
		for n := lo; n < g.next; n++ {
			if err := g.meter.Add(ctx, resultSteps); err != nil {
				return nil, err
			}
			id, err := a.result(g.rt.Env, n)
			if err != nil {
				return nil, err
			}
			col = append(col, id)
		}
		out.Cols[len(g.keys)+i] = col
	}
	out.Len = g.next - lo
	return out, nil
}

// restart forgets the groups that have been delivered and keeps the last one of
// sorted input.
func (g *groupOp) restart(last int) error {
	if g.done {
		return nil
	}
	key := make([][]ids.ID, len(g.keys))
	for i := range key {
		key[i] = []ids.ID{g.index.keys.cols[i][last]}
	}
	g.index.reset()
	g.next = 0
	if _, _, err := g.index.add(key, 0); err != nil {
		return err
	}
	for _, a := range g.aggs {
		if a.count {
			a.counts = append(a.counts[:0], a.counts[last])
			g.mem.give(int64(last) * idBytes)
		} else {
			a.accs = append(a.accs[:0], a.accs[last])
			g.mem.give(int64(last) * accumulatorBytes)
		}
		if a.star {
			if err := a.seen.restartAt(last); err != nil {
				return err
			}
		}
	}
	return nil
}

// restartAt keeps the rows of one group under the number 0. After an error the index
// is as it was.
func (x *rowIndex) restartAt(group int) error {
	before := x.mem.used
	kept := newRowIndex(len(x.keys.cols), x.mem)
	row := make([][]ids.ID, len(x.keys.cols))
	for n := range x.keys.rows {
		if x.keys.cols[0][n] != ids.ID(group) {
			continue
		}
		for i, c := range x.keys.cols {
			row[i] = c[n : n+1]
		}
		row[0] = []ids.ID{0}
		if _, _, err := kept.add(row, 0); err != nil {
			x.mem.give(x.mem.used - before)
			return err
		}
	}
	x.mem.give(x.bytes())
	*x = *kept
	return nil
}

// result is the value of the aggregate for a group, whose memory it gives back.
func (a *aggregate) result(env *expr.Env, n int) (ids.ID, error) {
	if a.count {
		return integerID(env.Pool, a.counts[n])
	}
	id, err := a.accs[n].Result(env)
	a.accs[n].Release(env)
	return id, err
}

// integerID returns the id of an xsd:integer.
func integerID(pool *expr.Pool, n int64) (ids.ID, error) {
	return pool.ID(rdf.NewLiteral(strconv.FormatInt(n, 10), vocab.XSDInteger))
}

// Close implements Operator.
func (g *groupOp) Close() error {
	for _, a := range g.aggs {
		a.prog.close()
		for _, acc := range a.accs {
			acc.Release(g.rt.Env)
		}
		a.accs = nil
	}
	g.mem.release()
	return g.in.Close()
}
