package exec

import (
	"context"
	"errors"
	"io"
	"slices"

	"issn-ld/sparql/plan"
	"issn-ld/store/ids"
)

// countOp yields the number of rows of a scan.
type countOp struct {
	rt   *Runtime
	scan ids.Scan
	done bool
}

func (c *countOp) Next(ctx context.Context) (*ids.Batch, error) {
	if c.done {
		return nil, io.EOF
	}
	c.done = true
	n, err := c.rt.Source.Count(ctx, c.scan)
	if err != nil {
		return nil, err
	}
	id, err := integerID(c.rt.Env.Pool, n)
	return &ids.Batch{Cols: [][]ids.ID{{id}}, Len: 1}, err
}

// Close implements Operator.
func (c *countOp) Close() error { return nil }

// countBy steps through the distinct values of a column and counts each from
// metadata.
type countBy struct {
	rt   *Runtime
	scan ids.Scan
	sc   ids.Scanner
	buf  buffer
}

func (b *builder) newCountBy(n *plan.CountBy) Operator {
	c := &countBy{rt: b.rt, scan: n.Scan.Request(b.loop)}
	c.scan.Cols = []uint8{uint8(len(c.scan.Prefix))}
	return c
}

func (c *countBy) Next(ctx context.Context) (*ids.Batch, error) {
	if c.sc == nil {
		var err error
		if c.sc, err = c.rt.Source.Scan(ctx, c.scan); err != nil {
			return nil, err
		}
	}
	out := c.buf.reset(2)
	for out.Len < c.rt.batchRows() {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		b, err := c.sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := c.countKeys(ctx, b.Cols[0], out); err != nil {
			return nil, err
		}
		c.sc.Seek(b.Cols[0][b.Len-1] + 1)
	}
	if out.Len == 0 {
		return nil, io.EOF
	}
	return out, nil
}

// countKeys counts each distinct value of a sorted column.
func (c *countBy) countKeys(ctx context.Context, col []ids.ID, out *ids.Batch) error {
	one := c.scan
	for i, id := range col {
		if i > 0 && id == col[i-1] {
			continue
		}
		one.Prefix = slices.Concat(c.scan.Prefix, []ids.ID{id})
		n, err := c.rt.Source.Count(ctx, one)
		if err != nil {
			return err
		}
		count, err := integerID(c.rt.Env.Pool, n)
		if err != nil {
			return err
		}
		out.Cols[0] = append(out.Cols[0], id)
		out.Cols[1] = append(out.Cols[1], count)
		out.Len++
	}
	return nil
}

// Close implements Operator.
func (c *countBy) Close() error {
	if c.sc == nil {
		return nil
	}
	err := c.sc.Close()
	c.sc = nil
	return err
}
