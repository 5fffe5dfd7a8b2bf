package exec

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"

	"issn-ld/rdf"
	"issn-ld/sparql/plan"
	"issn-ld/store/ids"
)

// serviceOp asks another endpoint, or one after the other where the endpoint is
// a variable with keys.
type serviceOp struct {
	b    *builder
	n    *plan.Service
	rows func() ([]rdf.Term, error, bool)
	stop func()
	buf  buffer

	pending []ServiceRequest
	began   bool
	current ServiceRequest
}

func (b *builder) newService(n *plan.Service) Operator { return &serviceOp{b: b, n: n} }

// requests lists the calls to make.
func (s *serviceOp) requests() ([]ServiceRequest, error) {
	req := ServiceRequest{Pattern: s.n.Text, Vars: s.n.Remote, Silent: s.n.Silent}
	keys, err := s.keyRows()
	if err != nil {
		return nil, err
	}
	for _, k := range s.n.Keys {
		req.KeyVars = append(req.KeyVars, s.n.Remote[slices.Index(s.n.Vars, k)])
	}
	if s.n.Name.Var == "" {
		req.Endpoint, req.Keys = s.n.Name.Term.Value(), keys
		return []ServiceRequest{req}, nil
	}
	at := slices.Index(s.n.Keys, s.n.Name.Var)
	if at < 0 {
		return nil, fmt.Errorf("%w: the endpoint ?%s is unbound", ErrService, s.n.Name.Var)
	}
	var out []ServiceRequest
	byEndpoint := map[rdf.Term]int{}
	for _, row := range keys {
		name := row[at]
		i, ok := byEndpoint[name]
		if !ok {
			i = len(out)
			byEndpoint[name] = i
			one := req
			one.Endpoint = name.Value()
			out = append(out, one)
		}
		out[i].Keys = append(out[i].Keys, row)
	}
	return out, nil
}

// keyRows decodes the keys of the binding join.
func (s *serviceOp) keyRows() ([][]rdf.Term, error) {
	if len(s.n.Keys) == 0 {
		return nil, nil
	}
	rows := make([][]rdf.Term, s.b.keys.rows)
	for _, k := range s.n.Keys {
		col := s.b.keys.cols[slices.Index(s.b.keyVars, k)]
		terms, err := s.b.rt.Env.Pool.Terms(nil, col)
		if err != nil {
			return nil, err
		}
		for i, t := range terms {
			rows[i] = append(rows[i], t)
		}
	}
	return rows, nil
}

func (s *serviceOp) Next(ctx context.Context) (*ids.Batch, error) {
	if !s.began {
		s.began = true
		var err error
		if s.pending, err = s.requests(); err != nil {
			if !s.n.Silent {
				return nil, err
			}
			return s.silent(), nil
		}
	}
	out := s.buf.reset(len(s.n.Vars))
	for out.Len < s.b.rt.batchRows() {
		if s.rows == nil && !s.call(ctx) {
			break
		}
		row, err, ok := s.rows()
		if !ok {
			s.end()
			continue
		}
		if err != nil {
			s.end()
			if !s.n.Silent || ctx.Err() != nil {
				return nil, fmt.Errorf("%w: %s: %w", ErrService, s.current.Endpoint, err)
			}
			return s.silent(), nil
		}
		if err := s.add(out, row); err != nil {
			return nil, err
		}
	}
	if out.Len == 0 {
		return nil, io.EOF
	}
	return out, nil
}

// call begins the next request.
func (s *serviceOp) call(ctx context.Context) bool {
	if len(s.pending) == 0 {
		return false
	}
	s.current, s.pending = s.pending[0], s.pending[1:]
	seq := iter.Seq2[[]rdf.Term, error](refuse)
	if s.b.rt.Service != nil {
		seq = s.b.rt.Service(ctx, s.current)
	}
	s.rows, s.stop = iter.Pull2(seq)
	return true
}

// refuse is the answer where no endpoint may be called.
func refuse(yield func([]rdf.Term, error) bool) {
	yield(nil, fmt.Errorf("no endpoint may be called"))
}

func (s *serviceOp) end() {
	if s.stop != nil {
		s.stop()
	}
	s.rows, s.stop = nil, nil
}

// add appends a row of terms.
func (s *serviceOp) add(out *ids.Batch, row []rdf.Term) error {
	for i := range s.n.Vars {
		var t rdf.Term
		if i < len(row) {
			t = row[i]
		}
		if t.IsZero() && s.n.Vars[i] == s.n.Name.Var && s.n.Name.Var != "" {
			t = rdf.NewIRI(s.current.Endpoint)
		}
		id, err := s.b.rt.Env.Pool.ID(t)
		if err != nil {
			return err
		}
		out.Cols[i] = append(out.Cols[i], id)
	}
	out.Len++
	return nil
}

// silent is the answer of a silent call that failed: one solution that binds
// nothing.
func (s *serviceOp) silent() *ids.Batch {
	out := s.buf.reset(len(s.n.Vars))
	for i := range out.Cols {
		out.Cols[i] = append(out.Cols[i], ids.Undef)
	}
	out.Len = 1
	return out
}

// Close implements Operator.
func (s *serviceOp) Close() error {
	s.pending = nil
	s.end()
	return nil
}
