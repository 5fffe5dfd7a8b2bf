package exec

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// fewKeys is the number of keys up to which each gets a scan of its own, which
// decodes no more than its rows.
const fewKeys = 4

const (
	// gatheredKeys is the number of batches whose keys are looked up together where
	// they come in no order: the more keys, the nearer to each other in the index.
	gatheredKeys = 16
	// firstGathered is the number of rows that are put together at first, so that
	// a reader of few rows does not wait for many.
	firstGathered = 64
	// manyMatches is the number of rows found for the keys of a batch above which no
	// more keys are put together.
	manyMatches = 1 << 15
)

// lookupJoin looks the keys of each left batch up in an index, in the order of
// the index.
type lookupJoin struct {
	rt      *Runtime
	left    Operator
	j       *joiner
	lkey    []int
	request ids.Scan
	nkey    int // leading columns of the request that are the key
	nprefix int // ids of the request's prefix without the key

	sc      ids.Scanner // kept from batch to batch while the keys ascend
	b       *ids.Batch
	pos     int
	bkeys   int // looked for in b so far
	done    bool
	lastKey []ids.ID

	lcols   [][]ids.ID
	order   []int32
	matches *table
	view    ids.Batch
	lo, hi  []int32
	key     []ids.ID
}

// newLookupJoin gathers left rows that come in no order of their keys.
func (b *builder) newLookupJoin(ctx context.Context, n *plan.LookupJoin) (Operator, error) {
	l, err := b.build(ctx, n.L)
	if err != nil {
		return nil, err
	}
	lv := n.L.Base().Vars
	if order := n.L.Base().Order; len(order) == 0 || order[0] != n.On[0] {
		rows := b.rt.batchRows()
		l = &gatherOp{in: l, rows: min(rows, firstGathered), most: rows * gatheredKeys}
	}
	lj := &lookupJoin{
		rt: b.rt, left: l, lkey: positions(lv, n.On), request: n.R.Request(b.loop),
		nkey: len(n.On), key: make([]ids.ID, len(n.On)),
	}
	lj.nprefix = len(lj.request.Prefix)
	rightVars := lj.columns(n)
	lj.matches = newTable(len(rightVars), b.account(n))
	lj.j, err = b.newJoiner(ctx, joinSpec{kind: n.Kind, vars: n.Vars, left: lv, right: rightVars, compat: n.Compat, cond: n.F})
	if err != nil {
		return nil, errors.Join(err, lj.Close())
	}
	if st := b.statsOf(n.R); st != nil {
		st.Opens++
	}
	return lj, nil
}

// columns asks the scan for the key columns and then for the others that the
// plan wants, which it returns.
func (lj *lookupJoin) columns(n *plan.LookupJoin) []string {
	var rest []string
	order := n.R.Perm.Order()
	for c := range lj.nkey {
		lj.request.Cols = append(lj.request.Cols, uint8(lj.nprefix+c))
	}
	wanted := func(v string) bool {
		return v != "" && !slices.Contains(n.On, v) && (slices.Contains(n.R.Vars, v) || slices.Contains(n.Compat, v))
	}
	for c, pos := range order {
		if sl := n.R.Slots[pos]; wanted(sl.Var) && sl.ID == ids.Undef {
			lj.request.Cols = append(lj.request.Cols, uint8(c))
			rest = append(rest, sl.Var)
		}
	}
	return rest
}

func (lj *lookupJoin) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		out, err := lj.j.next(ctx)
		if err != nil || out != nil {
			return out, err
		}
		lb, err := lj.left.Next(ctx)
		if err != nil {
			return nil, err
		}
		if err := lj.match(ctx, lb); err != nil {
			return nil, err
		}
		if g, ok := lj.left.(*gatherOp); ok && lj.matches.rows > manyMatches {
			g.most = max(g.most/2, lj.rt.batchRows())
			g.rows = min(g.rows, g.most)
		}
		lj.j.start(lb, lj.matches, lj.lo, lj.hi)
	}
}

// match looks up the keys of a left batch in ascending order.
func (lj *lookupJoin) match(ctx context.Context, lb *ids.Batch) error {
	lj.lcols = pick(lj.lcols, lb, lj.lkey)
	lj.order = sortedRows(lj.order[:0], lj.lcols, lb.Len)
	lj.matches.reset()
	lj.lo = slices.Grow(lj.lo[:0], lb.Len)[:lb.Len]
	lj.hi = slices.Grow(lj.hi[:0], lb.Len)[:lb.Len]
	few := distinctUpTo(lj.lcols, lj.order, fewKeys+1) <= fewKeys
	var lo, hi int32
	for i, row := range lj.order {
		if i == 0 || compareKey(lj.lcols, int(row), lj.key) != 0 {
			for k, c := range lj.lcols {
				lj.key[k] = c[row]
			}
			lo = int32(lj.matches.rows)
			var err error
			if few {
				err = lj.scanKey(ctx)
			} else {
				err = lj.seekKey(ctx)
			}
			if err != nil {
				return err
			}
			hi = int32(lj.matches.rows)
		}
		lj.lo[row], lj.hi[row] = lo, hi
	}
	return nil
}

