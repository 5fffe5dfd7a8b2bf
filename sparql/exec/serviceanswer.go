package exec

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// serviceAnswer is the rows of a call, as far as they have been read.
type serviceAnswer struct {
	rows   *table
	whole  bool // nothing is left to read
	failed bool
	kept   bool   // by the query, for calls to come
	prefix string // of labels of blank nodes, which belong to one answer
	pull   func() ([]rdf.Term, error, bool)
	stop   func()
}

// serviceFault is an error of the other side.
type serviceFault struct{ cause error }

// Error implements error.
func (f *serviceFault) Error() string { return f.cause.Error() }

// Unwrap returns the cause.
func (f *serviceFault) Unwrap() error { return f.cause }

// start begins a call.
func (a *serviceAnswer) start(ctx context.Context, rt *Runtime, req ServiceRequest) {
	seq := iter.Seq2[[]rdf.Term, error](refuse)
	if rt.Service != nil {
		seq = rt.Service(ctx, req)
	}
	a.whole = false
	a.prefix = rt.services.newPrefix()
	a.pull, a.stop = iter.Pull2(seq)
}

// close ends a call.
func (a *serviceAnswer) close() {
	if a.stop != nil {
		a.stop()
	}
	a.pull, a.stop, a.whole = nil, nil, true
}

// has reads on until there is the row, and reports whether there is.
func (a *serviceAnswer) has(row int, s *serviceOp) (bool, error) {
	for row >= a.rows.rows {
		if a.whole {
			return false, nil
		}
		terms, err, ok := a.pull()
		if !ok {
			a.close()
			return false, nil
		}
		if err != nil {
			return false, &serviceFault{err}
		}
		cells := make([]ids.ID, len(s.n.Vars))
		for i := range min(len(terms), len(cells)) {
			if cells[i], err = s.b.rt.Env.Pool.ID(terms[i].PrefixBlankNodes(a.prefix)); err != nil {
				return false, err
			}
		}
		for i, v := range s.n.Certain {
			if at := s.n.CertainAt[i]; cells[at] == ids.Undef && !s.n.Silent {
				return false, &serviceFault{fmt.Errorf("the answer has a row without ?%s, which the pattern always binds", v)}
			}
		}
		if err := a.add(cells); err != nil {
			return false, err
		}
	}
	return true, nil
}

// add appends a row.
func (a *serviceAnswer) add(cells []ids.ID) error {
	if err := a.rows.grow(1); err != nil {
		return err
	}
	for i, id := range cells {
		a.rows.cols[i] = append(a.rows.cols[i], id)
	}
	a.rows.rows++
	return nil
}

// The answers that a query keeps: so many calls, so many rows.
const (
	keptCalls = 1024
	keptRows  = 1 << 18
)

// services is what a query knows of the endpoints that it calls. The zero value
// knows nothing. Its methods may be called concurrently.
type services struct {
	mu      sync.Mutex // guards what follows
	answers map[string]*serviceAnswer
	rows    int              // in answers
	faults  map[string]error // by endpoint
	label   string           // of this query
	calls   uint64
}

// text tells calls apart.
func (c *serviceCall) text() string {
	var b strings.Builder
	b.WriteString(c.req.Endpoint)
	b.WriteByte('\n')
	b.WriteString(c.req.Pattern)
	b.WriteByte('\n')
	b.WriteString(strings.Join(c.req.Vars, " "))
	b.WriteByte('\n')
	b.WriteString(strings.Join(c.req.KeyVars, " "))
	for _, row := range c.req.Keys {
		b.WriteByte('\n')
		for _, t := range row {
			b.WriteString(t.String())
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// find returns the whole answer of an identical call, or nil.
func (s *services) find(c *serviceCall) *serviceAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) == 0 {
		return nil
	}
	return s.answers[c.text()]
}

// keep remembers the whole answer of a call, or gives its memory back.
func (s *services) keep(c *serviceCall, a *serviceAnswer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := c.text()
	if held := s.answers[text]; held == a {
		return
	}
	if _, held := s.answers[text]; held || a.failed || len(s.answers) == keptCalls || s.rows+a.rows.rows > keptRows {
		a.rows.mem.release()
		return
	}
	if s.answers == nil {
		s.answers = map[string]*serviceAnswer{}
	}
	s.answers[text], a.kept = a, true
	s.rows += a.rows.rows
}

// release gives back the memory of all answers.
func (s *services) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.answers {
		a.rows.mem.release()
	}
	s.answers, s.rows = nil, 0
}

// fail remembers that an endpoint has failed: a query does not ask it again.
func (s *services) fail(endpoint string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults == nil {
		s.faults = map[string]error{}
	}
	s.faults[endpoint] = err
}

// failure returns how an endpoint has failed, or nil.
func (s *services) failure(endpoint string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults[endpoint]
}

// newPrefix returns a prefix for the labels of the blank nodes of one answer.
func (s *services) newPrefix() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.label == "" {
		s.label = strings.ToLower(rand.Text())
	}
	s.calls++
	return "b.s" + s.label + "." + strconv.FormatUint(s.calls, 10) + "."
}
