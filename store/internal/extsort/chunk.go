package extsort

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/issn-ld/issn-ld/store/ids"
)

// writeRows is the number of rows that a consumer gets at a time.
const writeRows = 4096

// sortChunk sorts a chunk six ways and hands the rows to consumers. It uses
// the chunk as scratch memory.
func (s *Sorter) sortChunk(ctx context.Context, chunk []ids.Quad, open func(ids.Perm) (Consumer, error)) error {
	for i := range s.scratch {
		s.scratch[i].grow(len(chunk))
	}
	spo := s.scratch[0].sortBy(chunk, colS)
	copy(chunk, spo)
	sortWithin(chunk, comparePOG)
	spo = slices.Compact(chunk)
	for i := range s.scratch {
		s.scratch[i].grow(len(spo))
	}
	g, ctx := errgroup.WithContext(ctx)
	emit := func(p ids.Perm, quads []ids.Quad) error {
		return s.emit(ctx, p, quads, open)
	}
	g.Go(func() error {
		b := &s.scratch[0]
		if err := emit(ids.SPO, spo); err != nil {
			return err
		}
		pso := b.sortBy(spo, colP)
		if err := emit(ids.PSO, pso); err != nil {
			return err
		}
		return emit(ids.OPS, b.sortBy(pso, colO))
	})
	g.Go(func() error {
		b := &s.scratch[1]
		osp := b.sortBy(spo, colO)
		if err := emit(ids.OSP, osp); err != nil {
			return err
		}
		if err := emit(ids.POS, b.sortBy(osp, colP)); err != nil {
			return err
		}
		sop := b[0]
		copy(sop, spo)
		sortWithin(sop, compareOPG)
		return emit(ids.SOP, sop)
	})
	return g.Wait()
}

// emit hands sorted quads to the consumer of a permutation.
func (s *Sorter) emit(ctx context.Context, p ids.Perm, quads []ids.Quad, open func(ids.Perm) (Consumer, error)) error {
	c, err := open(p)
	if err != nil {
		return err
	}
	rows := make([]ids.Row, 0, min(writeRows, len(quads)))
	for len(quads) > 0 && err == nil {
		n := min(writeRows, len(quads))
		rows = rows[:0]
		for i := range quads[:n] {
			rows = append(rows, p.Row(quads[i]))
		}
		quads = quads[n:]
		if err = ctx.Err(); err == nil {
			err = c.Write(rows)
		}
	}
	return errors.Join(err, c.Close())
}
