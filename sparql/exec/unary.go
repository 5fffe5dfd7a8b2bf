package exec

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// projectOp picks columns.
type projectOp struct {
	in    Operator
	cols  []int // -1: unbound
	seeks bool
	undef []ids.ID
	out   ids.Batch
}

// newProject hands a seek on only where the order of the input is one of its own columns.
func newProject(n *plan.Project, in Operator) Operator {
	return &projectOp{in: in, cols: positions(n.Input.Base().Vars, n.Vars), seeks: canSeek(in) && len(n.Order) > 0}
}

func (p *projectOp) Next(ctx context.Context) (*ids.Batch, error) {
	b, err := p.in.Next(ctx)
	if err != nil {
		return nil, err
	}
	p.out.Len = b.Len
	p.out.Cols = p.out.Cols[:0]
	for _, c := range p.cols {
		if c >= 0 {
			p.out.Cols = append(p.out.Cols, b.Cols[c])
			continue
		}
		p.undef = constant(p.undef, ids.Undef, b.Len)
		p.out.Cols = append(p.out.Cols, p.undef[:b.Len])
	}
	return &p.out, nil
}

// Seek implements seeker.
func (p *projectOp) Seek(key []ids.ID) { seek(p.in, key) }

// CanSeek implements seeker.
func (p *projectOp) CanSeek() bool { return p.seeks }

// Close implements Operator.
func (p *projectOp) Close() error { return p.in.Close() }

// sliceOp skips rows and ends after a number of rows.
type sliceOp struct {
	in   Operator
	skip int64
	left int64 // negative: no limit
	out  ids.Batch
}

func (s *sliceOp) Next(ctx context.Context) (*ids.Batch, error) {
	for s.left != 0 {
		b, err := s.in.Next(ctx)
		if err != nil {
			return nil, err
		}
		lo, hi := int64(0), int64(b.Len)
		if s.skip > 0 {
			lo = min(s.skip, hi)
			s.skip -= lo
			if lo == hi {
				continue
			}
		}
		if s.left > 0 {
			hi = min(hi, lo+s.left)
			s.left -= hi - lo
		}
		s.out.Len = int(hi - lo)
		s.out.Cols = s.out.Cols[:0]
		for _, c := range b.Cols {
			s.out.Cols = append(s.out.Cols, c[lo:hi])
		}
		return &s.out, nil
	}
	return nil, io.EOF
}

// Close implements Operator.
func (s *sliceOp) Close() error { return s.in.Close() }

// graphLoop runs its input once for each named graph.
type graphLoop struct {
	b     *builder
	n     *plan.GraphLoop
	ids   []ids.ID
	op    Operator
	graph ids.ID
	col   int // of the variable in the input, -1 where the loop adds it
	names []ids.ID
	sel   []uint32
	buf   buffer
	out   ids.Batch
}

func (b *builder) newGraphLoop(n *plan.GraphLoop) Operator {
	in := n.Input.Base()
	return &graphLoop{b: b, n: n, ids: n.IDs, col: slices.Index(in.Vars, n.Var)}
}

func (g *graphLoop) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		if g.op == nil {
			if len(g.ids) == 0 {
				return nil, io.EOF
			}
			inner := *g.b
			inner.loop = g.ids[0]
			g.graph, g.ids = g.ids[0], g.ids[1:]
			g.names = g.names[:0]
			var err error
			if g.op, err = inner.build(ctx, g.n.Input); err != nil {
				return nil, err
			}
		}
		b, err := g.op.Next(ctx)
		if errors.Is(err, io.EOF) {
			err = g.op.Close()
			g.op = nil
			if err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		if out := g.bind(b); out != nil {
			return out, nil
		}
	}
}

// bind gives the rows of b the graph, or drops those that have another value.
func (g *graphLoop) bind(b *ids.Batch) *ids.Batch {
	g.names = constant(g.names, g.graph, b.Len)
	if g.col < 0 {
		g.out.Cols = append(append(g.out.Cols[:0], b.Cols...), g.names[:b.Len])
		g.out.Len = b.Len
		return &g.out
	}
	g.sel = g.sel[:0]
	for row, id := range b.Cols[g.col] {
		if id == ids.Undef || id == g.graph {
			g.sel = append(g.sel, uint32(row))
		}
	}
	if len(g.sel) == 0 {
		return nil
	}
	out := g.buf.selectRows(b, g.sel)
	g.out.Cols = append(g.out.Cols[:0], out.Cols...)
	g.out.Cols[g.col] = g.names[:out.Len]
	g.out.Len = out.Len
	return &g.out
}

// Close implements Operator.
func (g *graphLoop) Close() error {
	g.ids = nil
	if g.op == nil {
		return nil
	}
	err := g.op.Close()
	g.op = nil
	return err
}
