package exec

import (
	"context"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// noRow stands for no right row: the left row as it is.
const noRow = -1

// column says where a column of merged rows comes from: the left row, the right
// row, or the left row where it is bound and else the right row.
type column struct{ left, right int } // -1: not from there

// joiner emits the rows of a join for one left batch after the other.
type joiner struct {
	kind   plan.JoinKind
	rows   int // aimed at in a batch
	out    []column
	compat []column // both sides set
	cond   *program
	condIn []column
	env    *expr.Env

	left   *ids.Batch
	right  *table
	lo, hi []int32 // the range of right rows of each left row
	row    int     // the left row that comes next
	pos    int32   // the right row that comes next, from lo[row]
	began  bool    // row has candidates before pos
	found  bool    // a candidate of row has matched

	lsel, pass []uint32
	rsel       []int32
	buf, cbuf  buffer
}

// joinSpec says what a joiner makes of a left and a right row.
type joinSpec struct {
	kind        plan.JoinKind
	vars        []string     // of the merged rows
	left, right []string     // the columns of the left batches and of the right table
	compat      []string     // shared variables that may be unbound, compared row by row
	cond        algebra.Expr // on merged rows; nil stands for true
}

// newJoiner prepares a join.
func (b *builder) newJoiner(ctx context.Context, s joinSpec) (*joiner, error) {
	j := &joiner{kind: s.kind, rows: b.rt.batchRows(), env: b.rt.Env}
	left, right, compat := indexOf(s.left), indexOf(s.right), indexOf(s.compat)
	source := func(v string) column { return column{left(v), right(v)} }
	for _, v := range s.vars {
		c := source(v)
		if c.left >= 0 && (s.kind != plan.Inner && s.kind != plan.Left || compat(v) < 0) {
			c.right = -1
		}
		j.out = append(j.out, c)
	}
	for _, v := range s.compat {
		c := source(v)
		if c.left < 0 || c.right < 0 {
			return nil, fmt.Errorf("exec: join lacks the column %q", v)
		}
		j.compat = append(j.compat, c)
	}
	if s.cond == nil {
		return j, nil
	}
	schema := expr.Schema{Vars: map[string]int{}}
	for _, v := range union(s.left, s.right) {
		schema.Vars[v] = len(j.condIn)
		j.condIn = append(j.condIn, source(v))
	}
	var err error
	j.cond, err = b.compile(ctx, s.cond, schema)
	return j, err
}

// union returns the names of a and those of b that a lacks.
func union(a, b []string) []string {
	out := slices.Clone(a)
	in := indexOf(a)
	for _, v := range b {
		if in(v) < 0 {
			out = append(out, v)
		}
	}
	return out
}

// indexOf returns the function that finds a name in a list, or -1. It does not take
// longer for long lists.
func indexOf(list []string) func(v string) int {
	const few = 16
	if len(list) <= few {
		return func(v string) int { return slices.Index(list, v) }
	}
	at := make(map[string]int, len(list))
	for i, v := range list {
		at[v] = i
	}
	return func(v string) int {
		if i, ok := at[v]; ok {
			return i
		}
		return -1
	}
}

// close gives the memory of the condition back; nil stands for a join that was not made.
func (j *joiner) close() {
	if j != nil {
		j.cond.close()
	}
}

// start begins a left batch. The slices and tables are lent until next returns
// nil.
func (j *joiner) start(left *ids.Batch, right *table, lo, hi []int32) {
	j.left, j.right, j.lo, j.hi = left, right, lo, hi
	j.row, j.began, j.found = 0, false, false
}

// next returns the next rows of the left batch, or nil after the last.
func (j *joiner) next(ctx context.Context) (*ids.Batch, error) {
	for j.left != nil && j.row < j.left.Len {
		if err := pace.Yield(ctx); err != nil {
			return nil, err
		}
		j.lsel, j.rsel = j.lsel[:0], j.rsel[:0]
		var err error
		if len(j.compat) == 0 && j.cond == nil {
			j.fillPlain()
		} else {
			err = j.fillTested(ctx)
		}
		if err != nil {
			return nil, err
		}
		if len(j.lsel) > 0 {
			return j.emit(&j.buf, j.out), nil
		}
	}
	j.left = nil
	return nil, nil
}

// fillPlain selects pairs where every candidate matches.
func (j *joiner) fillPlain() {
	for j.row < j.left.Len && len(j.lsel) < j.rows {
		lo, hi := j.lo[j.row], j.hi[j.row]
		switch j.kind {
		case plan.Semi, plan.Anti, plan.Minus:
			if (lo < hi) == (j.kind == plan.Semi) {
				j.add(noRow)
			}
			j.row++
			continue
		case plan.Left:
			if lo == hi {
				j.add(noRow)
				j.row++
				continue
			}
		case plan.Inner:
		}
		if !j.began {
			j.pos, j.began = lo, true
		}
		for ; j.pos < hi && len(j.lsel) < j.rows; j.pos++ {
			j.add(j.pos)
		}
		if j.pos >= hi {
			j.row++
			j.began = false
		}
	}
}

// add selects the current left row with a right row, or with noRow.
func (j *joiner) add(right int32) {
	j.lsel = append(j.lsel, uint32(j.row))
	j.rsel = append(j.rsel, right)
}

// fillTested selects candidates up to a batch of them, each left row followed by
// an end mark, and keeps those that pass.
func (j *joiner) fillTested(ctx context.Context) error {
	first, firstFound := j.row, j.found && j.began
	for j.row < j.left.Len && len(j.lsel) < j.rows {
		hi := j.hi[j.row]
		if !j.began {
			j.pos, j.began, j.found = j.lo[j.row], true, false
		}
		if j.found && j.kind != plan.Inner && j.kind != plan.Left {
			j.pos = hi // one match decides
		}
		for ; j.pos < hi && len(j.lsel) < j.rows; j.pos++ {
			j.add(j.pos)
		}
		if j.pos < hi {
			break
		}
		j.add(noRow)
		j.row++
		j.began = false
	}
	if err := j.test(ctx); err != nil {
		return err
	}
	j.settle(first, firstFound)
	return nil
}

// test drops the candidates that are not compatible or fail the condition; end
// marks stay.
func (j *joiner) test(ctx context.Context) error {
	if len(j.compat) > 0 {
		n := 0
		for i, r := range j.rsel {
			if r == noRow || j.compatible(j.lsel[i], r) {
				j.lsel[n], j.rsel[n] = j.lsel[i], r
				n++
			}
		}
		j.lsel, j.rsel = j.lsel[:n], j.rsel[:n]
	}
	if j.cond == nil {
		return nil
	}
	b := j.emit(&j.cbuf, j.condIn)
	var err error
	if j.pass, err = j.cond.Filter(ctx, j.env, b, j.pass[:0]); err != nil {
		return err
	}
	n, p := 0, 0
	for i, r := range j.rsel {
		ok := p < len(j.pass) && j.pass[p] == uint32(i)
		if ok {
			p++
		}
		if r == noRow || ok {
			j.lsel[n], j.rsel[n] = j.lsel[i], r
			n++
		}
	}
	j.lsel, j.rsel = j.lsel[:n], j.rsel[:n]
	return nil
}

// compatible tests the columns that may be unbound. MINUS also wants one that is
// bound on both sides.
func (j *joiner) compatible(l uint32, r int32) bool {
	overlap := false
	for _, c := range j.compat {
		a, b := j.left.Cols[c.left][l], j.right.cols[c.right][r]
		if a == ids.Undef || b == ids.Undef {
			continue
		}
		if a != b {
			return false
		}
		overlap = true
	}
	return overlap || j.kind != plan.Minus
}

// settle replaces end marks by what the kind of the join makes of them.
func (j *joiner) settle(first int, found bool) {
	n := 0
	row := uint32(first)
	for i, r := range j.rsel {
		l := j.lsel[i]
		if l != row {
			row, found = l, false
		}
		keep := false
		switch {
		case r != noRow:
			found = true
			keep = j.kind == plan.Inner || j.kind == plan.Left
		case j.kind == plan.Semi:
			keep = found
		case j.kind != plan.Inner:
			keep = !found
		}
		if keep {
			j.lsel[n], j.rsel[n] = l, r
			n++
		}
	}
	j.lsel, j.rsel = j.lsel[:n], j.rsel[:n]
	if j.began {
		j.found = found && row == uint32(j.row)
	}
}

// emit gathers merged rows of the selected pairs.
func (j *joiner) emit(buf *buffer, cols []column) *ids.Batch {
	out := buf.reset(len(cols))
	for i, c := range cols {
		dst := out.Cols[i]
		switch {
		case c.right < 0:
			dst = gather(dst, j.left.Cols[c.left], j.lsel)
		case c.left < 0:
			dst = gatherRight(dst, j.right.cols[c.right], j.rsel)
		default:
			dst = gatherEither(dst, j.left.Cols[c.left], j.lsel, j.right.cols[c.right], j.rsel)
		}
		out.Cols[i] = dst
	}
	out.Len = len(j.lsel)
	return out
}

// gatherRight appends the selected right values, Undef for noRow.
func gatherRight(dst, col []ids.ID, sel []int32) []ids.ID {
	for _, row := range sel {
		if row == noRow {
			dst = append(dst, ids.Undef)
		} else {
			dst = append(dst, col[row])
		}
	}
	return dst
}

// gatherEither appends the left value where it is bound, else the right one.
func gatherEither(dst, left []ids.ID, lsel []uint32, right []ids.ID, rsel []int32) []ids.ID {
	for i, l := range lsel {
		v := left[l]
		if v == ids.Undef && rsel[i] != noRow {
			v = right[rsel[i]]
		}
		dst = append(dst, v)
	}
	return dst
}
