package syntax

import "fmt"

func (w *printer) operation(op UpdateOperation) {
	switch op := op.(type) {
	case *InsertData:
		w.put("INSERT DATA ")
		w.quads(op.Data)
	case *DeleteData:
		w.put("DELETE DATA ")
		w.quads(op.Data)
	case *DeleteWhere:
		w.put("DELETE WHERE ")
		w.quads(op.Pattern)
	case *Modify:
		w.modify(op)
	case *Load:
		w.put("LOAD ", silent(op.Silent))
		w.term(op.Source)
		if !op.Into.IsZero() {
			w.put(" INTO GRAPH ")
			w.term(op.Into)
		}
	case *Clear:
		word := "CLEAR "
		if op.Drop {
			word = "DROP "
		}
		w.put(word, silent(op.Silent))
		w.graphRef(op.Target)
	case *Create:
		w.put("CREATE ", silent(op.Silent), "GRAPH ")
		w.term(op.Graph)
	case *Transfer:
		w.put(op.Name, " ", silent(op.Silent))
		w.graphRef(op.From)
		w.put(" TO ")
		w.graphRef(op.To)
	default:
		panic(fmt.Sprintf("syntax: unknown update operation %T", op))
	}
}

func silent(is bool) string {
	if is {
		return "SILENT "
	}
	return ""
}

func (w *printer) modify(m *Modify) {
	if !m.With.IsZero() {
		w.put("WITH ")
		w.term(m.With)
		w.line()
	}
	if m.HasDelete {
		w.put("DELETE ")
		w.quads(m.Delete)
		w.line()
	}
	if m.HasInsert {
		w.put("INSERT ")
		w.quads(m.Insert)
		w.line()
	}
	w.dataset("USING", m.Using)
	w.line()
	w.put("WHERE ")
	w.group(m.Where)
}

func (w *printer) graphRef(g GraphRef) {
	switch {
	case g.Default:
		w.put("DEFAULT")
	case g.Named:
		w.put("NAMED")
	case g.All:
		w.put("ALL")
	default:
		w.put("GRAPH ")
		w.term(g.IRI)
	}
}

// quads writes triples and GRAPH blocks in braces.
func (w *printer) quads(list []Quads) {
	w.put("{")
	w.indent++
	for _, q := range list {
		w.line()
		if q.Graph == nil {
			w.triplesBlock(q.Triples)
			continue
		}
		w.put("GRAPH ")
		w.node(q.Graph)
		w.put(" ")
		w.triplesIn(q.Triples)
	}
	w.indent--
	w.line()
	w.put("}")
}
