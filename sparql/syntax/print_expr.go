package syntax

import "fmt"

// expr writes an expression.
func (w *printer) expr(e Expr) {
	switch e := e.(type) {
	case *VarExpr:
		w.put("?", e.Name)
	case *TermExpr:
		w.term(e.Term)
	case *Operation:
		w.operator(e)
	case *Call:
		w.put(e.Name)
		w.args("", e.Args)
	case *FunctionCall:
		w.iri(e.IRI)
		head := ""
		if e.Distinct {
			head = "DISTINCT "
		}
		w.args(head, e.Args)
	case *Aggregate:
		w.aggregate(e)
	case *Exists:
		if e.Not {
			w.put("NOT ")
		}
		w.put("EXISTS ")
		w.group(e.Group)
	case *TripleTermExpr:
		w.put("<<( ")
		w.expr(e.Subject)
		w.put(" ")
		w.expr(e.Predicate)
		w.put(" ")
		w.expr(e.Object)
		w.put(" )>>")
	default:
		panic(fmt.Sprintf("syntax: unknown expression %T", e))
	}
}

// args writes arguments in parentheses, after a head inside them.
func (w *printer) args(head string, args []Expr) {
	w.put("(", head)
	for i, a := range args {
		if i > 0 {
			w.put(", ")
		}
		w.expr(a)
	}
	w.put(")")
}

func (w *printer) operator(o *Operation) {
	switch o.Op {
	case "!", "u+", "u-":
		w.put(o.Op[len(o.Op)-1:])
		w.operand(o.Args[0], true)
	case "IN", "NOT IN":
		w.operand(o.Args[0], false)
		w.put(" ", o.Op, " ")
		w.args("", o.Args[1:])
	default:
		w.operand(o.Args[0], false)
		w.put(" ", o.Op, " ")
		w.operand(o.Args[1], false)
	}
}

// operand writes an operand of an operator, in parentheses where it has
// operators of its own, or where it is a constant that a sign might join.
func (w *printer) operand(e Expr, afterSign bool) {
	switch e.(type) {
	case *Operation:
	case *TermExpr:
		if !afterSign {
			w.expr(e)
			return
		}
	default:
		w.expr(e)
		return
	}
	w.put("(")
	w.expr(e)
	w.put(")")
}

func (w *printer) aggregate(a *Aggregate) {
	w.put(a.Name, "(")
	if a.Distinct {
		w.put("DISTINCT ")
	}
	if a.Arg == nil {
		w.put("*")
	} else {
		w.expr(a.Arg)
	}
	if a.HasSeparator {
		w.put(" ; SEPARATOR = ")
		w.quoted(a.Separator)
	}
	w.put(")")
}
