package held

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// Register answers the linker's questions about the register. It is read from a
// snapshot once, property by property, into arrays: about 40 bytes per record and 16
// bytes per title, whose text stays in the store. Its methods may be called
// concurrently.
type Register struct {
	ctx     context.Context //nolint:containedctx // that of the one command it serves
	snap    register.Snapshot
	columns *register.Columns
	graphs  []ids.ID // of the register, in ascending order; empty: no records

	at        []uint32 // for each possible ISSN: 1 + its place in rows, or 0
	rows      []row
	titles    []title // by ISSN, key titles first
	members   pairs   // ISSN-L, ISSN
	replaced  pairs   // a cancelled ISSN, its replacement
	incorrect pairs   // a wrong ISSN, the serial that shows it

	bodies func() (*bodyIndex, error) // read on first use
}

// row is the part of a record that matching needs.
type row struct {
	linking    issn.ISSN
	start, end uint16
	hasLinking bool
	recorded   bool // there is a record, not just statements about the ISSN
	ceased     bool
	status     links.Status
	medium     links.Medium
}

// title is a title of a serial.
type title struct {
	n    issn.ISSN
	rank uint8
	text ids.ID
}

// Read reads the register's graphs from a snapshot, which must stay open while the
// result is in use.
func Read(ctx context.Context, snap register.Snapshot) (*Register, error) {
	h := &Register{ctx: ctx, snap: snap, at: make([]uint32, issn.Count)}
	h.bodies = sync.OnceValues(h.readBodies)
	var err error
	if h.columns, err = register.ReadColumns(snap); err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	for _, graph := range register.Graphs() {
		id, ok, err := snap.Lookup(rdf.NewIRI(graph))
		if err != nil {
			return nil, fmt.Errorf("read the register: %w", err)
		}
		if ok {
			h.graphs = append(h.graphs, id)
		}
	}
	slices.Sort(h.graphs)
	for _, read := range []func() error{h.readRecords, h.readNumbers, h.readTitles} {
		if err := read(); err != nil {
			return nil, fmt.Errorf("read the register: %w", err)
		}
	}
	return h, nil
}

// row returns the row of an ISSN, creating it if necessary. It is valid until the next
// call.
func (h *Register) row(n issn.ISSN) *row {
	if h.at[n] == 0 {
		h.rows = append(h.rows, row{})
		h.at[n] = uint32(len(h.rows))
	}
	return &h.rows[h.at[n]-1]
}

