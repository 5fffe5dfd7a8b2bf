package exec

import (
	"context"
	"errors"
	"io"

	"github.com/issn-ld/issn-ld/store/ids"
)

// maxGathered is the number of batches that a gather puts together.
const maxGathered = 32

// gatherOp puts batches of its input together, the more the longer it runs: terms
// are decoded faster in large numbers, and a reader of few rows is not kept
// waiting.
type gatherOp struct {
	in     Operator
	rows   int // aimed at in the next batch
	most   int
	buf    buffer
	ended  bool
	failed error // met after rows that are still to be delivered
}

// gathered returns the input of a program, in larger batches if it decodes terms.
func (b *builder) gathered(in Operator, prog *program) Operator {
	if _, already := in.(*gatherOp); already || prog == nil || !prog.Decodes() {
		return in
	}
	rows := b.rt.batchRows()
	return &gatherOp{in: in, rows: rows, most: rows * maxGathered}
}

func (g *gatherOp) Next(ctx context.Context) (*ids.Batch, error) {
	if g.ended {
		return nil, io.EOF
	}
	if err := g.failed; err != nil {
		return nil, err
	}
	first, err := g.in.Next(ctx)
	if err != nil || first.Len >= g.rows {
		g.rows = min(2*g.rows, g.most)
		return first, err
	}
	out := g.buf.reset(len(first.Cols))
	for b := first; ; {
		for i, c := range b.Cols {
			out.Cols[i] = append(out.Cols[i], c[:b.Len]...)
		}
		out.Len += b.Len
		if out.Len >= g.rows {
			break
		}
		if b, err = g.in.Next(ctx); errors.Is(err, io.EOF) {
			g.ended = true
			break
		} else if err != nil {
			g.failed = err
			break
		}
	}
	g.rows = min(2*g.rows, g.most)
	return out, nil
}

// Seek implements seeker. It reaches the rows that have not been gathered, and
// makes these few: who skips rows does not want many at once.
func (g *gatherOp) Seek(key []ids.ID) {
	g.rows = g.most / maxGathered
	seek(g.in, key)
}

// CanSeek implements seeker.
func (g *gatherOp) CanSeek() bool { return canSeek(g.in) }

// Close implements Operator.
func (g *gatherOp) Close() error { return g.in.Close() }
