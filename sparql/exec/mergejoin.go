package exec

import (
	"cmp"
	"context"
	"errors"
	"io"
	"sort"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// seekGap is the number of rows from one key that is wanted to the next above which
// skipping to a key costs less than reading on.
const seekGap = 120

// far reports whether the next of the keys that are wanted is likely to lie beyond
// the rows that follow, after rows that had so many of them.
func far(keys, rows int) bool { return keys*seekGap < rows }

// mergeJoin joins two inputs in the same order. Where they can, both skip the
// rows for which the other has none.
type mergeJoin struct {
	left, right Operator
	j           *joiner
	lkey, rkey  []int
	lcols       [][]ids.ID
	skipLeft    bool // left rows without a match are not wanted

	rb      *ids.Batch // current right batch, nil before the first and after the last
	rcols   [][]ids.ID
	rpos    int
	rdone   bool
	rkeys   int    // keys looked for in rb so far
	lfar    bool   // of the last left batch few keys had right rows
	matches *table // right rows for the current left batch
	pendLo  int    // rows of rb that match and wait to be copied to matches: runs
	pendHi  int    // that touch are copied at once
	lo, hi  []int32
	last    []ids.ID // key of the last range, kept for the next left batch
	lastLo  int32
	lastHi  int32
	key     []ids.ID
}

// newMergeJoin builds both sides, of which the left one may be skipped in where rows without
// a match are not wanted.
func (b *builder) newMergeJoin(ctx context.Context, n *plan.MergeJoin) (Operator, error) {
	l, r, err := b.two(ctx, n.L, n.R)
	if err != nil {
		return nil, err
	}
	lv, rv := n.L.Base().Vars, n.R.Base().Vars
	m := &mergeJoin{
		left: l, right: r, lkey: positions(lv, n.On), rkey: positions(rv, n.On),
		skipLeft: (n.Kind == plan.Inner || n.Kind == plan.Semi) && canSeek(l),
		matches:  newTable(len(rv), b.account(n)),
		key:      make([]ids.ID, len(n.On)),
	}
	m.j, err = b.newJoiner(ctx, joinSpec{kind: n.Kind, vars: n.Vars, left: lv, right: rv, compat: n.Compat, cond: n.F})
	if err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

func (m *mergeJoin) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		out, err := m.j.next(ctx)
		if err != nil || out != nil {
			return out, err
		}
		if m.skipLeft {
			if m.rdone && len(m.last) == 0 {
				return nil, io.EOF
			}
			if m.lfar && m.rb != nil && len(m.last) == 0 {
				seek(m.left, m.keyAt(m.rcols, m.rpos))
			}
		}
		lb, err := m.left.Next(ctx)
		if err != nil {
			return nil, err
		}
		if err := m.match(ctx, lb); err != nil {
			return nil, err
		}
		m.j.start(lb, m.matches, m.lo, m.hi)
	}
}

// seek skips rows of op, if it can.
func seek(op Operator, key []ids.ID) {
	if s, ok := op.(seeker); ok {
		s.Seek(key)
	}
}

// keyAt copies the key of a row.
func (m *mergeJoin) keyAt(cols [][]ids.ID, row int) []ids.ID {
	for i, c := range cols {
		m.key[i] = c[row]
	}
	return m.key
}

// match finds the right rows of each row of a left batch.
func (m *mergeJoin) match(ctx context.Context, lb *ids.Batch) error {
	m.lcols = pick(m.lcols, lb, m.lkey)
	m.lo, m.hi = m.lo[:0], m.hi[:0]
	if len(m.last) > 0 && compareKey(m.lcols, 0, m.last) == 0 {
		m.matches.keepRange(int(m.lastLo), int(m.lastHi))
		m.lastLo, m.lastHi = 0, m.lastHi-m.lastLo
	} else {
		m.matches.reset()
		m.last = m.last[:0]
	}
	single := len(m.lcols) == 1
	found := 0
	for row := 0; row < lb.Len; row++ {
		same := len(m.last) > 0
		if single {
			same = same && m.lcols[0][row] == m.last[0]
		} else {
			same = same && compareKey(m.lcols, row, m.last) == 0
		}
		if !same {
			if err := m.nextKey(ctx, row); err != nil {
				return err
			}
			if m.lastLo < m.lastHi {
				found++
			}
			if m.rdone && m.lastLo == m.lastHi {
				m.fillEmpty(lb.Len - row)
				break
			}
		}
		m.lo, m.hi = append(m.lo, m.lastLo), append(m.hi, m.lastHi)
	}
	m.lfar = far(found, lb.Len)
	if m.lastLo == m.lastHi {
		m.last = m.last[:0]
	}
	return m.flush()
}