// sortedRows appends the rows from 0 to n ordered by their keys.
func sortedRows(order []int32, cols [][]ids.ID, n int) []int32 {
	sorted := true
	for row := range n {
		order = append(order, int32(row))
		if row > 0 && sorted && compareRows(cols, row-1, row) > 0 {
			sorted = false
		}
	}
	switch {
	case sorted:
	case len(cols) == 1:
		key := cols[0]
		slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(key[a], key[b]) })
	default:
		slices.SortFunc(order, func(a, b int32) int { return compareRows(cols, int(a), int(b)) })
	}
	return order
}

// compareRows compares two rows of the same columns.
func compareRows(cols [][]ids.ID, a, b int) int {
	for _, c := range cols {
		switch {
		case c[a] < c[b]:
			return -1
		case c[a] > c[b]:
			return 1
		}
	}
	return 0
}

// distinctUpTo counts the distinct keys of sorted rows, up to n.
func distinctUpTo(cols [][]ids.ID, order []int32, n int) int {
	count := 0
	for i, row := range order {
		if i == 0 || compareRows(cols, int(order[i-1]), int(row)) != 0 {
			count++
			if count == n {
				break
			}
		}
	}
	return count
}

// scanKey appends the rows of the key from a scan of its own.
func (lj *lookupJoin) scanKey(ctx context.Context) error {
	req := lj.request
	req.Prefix = append(slices.Clone(req.Prefix), lj.key...)
	sc, err := lj.rt.Source.Scan(ctx, req)
	if err != nil {
		return err
	}
	for {
		b, err := sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			return sc.Close()
		}
		if err == nil {
			err = lj.keep(b, 0, b.Len)
		}
		if err != nil {
			return errors.Join(err, sc.Close())
		}
	}
}

// seekKey appends the rows of the key from the scan that all keys share.
func (lj *lookupJoin) seekKey(ctx context.Context) error {
	if lj.sc != nil && compareIDs(lj.key, lj.lastKey) < 0 {
		if err := lj.closeScan(); err != nil {
			return err
		}
	}
	if lj.sc == nil {
		var err error
		if lj.sc, err = lj.rt.Source.Scan(ctx, lj.request); err != nil {
			return err
		}
		lj.b, lj.done = nil, false
	}
	if lj.b != nil && compareIDs(lj.key, lj.lastKey) == 0 {
		// The same key as at the end of the last batch: its rows may have gone by.
		if err := lj.closeScan(); err != nil {
			return err
		}
		return lj.seekKey(ctx)
	}
	lj.lastKey = append(lj.lastKey[:0], lj.key...)
	for !lj.done {
		if lj.b != nil {
			keys := lj.b.Cols[:lj.nkey]
			lj.pos = gallop(keys, lj.pos, lj.b.Len, lj.key)
			end := lj.pos
			for end < lj.b.Len && compareKey(keys, end, lj.key) == 0 {
				end++
			}
			if err := lj.keep(lj.b, lj.pos, end); err != nil {
				return err
			}
			lj.pos = end
			if end < lj.b.Len {
				lj.bkeys++
				return nil
			}
		}
		if lj.b == nil || far(lj.bkeys, lj.b.Len) {
			lj.sc.Seek(lj.key...)
		}
		b, err := lj.sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			lj.b, lj.done = nil, true
			return nil
		}
		if err != nil {
			return err
		}
		lj.b, lj.pos, lj.bkeys = b, 0, 0
	}
	return nil
}

// keep appends rows of a batch without their key.
func (lj *lookupJoin) keep(b *ids.Batch, lo, hi int) error {
	lj.view.Cols, lj.view.Len = b.Cols[lj.nkey:], b.Len
	return lj.matches.appendRange(&lj.view, lo, hi)
}

func compareIDs(a, b []ids.ID) int { return slices.Compare(a, b) }

// closeScan ends the scan that was kept for the next batch.
func (lj *lookupJoin) closeScan() error {
	err := lj.sc.Close()
	lj.sc, lj.b = nil, nil
	return err
}

// Close implements Operator.
func (lj *lookupJoin) Close() error {
	lj.j.close()
	lj.matches.mem.release()
	err := lj.left.Close()
	if lj.sc != nil {
		err = errors.Join(err, lj.closeScan())
	}
	return err
}
