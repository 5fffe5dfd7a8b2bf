package exec

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// scanOp reads a triple pattern.
type scanOp struct {
	rt      *Runtime
	request ids.Scan
	sc      ids.Scanner // opened by the first Next or Seek

	// cols says for each variable which column of the scan it is, or -1 for a
	// constant.
	cols   []int
	consts []ids.ID
	equal  [][2]int // columns of the scan that must be equal
	seekTo []ids.ID

	bounded bool
	ranges  []ids.Range // to come; the one being read is gone from it
	key     []ids.ID    // sought last

	out  ids.Batch
	buf  buffer
	sel  []uint32
	fill [][]ids.ID
}

// newScan finds the columns to deliver: a variable in two slots needs both, to compare them.
func (b *builder) newScan(n *plan.Scan) *scanOp {
	s := &scanOp{rt: b.rt, request: n.Request(b.loop), bounded: n.Bounded, ranges: n.Ranges}
	order := n.Perm.Order()
	at := map[string]int{} // column of the scan that delivers a variable
	deliver := func(column int) int {
		s.request.Cols = append(s.request.Cols, uint8(column))
		return len(s.request.Cols) - 1
	}
	repeated := repeatedVars(n)
	for column, pos := range order {
		sl := n.Slots[pos]
		if sl.Var == "" || sl.ID != ids.Undef || !slices.Contains(n.Vars, sl.Var) && !repeated[sl.Var] {
			continue
		}
		c := deliver(column)
		if first, ok := at[sl.Var]; ok {
			s.equal = append(s.equal, [2]int{first, c})
		} else {
			at[sl.Var] = c
		}
	}
	for _, v := range n.Vars {
		if c, ok := at[v]; ok {
			s.cols, s.consts = append(s.cols, c), append(s.consts, ids.Undef)
			continue
		}
		i := slices.IndexFunc(n.Slots[:], func(sl plan.Slot) bool { return sl.Var == v && sl.ID != ids.Undef })
		s.cols, s.consts = append(s.cols, -1), append(s.consts, n.Slots[i].ID)
	}
	return s
}

// repeatedVars returns the free variables that stand in two slots.
func repeatedVars(n *plan.Scan) map[string]bool {
	seen, twice := map[string]bool{}, map[string]bool{}
	for _, sl := range n.Slots {
		if sl.Var != "" && sl.ID == ids.Undef {
			twice[sl.Var] = seen[sl.Var]
			seen[sl.Var] = true
		}
	}
	return twice
}

func (s *scanOp) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		if s.sc == nil {
			if err := s.open(ctx); err != nil {
				return nil, err
			}
		}
		if len(s.seekTo) > 0 {
			s.sc.Seek(s.seekTo...)
			s.seekTo = s.seekTo[:0]
		}
		b, err := s.sc.Next(ctx)
		if errors.Is(err, io.EOF) && len(s.ranges) > 0 {
			if err := s.Close(); err != nil {
				return nil, err
			}
			s.seekTo = append(s.seekTo[:0], s.key...)
			continue
		}
		if err != nil {
			return nil, err
		}
		if len(s.equal) > 0 {
			s.sel = selectEqualColumns(s.sel[:0], b, s.equal)
			if len(s.sel) == 0 {
				continue
			}
			if len(s.sel) < b.Len {
				b = s.buf.selectRows(b, s.sel)
			}
		}
		return s.arrange(b), nil
	}
}

// open begins the scan, or the scan of the next range with rows after the key that
// was last sought.
func (s *scanOp) open(ctx context.Context) error {
	for s.bounded {
		if len(s.ranges) == 0 {
			return io.EOF
		}
		r := s.ranges[0]
		s.ranges = s.ranges[1:]
		if len(s.key) > 0 && r.High <= s.key[0] {
			continue
		}
		s.request.Low, s.request.High = r.Low, r.High
		break
	}
	var err error
	s.sc, err = s.rt.Source.Scan(ctx, s.request)
	return err
}

// selectEqualColumns appends to sel the rows of b in which all pairs of columns are
// equal.
func selectEqualColumns(sel []uint32, b *ids.Batch, pairs [][2]int) []uint32 {
	for row := range b.Len {
		same := true
		for _, p := range pairs {
			if b.Cols[p[0]][row] != b.Cols[p[1]][row] {
				same = false
			}
		}
		if same {
			sel = append(sel, uint32(row))
		}
	}
	return sel
}

// arrange puts the columns in the order of the variables.
func (s *scanOp) arrange(b *ids.Batch) *ids.Batch {
	s.out.Len = b.Len
	s.out.Cols = s.out.Cols[:0]
	if s.fill == nil {
		s.fill = make([][]ids.ID, len(s.cols))
	}
	for i, c := range s.cols {
		if c >= 0 {
			s.out.Cols = append(s.out.Cols, b.Cols[c])
			continue
		}
		s.fill[i] = constant(s.fill[i], s.consts[i], b.Len)
		s.out.Cols = append(s.out.Cols, s.fill[i][:b.Len])
	}
	return &s.out
}

// constant returns col with at least n rows of id.
func constant(col []ids.ID, id ids.ID, n int) []ids.ID {
	for len(col) < n {
		col = append(col, id)
	}
	return col
}

// Seek implements seeker.
func (s *scanOp) Seek(key []ids.ID) {
	s.seekTo = append(s.seekTo[:0], key...)
	if s.bounded {
		s.key = append(s.key[:0], key...)
	}
}

// CanSeek implements seeker.
func (s *scanOp) CanSeek() bool { return true }

// Close implements Operator.
func (s *scanOp) Close() error {
	if s.sc == nil {
		return nil
	}
	err := s.sc.Close()
	s.sc = nil
	return err
}
