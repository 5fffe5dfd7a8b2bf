package mapping

import (
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// writer turns a serial into quads.
type writer struct {
	s     *serial
	quads []rdf.Quad
	free  rdf.Term // graph of the free statements
	base  string   // IRI of the serial
	self  rdf.Term
	text  rdf.Term // the ISSN as a literal
	key   []byte   // scratch memory for IRIs
	terms []rdf.Term
	arena strings.Builder // memory of the strings that quads hold
	blank uint64          // blank nodes so far
	size  int             // quads of the last record
	seen  map[string]bool
}

// begin prepares w for a serial.
func (w *writer) begin(s *serial, quads []rdf.Quad, fullOnly bool) {
	w.s, w.blank = s, 0
	w.quads = quads[:0]
	if cap(quads) == 0 {
		w.quads = make([]rdf.Quad, 0, max(64, w.size+w.size/8))
	}
	clear(w.seen)
	w.self = w.resourceOf(issn.SpaceISSN, s.issn)
	w.base = w.self.Value()
	w.text = rdf.NewString(w.base[len(vocab.Resource+"ISSN/"):])
	w.free = graphFull
	if !fullOnly && (s.status == Register || s.status == Cancelled) {
		w.free = graphFree
	}
}

// give adds a statement to the free graph, if the record has one.
func (w *writer) give(s, p, o rdf.Term) {
	w.quads = append(w.quads, rdf.Quad{S: s, P: p, O: o, G: w.free})
}

// keep adds a statement to the full graph.
func (w *writer) keep(s, p, o rdf.Term) {
	w.quads = append(w.quads, rdf.Quad{S: s, P: p, O: o, G: graphFull})
}

// once reports whether a statement or node with the key is new to the record. It guards
// statements that several fields may repeat.
func (w *writer) once(key string) bool {
	if w.seen[key] {
		return false
	}
	w.seen[key] = true
	return true
}

// arenaSize is the size in bytes of the pieces that hold the strings of a few records.
const arenaSize = 8 << 10

// string returns w.key as a string. Strings are cut from larger pieces of memory,
// which are never written again.
func (w *writer) string() string {
	if w.arena.Cap()-w.arena.Len() < len(w.key) {
		w.arena.Reset()
		w.arena.Grow(max(arenaSize, len(w.key)))
	}
	start := w.arena.Len()
	w.arena.Write(w.key)
	return w.arena.String()[start:]
}

// joined returns two strings joined by a third.
func (w *writer) joined(a, between, b string) string {
	w.key = append(append(append(w.key[:0], a...), between...), b...)
	return w.string()
}

// part returns the IRI of a part of the serial.
func (w *writer) part(fragment string) rdf.Term {
	return rdf.NewIRI(w.joined(w.base, "#", fragment))
}

// named returns the IRI of a part whose fragment is made from text.
func (w *writer) named(prefix, text, suffix string) rdf.Term {
	w.key = append(append(append(w.key[:0], w.base...), '#'), prefix...)
	w.key = append(appendFragment(w.key, text), suffix...)
	return rdf.NewIRI(w.string())
}

// node returns a new blank node.
func (w *writer) node() rdf.Term {
	w.blank++
	w.key = issn.Node{ISSN: w.s.issn, Number: w.blank}.Append(w.key[:0])
	return rdf.NewBlankNode(w.string())
}

// identifiers writes the #ISSN identifier and the record's other ISSNs.
func (w *writer) identifiers() {
	s := w.s
	id := w.part("ISSN")
	status := vocab.IDStatusValid
	switch s.status {
	case Cancelled:
		status = vocab.IDStatusCancelled
	case Suppressed:
		status = vocab.IDStatusSuppressed
	case Register, Legacy, Provisional, Unreported:
	}
	w.give(w.self, bfIdentifiedBy, id)
	w.give(id, rdfType, termIssn)
	w.give(id, rdfValue, w.text)
	w.give(id, bfStatus, rdf.NewIRI(status))
	for _, n := range s.replacedBy {
		w.give(id, issnCancelledInFavor, w.identifier(n))
	}
	if !s.status.describes() {
		return
	}
	for _, n := range s.cancelled {
		w.give(id, issnHasCancelled, w.identifier(n))
	}
	for _, text := range s.incorrect {
		w.give(w.self, issnHasIncorrect, rdf.NewString(text))
	}
	for _, text := range s.cancelledL {
		w.give(w.self, issnHasCancelledL, rdf.NewString(text))
	}
}

// identifier returns the IRI of another ISSN as an identifier.
func (w *writer) identifier(n issn.ISSN) rdf.Term {
	w.key = append(n.Append(append(w.key[:0], issn.SpaceISSN.Prefix()...)), "#ISSN"...)
	return rdf.NewIRI(w.string())
}

// resourceOf returns the IRI of a serial or of a cluster.
func (w *writer) resourceOf(space issn.Space, n issn.ISSN) rdf.Term {
	w.key = n.Append(append(w.key[:0], space.Prefix()...))
	return rdf.NewIRI(w.string())
}

// record writes the #Record and, for a description, its creation.
func (w *writer) record() {
	s := w.s
	rec := w.part("Record")
	w.give(rec, rdfType, termCreativeWork)
	w.give(rec, schemaMainEntity, w.self)
	w.give(rec, bfStatus, rdf.NewIRI(s.status.IRI()))
	if !s.modified.IsZero() {
		w.give(rec, dctModified, rdf.NewLiteral(s.modified.Format("2006-01-02"), vocab.XSDDate))
	}
	if s.centre != "" {
		w.give(rec, provAttributed, w.centre(s.centre))
	}
	if !s.status.describes() {
		return
	}
	creation := w.part("RecordCreation")
	w.give(creation, rdfType, termActivity)
	w.give(creation, provGenerated, rec)
	w.give(creation, provGenerated, w.part("ISSN"))
	if s.hasLinking {
		w.give(creation, provGenerated, w.part("ISSN-L"))
	}
	if s.keyTitle.value != "" {
		w.give(creation, provGenerated, w.part("KeyTitle"))
	}
	if s.abbreviated.value != "" {
		w.keep(creation, provGenerated, w.part("AbbreviatedKeyTitle"))
	}
	if s.created != "" {
		w.give(creation, provStartedAtTime, rdf.NewLiteral(s.created, vocab.XSDDate))
	}
	if s.creator != "" {
		w.give(creation, provAssociated, w.centre(s.creator))
	}
}

// centre writes an ISSN centre.
func (w *writer) centre(code string) rdf.Term {
	t := rdf.NewIRI(w.joined(vocab.ISSNCentre, code, ""))
	if w.once(t.Value()) {
		w.give(t, rdfType, termOrganization)
	}
	return t
}

// cluster writes the ISSN-L and ISSN-H resources that the serial is a part of.
func (w *writer) cluster() {
	s := w.s
	if s.hasLinking {
		id := w.part("ISSN-L")
		w.clusterOf(w.resourceOf(issn.SpaceISSNL, s.linking), id, termIssnL)
	}
	if s.hasHistory {
		w.clusterOf(w.resourceOf(issn.SpaceISSNH, s.history), w.part("ISSN-H"), termIdentifier)
	}
}

// clusterOf writes a cluster and its identifier.
func (w *writer) clusterOf(whole, id, class rdf.Term) {
	value := whole.Value()[len(whole.Value())-len("0000-0000"):]
	w.give(w.self, schemaIsPartOf, whole)
	w.give(w.self, bfIdentifiedBy, id)
	w.give(id, rdfType, class)
	w.give(id, rdfValue, rdf.NewString(value))
	w.give(id, bfStatus, rdf.NewIRI(vocab.IDStatusValid))
	w.give(whole, rdfType, termCreativeWork)
	w.give(whole, bfIdentifiedBy, id)
	w.give(whole, schemaHasPart, w.self)
}
