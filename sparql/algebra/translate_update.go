package algebra

import (
	"context"
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// TranslateUpdate translates an update request that the parser has accepted. The
// error, if any, is the cause for which ctx ended.
func TranslateUpdate(ctx context.Context, u *syntax.Update) (*Update, error) {
	t := newTranslator(ctx)
	out := &Update{Base: u.Prologue.Base}
	for _, op := range u.Operations {
		out.Ops = append(out.Ops, t.operation(op))
	}
	if t.err != nil {
		return nil, t.err
	}
	return out, nil
}

// operation translates one operation of an update request.
func (t *translator) operation(op syntax.UpdateOperation) UpdateOp {
	switch op := op.(type) {
	case *syntax.InsertData:
		return &Modify{Insert: t.quads(op.Data, rdf.Term{})}
	case *syntax.DeleteData:
		return &Modify{Delete: t.quads(op.Data, rdf.Term{})}
	case *syntax.DeleteWhere:
		return &Modify{Delete: t.quads(op.Pattern, rdf.Term{}), Where: t.quadPattern(op.Pattern)}
	case *syntax.Modify:
		return &Modify{
			Delete: t.quads(op.Delete, op.With),
			Insert: t.quads(op.Insert, op.With),
			Where:  t.groupPattern(op.Where),
			With:   op.With,
			Using:  dataset(op.Using),
		}
	case *syntax.Load:
		return &Load{Source: op.Source, Into: op.Into, Silent: op.Silent}
	case *syntax.Clear:
		return &Clear{Target: graphRef(op.Target), Silent: op.Silent, Drop: op.Drop}
	case *syntax.Create:
		return &Create{Graph: op.Graph, Silent: op.Silent}
	case *syntax.Transfer:
		return &Transfer{Name: op.Name, From: graphRef(op.From), To: graphRef(op.To), Silent: op.Silent}
	}
	panic(fmt.Sprintf("algebra: unknown update operation %T", op))
}

func graphRef(g syntax.GraphRef) GraphRef {
	return GraphRef{Graph: g.IRI, Default: g.Default, Named: g.Named, All: g.All}
}

// quads translates quads; those in no graph get the graph with.
func (t *translator) quads(list []syntax.Quads, with rdf.Term) []QuadPattern {
	var out []QuadPattern
	for _, q := range list {
		g := Term{Term: with}
		if q.Graph != nil {
			g = t.node(q.Graph, nil)
		}
		for _, tp := range t.template(q.Triples) {
			out = append(out, QuadPattern{TriplePattern: tp, Graph: g})
		}
	}
	return out
}

// quadPattern translates the quads of DELETE WHERE as a pattern.
func (t *translator) quadPattern(list []syntax.Quads) Node {
	var p Node = &BGP{}
	for _, q := range list {
		var part Node = &BGP{Patterns: t.template(q.Triples)}
		if q.Graph != nil {
			part = &Graph{Name: t.node(q.Graph, nil), P: part}
		}
		p = join(p, part)
	}
	return p
}
