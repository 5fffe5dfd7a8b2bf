package exec

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
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

// countedAfter is the number of rows after which a value is counted from metadata
// and its other rows are skipped.
const countedAfter = 4096

// countBy counts the rows of each value of a sorted column: few by reading them,
// many from metadata.
type countBy struct {
	rt   *Runtime
	scan ids.Scan
	sc   ids.Scanner
	done bool
	id   ids.ID // the value that is being counted; Undef before the first
	n    int64  // its rows so far
	buf  buffer
}

// newCountBy reads the counted column alone.
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
	for out.Len < c.rt.batchRows() && !c.done {
		if err := pace.Yield(ctx); err != nil {
			return nil, err
		}
		b, err := c.sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			c.done = true
			err = c.emit(out)
		} else if err == nil {
			err = c.add(ctx, b.Cols[0][:b.Len], out)
		}
		if err != nil {
			return nil, err
		}
	}
	if out.Len == 0 {
		return nil, io.EOF
	}
	return out, nil
}

// add counts the rows of a column, and emits the values that end in it.
func (c *countBy) add(ctx context.Context, col []ids.ID, out *ids.Batch) error {
	for lo := 0; lo < len(col); {
		id := col[lo]
		if id != c.id {
			if err := c.emit(out); err != nil {
				return err
			}
			c.id = id
		}
		hi := lo + 1
		for hi < len(col) && col[hi] == id {
			hi++
		}
		c.n += int64(hi - lo)
		lo = hi
	}
	if c.n < countedAfter {
		return nil
	}
	one := c.scan
	one.Prefix = slices.Concat(c.scan.Prefix, []ids.ID{c.id})
	n, err := c.rt.Source.Count(ctx, one)
	if err != nil {
		return err
	}
	c.n = n
	c.sc.Seek(c.id + 1)
	return c.emit(out)
}

// emit delivers the value that has been counted.
func (c *countBy) emit(out *ids.Batch) error {
	if c.id == ids.Undef {
		return nil
	}
	count, err := integerID(c.rt.Env.Pool, c.n)
	if err != nil {
		return err
	}
	out.Cols[0] = append(out.Cols[0], c.id)
	out.Cols[1] = append(out.Cols[1], count)
	out.Len++
	c.id, c.n = ids.Undef, 0
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
