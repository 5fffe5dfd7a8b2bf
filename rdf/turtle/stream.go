package turtle

import "github.com/issn-ld/issn-ld/rdf"

// stream writes q to plain Turtle or TriG, continuing the open statement
// where it can.
func (w *Writer) stream(q rdf.Quad) {
	w.startStream()
	indent := ""
	if w.opt.Format == TriG {
		w.enterGraph(q.G)
		if w.inGraph {
			indent = "    "
		}
	}
	switch {
	case w.open && q.S == w.last.S && q.P == w.last.P:
		w.buf = append(w.buf, ", "...)
	case w.open && q.S == w.last.S:
		w.buf = append(append(append(w.buf, " ;\n"...), indent...), "    "...)
		w.buf = append(w.appendVerb(w.buf, q.P), ' ')
	default:
		w.endStatement()
		w.buf = append(w.appendTerm(append(w.buf, indent...), q.S), ' ')
		w.buf = append(w.appendVerb(w.buf, q.P), ' ')
	}
	w.buf = w.appendTerm(w.buf, q.O)
	// What is kept of q must not change with the caller's strings.
	if !w.open || q.S != w.last.S {
		w.last.S = q.S.Clone()
	}
	if q.P != w.last.P {
		w.last.P = q.P.Clone()
	}
	w.open = true
}

func (w *Writer) startStream() {
	if !w.started {
		w.started = true
		w.buf = w.names.head(w.buf)
	}
}

// enterGraph closes the open graph block and begins that of g, if it differs.
func (w *Writer) enterGraph(g rdf.Term) {
	if g == w.last.G {
		return
	}
	w.endStatement()
	w.leaveGraph()
	w.last.G = g.Clone()
	if !g.IsZero() {
		w.buf = append(w.appendTerm(w.buf, g), " {\n"...)
		w.inGraph = true
	}
}

func (w *Writer) leaveGraph() {
	if w.inGraph {
		w.buf = append(w.buf, "}\n"...)
		w.inGraph = false
	}
}

func (w *Writer) endStatement() {
	if w.open {
		w.buf = append(w.buf, " .\n"...)
		w.open = false
	}
}

func (w *Writer) endStream() {
	w.startStream()
	w.endStatement()
	w.leaveGraph()
}