// each calls f with the subjects and objects of a property in the register's graphs,
// each pair once, ordered by subject.
func (h *Register) each(property string, f func(s, o ids.ID) error) error {
	p, ok, err := h.snap.Lookup(rdf.NewIRI(property))
	if err != nil || !ok || len(h.graphs) == 0 {
		return err
	}
	scan := ids.Scan{Perm: ids.PSO, Prefix: []ids.ID{p}, Graphs: h.graphs, DistinctTriples: true, Cols: []uint8{1, 2}}
	return eachBatch(h.ctx, h.snap, scan, func(b *ids.Batch) error {
		for i := range b.Len {
			if err := f(b.Cols[0][i], b.Cols[1][i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// value returns a cached lookup of the texts of terms, for few distinct terms.
func (h *Register) value() func(ids.ID) (string, error) {
	known := make(map[ids.ID]string)
	return func(id ids.ID) (string, error) {
		text, ok := known[id]
		if ok {
			return text, nil
		}
		t, err := h.term(id)
		if err == nil {
			known[id] = t.Value()
		}
		return t.Value(), err
	}
}

// term returns the term of an id.
func (h *Register) term(id ids.ID) (rdf.Term, error) {
	var one [1]rdf.Term
	terms, err := h.snap.Terms(one[:0], []ids.ID{id})
	if err != nil {
		return rdf.Term{}, err
	}
	return terms[0], nil
}

// readRecords reads the short facts of records: status, dates and medium.
func (h *Register) readRecords() error {
	for _, field := range []struct {
		property string
		fragment ids.ID
		set      func(r *row, value string)
	}{
		{vocab.BFStatus, h.columns.Record, func(r *row, value string) {
			standing := register.StandingOf(value)
			r.recorded = standing != register.Unreported // which identifies no serial
			switch standing {
			case register.Cancelled:
				r.status = links.StatusCancelled
			case register.Suppressed:
				r.status = links.StatusSuppressed
			case register.Absent, register.InForce, register.Unreported, register.Withdrawn:
			}
		}},
		{vocab.SchemaStartDate, 0, func(r *row, value string) { r.start = year(value) }},
		{vocab.SchemaEndDate, 0, func(r *row, value string) { r.end = year(value) }},
		{vocab.M21PublicationStatus, 0, func(r *row, value string) { r.ceased = strings.HasSuffix(value, "#d") }},
		{vocab.DCFormat, 0, func(r *row, value string) { r.medium = mediumOf(value) }},
	} {
		value := h.value()
		err := h.each(field.property, func(s, o ids.ID) error {
			n, ok := serialID(s)
			if !ok || s&ids.FragmentMask != field.fragment {
				return nil
			}
			text, err := value(o)
			field.set(h.row(n), text)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readNumbers reads how ISSNs point to one another.
func (h *Register) readNumbers() error {
	err := h.each(vocab.SchemaIsPartOf, func(s, o ids.ID) error {
		n, ok := serialID(s)
		if linking, isLinking := linkingID(o); ok && isLinking && s&ids.FragmentMask == 0 {
			r := h.row(n)
			r.linking, r.hasLinking = linking, true
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = h.each(vocab.SchemaHasPart, func(s, o ids.ID) error {
		linking, ok := linkingID(s)
		if n, isSerial := serialID(o); ok && isSerial {
			h.members.add(linking, n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = h.each(vocab.ISSNCancelledInFavor, func(s, o ids.ID) error {
		old, ok := serialID(s)
		if n, isSerial := serialID(o); ok && isSerial {
			h.replaced.add(old, n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for property, pairs := range map[string]*pairs{
		vocab.ISSNHasCancelledISSN: &h.replaced, vocab.ISSNHasCancelledISSNL: &h.replaced, vocab.ISSNHasIncorrectISSN: &h.incorrect,
	} {
		err := h.each(property, func(s, o ids.ID) error {
			n, ok := serialID(s)
			old, isNumber, err := h.number(o)
			if ok && isNumber {
				pairs.add(old, n)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, pairs := range []*pairs{&h.members, &h.replaced, &h.incorrect} {
		pairs.sort()
	}
	return nil
}

// number reads an ISSN from a term: its IRI or well-formed text.
func (h *Register) number(id ids.ID) (issn.ISSN, bool, error) {
	if n, ok := serialID(id); ok {
		return n, true, nil
	}
	t, err := h.term(id)
	if err != nil {
		return 0, false, err
	}
	n, parseErr := issn.Parse(t.Value())
	return n, parseErr == nil && t.IsLiteral(), nil
}

// readTitles reads the titles of serials: key titles, and names and titles of the
// serial itself, but not names of publishers or titles of other serials.
func (h *Register) readTitles() error {
	var nodes []ids.ID // blank nodes that are titles of the serial, in ascending order
	err := h.each(vocab.BFTitleProperty, func(s, o ids.ID) error {
		if s.Kind() == ids.KindISSNIRI && s&ids.FragmentMask == 0 && o.Kind() == ids.KindISSNNode {
			nodes = append(nodes, o)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(nodes)
	for rank, property := range []string{vocab.RDFValue, vocab.BFMainTitle, vocab.SchemaName, vocab.SchemaAlternateName} {
		err := h.each(property, func(s, o ids.ID) error {
			n, ok := serialID(s)
			switch part := s & ids.FragmentMask; {
			case !ok:
				return nil
			case s.Kind() == ids.KindISSNNode:
				if _, isTitle := slices.BinarySearch(nodes, s); !isTitle || rank == 0 {
					return nil
				}
			case part != h.columns.KeyTitle && (part != 0 || rank == 0):
				return nil
			}
			h.titles = append(h.titles, title{n, uint8(rank), o})
			return nil
		})
		if err != nil {
			return err
		}
	}
	slices.SortStableFunc(h.titles, func(a, b title) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.rank, b.rank))
	})
	return nil
}

// serialID returns the ISSN whose resource an id belongs to.
func serialID(id ids.ID) (issn.ISSN, bool) {
	space, n, ok := id.ISSN()
	return issn.ISSN(n), ok && issn.Space(space) == issn.SpaceISSN
}

// linkingID returns the ISSN of an id that is an ISSN-L resource.
func linkingID(id ids.ID) (issn.ISSN, bool) {
	space, n, ok := id.ISSN()
	return issn.ISSN(n), ok && issn.Space(space) == issn.SpaceISSNL && id&ids.FragmentMask == 0
}

// Serial implements [links.Register].
func (h *Register) Serial(n issn.ISSN) (links.Serial, bool, error) {
	s := links.Serial{ISSN: n}
	if h.at[n] == 0 {
		return s, false, nil
	}
	r := &h.rows[h.at[n]-1]
	s.Status, s.Linking, s.HasLinking, s.Medium = r.status, r.linking, r.hasLinking, r.medium
	s.Start, s.End, s.Ceased = int(r.start), int(r.end), r.ceased
	first, found := slices.BinarySearchFunc(h.titles, n, func(t title, n issn.ISSN) int { return cmp.Compare(t.n, n) })
	if !found {
		return s, r.recorded, nil
	}
	var texts []ids.ID
	for _, t := range h.titles[first:] {
		if t.n != n {
			break
		}
		texts = append(texts, t.text)
	}
	terms, err := h.snap.Terms(make([]rdf.Term, 0, len(texts)), texts)
	if err != nil {
		return s, false, err
	}
	for _, t := range terms {
		if !slices.Contains(s.Titles, t.Value()) {
			s.Titles = append(s.Titles, t.Value())
		}
	}
	return s, r.recorded, nil
}

// Members implements [links.Register].
func (h *Register) Members(n issn.ISSN) ([]issn.ISSN, error) { return h.members.of(n), nil }

// Replacements implements [links.Register].
func (h *Register) Replacements(n issn.ISSN) ([]issn.ISSN, error) { return h.replaced.of(n), nil }

// Incorrect implements [links.Register].
func (h *Register) Incorrect(n issn.ISSN) ([]issn.ISSN, error) { return h.incorrect.of(n), nil }

// pairs maps ISSNs to other ISSNs. After sort it is in ascending order.
type pairs []uint64

func (p *pairs) add(from, to issn.ISSN) { *p = append(*p, uint64(from)<<32|uint64(to)) }

func (p *pairs) sort() {
	slices.Sort(*p)
	*p = slices.Compact(*p)
}

// of returns the ISSNs paired with n, in ascending order.
func (p pairs) of(n issn.ISSN) (list []issn.ISSN) {
	first, _ := slices.BinarySearch(p, uint64(n)<<32)
	for _, pair := range p[first:] {
		if issn.ISSN(pair>>32) != n {
			break
		}
		list = append(list, issn.ISSN(pair&(1<<32-1)))
	}
	return list
}

// year reads a year of four digits; anything else, and 9999 for an open year, gives 0.
func year(s string) uint16 {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || len(s) != 4 || n == 9999 {
		return 0
	}
	return uint16(n)
}

func mediumOf(iri string) links.Medium {
	switch iri {
	case vocab.MediumPrint:
		return links.MediumPrint
	case vocab.MediumOnline:
		return links.MediumOnline
	}
	return links.MediumOther
}

// eachBatch calls f for the batches of a scan.
func eachBatch(ctx context.Context, snap register.Snapshot, scan ids.Scan, f func(*ids.Batch) error) (err error) {
	sc, err := snap.Scan(ctx, scan)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sc.Close()) }()
	for {
		b, err := sc.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = f(b)
		}
		if err != nil {
			return err
		}
	}
}
