package preservation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// MaxSerials bounds the ISSNs of a history that are read.
const MaxSerials = 200

// Engine is the source of a report; [*sparql.Engine] implements it.
type Engine interface {
	Resource(ctx context.Context, iri string) ([]rdf.Quad, error)
	Query(ctx context.Context, text string, opt sparql.QueryOptions) (*sparql.Result, error)
}

// Options tunes [Read].
type Options struct {
	// Year is the end of open ranges; 0 means the current year.
	Year int
}

// succession returns the properties that link a serial to its predecessors and
// successors.
func succession() []string {
	return []string{
		vocab.BFPrecededBy, vocab.BFContinues, vocab.BFContinuesInPart, vocab.BFReplacementOf, vocab.BFMergerOf, vocab.BFAbsorbed,
		vocab.BFSeparatedFrom, vocab.BFContinuedBy, vocab.BFContinuedInPartBy, vocab.BFReplacedBy, vocab.BFAbsorbedBy, vocab.BFSplitInto,
		vocab.BFMergedToForm,
	}
}

// reader collects the serials of a history.
type reader struct {
	engine Engine
	last   int
	known  map[issn.ISSN]*Serial
	linked map[issn.ISSN]bool // ISSN-Ls whose members are known
	queue  []issn.ISSN
	links  map[Link]bool
	more   bool
}

// Read returns the report of an ISSN. The error is a [*register.StandingError] if the
// ISSN identifies no serial of the register.
func Read(ctx context.Context, engine Engine, n issn.ISSN, opt Options) (*Report, error) {
	r := &reader{engine: engine, last: opt.Year, known: map[issn.ISSN]*Serial{}, linked: map[issn.ISSN]bool{}, links: map[Link]bool{}}
	if r.last == 0 {
		r.last = time.Now().Year()
	}
	if err := r.visit(ctx, n); err != nil {
		return nil, fmt.Errorf("preservation: %s: %w", n, err)
	}
	if err := r.known[n].err; err != nil {
		return nil, fmt.Errorf("preservation: %w", r.cancelledElsewhere(ctx, n, err))
	}
	for len(r.queue) > 0 {
		next := r.queue[0]
		r.queue = r.queue[1:]
		if err := r.visit(ctx, next); err != nil {
			return nil, fmt.Errorf("preservation: %s: %w", next, err)
		}
	}
	return r.report(n), nil
}

// cancelledElsewhere returns the error for an ISSN that is not in force. If it has no
// record, records of others may name it as cancelled.
func (r *reader) cancelledElsewhere(ctx context.Context, n issn.ISSN, why error) error {
	if standing, ok := errors.AsType[*register.StandingError](why); !ok || standing.Standing != register.Absent {
		return why
	}
	var by []rdf.Term
	if err := r.each(ctx, register.CancellersQuery(n), func(s, _, _ rdf.Term) { by = append(by, s) }); err != nil {
		return err
	}
	return register.NewView(n, register.CancelledBy(n, by)).InForce()
}

// Self sums up an ISSN from only the quads about it, as returned by [Engine.Resource].
// Open ranges end in year.
func Self(n issn.ISSN, quads []rdf.Quad, year int) Level {
	return level([]Serial{readSerial(register.NewView(n, quads), year)})
}

// visit reads an ISSN and queues the members of its ISSN-L and the serials linked to
// it.
func (r *reader) visit(ctx context.Context, n issn.ISSN) error {
	if r.known[n] != nil {
		return nil
	}
	if len(r.known) >= MaxSerials {
		r.more = true
		return nil
	}
	quads, err := r.engine.Resource(ctx, n.IRI())
	if err != nil {
		return err
	}
	s := readSerial(register.NewView(n, quads), r.last)
	r.known[n] = &s
	for _, q := range quads {
		if slices.Contains(succession(), q.P.Value()) {
			r.link(q.S, q.P, q.O)
		}
	}
	if linking, err := issn.Parse(s.ISSNL); err == nil && !r.linked[linking] {
		r.linked[linking] = true
		members := fmt.Sprintf("SELECT ?s ?p ?o { VALUES ?p { <%s> } VALUES ?o { <%s> } ?s ?p ?o }", vocab.SchemaIsPartOf, linking.LinkingIRI())
		err := r.each(ctx, members, func(s, _, _ rdf.Term) {
			if res, ok := issn.ParseIRI(s.Value()); ok && res.Space == issn.SpaceISSN && res.Fragment == "" {
				r.queue = append(r.queue, res.ISSN)
			}
		})
		if err != nil {
			return err
		}
	}
	incoming := fmt.Sprintf("SELECT ?s ?p ?o { VALUES ?o { <%s> } VALUES ?p { <%s> } ?s ?p ?o }", n.IRI(), strings.Join(succession(), "> <"))
	return r.each(ctx, incoming, r.link)
}

// each calls f for the solutions of a query for triples.
func (r *reader) each(ctx context.Context, query string, f func(s, p, o rdf.Term)) (err error) {
	res, err := r.engine.Query(ctx, query, sparql.QueryOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	for row, err := range res.Rows() {
		if err != nil {
			return err
		}
		f(row[0], row[1], row[2])
	}
	return nil
}

// link records a statement of succession between two ISSNs.
func (r *reader) link(s, p, o rdf.Term) {
	from, ok := issn.ParseIRI(s.Value())
	to, ok2 := issn.ParseIRI(o.Value())
	if !ok || !ok2 || from.Space != issn.SpaceISSN || to.Space != issn.SpaceISSN || from.Fragment != "" || to.Fragment != "" {
		return
	}
	r.links[Link{from.ISSN.String(), strings.TrimPrefix(p.Value(), vocab.BF), to.ISSN.String()}] = true
	r.queue = append(r.queue, from.ISSN, to.ISSN)
}

// report builds the report from the serials read.
func (r *reader) report(n issn.ISSN) *Report {
	self := r.known[n]
	rep := &Report{ISSN: self.ISSN, ISSNL: self.ISSNL, Title: self.Title, Year: r.last, Truncated: r.more, Serials: []Serial{}, Succession: []Link{}}
	var linking []Serial
	for _, s := range r.known {
		if s.err == nil {
			rep.Serials = append(rep.Serials, *s)
		}
	}
	slices.SortFunc(rep.Serials, func(a, b Serial) int {
		return cmp.Or(strings.Compare(sortYear(a.Start), sortYear(b.Start)), strings.Compare(a.ISSN, b.ISSN))
	})
	for _, s := range rep.Serials {
		if s.ISSN == self.ISSN || self.ISSNL != "" && s.ISSNL == self.ISSNL {
			linking = append(linking, s)
		}
	}
	for l := range r.links {
		rep.Succession = append(rep.Succession, l)
	}
	slices.SortFunc(rep.Succession, func(a, b Link) int {
		return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.Relation, b.Relation), strings.Compare(a.To, b.To))
	})
	rep.Self, rep.Linking, rep.History = level([]Serial{*self}), level(linking), level(rep.Serials)
	return rep
}

// sortYear puts serials without a start last.
func sortYear(start string) string {
	if _, ok := year(start); ok {
		return start
	}
	return "~" + start
}
