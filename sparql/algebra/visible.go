package algebra

import "github.com/issn-ld/issn-ld/sparql/syntax"

// shown remembers the variables that SELECT clauses project: those of the inner
// clauses are asked for at each level around them.
type shown map[*syntax.Select][]string

// visibleVars returns the variables that SELECT * projects for a group (section
// 18.2.1), in the order of the text.
func (m shown) visibleVars(g *syntax.Group) []string {
	vars := newNameSet()
	m.visible(g, vars)
	return vars.names
}

// visible adds the visible variables of a group.
func (m shown) visible(g *syntax.Group, vars *nameSet) {
	if g == nil {
		return
	}
	for _, e := range g.Elements {
		switch e := e.(type) {
		case *syntax.Group:
			m.visible(e, vars)
		case *syntax.TriplesBlock:
			for _, t := range e.Triples {
				nodeVars(t.Subject, vars)
				propertyVars(t.Properties, vars)
			}
		case *syntax.Bind:
			vars.add(e.Var)
		case *syntax.Optional:
			m.visible(e.Group, vars)
		case *syntax.Graph:
			nodeVars(e.Name, vars)
			m.visible(e.Group, vars)
		case *syntax.Service:
			nodeVars(e.Name, vars)
			m.visible(e.Group, vars)
		case *syntax.Union:
			for _, branch := range e.Branches {
				m.visible(branch, vars)
			}
		case *syntax.InlineData:
			vars.add(e.Vars...)
		case *syntax.SubSelect:
			vars.add(m.selected(&e.Select)...)
		}
	}
}

func propertyVars(list []syntax.Property, vars *nameSet) {
	for _, p := range list {
		if p.Var != "" {
			vars.add(p.Var)
		}
		for _, o := range p.Objects {
			nodeVars(o.Node, vars)
			for _, a := range o.Annotations {
				nodeVars(a.Reifier, vars)
				propertyVars(a.Properties, vars)
			}
		}
	}
}

func nodeVars(n syntax.Node, vars *nameSet) {
	switch n := n.(type) {
	case syntax.Var:
		vars.add(n.Name)
	case *syntax.Collection:
		for _, item := range n.Items {
			nodeVars(item, vars)
		}
	case *syntax.BlankNodeProperties:
		propertyVars(n.Properties, vars)
	case *syntax.ReifiedTriple:
		nodeVars(n.Subject, vars)
		nodeVars(n.Predicate, vars)
		nodeVars(n.Object, vars)
		if n.Reifier != nil {
			nodeVars(n.Reifier, vars)
		}
	case *syntax.TripleTerm:
		nodeVars(n.Subject, vars)
		nodeVars(n.Predicate, vars)
		nodeVars(n.Object, vars)
	}
}
