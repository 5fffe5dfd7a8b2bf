package plan

import (
	"errors"
	"fmt"

	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// ErrTooLarge marks a query that would take too long to plan.
var ErrTooLarge = errors.New("the query is too large to plan")

// Limits on the work for one query, in steps of well under a microsecond. They are
// counted, not timed, so that the same query is always planned in the same way or
// always refused.
const (
	// maxSteps ends the planning.
	maxSteps = 3_000_000
	// columnSteps is what a column of an operator counts for the memory that it takes.
	columnSteps = 4
	// groupSteps is what a variable of an operation counts for each group around it.
	groupSteps = 64
	// maxSpare bounds the operands that are planned once more in the hope of a better
	// plan; when they are used up, the rest is planned in the simplest way.
	maxSpare = 4000
)

// effort is what the planning of one query has taken.
type effort struct {
	steps int
	spare int // operands that may still be planned for comparison
	err   error
	sizes map[algebra.Node]int
}

// sizeOf returns the number of operators and patterns of n.
func (p *planner) sizeOf(n algebra.Node) int {
	if size, ok := p.sizes[n]; ok {
		return size
	}
	size := 1
	if bgp, ok := n.(*algebra.BGP); ok {
		size = len(bgp.Patterns)
	}
	for _, in := range algebra.Children(n) {
		size += p.sizeOf(in)
	}
	if p.sizes == nil {
		p.sizes = map[algebra.Node]int{}
	}
	p.sizes[n] = size
	return size
}

// spend counts steps. The planning ends with p.err, which plan returns, if they are
// too many or if the query has ended.
func (p *planner) spend(steps int) {
	p.steps += steps
	if p.err != nil {
		return
	}
	if p.steps > maxSteps {
		p.err = fmt.Errorf("%w: it has too many patterns, variables or nested groups together", ErrTooLarge)
		return
	}
	p.err = p.meter.Add(p.ctx, steps)
}

// mayCompare reports whether n operands may be planned once more. Many count for more
// than they are: where they nest, each level looks at all below it.
func (p *planner) mayCompare(n int) bool {
	const many = 16
	if n += n * n / many; p.spare < n {
		return false
	}
	p.spare -= n
	return true
}
