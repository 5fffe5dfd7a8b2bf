package extsort

import (
	"context"
	"errors"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/issn-ld/issn-ld/store/ids"
)

// mergeAll merges the runs of all permutations, two at a time.
func (s *Sorter) mergeAll(ctx context.Context, open func(ids.Perm) (Consumer, error)) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for _, p := range ids.Perms {
		g.Go(func() error {
			c, err := open(p)
			if err != nil {
				return err
			}
			return errors.Join(s.merge(ctx, p, c), c.Close())
		})
	}
	return g.Wait()
}

// merge merges the runs of a permutation and removes them.
func (s *Sorter) merge(ctx context.Context, p ids.Perm, c Consumer) (err error) {
	var readers []*runReader
	defer func() {
		for _, r := range readers {
			err = errors.Join(err, r.f.Close(), os.Remove(r.f.Name()))
		}
	}()
	for _, name := range s.runs[p] {
		r, err := openRun(name)
		if err != nil {
			return err
		}
		readers = append(readers, r)
	}
	t := newTree(readers)
	rows := make([]ids.Row, 0, writeRows)
	flush := func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := c.Write(rows)
		rows = rows[:0]
		return err
	}
	var last ids.Row // no row is all zero: no term has the id Undef
	for t.winner != nil {
		if row := &t.winner.row; *row != last {
			last = *row
			if rows = append(rows, last); len(rows) == writeRows {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if err := t.advance(); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return flush()
}

// tree is a loser tree over runs: winner has the least row, and each inner
// node keeps the loser of the match of its subtrees. Ended runs are nil and
// lose every match.
type tree struct {
	leaves []*runReader // a power of two
	losers []int        // by inner node, from 1; leaves they name
	winner *runReader
	leaf   int // of the winner
}

// newTree plays all matches among the readers, each at its first row.
func newTree(readers []*runReader) *tree {
	n := 1
	for n < len(readers) {
		n *= 2
	}
	t := &tree{leaves: make([]*runReader, n), losers: make([]int, n)}
	copy(t.leaves, readers)
	winners := make([]int, 2*n)
	for i := range n {
		winners[n+i] = i
	}
	for i := n - 1; i > 0; i-- {
		w, l := winners[2*i], winners[2*i+1]
		if t.less(l, w) {
			w, l = l, w
		}
		winners[i], t.losers[i] = w, l
	}
	t.leaf = winners[1]
	t.winner = t.leaves[t.leaf]
	return t
}

// less reports whether the row of leaf a comes before that of leaf b.
func (t *tree) less(a, b int) bool {
	ra, rb := t.leaves[a], t.leaves[b]
	if ra == nil || rb == nil {
		return ra != nil
	}
	for i := range ra.row {
		if ra.row[i] != rb.row[i] {
			return ra.row[i] < rb.row[i]
		}
	}
	return false
}

// advance moves the winner to its next row and plays its matches again.
func (t *tree) advance() error {
	more, err := t.winner.next()
	if err != nil {
		return err
	}
	if !more {
		t.leaves[t.leaf] = nil
	}
	w := t.leaf
	for i := (len(t.leaves) + w) / 2; i > 0; i /= 2 {
		if l := t.losers[i]; t.less(l, w) {
			t.losers[i], w = w, l
		}
	}
	t.leaf, t.winner = w, t.leaves[w]
	return nil
}
