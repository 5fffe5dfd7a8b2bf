package sparql

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Describe describes one resource as DESCRIBE <iri> does, without parsing.
func (e *Engine) Describe(ctx context.Context, resource rdf.Term, opt QueryOptions) (*Result, error) {
	q := &algebra.Query{Form: algebra.Describe, Describe: []algebra.Term{{Term: resource}}}
	p := &Prepared{engine: e, text: "DESCRIBE <" + resource.Value() + ">", query: q}
	return p.Query(ctx, opt)
}

// described ranges over the descriptions of all resources of a DESCRIBE query: for
// each its concise bounded description, extended to its parts. That is every
// triple of the default graph with the resource as its subject and, in turn, those
// of the blank nodes that it leads to, of the IRIs that continue the resource's
// with a fragment, and of the reifiers of its triples.
func (r *Result) described() iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		turn := r.session.turn
		turn.enter(r.session.ctx)
		defer turn.leave()
		outside := false
		d := &describer{
			r: r, s: r.session, graphs: r.dataset.Default, seen: map[ids.ID]bool{}, mem: exec.NewShare(r.session.budget),
		}
		defer d.mem.Release()
		d.yield = func(q rdf.Quad, err error) bool {
			turn.leave()
			defer turn.enter(r.session.ctx)
			outside = true
			more := yield(q, err)
			outside = false
			return more
		}
		if err := r.session.guardExcept(&outside, d.run); err != nil && !errors.Is(err, errStop) {
			yield(rdf.Quad{}, r.session.translate(err))
		}
	}
}

// errStop says that the caller wants no more.
var errStop = errors.New("stop")

// describer walks the description of resources.
type describer struct {
	r      *Result
	s      *session
	graphs plan.Graphs
	seen   map[ids.ID]bool
	mem    *exec.Share // for seen and queue
	queue  []described
	yield  func(rdf.Quad, error) bool
	terms  [3][]rdf.Term
}

// described is a node to describe for the sake of a resource.
type described struct {
	id       ids.ID
	resource string // IRI of the resource that the node is a part of
}

// seenBytes is the memory of a node that has been described.
const seenBytes = 48

func (d *describer) run() error {
	if d.graphs.IDs != nil && len(d.graphs.IDs) == 0 {
		return nil
	}
	for _, t := range d.r.query.Describe {
		if t.Var == "" {
			if err := d.start(t.Term); err != nil {
				return err
			}
		}
	}
	if d.r.plan == nil {
		return d.drain()
	}
	pool := d.s.env.Pool
	var terms []rdf.Term
	for b, err := range d.r.batches() {
		if err != nil {
			return err
		}
		for i, v := range d.r.plan.Vars() {
			if !d.wants(v) {
				continue
			}
			if terms, err = pool.Terms(terms[:0], b.Cols[i]); err != nil {
				return err
			}
			for _, t := range terms {
				if err := d.start(t); err != nil {
					return err
				}
			}
		}
		if err := d.drain(); err != nil {
			return err
		}
	}
	return d.drain()
}

// wants reports whether the query describes the values of a variable.
func (d *describer) wants(v string) bool {
	for _, t := range d.r.query.Describe {
		if t.Var == v {
			return true
		}
	}
	return false
}

// start adds a resource and its parts to the queue.
func (d *describer) start(t rdf.Term) error {
	if !t.IsIRI() && !t.IsBlankNode() {
		return nil
	}
	id, ok, err := d.s.snap.Lookup(t)
	if err != nil || !ok && !t.IsIRI() {
		return err
	}
	resource := ""
	if t.IsIRI() {
		resource = t.Value()
	}
	if ok {
		err = d.push(id, resource)
	}
	if err != nil || resource == "" {
		return err
	}
	return d.parts(id, resource)
}

// push queues a node once.
func (d *describer) push(id ids.ID, resource string) error {
	if d.seen[id] {
		return nil
	}
	if err := d.mem.Reserve(seenBytes); err != nil {
		return err
	}
	d.seen[id] = true
	d.queue = append(d.queue, described{id, resource})
	return nil
}

