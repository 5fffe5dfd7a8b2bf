package links

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Options configures a run. Register and Emit are required.
type Options struct {
	Register Register
	// Emit takes the quads of the source's graph, in no particular order, some of them
	// more than once.
	Emit func(rdf.Quad) error
	// OnRow is called with every row that is rejected or out of scope, before the next
	// row is read. It may be nil.
	OnRow func(*formats.Row) error
	// OnDiscrepancy is called with every discrepancy; they are also in the graph.
	// It may be nil.
	OnDiscrepancy func(Discrepancy) error
	// IgnoreUnknown omits ISSNs missing from the register from the list of
	// discrepancies, for registers that are only part of the whole.
	IgnoreUnknown bool
	// Now is the time of the run; zero means the current time.
	Now time.Time
}

// FileReport counts the rows of one file.
type FileReport struct {
	Name       string                   `json:"name"`
	Modified   time.Time                `json:"modified,omitzero"`
	Rows       int64                    `json:"rows"`
	Linked     int64                    `json:"linked"`
	Rejected   map[formats.Reason]int64 `json:"rejected"`
	OutOfScope map[formats.Reason]int64 `json:"outOfScope"`
}

// Report sums up a run.
type Report struct {
	Source        string                    `json:"source"`
	Graph         string                    `json:"graph"`
	Files         []FileReport              `json:"files"`
	Links         int64                     `json:"links"` // links and holdings, each once
	Quads         int64                     `json:"quads"`
	ByBasis       map[Basis]int64           `json:"byBasis"`
	Discrepancies map[DiscrepancyKind]int64 `json:"discrepancies"`
	Elapsed       time.Duration             `json:"-"`
}

// Rows returns the sum over all files.
func (r *Report) Rows() (rows, linked, rejected, outOfScope int64) {
	for i := range r.Files {
		f := &r.Files[i]
		rows += f.Rows
		linked += f.Linked
		for _, n := range f.Rejected {
			rejected += n
		}
		for _, n := range f.OutOfScope {
			outOfScope += n
		}
	}
	return rows, linked, rejected, outOfScope
}

// DiscrepancyCount returns the number of discrepancies of all kinds.
func (r *Report) DiscrepancyCount() (sum int64) {
	for _, n := range r.Discrepancies {
		sum += n
	}
	return sum
}

// ErrNoRows marks files without a single row, such as a failed download: they must not
// wipe out a graph.
var ErrNoRows = errors.New("the files have no rows")

// linker is one call of Link.
type linker struct {
	info   sources.Info
	opts   Options
	reg    Register
	bodies Bodies // nil if the register has none
	out    *writer
	report *Report
	row    *FileReport // counts of the current file

	byLinking map[issn.ISSN]string // first item of each ISSN-L
	byItem    map[string]issn.ISSN // first ISSN-L of each item
	spread    map[string]bool      // items that several rows assign to different ISSN-Ls
	held      *heldWriter
	onList    map[listing]bool
	withdrawn []withdrawal
}

// Link reads the files of a source, matches their rows with the register and emits the
// source's graph: links, descriptions of items, holdings, discrepancies and provenance.
// If it fails, the report still covers the work done so far; the error wraps
// [ErrNoRows] if there is nothing to link.
func Link(ctx context.Context, src sources.Source, files []*formats.File, opts Options) (*Report, error) {
	info := src.Info()
	began := time.Now()
	if opts.Now.IsZero() {
		opts.Now = began
	}
	l := &linker{
		info: info, opts: opts, reg: opts.Register,
		report: &Report{
			Source: info.Name, Graph: info.Graph(), ByBasis: map[Basis]int64{}, Discrepancies: map[DiscrepancyKind]int64{},
		},
		byLinking: map[issn.ISSN]string{}, byItem: map[string]issn.ISSN{}, spread: map[string]bool{}, onList: map[listing]bool{},
	}
	l.bodies, _ = opts.Register.(Bodies)
	l.out = newWriter(info, opts.Emit)
	l.held = newHeldWriter(info)
	err := l.files(ctx, src, files)
	l.report.Quads = l.out.quads
	l.report.Elapsed = time.Since(began)
	return l.report, err
}

