package mapping

import (
	"errors"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
)

// Options tunes a [Mapper]. The zero value follows the profile.
type Options struct {
	// FullOnly puts every statement into the full graph, for a store whose readers may
	// all see whole records.
	FullOnly bool
}

// Mapper maps records. It reuses its memory and belongs to one goroutine.
type Mapper struct {
	opts Options
	s    serial
	r21  reader21
	runi readerUNI
	w    writer
}

// NewMapper returns a Mapper.
func NewMapper(opts Options) *Mapper {
	return &Mapper{opts: opts, w: writer{seen: make(map[string]bool)}}
}

// Map returns the statements of the record. The caller owns the quads, which share
// memory with the record's strings. The error wraps [ErrNoISSN] or is a [*Reject].
func (m *Mapper) Map(rec *marc.Record) (Result, error) { return m.MapInto(nil, rec) }

// MapInto is [Mapper.Map] with memory for the quads, which it overwrites. A caller that
// has finished with one record's quads passes them in for the next.
func (m *Mapper) MapInto(quads []rdf.Quad, rec *marc.Record) (Result, error) {
	n, err := recordISSN(rec)
	if err != nil {
		if reject, ok := errors.AsType[*Reject](err); ok {
			reject.Place = rec.Place
		}
		return Result{}, err
	}
	m.s.reset()
	m.s.issn = n
	if rec.Format == marc.UNIMARC {
		m.readUNIMARC(rec)
	} else {
		m.readMARC21(rec)
	}
	m.s.settleMerger()
	m.s.settleIncorrect()
	m.s.settleNames()
	return Result{
		ISSN: n, Status: m.s.status, Modified: m.s.modified,
		Quads: m.write(quads), Warnings: m.s.takeWarnings(),
	}, nil
}

// takeWarnings hands the warnings over to the caller.
func (s *serial) takeWarnings() []string {
	w := s.warnings
	s.warnings = nil
	return w
}

// write turns the serial into quads, using the given memory.
func (m *Mapper) write(quads []rdf.Quad) []rdf.Quad {
	w := &m.w
	w.begin(&m.s, quads, m.opts.FullOnly)
	w.identifiers()
	w.record()
	if m.s.status.describes() {
		w.resource()
		w.cluster()
		w.titles()
		w.publication()
		w.description()
		w.bodies()
		w.links()
		w.reproductions()
		w.archives()
	}
	w.size, quads = len(w.quads), w.quads
	w.quads = nil // the caller's
	return quads
}