// parts queues the subjects whose IRIs continue the resource's with a fragment.
func (d *describer) parts(id ids.ID, resource string) error {
	return eachPart(d.s.ctx, d.s.snap, id, resource, d.scan, func(id ids.ID) error { return d.push(id, resource) })
}

// scan restricts sc to the default graph of the dataset.
func (d *describer) scan(sc ids.Scan) ids.Scan {
	sc.Graphs, sc.NamedOnly, sc.DistinctTriples = d.graphs.IDs, d.graphs.NamedOnly, d.graphs.Distinct
	return sc
}

// drain describes the nodes of the queue and those that they lead to.
func (d *describer) drain() error {
	for len(d.queue) > 0 {
		n := d.queue[0]
		d.queue = d.queue[1:]
		if err := d.describe(n); err != nil {
			return err
		}
	}
	return nil
}

// describe yields the triples of one subject.
func (d *describer) describe(n described) error {
	sc, err := d.s.snap.Scan(d.s.ctx, d.scan(ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{n.id}, Cols: []uint8{0, 1, 2}}))
	if err != nil {
		return err
	}
	var triples []rdf.Triple
	for {
		b, err := sc.Next(d.s.ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = d.triples(b, n, &triples)
		}
		if err != nil {
			return errors.Join(err, sc.Close())
		}
	}
	if err := sc.Close(); err != nil {
		return err
	}
	return d.reifiers(triples, n.resource)
}

// triples yields the triples of a batch and queues the nodes that they lead to.
func (d *describer) triples(b *ids.Batch, n described, out *[]rdf.Triple) error {
	var err error
	for i := range d.terms {
		if d.terms[i], err = d.s.snap.Terms(d.terms[i][:0], b.Cols[i]); err != nil {
			return err
		}
	}
	for row := range b.Len {
		q := rdf.Quad{S: d.terms[0][row], P: d.terms[1][row], O: d.terms[2][row]}
		if err := d.r.count(1); err != nil {
			return err
		}
		if !d.yield(q, nil) {
			return errStop
		}
		*out = append(*out, q.Triple())
		if q.O.IsBlankNode() || q.O.IsIRI() && isPart(q.O.Value(), n.resource) {
			if err := d.push(b.Cols[2][row], n.resource); err != nil {
				return err
			}
		}
	}
	return nil
}

// reifiers queues what reifies the triples (RDF 1.2 Concepts, section 1.5).
func (d *describer) reifiers(triples []rdf.Triple, resource string) error {
	predicate, ok, err := d.s.snap.Lookup(reifies)
	if err != nil || !ok {
		return err
	}
	for _, t := range triples {
		object, ok, err := d.s.snap.Lookup(rdf.NewTripleTerm(t))
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		sc := d.scan(ids.Scan{Perm: ids.POS, Prefix: []ids.ID{predicate, object}, Cols: []uint8{2}})
		scanner, err := d.s.snap.Scan(d.s.ctx, sc)
		if err != nil {
			return err
		}
		err = d.pushAll(scanner, resource)
		if err = errors.Join(err, scanner.Close()); err != nil {
			return err
		}
	}
	return nil
}

// pushAll queues the nodes of a scan.
func (d *describer) pushAll(sc ids.Scanner, resource string) error {
	for {
		b, err := sc.Next(d.s.ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, id := range b.Cols[0] {
			if err := d.push(id, resource); err != nil {
				return err
			}
		}
	}
}

// Plan returns the plan of a query with what each operator has done so far, where
// the query runs with Measure; else the expectations alone.
func (r *Result) Plan() *Plan {
	if r.plan == nil {
		return &Plan{Op: "describe"}
	}
	var stats []exec.Stats
	if r.runtime != nil {
		stats = r.runtime.Stats
	}
	return newPlan(r.plan.Root, stats, r.session)
}