func (l *linker) files(ctx context.Context, src sources.Source, files []*formats.File) error {
	if err := l.survey(ctx, src, files); err != nil {
		return fmt.Errorf("links: %s: %w", l.info.Name, err)
	}
	for i, f := range files {
		l.report.Files = append(l.report.Files, FileReport{
			Name: f.Name, Modified: f.Modified, Rejected: map[formats.Reason]int64{}, OutOfScope: map[formats.Reason]int64{},
		})
		l.row = &l.report.Files[len(l.report.Files)-1]
		l.out.file(i + 1)
		if err := src.Read(ctx, f, l.take); err != nil {
			return fmt.Errorf("links: %s: %w", l.info.Name, err)
		}
	}
	if rows, _, _, _ := l.report.Rows(); rows == 0 {
		return fmt.Errorf("links: %s: %w: the graph stays as it was", l.info.Name, ErrNoRows)
	}
	if err := l.settleWithdrawn(); err != nil {
		return err
	}
	if err := l.held.write(l.out, l.report, l.opts.Now.Year()); err != nil {
		return err
	}
	return l.out.provenance(l.report, l.opts.Now)
}

// take accounts for one row.
func (l *linker) take(r *formats.Row) error {
	l.row.Rows++
	if r.Reject == "" && r.Skip == "" {
		if err := l.item(r); err != nil {
			return err
		}
	}
	switch {
	case r.Reject != "":
		l.row.Rejected[r.Reject]++
	case r.Skip != "":
		l.row.OutOfScope[r.Skip]++
	default:
		l.row.Linked++
		return nil
	}
	if l.opts.OnRow == nil {
		return nil
	}
	return l.opts.OnRow(r)
}

// item links the item of a row, or marks the row if it cannot.
func (l *linker) item(r *formats.Row) error {
	switch r.Kind {
	case formats.KindOrganization:
		return l.organization(r)
	case formats.KindTerm:
		return l.out.description(&r.Item, rdf.NewIRI(r.IRI))
	case formats.KindRelation:
		return l.relation(r)
	case formats.KindSerial, formats.KindHolding:
	}
	m, err := l.match(r)
	if err != nil {
		return err
	}
	if len(m.targets) == 0 {
		m.mark(r)
		return l.compareRoles(r)
	}
	if err := l.compare(r, &m); err != nil {
		return err
	}
	if r.Kind == formats.KindHolding {
		l.held.add(&r.Item, holder(m.targets), r.Record, l.out.fileNode)
		return nil
	}
	return l.serial(r, &m)
}

// mark records on the row why it has no target.
func (m *match) mark(r *formats.Row) {
	switch {
	case m.stated == 0:
		r.SkipFor(formats.SkipNoISSN, "")
	case m.readable == 0:
		r.RejectFor(formats.RejectISSN, r.Numbers[0].Text)
	case m.lost > 0:
		r.RejectFor(formats.RejectSerial, r.Numbers[0].Text)
	default:
		r.SkipFor(formats.SkipUnknown, r.Numbers[0].Text)
	}
}

// atLinking reports whether the row describes the serial in all its media.
func (l *linker) atLinking(r *formats.Row) bool {
	return l.info.Level == sources.LevelLinking && !r.AtISSN && r.Kind == formats.KindSerial
}

// serial writes the links of an item.
func (l *linker) serial(r *formats.Row, m *match) error {
	targets := m.targets
	if l.atLinking(r) {
		targets = perLinking(targets)
	}
	predicate := cmp.Or(r.Predicate, l.info.Predicate)
	differs := 0
	for _, t := range targets {
		if predicate == vocab.SchemaIsPartOf && t.serial.HasLinking && t.serial.Linking.LinkingIRI() != r.IRI {
			differs++ // already reported as another ISSN-L
			continue
		}
		link := link{target: t, item: &r.Item, predicate: predicate, row: r.Record}
		link.subject = t.serial.ISSN.IRI()
		if l.atLinking(r) {
			link.subject = t.linking().LinkingIRI()
			link.weak = len(targets) > 1 || l.spread[r.IRI]
			if err := l.once(r, t.linking()); err != nil {
				return err
			}
		}
		link.weak = link.weak || r.Weak || t.basis == ByIncorrect
		if len(r.Withdrawn) > 0 {
			l.withdraw(r, link)
			continue
		}
		l.listed(link.subject, &r.Item)
		written, err := l.out.link(&link)
		if err != nil {
			return err
		}
		if written {
			l.report.Links++
			l.report.ByBasis[t.basis]++
		}
	}
	if differs == len(targets) {
		r.RejectFor(formats.RejectDiffers, r.IRI)
		return nil
	}
	if r.Bare {
		return nil
	}
	return l.out.item(&r.Item)
}

