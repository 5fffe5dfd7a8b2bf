package expr

import "github.com/issn-ld/issn-ld/store/ids"

// comparison is one of the six relational operators.
type comparison uint8

const (
	opEqual comparison = iota
	opNotEqual
	opLess
	opLessEqual
	opGreater
	opGreaterEqual
)

// comparisons are the operators by the name that the algebra gives them.
var comparisons = map[string]comparison{
	"=": opEqual, "!=": opNotEqual, "<": opLess, "<=": opLessEqual, ">": opGreater, ">=": opGreaterEqual,
}

// holds reports whether op holds for the result of a three-way comparison.
func (op comparison) holds(c int) bool {
	switch op {
	case opEqual:
		return c == 0
	case opNotEqual:
		return c != 0
	case opLess:
		return c < 0
	case opLessEqual:
		return c <= 0
	case opGreater:
		return c > 0
	case opGreaterEqual:
		return c >= 0
	}
	return false
}

// mirrored is the operator with its operands exchanged.
func (op comparison) mirrored() comparison {
	switch op {
	case opLess:
		return opGreater
	case opLessEqual:
		return opGreaterEqual
	case opGreater:
		return opLess
	case opGreaterEqual:
		return opLessEqual
	case opEqual, opNotEqual:
	}
	return op
}

// isEquality reports whether op is "=" or "!=".
func (op comparison) isEquality() bool { return op == opEqual || op == opNotEqual }

// compareValues applies op to two values.
func compareValues(ev *evaluator, op comparison, a, b *value) (truth, error) {
	if n, ok := a.ready(); ok {
		if m, ok := b.ready(); ok {
			c, ordered := n.Compare(m)
			return truthOf(ordered && op.holds(c) || !ordered && op == opNotEqual), nil // NaN is unequal to all
		}
	}
	if op.isEquality() {
		t, err := equalValues(ev, a, b)
		if op == opNotEqual {
			t = t.not()
		}
		return t, err
	}
	x, okX, err := a.xsd(ev)
	if err != nil || !okX {
		return isError, err
	}
	y, okY, err := b.xsd(ev)
	if err != nil || !okY {
		return isError, err
	}
	c, ok := x.Compare(*y)
	switch {
	case ok:
		return truthOf(op.holds(c)), nil
	case x.Type().IsNumeric() && y.Type().IsNumeric():
		return isFalse, nil // NaN
	default:
		return isError, nil
	}
}

// compareIDs applies op to two ids where they tell; false where terms are needed.
func compareIDs(p *Pool, op comparison, a, b ids.ID) (truth, bool) {
	ka, kb := a.Kind(), b.Kind()
	if ka == kb {
		switch ka {
		case ids.KindInteger, ids.KindDecimal, ids.KindBoolean, ids.KindISSN:
			return truthOf(op.holds(compareIDOrder(a, b))), true
		case ids.KindDouble:
			return compareDoubles(op, a, b), true
		case ids.KindDate, ids.KindDateTime, ids.KindGYear:
			c, ok := compareMoments(a, b)
			if !ok {
				return isError, true
			}
			return truthOf(op.holds(c)), true
		default:
		}
	}
	if op.isEquality() {
		t, ok := equalIDs(p, a, b)
		if op == opNotEqual {
			t = t.not()
		}
		return t, ok
	}
	return isError, a == ids.Undef || b == ids.Undef
}

