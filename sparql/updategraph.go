package sparql

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// load is LOAD (SPARQL 1.1 Update, section 3.1.4). The quads go into the transaction
// as they come. Those of a silent operation wait for the end of the document: where
// that is never reached, nothing is loaded and the update goes on.
func (u *update) load(op *algebra.Load) error {
	if u.s.engine.opt.Load == nil {
		return fmt.Errorf("%w: LOAD is not allowed", ErrUpdate)
	}
	prefix := "b.l" + strconv.FormatUint(u.s.snap.Version(), 10) + "." + strconv.Itoa(u.number) + "."
	var quads []rdf.Quad
	for q, err := range u.s.engine.opt.Load(u.s.ctx, op.Source.Value()) {
		if err != nil {
			return fmt.Errorf("%w: load %s: %w", ErrUpdate, op.Source.Value(), err)
		}
		if err := u.mem.Reserve(quadBytes); err != nil {
			return err
		}
		q.S, q.O, q.G = q.S.PrefixBlankNodes(prefix), q.O.PrefixBlankNodes(prefix), op.Into
		if op.Silent {
			quads = append(quads, q)
			continue
		}
		if err := u.insert(q); err != nil {
			return err
		}
	}
	return u.each(quads, u.insert)
}

// quads calls f for each quad of a graph as it is now; the zero Term is the
// default graph.
func (u *update) quads(graph rdf.Term, f func(rdf.Quad) error) error {
	id := ids.DefaultGraph
	if !graph.IsZero() {
		var known bool
		var err error
		if id, known, err = u.over.Lookup(graph); err != nil || !known {
			return err
		}
	}
	sc, err := u.over.Scan(u.s.ctx, ids.Scan{Perm: ids.SPO, Graphs: []ids.ID{id}, Cols: []uint8{0, 1, 2}})
	if err != nil {
		return err
	}
	var terms [3][]rdf.Term
	for {
		b, err := sc.Next(u.s.ctx)
		if errors.Is(err, io.EOF) {
			return sc.Close()
		}
		for i := 0; i < 3 && err == nil; i++ {
			terms[i], err = u.over.Terms(terms[i][:0], b.Cols[i])
		}
		for row := 0; err == nil && row < b.Len; row++ {
			err = f(rdf.Quad{S: terms[0][row], P: terms[1][row], O: terms[2][row], G: graph})
		}
		if err != nil {
			return errors.Join(err, sc.Close())
		}
	}
}

// collect returns the quads of a graph as it is now.
func (u *update) collect(graph rdf.Term) ([]rdf.Quad, error) {
	var out []rdf.Quad
	err := u.quads(graph, func(q rdf.Quad) error {
		out = append(out, q)
		return u.mem.Reserve(quadBytes)
	})
	return out, err
}

// clear is CLEAR and DROP (sections 3.1.3 and 3.2.2). A store without empty graphs
// has nothing to refuse.
func (u *update) clear(target algebra.GraphRef) error {
	var graphs []rdf.Term
	switch {
	case !target.Graph.IsZero():
		graphs = append(graphs, target.Graph)
	case target.Default:
		graphs = append(graphs, rdf.DefaultGraph)
	}
	if target.All || target.Named {
		for _, id := range u.over.Graphs() {
			t, err := u.over.Term(id)
			if err != nil {
				return err
			}
			graphs = append(graphs, t)
		}
	}
	if target.All {
		graphs = append(graphs, rdf.DefaultGraph)
	}
	for _, g := range graphs {
		if err := u.clearGraph(g); err != nil {
			return err
		}
	}
	return nil
}

func (u *update) clearGraph(graph rdf.Term) error {
	if u.track { // the transaction has changes that count
		quads, err := u.collect(graph)
		if err != nil {
			return err
		}
		return u.each(quads, u.remove)
	}
	return u.tx.DeleteGraph(graph)
}

// hasGraph reports whether a graph has quads. The default graph always exists.
func (u *update) hasGraph(graph rdf.Term) (bool, error) {
	if graph.IsZero() {
		return true, nil
	}
	id, known, err := u.over.Lookup(graph)
	if err != nil || !known {
		return false, err
	}
	n, err := u.over.Count(u.s.ctx, ids.Scan{Perm: ids.SPO, Graphs: []ids.ID{id}})
	return n > 0, err
}

// create is CREATE (section 3.2.1). Empty graphs are not kept.
func (u *update) create(graph rdf.Term) error {
	exists, err := u.hasGraph(graph)
	if err == nil && exists {
		err = fmt.Errorf("%w: the graph <%s> exists", ErrUpdate, graph.Value())
	}
	return err
}

// transfer is ADD, COPY and MOVE (sections 3.2.3 to 3.2.5).
func (u *update) transfer(op *algebra.Transfer) error {
	from, to := op.From.Graph, op.To.Graph // the zero Term for DEFAULT
	exists, err := u.hasGraph(from)
	if err != nil {
		return err
	}
	if !exists {
		return fmt.Errorf("%w: there is no graph <%s>", ErrUpdate, from.Value())
	}
	if from == to {
		return nil
	}
	quads, err := u.collect(from)
	if err != nil {
		return err
	}
	if op.Name != "ADD" {
		if err := u.clearGraph(to); err != nil {
			return err
		}
	}
	err = u.each(quads, func(q rdf.Quad) error {
		q.G = to
		return u.insert(q)
	})
	if err != nil {
		return err
	}
	if op.Name == "MOVE" {
		return u.clearGraph(from)
	}
	return nil
}