// once notices two items for one serial, and an item that several rows assign to
// several serials.
func (l *linker) once(r *formats.Row, n issn.ISSN) error {
	if r.IRI == "" || r.Weak || cmp.Or(r.Predicate, l.info.Predicate) != vocab.SchemaSameAs {
		return nil
	}
	first, seen := l.byLinking[n]
	if !seen {
		l.byLinking[n] = r.IRI
	} else if first != r.IRI {
		d := l.discrepancy(r, SeveralForOne, n.String())
		d.Found, d.Expected, d.Serial = r.IRI, first, n.LinkingIRI()
		if err := l.tell(d); err != nil {
			return err
		}
	}
	other, seen := l.byItem[r.IRI]
	if !seen {
		l.byItem[r.IRI] = n
	} else if other != n && !names(r, other, l.reg) {
		d := l.discrepancy(r, OneForSeveral, n.String())
		d.Found, d.Expected, d.Serial = n.String(), other.String(), n.LinkingIRI()
		return l.tell(d)
	}
	return nil
}

// names reports whether a row itself names a number of the ISSN-L: then it was already
// reported as one item for several.
func names(r *formats.Row, linking issn.ISSN, reg Register) bool {
	for _, num := range r.Numbers {
		n, err := issn.Clean(num.Text)
		if err != nil {
			continue
		}
		if n == linking {
			return true
		}
		if s, ok, err := reg.Serial(n); err == nil && ok && s.HasLinking && s.Linking == linking {
			return true
		}
	}
	return false
}

// relation writes a statement between two ISSNs after checking it.
func (l *linker) relation(r *formats.Row) error {
	m, err := l.match(r)
	if err != nil {
		return err
	}
	if len(m.targets) == 0 {
		m.mark(r)
		return nil
	}
	t := m.targets[0]
	if r.Relation != vocab.SchemaIsPartOf {
		l.report.Links++
		l.report.ByBasis[t.basis]++
		return l.out.give(rdf.NewIRI(t.serial.ISSN.IRI()), r.Relation, rdf.NewIRI(r.Target.IRI()))
	}
	if t.basis == ByISSN && t.serial.HasLinking && t.serial.Linking != r.Target {
		r.RejectFor(formats.RejectDiffers, t.number.String()+": "+r.Target.String()+" instead of "+t.serial.Linking.String())
		d := l.discrepancy(r, LinkingDiffers, t.number.String())
		d.Serial, d.Found, d.Expected = t.serial.ISSN.IRI(), r.Target.String(), t.serial.Linking.String()
		l.correct(&d, r, formats.Number{Text: r.Target.String(), Role: formats.RoleLinking}, t.serial.Linking.String())
		return l.tell(d)
	}
	if t.basis > ByLinking {
		r.RejectFor(formats.RejectSerial, t.number.String())
		return nil
	}
	l.report.Links++
	l.report.ByBasis[t.basis]++
	return l.out.give(rdf.NewIRI(t.number.IRI()), r.Relation, rdf.NewIRI(r.Target.LinkingIRI()))
}

// discrepancy returns a new discrepancy about a row.
func (l *linker) discrepancy(r *formats.Row, kind DiscrepancyKind, number string) Discrepancy {
	return Discrepancy{Kind: kind, Source: l.info.Name, Item: r.IRI, ISSN: formats.CleanText(number), File: r.File, Row: r.Record}
}

// tell passes a discrepancy on.
func (l *linker) tell(d Discrepancy) error {
	if d.Kind == UnknownISSN && l.opts.IgnoreUnknown {
		return nil
	}
	l.report.Discrepancies[d.Kind]++
	var err error
	if l.opts.OnDiscrepancy != nil {
		err = l.opts.OnDiscrepancy(d)
	}
	node := l.info.Graph() + "#discrepancy-" + strconv.FormatInt(l.out.count("discrepancy"), 10)
	return errors.Join(err, d.Triples(rdf.NewIRI(node), l.out.add))
}
