package expr

import (
	"context"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// concatChunk is the length from which on a chunk of a GROUP_CONCAT is full: a text
// that grows in one piece is copied again and again.
const concatChunk = 1 << 20

// groupConcat is GROUP_CONCAT: the STR of each value, in the order of the
// solutions, with the separator between. The result has no language.
type groupConcat struct {
	separator string
	full      []string // chunks before text
	text      strings.Builder
	length    int64
	some      bool
	failed    bool
	reserved  int64
}

func (g *groupConcat) Add(ctx context.Context, env *Env, id ids.ID, n int64) error {
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
	for range n {
		if err := g.add(ctx, env, t.Value()); err != nil {
			return err
		}
	}
	return nil
}

// add adds a value.
func (g *groupConcat) add(ctx context.Context, env *Env, s string) error {
	if err := env.spend(ctx, stepWork+len(s)); err != nil {
		return err
	}
	separator := g.separator
	if !g.some {
		separator = ""
	}
	size := len(separator) + len(s)
	if g.length += int64(size); g.length > maxString {
		return ErrLength
	}
	if g.text.Len()+size > g.text.Cap() {
		// Twice what there is, or a chunk of its own.
		room := max(size, min(2*g.text.Len(), concatChunk))
		if g.text.Len() >= concatChunk/2 {
			g.full = append(g.full, g.text.String())
			g.text.Reset()
			room = max(size, concatChunk)
		}
		if err := env.Pool.reserve(int64(room)); err != nil {
			return err
		}
		g.reserved += int64(room)
		g.text.Grow(room)
	}
	g.some = true
	g.text.WriteString(separator)
	g.text.WriteString(s)
	return nil
}

func (g *groupConcat) AddColumn(ctx context.Context, env *Env, col []ids.ID) error {
	return addEach(ctx, env, g, col)
}

func (g *groupConcat) Result(env *Env) (ids.ID, error) {
	if g.failed {
		return ids.Undef, nil
	}
	if len(g.full) == 0 {
		return env.Pool.ID(rdf.NewString(g.text.String()))
	}
	if err := env.Pool.reserve(g.length); err != nil {
		return ids.Undef, err
	}
	defer env.Pool.giveBack(g.length) // the pool pays for what it keeps
	return env.Pool.ID(rdf.NewString(strings.Join(append(g.full, g.text.String()), "")))
}

func (g *groupConcat) Release(env *Env) {
	env.Pool.giveBack(g.reserved)
	g.text.Reset()
	g.full, g.reserved, g.length, g.some = nil, 0, 0, false
}
