package expr

import (
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// groupConcat is GROUP_CONCAT: the STR of each value, in the order of the
// solutions, with the separator between. The result has no language.
type groupConcat struct {
	separator string
	text      strings.Builder
	some      bool
	failed    bool
	reserved  int64
}

func (g *groupConcat) Add(env *Env, id ids.ID, n int64) error {
	if g.failed {
		return nil
	}
	t, err := env.Pool.Term(id)
	if err != nil {
		return err
	}
	if !t.IsLiteral() && !t.IsIRI() {
		g.failed = true
		return nil
	}
	size := n * int64(len(t.Value())+len(g.separator))
	if err := env.Pool.reserve(size); err != nil {
		return err
	}
	g.reserved += size
	for range n {
		if g.some {
			g.text.WriteString(g.separator)
		}
		g.some = true
		g.text.WriteString(t.Value())
	}
	return nil
}

func (g *groupConcat) AddColumn(env *Env, col []ids.ID) error { return addEach(env, g, col) }

func (g *groupConcat) Result(env *Env) (ids.ID, error) {
	if g.failed {
		return ids.Undef, nil
	}
	return env.Pool.ID(rdf.NewString(g.text.String()))
}

func (g *groupConcat) Release(env *Env) {
	env.Pool.giveBack(g.reserved)
	g.text.Reset()
	g.reserved, g.some = 0, false
}