// flush copies the rows that wait.
func (m *mergeJoin) flush() error {
	lo, hi := m.pendLo, m.pendHi
	m.pendLo, m.pendHi = m.rpos, m.rpos
	if lo == hi {
		return nil
	}
	return m.matches.appendRange(m.rb, lo, hi)
}

// kept is the number of right rows kept for the left batch, those that wait
// included.
func (m *mergeJoin) kept() int32 { return int32(m.matches.rows + m.pendHi - m.pendLo) }

// fillEmpty gives the next n left rows no right rows.
func (m *mergeJoin) fillEmpty(n int) {
	for range n {
		m.lo, m.hi = append(m.lo, 0), append(m.hi, 0)
	}
}

// nextKey finds the right rows of the key at row of the left batch.
func (m *mergeJoin) nextKey(ctx context.Context, row int) error {
	key := m.keyAt(m.lcols, row)
	m.last = append(m.last[:0], key...)
	m.lastLo = m.kept()
	m.lastHi = m.lastLo
	if err := m.advance(ctx, key); err != nil {
		return err
	}
	for m.rb != nil {
		end := runEnd(m.rcols, m.rpos, m.rb.Len, key)
		if end == m.rpos {
			break
		}
		if m.pendHi != m.rpos {
			if err := m.flush(); err != nil {
				return err
			}
		}
		m.rpos, m.pendHi = end, end
		if end < m.rb.Len {
			break
		}
		if err := m.nextRight(ctx); err != nil {
			return err
		}
	}
	m.lastHi = m.kept()
	return nil
}

// runEnd returns the end of the rows from pos on that have the key.
func runEnd(cols [][]ids.ID, pos, n int, key []ids.ID) int {
	if len(key) == 1 {
		col, k := cols[0][:n], key[0]
		for pos < n && col[pos] == k {
			pos++
		}
		return pos
	}
	for pos < n && compareKey(cols, pos, key) == 0 {
		pos++
	}
	return pos
}

// advance moves the right side to the first row that is not before key.
func (m *mergeJoin) advance(ctx context.Context, key []ids.ID) error {
	for !m.rdone {
		if m.rb != nil {
			if len(key) != 1 || m.rpos < m.rb.Len && m.rcols[0][m.rpos] < key[0] {
				m.rpos = gallop(m.rcols, m.rpos, m.rb.Len, key)
			}
			if m.rpos < m.rb.Len {
				m.rkeys++
				return nil
			}
		}
		if err := m.flush(); err != nil {
			return err
		}
		if m.rb == nil || far(m.rkeys, m.rb.Len) {
			seek(m.right, key)
		}
		if err := m.nextRight(ctx); err != nil {
			return err
		}
	}
	return nil
}

// nextRight takes the next right batch.
func (m *mergeJoin) nextRight(ctx context.Context) error {
	if err := m.flush(); err != nil {
		return err
	}
	m.pendLo, m.pendHi = 0, 0
	b, err := m.right.Next(ctx)
	if errors.Is(err, io.EOF) {
		m.rb, m.rdone = nil, true
		return nil
	}
	if err != nil {
		return err
	}
	m.rb, m.rpos, m.rkeys = b, 0, 0
	m.rcols = pick(m.rcols, b, m.rkey)
	return nil
}

// compareKey compares a row with a key, column by column.
func compareKey(cols [][]ids.ID, row int, key []ids.ID) int {
	for i, c := range cols {
		if v := c[row]; v != key[i] {
			return cmp.Compare(v, key[i])
		}
	}
	return 0
}

// gallop returns the first row from pos to before n that is not before key, or n. It
// looks near pos first.
func gallop(cols [][]ids.ID, pos, n int, key []ids.ID) int {
	step := 1
	lo := pos
	for lo < n && compareKey(cols, lo, key) < 0 {
		pos = lo + 1
		lo += step
		step *= 2
	}
	hi := min(lo, n)
	return pos + sort.Search(hi-pos, func(i int) bool { return compareKey(cols, pos+i, key) >= 0 })
}

// Close implements Operator.
func (m *mergeJoin) Close() error {
	m.j.close()
	m.matches.mem.release()
	return errors.Join(m.left.Close(), m.right.Close())
}
