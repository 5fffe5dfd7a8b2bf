package sparql

import (
	"iter"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
)

// templateUnit is the number of triples that are made between two looks at whether
// the query has ended, and at most before they are delivered.
const templateUnit = 256

// constructed instantiates the template of CONSTRUCT for each solution (section
// 16.2). Triples that no graph can hold are left out.
func (r *Result) constructed() iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		c := &constructor{r: r, in: newInstantiator(r.plan.Vars(), r.query.Template), seen: exec.NewRowSet(3, r.session.budget)}
		defer c.seen.Release()
		for b, err := range r.batches() {
			if err == nil {
				err = c.begin(b)
			}
			for more := err == nil; more; {
				err = r.inTurn(func() (err error) {
					more, err = c.fill()
					return err
				})
				for _, q := range c.quads {
					if e := r.lend([]rdf.Term{q.O}); e != nil {
						err = e
						break
					}
					if !yield(q, nil) {
						return
					}
				}
				more = more && err == nil
			}
			if err != nil {
				yield(rdf.Quad{}, err)
				return
			}
		}
	}
}

// constructor makes the triples of a CONSTRUCT query, some at a time.
type constructor struct {
	r     *Result
	in    *instantiator
	seen  *exec.RowSet
	rows  int // of the batch
	row   int // that is next
	at    int // of the template
	quads []rdf.Quad
}

// begin takes the next batch of solutions.
func (c *constructor) begin(b *ids.Batch) error {
	c.rows, c.row, c.at = b.Len, 0, 0
	return c.r.inTurn(func() error { return c.in.decode(c.r.session, b) })
}

// fill makes the next triples, and reports whether there may be more in the batch. It
// leaves those made so far in c.quads, after an error too.
func (c *constructor) fill() (more bool, err error) {
	c.quads = c.quads[:0]
	template := c.r.query.Template
	if err := pace.Yield(c.r.session.ctx); err != nil {
		return false, c.r.session.translate(err)
	}
	for made := 0; c.row < c.rows; {
		if made >= templateUnit {
			return true, nil
		}
		if c.at == 0 {
			c.in.solution++
			made++ // where the template is empty
		}
		for c.at < len(template) {
			if made >= templateUnit {
				return true, nil
			}
			made++
			q, ok := c.in.triple(template[c.at], c.row)
			c.at++
			if !ok {
				continue
			}
			isNew, err := c.r.isNew(c.seen, q)
			if err == nil && isNew {
				err = c.r.count(1)
			}
			if err != nil {
				return false, err
			}
			if isNew {
				c.quads = append(c.quads, q)
			}
		}
		c.row, c.at = c.row+1, 0
	}
	return false, nil
}

// isNew reports whether a triple has not been delivered before.
func (r *Result) isNew(seen *exec.RowSet, q rdf.Quad) (bool, error) {
	var key [3]ids.ID
	for i, t := range [3]rdf.Term{q.S, q.P, q.O} {
		id, err := r.session.env.Pool.ID(t)
		if err != nil {
			return false, r.session.translate(err)
		}
		key[i] = id
	}
	return seen.Add(key[:])
}

// instantiator makes triples of a template and solutions.
type instantiator struct {
	vars     map[string]int
	used     []int // columns that the template reads
	cols     [][]rdf.Term
	prefix   string // of the labels of new blank nodes
	solution uint64
}

// newInstantiator prepares a template over columns vars.
func newInstantiator(vars []string, template []algebra.TriplePattern) *instantiator {
	in := &instantiator{vars: map[string]int{}, cols: make([][]rdf.Term, len(vars)), prefix: "b.c"}
	for i, v := range vars {
		in.vars[v] = i
	}
	for _, v := range templateVars(template) {
		if c, ok := in.vars[v]; ok {
			in.used = append(in.used, c)
		}
	}
	return in
}

// templateVars returns the variables of a template, its new blank nodes left out.
func templateVars(template []algebra.TriplePattern) []string {
	var out []string
	seen := map[string]bool{}
	var visit func(t algebra.Term)
	visit = func(t algebra.Term) {
		if t.Triple != nil {
			visit(t.Triple.S)
			visit(t.Triple.P)
			visit(t.Triple.O)
		}
		if t.Var != "" && !strings.HasPrefix(t.Var, "_:") && !seen[t.Var] {
			seen[t.Var] = true
			out = append(out, t.Var)
		}
	}
	for _, tp := range template {
		visit(algebra.Term{Triple: &tp})
	}
	return out
}

// decode decodes the columns that the template reads.
func (in *instantiator) decode(s *session, b *ids.Batch) error {
	var meter pace.Meter
	for _, c := range in.used {
		if err := meter.Add(s.ctx, b.Len); err != nil {
			return s.translate(err)
		}
		var err error
		if in.cols[c], err = s.env.Pool.Terms(in.cols[c][:0], b.Cols[c]); err != nil {
			return s.translate(err)
		}
	}
	return nil
}

// triple instantiates one triple of the template.
func (in *instantiator) triple(tp algebra.TriplePattern, row int) (rdf.Quad, bool) {
	q := rdf.Quad{S: in.term(tp.S, row), P: in.term(tp.P, row), O: in.term(tp.O, row)}
	return q, validTriple(q.Triple())
}

// validTriple reports whether RDF allows the triple: a subject that is an IRI or a
// blank node, and a predicate that is an IRI.
func validTriple(t rdf.Triple) bool {
	return (t.S.IsIRI() || t.S.IsBlankNode()) && t.P.IsIRI() && !t.O.IsZero()
}

// term returns the value of a position, the zero Term where it has none. Blank
// nodes of the template are new for each solution.
func (in *instantiator) term(t algebra.Term, row int) rdf.Term {
	switch {
	case t.Triple != nil:
		tr := rdf.Triple{S: in.term(t.Triple.S, row), P: in.term(t.Triple.P, row), O: in.term(t.Triple.O, row)}
		if !validTriple(tr) {
			return rdf.Term{}
		}
		return rdf.NewTripleTerm(tr)
	case t.Var == "":
		return t.Term
	}
	if label, isBlank := strings.CutPrefix(t.Var, "_:"); isBlank {
		return rdf.NewBlankNode(in.prefix + strconv.FormatUint(in.solution, 10) + "." + label)
	}
	if c, ok := in.vars[t.Var]; ok {
		return in.cols[c][row]
	}
	return rdf.Term{}
}
