package exec

import (
	"context"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// sortedDistinct drops rows that equal the row before. Over a scan it skips the
// repetitions of a key that fill a batch.
type sortedDistinct struct {
	in    Operator
	seeks bool
	last  []ids.ID
	began bool
	sel   []uint32
	buf   buffer
	key   []ids.ID
}

// seekAbove is the share of a batch, 1 in so many rows, under which new keys are
// so rare that skipping pays.
const seekAbove = 64

// newDistinct compares neighbours of sorted input and remembers all rows of other input.
func (b *builder) newDistinct(n *plan.Distinct, in Operator) Operator {
	vars := n.Input.Base().Vars
	if !n.Sorted {
		return &hashedDistinct{in: in, seen: newRowIndex(len(vars), b.account(n))}
	}
	order := n.Input.Base().Order
	seeks := canSeek(in) && len(vars) == 1 && len(order) > 0 && order[0] == vars[0]
	return &sortedDistinct{in: in, seeks: seeks, last: make([]ids.ID, len(vars))}
}

func (d *sortedDistinct) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		b, err := d.in.Next(ctx)
		if err != nil {
			return nil, err
		}
		d.sel = d.sel[:0]
		for row := range b.Len {
			if d.began && compareKey(b.Cols, row, d.last) == 0 {
				continue
			}
			for i, c := range b.Cols {
				d.last[i] = c[row]
			}
			d.began = true
			d.sel = append(d.sel, uint32(row))
		}
		if d.seeks && len(d.sel)*seekAbove <= b.Len {
			d.key = append(d.key[:0], d.last[0]+1)
			seek(d.in, d.key)
		}
		switch len(d.sel) {
		case 0:
			continue
		case b.Len:
			return b, nil
		}
		return d.buf.selectRows(b, d.sel), nil
	}
}

// Seek implements seeker.
func (d *sortedDistinct) Seek(key []ids.ID) { seek(d.in, key) }

// CanSeek implements seeker.
func (d *sortedDistinct) CanSeek() bool { return canSeek(d.in) }

// Close implements Operator.
func (d *sortedDistinct) Close() error { return d.in.Close() }

// hashedDistinct drops the rows that it has seen before.
type hashedDistinct struct {
	in   Operator
	seen *rowIndex
	sel  []uint32
	buf  buffer
}

func (d *hashedDistinct) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		b, err := d.in.Next(ctx)
		if err != nil {
			return nil, err
		}
		d.sel = d.sel[:0]
		for row := range b.Len {
			_, isNew, err := d.seen.add(b.Cols, row)
			if err != nil {
				return nil, err
			}
			if isNew {
				d.sel = append(d.sel, uint32(row))
			}
		}
		switch len(d.sel) {
		case 0:
			continue
		case b.Len:
			return b, nil
		}
		return d.buf.selectRows(b, d.sel), nil
	}
}

// Close implements Operator.
func (d *hashedDistinct) Close() error {
	d.seen.mem.release()
	return d.in.Close()
}
