package expr

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// ErrExpr marks an expression error of SPARQL: a type error, a value out of
// range, an unbound variable. [EvalTerm] and [Function]s return it; a [Program]
// turns it into Undef.
var ErrExpr = errors.New("expression error")

// SolutionVar is a hidden variable. Where a [Schema] has it, its column numbers
// the solutions: BNODE(label) gives the same blank node for the same label and
// number, in all programs of a query that share an [Env].
const SolutionVar = ".solution"

// Env is what a query gives to its expressions. It belongs to one goroutine at
// a time; make one with [Env.Fork] for each further goroutine.
type Env struct {
	// Pool gives ids to computed terms. Programs, [Compare] and accumulators need
	// it; [EvalTerm] does not.
	Pool *Pool
	// Now is the value of NOW(), the same throughout a query. Its location is the
	// time zone of NOW and the implicit time zone of comparisons.
	Now time.Time
	// Base resolves the relative references that IRI() is given.
	Base string
	// Rand serves RAND(), UUID() and STRUUID(). Nil is the generator of the
	// process; tests give a seeded one.
	Rand *rand.Rand
	// Functions are the extension functions by IRI.
	Functions map[string]Function
	// Exists decides EXISTS for [EvalTerm]: whether the pattern has a solution
	// that is compatible with the binding. The Not of e is not its business.
	Exists func(e *algebra.Exists, binding func(name string) (rdf.Term, bool)) (bool, error)
	// Solution numbers the solution that [EvalTerm] works on, for BNODE(label).
	Solution uint64

	bnodes   *bnodeScope
	comparer *Comparer
	work     int // that spend has noted
}

// Function is an extension function. It gets terms that are all bound and
// returns [ErrExpr], wrapped or not, for an expression error; any other error
// stops the query. It must be deterministic and safe for concurrent use.
type Function func(args []rdf.Term) (rdf.Term, error)

// Fork returns an environment of the same query for another goroutine.
func (env *Env) Fork() *Env {
	env.scope()
	fork := *env
	fork.comparer = nil
	if env.Rand != nil {
		fork.Rand = rand.New(rand.NewPCG(env.Rand.Uint64(), env.Rand.Uint64()))
	}
	return &fork
}

// Release gives back the memory of the pool, and of the keys that comparisons remember.
// Neither may be used afterwards.
func (env *Env) Release() {
	if env.comparer != nil {
		env.comparer.Release()
	}
	env.Pool.Release()
}

// uint64 returns random bits.
func (env *Env) uint64() uint64 {
	if env.Rand != nil {
		return env.Rand.Uint64()
	}
	return rand.Uint64()
}

// float64 returns a random number in [0, 1).
func (env *Env) float64() float64 {
	return float64(env.uint64()>>11) / (1 << 53)
}

// appendHex appends v in hexadecimal digits, with zeros before it where it has fewer than
// digits of them.
func appendHex(dst []byte, v uint64, digits int) []byte {
	s := strconv.FormatUint(v, 16)
	for range digits - len(s) {
		dst = append(dst, '0')
	}
	return append(dst, s...)
}
