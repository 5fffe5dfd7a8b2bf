package expr

import (
	"errors"

	"github.com/issn-ld/issn-ld/rdf/xsd"
)

// exprError turns an error of package xsd into an expression error.
func exprError(err error) error {
	if err == nil {
		return nil
	}
	return ErrExpr
}

// numbers returns the two numbers of a binary operator; ok is false where one of
// them is another literal of a known datatype.
func numbers(ev *evaluator, args []value) (a, b xsd.Number, ok bool, err error) {
	a, err = args[0].number(ev)
	if err == nil {
		b, err = args[1].number(ev)
	}
	if errors.Is(err, ErrExpr) {
		return a, b, false, nil
	}
	return a, b, err == nil, err
}

// binary applies an operator to two numbers, or its other form to what else the
// operator accepts: dates and durations, as XPath does.
func binary(ev *evaluator, args []value, out *value, op func(a, b xsd.Number) (xsd.Number, error),
	other func(a, b *xsd.Value) (xsd.Value, error),
) error {
	a, b, ok, err := numbers(ev, args)
	if err != nil {
		return err
	}
	if ok {
		n, err := op(a, b)
		out.setNumber(n)
		return exprError(err)
	}
	x, okX, err := args[0].xsd(ev)
	if err != nil || !okX {
		return orExprError(err)
	}
	y, okY, err := args[1].xsd(ev)
	if err != nil || !okY {
		return orExprError(err)
	}
	v, err := other(x, y)
	out.setTyped(v)
	return exprError(err)
}

// orExprError returns err, or ErrExpr for nil.
func orExprError(err error) error {
	if err == nil {
		return ErrExpr
	}
	return err
}

func add(ev *evaluator, args []value, out *value) error {
	return binary(ev, args, out, xsd.Number.Add, addTimes)
}

func subtract(ev *evaluator, args []value, out *value) error {
	return binary(ev, args, out, xsd.Number.Sub, subtractTimes)
}

func multiply(ev *evaluator, args []value, out *value) error {
	return binary(ev, args, out, xsd.Number.Mul, multiplyTimes)
}

func divide(ev *evaluator, args []value, out *value) error {
	return binary(ev, args, out, xsd.Number.Quo, divideTimes)
}

// unary applies a function to a number.
func unary(ev *evaluator, args []value, out *value, op func(xsd.Number) xsd.Number) error {
	n, err := args[0].number(ev)
	if err != nil {
		return err
	}
	out.setNumber(op(n))
	return nil
}

func plus(ev *evaluator, args []value, out *value) error {
	return unary(ev, args, out, func(n xsd.Number) xsd.Number { return n })
}

func minus(ev *evaluator, args []value, out *value) error {
	return unary(ev, args, out, xsd.Number.Neg)
}

func abs(ev *evaluator, args []value, out *value) error {
	return unary(ev, args, out, xsd.Number.Abs)
}

func round(ev *evaluator, args []value, out *value) error {
	return unary(ev, args, out, xsd.Number.Round)
}

func ceil(ev *evaluator, args []value, out *value) error {
	return unary(ev, args, out, xsd.Number.Ceil)
}

func floor(ev *evaluator, args []value, out *value) error {
	return unary(ev, args, out, xsd.Number.Floor)
}

func random(ev *evaluator, _ []value, out *value) error {
	out.setNumber(xsd.Double(ev.env.float64()))
	return nil
}