// compareIDOrder compares payloads of one kind.
func compareIDOrder(a, b ids.ID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// minusZero and zero are the doubles that are equal though their ids differ.
const (
	zero      = ids.ID(ids.KindDouble)<<ids.KindShift | 1<<(ids.KindShift-1)
	minusZero = zero - 1
)

// compareDoubles compares by value: the zeros are equal, and NaN equals nothing, not even
// itself.
func compareDoubles(op comparison, a, b ids.ID) truth {
	if a == ids.NaN || b == ids.NaN {
		return truthOf(op == opNotEqual)
	}
	if a == minusZero {
		a = zero
	}
	if b == minusZero {
		b = zero
	}
	return truthOf(op.holds(compareIDOrder(a, b)))
}

// compareNode applies a relational operator.
type compareNode struct {
	op          comparison
	left, right node
	// leftID and rightID are the sides whose ids are at hand; nil for others.
	leftID, rightID identNode
	// slow decides the rows that ids do not decide; it remembers where it can.
	slow  node
	plain plainMemory
	rest  []uint32
	a, b  value // scratch
}

// newCompare returns the comparison of two nodes.
func newCompare(mem *holding, op comparison, left, right node) *compareNode {
	n := &compareNode{op: op, left: left, right: right, plain: plainMemory{mem: mem}}
	n.leftID, _ = left.(identNode)
	n.rightID, _ = right.(identNode)
	return n
}

func (n *compareNode) eval(ev *evaluator, out *value) error {
	if n.leftID != nil && n.rightID != nil && ev.binding == nil && ev.batch != nil {
		if t, ok, err := n.byIDs(ev); ok || err != nil {
			return orError(t.set(out), err)
		}
	}
	if err := n.left.eval(ev, &n.a); err != nil {
		return err
	}
	if err := n.right.eval(ev, &n.b); err != nil {
		return err
	}
	t, err := compareValues(ev, n.op, &n.a, &n.b)
	return orError(t.set(out), err)
}

// orError returns the error that stops the query, if there is one, else the
// result of setting a truth.
func orError(result, err error) error {
	if err != nil {
		return err
	}
	return result
}

// byIDs compares the ids of both sides for the current row; false where they do
// not tell.
func (n *compareNode) byIDs(ev *evaluator) (truth, bool, error) {
	a, err := n.leftID.ident(ev)
	if err != nil {
		return isError, false, err
	}
	b, err := n.rightID.ident(ev)
	if err != nil {
		return isError, false, err
	}
	t, ok := compareIDs(ev.pool, n.op, a, b)
	return t, ok, nil
}

// truths compares columns by their ids as far as these tell, and decodes the rest.
func (n *compareNode) truths(ev *evaluator, sel []uint32, out []truth) error {
	if n.leftID == nil || n.rightID == nil || ev.presetCol >= 0 {
		return rowTruths(ev, n, sel, out)
	}
	n.rest = n.rest[:0]
	if err := n.decide(ev, sel, out); err != nil {
		return err
	}
	if len(n.rest) == 0 {
		return nil
	}
	if n.slow != nil {
		return truthsOf(ev, n.slow, n.rest, out)
	}
	left, okLeft := n.left.(*varNode)
	right, okRight := n.right.(*varNode)
	if okLeft && okRight && left.col >= 0 && right.col >= 0 {
		var err error
		n.rest, err = n.plain.compare(ev, n.op, ev.batch.Cols[left.col], ev.batch.Cols[right.col], n.rest, out)
		if err != nil {
			return err
		}
	}
	return rowTruths(ev, n, n.rest, out)
}

// decide decides the rows that ids decide and puts the others into n.rest.
func (n *compareNode) decide(ev *evaluator, sel []uint32, out []truth) error {
	if v, c, op, ok := n.constantSide(); ok && v.col >= 0 {
		id, err := c.ident(ev)
		if err != nil {
			return err
		}
		n.compareColumn(ev, ev.batch.Cols[v.col], op, id, sel, out)
		return nil
	}
	left, okLeft := n.left.(*varNode)
	right, okRight := n.right.(*varNode)
	if okLeft && okRight && left.col >= 0 && right.col >= 0 {
		n.compareColumns(ev, ev.batch.Cols[left.col], ev.batch.Cols[right.col], sel, out)
		return nil
	}
	for _, row := range sel {
		ev.row = row
		t, ok, err := n.byIDs(ev)
		if err != nil {
			return err
		}
		if !ok {
			n.rest = append(n.rest, row)
			continue
		}
		out[row] = t
	}
	return nil
}

// constantSide returns the variable and the constant of a comparison between
// such, with the operator for that order of them.
func (n *compareNode) constantSide() (v *varNode, c *constNode, op comparison, ok bool) {
	if v, ok := n.left.(*varNode); ok {
		c, ok := n.right.(*constNode)
		return v, c, n.op, ok
	}
	v, okV := n.right.(*varNode)
	c, okC := n.left.(*constNode)
	return v, c, n.op.mirrored(), okV && okC
}

// results are what op gives for less, equal and greater.
func (op comparison) results() [3]truth {
	return [3]truth{truthOf(op.holds(-1)), truthOf(op.holds(0)), truthOf(op.holds(1))}
}

// place returns the position in the results of an operator for two ids whose order is that of
// their values. It has no branch on the data: which one is less cannot be predicted.
func place(a, b ids.ID) int {
	less, greater := 0, 0
	if a < b {
		less = 1
	}
	if a > b {
		greater = 1
	}
	return 1 + greater - less
}

// compareColumns compares two columns.
func (n *compareNode) compareColumns(ev *evaluator, left, right []ids.ID, sel []uint32, out []truth) {
	results := n.op.results()
	for _, row := range sel {
		a, b := left[row], right[row]
		if a.Kind() == ids.KindInteger && b.Kind() == ids.KindInteger {
			out[row] = results[place(a, b)]
			continue
		}
		t, ok := compareIDs(ev.pool, n.op, a, b)
		if !ok {
			n.rest = append(n.rest, row)
			continue
		}
		out[row] = t
	}
}

// compareColumn compares a column with a constant.
func (n *compareNode) compareColumn(ev *evaluator, col []ids.ID, op comparison, id ids.ID, sel []uint32, out []truth) {
	kind, direct := id.Kind(), false
	switch kind {
	case ids.KindInteger, ids.KindDecimal, ids.KindBoolean, ids.KindISSN:
		direct = true
	default:
	}
	results := op.results()
	for _, row := range sel {
		v := col[row]
		if direct && v.Kind() == kind {
			out[row] = results[place(v, id)]
			continue
		}
		t, ok := compareIDs(ev.pool, op, v, id)
		if !ok {
			n.rest = append(n.rest, row)
			continue
		}
		out[row] = t
	}
}
