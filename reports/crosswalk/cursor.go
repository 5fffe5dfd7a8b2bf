package crosswalk

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// A cursor moves forwards over the rows of a scan of three columns, the first of them
// ascending.
type cursor struct {
	scanner ids.Scanner
	batch   *ids.Batch
	at      int
	end     bool
	// A dense cursor reads every batch between two places; others skip ahead, which
	// pays when the places are far apart.
	dense bool
}

// open starts a scan. Its columns are the permutation's columns after the prefix,
// followed by the prefix.
func (r *Reader) open(ctx context.Context, perm ids.Perm, dense bool, low, high ids.ID, prefix ...ids.ID) (*cursor, error) {
	sc := ids.Scan{Perm: perm, Prefix: prefix, Low: low, High: high, DistinctTriples: true}
	for i := range 3 {
		sc.Cols = append(sc.Cols, uint8((i+len(prefix))%3))
	}
	scanner, err := r.snap.Scan(ctx, sc)
	if err != nil {
		return nil, err
	}
	return &cursor{scanner: scanner, dense: dense}, nil
}

// close ends the scan; it is for defer.
func (c *cursor) close(err *error) { *err = errors.Join(*err, c.scanner.Close()) }

// to moves to the first row whose first column is at least low.
func (c *cursor) to(ctx context.Context, low ids.ID) error {
	for !c.end {
		if c.batch != nil {
			n, _ := slices.BinarySearch(c.batch.Cols[0][c.at:c.batch.Len], low)
			if c.at += n; c.at < c.batch.Len {
				return nil
			}
		}
		if !c.dense {
			c.scanner.Seek(low)
		}
		if err := c.next(ctx); err != nil {
			return err
		}
	}
	return nil
}

// next reads the next batch.
func (c *cursor) next(ctx context.Context) error {
	b, err := c.scanner.Next(ctx)
	if errors.Is(err, io.EOF) {
		c.batch, c.end = nil, true
		return nil
	}
	c.batch, c.at = b, 0
	return err
}

// each calls f for the rows with low <= first column < high.
func (c *cursor) each(ctx context.Context, low, high ids.ID, f func(a, b, c ids.ID)) error {
	if err := c.to(ctx, low); err != nil {
		return err
	}
	for !c.end {
		cols := c.batch.Cols
		for ; c.at < c.batch.Len; c.at++ {
			if cols[0][c.at] >= high {
				return nil
			}
			f(cols[0][c.at], cols[1][c.at], cols[2][c.at])
		}
		if err := c.next(ctx); err != nil {
			return err
		}
	}
	return nil
}
