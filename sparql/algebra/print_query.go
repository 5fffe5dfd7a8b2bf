package algebra

import (
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
)

// String returns the query as an S-expression.
func (q *Query) String() string {
	w := &printer{}
	forms := [...]string{"select", "construct", "ask", "describe"}
	w.open(forms[q.Form])
	w.dataset(q.Dataset)
	if q.Template != nil {
		w.line()
		w.open("template")
		for _, tp := range q.Template {
			w.line()
			w.triple(tp)
		}
		w.shut()
	}
	if q.Describe != nil {
		w.line()
		w.put("(terms")
		for _, t := range q.Describe {
			w.put(" ")
			w.term(t)
		}
		w.put(")")
	}
	w.operands(q.Root)
	return w.b.String()
}

// String returns the update as an S-expression for each operation, one below
// the other.
func (u *Update) String() string {
	w := &printer{}
	for i, op := range u.Ops {
		if i > 0 {
			w.line()
		}
		w.operation(op)
	}
	return w.b.String()
}

func (w *printer) dataset(d Dataset) {
	for _, iri := range d.Default {
		w.line()
		w.put("(from ", termText(iri), ")")
	}
	for _, iri := range d.Named {
		w.line()
		w.put("(named ", termText(iri), ")")
	}
}

func (w *printer) operation(op UpdateOp) {
	switch op := op.(type) {
	case *Modify:
		w.modify(op)
	case *Load:
		w.put("(load", silent(op.Silent), " ", termText(op.Source), " ", termText(op.Into), ")")
	case *Clear:
		name := "clear"
		if op.Drop {
			name = "drop"
		}
		w.put("(", name, silent(op.Silent), " ", op.Target.text(), ")")
	case *Create:
		w.put("(create", silent(op.Silent), " ", termText(op.Graph), ")")
	case *Transfer:
		w.put("(", strings.ToLower(op.Name), silent(op.Silent), " ", op.From.text(), " ", op.To.text(), ")")
	default:
		panic(fmt.Sprintf("algebra: unknown update operation %T", op))
	}
}

func silent(is bool) string {
	if is {
		return " silent"
	}
	return ""
}

// text returns what a graph reference names.
func (g GraphRef) text() string {
	switch {
	case g.Named:
		return "named"
	case g.All:
		return "all"
	case g.Default:
		return "default"
	}
	return termText(g.Graph)
}

func (w *printer) modify(op *Modify) {
	w.open("modify")
	if op.With != (rdf.Term{}) {
		w.line()
		w.put("(with ", termText(op.With), ")")
	}
	w.dataset(op.Using)
	w.quadList("delete", op.Delete)
	w.quadList("insert", op.Insert)
	if op.Where != nil {
		w.line()
		w.node(op.Where)
	}
	w.shut()
}

func (w *printer) quadList(name string, list []QuadPattern) {
	if len(list) == 0 {
		return
	}
	w.line()
	w.open(name)
	for _, q := range list {
		w.line()
		w.put("(quad ")
		w.three(q.TriplePattern)
		w.put(" ")
		w.term(q.Graph)
		w.put(")")
	}
	w.shut()
}
