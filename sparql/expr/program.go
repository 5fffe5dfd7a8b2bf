package expr

import (
	"context"
	"errors"

	"issn-ld/sparql/algebra"
	"issn-ld/store/ids"
)

// Schema says where the variables of an expression are: the position in
// [ids.Batch.Cols] of each. A variable that is missing is unbound.
type Schema struct {
	Vars map[string]int
}

// Exister evaluates one EXISTS of an expression.
type Exister interface {
	// Exists appends to out the rows of sel, in their order, for which the
	// pattern has a solution. The Not of the expression is not its business.
	Exists(ctx context.Context, env *Env, b *ids.Batch, sel, out []uint32) ([]uint32, error)
}

// Options tunes [Compile]. The zero value suits expressions without EXISTS.
type Options struct {
	// Exists returns the evaluator of an EXISTS that stands inside an
	// expression. Nil makes such an expression a compile-time error.
	Exists func(e *algebra.Exists, schema Schema) (Exister, error)
	// Functions are the IRIs of extension functions that the Env will have;
	// a call of any other unknown IRI is an expression error at each row.
	Functions map[string]Function
}

// Program is a compiled expression. It holds scratch memory and belongs to one
// goroutine at a time; compile one for each goroutine.
type Program struct{}

// Compile compiles e for batches of the schema.
func Compile(e algebra.Expr, schema Schema, opt Options) (*Program, error) {
	return nil, errors.ErrUnsupported
}

// Eval appends to out the value of the expression for each row of b: Undef for
// an expression error.
func (p *Program) Eval(ctx context.Context, env *Env, b *ids.Batch, out []ids.ID) ([]ids.ID, error) {
	return out, errors.ErrUnsupported
}

// Filter appends to sel the rows of b, ascending, whose effective boolean value
// is true.
func (p *Program) Filter(ctx context.Context, env *Env, b *ids.Batch, sel []uint32) ([]uint32, error) {
	return sel, errors.ErrUnsupported
}

// Constant returns the id of the expression if it is the same for all rows.
// Undef and true mean that it is always an error.
func (p *Program) Constant(env *Env) (ids.ID, bool, error) {
	return ids.Undef, false, errors.ErrUnsupported
}

// Vars appends to dst the names of the variables in e, each once, in the order
// of their first occurrence. Variables inside EXISTS are left out.
func Vars(dst []string, e algebra.Expr) []string { return dst }

// Stable reports whether e gives the same value whenever its variables have the
// same values: no RAND, UUID, STRUUID, BNODE, and no EXISTS.
func Stable(e algebra.Expr) bool { return false }
