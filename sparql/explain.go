package sparql

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// reifies is the property of reifiers.
var reifies = rdf.NewIRI(vocab.RDFReifies)

// Plan is the plan of a query for people and programs to read: an operator with
// what the planner expected and, if the query has been run, what it did.
type Plan struct {
	Op       string        `json:"op"`
	Detail   string        `json:"detail,omitempty"`
	Vars     []string      `json:"vars,omitempty"`
	Order    []string      `json:"order,omitempty"`
	Estimate float64       `json:"estimatedRows"`
	Cost     float64       `json:"cost"`
	Ran      bool          `json:"ran"`
	Rows     int64         `json:"rows"`
	Batches  int64         `json:"batches"`
	Opens    int64         `json:"opens"`
	Time     time.Duration `json:"nanoseconds"`    // inputs included
	Own      time.Duration `json:"ownNanoseconds"` // inputs not included
	Memory   int64         `json:"memoryBytes"`    // highest number of bytes kept

	Calls       int64 `json:"calls,omitempty"`       // of other endpoints
	SentKeys    int64 `json:"sentKeys,omitempty"`    // rows of values sent with the calls
	CachedCalls int64 `json:"cachedCalls,omitempty"` // that earlier answers did for

	Inputs []*Plan `json:"inputs,omitempty"` // in the order of the operator
}

// ExplainOptions say how much [Engine.Explain] does.
type ExplainOptions struct {
	QueryOptions
	Run bool // run the query to its end and report what each operator did
}

// Explain returns the plan of a query.
func (e *Engine) Explain(ctx context.Context, text string, opt ExplainOptions) (*Plan, error) {
	opt.Measure = opt.Run
	r, err := e.Query(ctx, text, opt.QueryOptions)
	if err != nil {
		return nil, err
	}
	if opt.Run && r.Form != algebra.Ask {
		for _, err := range r.first() {
			if err != nil {
				return nil, errors.Join(err, r.Close())
			}
		}
	}
	p := r.Plan()
	return p, r.Close()
}

// newPlan describes n with its statistics, if there are any.
func newPlan(n plan.Node, stats []exec.Stats, s *session) *Plan {
	b := n.Base()
	p := &Plan{Vars: b.Vars, Order: b.Order, Estimate: b.Rows, Cost: b.Cost}
	p.Op, p.Detail = plan.Describe(n, s.name)
	for _, c := range plan.Children(n) {
		p.Inputs = append(p.Inputs, newPlan(c, stats, s))
	}
	if b.ID >= len(stats) {
		return p
	}
	st := stats[b.ID]
	p.Ran, p.Rows, p.Batches, p.Opens, p.Time, p.Memory = st.Opens > 0, st.Rows, st.Batches, st.Opens, st.Time, st.Memory
	p.Calls, p.SentKeys, p.CachedCalls = st.Calls, st.SentKeys, st.CachedCalls
	p.Own = p.Time
	for _, in := range p.Inputs {
		p.Own -= in.Time
	}
	p.Own = max(0, p.Own)
	return p
}

// name gives the text of an id.
func (s *session) name(id ids.ID) string {
	if id == ids.DefaultGraph {
		return "default"
	}
	t, err := s.env.Pool.Term(id)
	if err != nil {
		return fmt.Sprintf("%#x", uint64(id))
	}
	switch {
	case t.IsIRI():
		return "<" + t.Value() + ">"
	case t.IsBlankNode():
		return "_:" + t.Value()
	}
	return fmt.Sprintf("%q", t.Value())
}

// String returns the plan as indented lines, one for each operator.
func (p *Plan) String() string {
	var b strings.Builder
	p.write(&b, 0)
	return b.String()
}

func (p *Plan) write(b *strings.Builder, depth int) {
	b.WriteString(strings.Repeat("  ", depth) + p.Op)
	if p.Detail != "" {
		b.WriteString(" " + p.Detail)
	}
	fmt.Fprintf(b, "  (estimated rows %.0f, cost %.0f", p.Estimate, p.Cost)
	if p.Ran {
		fmt.Fprintf(b, "; rows %d in %v, own %v", p.Rows, p.Time.Round(time.Microsecond), p.Own.Round(time.Microsecond))
		if p.Memory > 0 {
			fmt.Fprintf(b, ", %d KiB", (p.Memory+1023)/1024)
		}
		if p.Calls+p.CachedCalls > 0 {
			fmt.Fprintf(b, ", %d calls with %d keys, %d answered by earlier ones", p.Calls, p.SentKeys, p.CachedCalls)
		}
		if p.Opens > 1 {
			fmt.Fprintf(b, ", opened %d times", p.Opens)
		}
	}
	b.WriteString(")\n")
	for _, in := range p.Inputs {
		in.write(b, depth+1)
	}
}
