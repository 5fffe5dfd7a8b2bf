package exec

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// serviceCall is a request with what becomes of its answer.
type serviceCall struct {
	req    ServiceRequest
	nameAt int    // column of the variable that names the endpoint, or -1
	name   ids.ID // the endpoint
	keys   *serviceKeys
}

// serviceKeys are the keys that the rows of one call are joined with, those that
// were not sent included.
type serviceKeys struct {
	at   []int // columns of the keys
	rows [][]ids.ID
	set  map[string]bool // rows, packed
	buf  []byte
}

// packIDs appends ids in fixed width.
func packIDs(dst []byte, row []ids.ID) []byte {
	for _, id := range row {
		dst = binary.LittleEndian.AppendUint64(dst, uint64(id))
	}
	return dst
}

// add adds a key.
func (k *serviceKeys) add(row []ids.ID) {
	if k.set == nil {
		k.set = map[string]bool{}
	}
	k.rows = append(k.rows, row)
	k.set[string(packIDs(nil, row))] = true
}

// has reports whether the values of a row, all of them bound, are a key.
func (k *serviceKeys) has(row []ids.ID) bool {
	k.buf = k.buf[:0]
	for _, at := range k.at {
		k.buf = binary.LittleEndian.AppendUint64(k.buf, uint64(row[at]))
	}
	return k.set[string(k.buf)]
}

// compatible reports whether what a row binds of a key is the key's.
func (k *serviceKeys) compatible(key, row []ids.ID) bool {
	for i, at := range k.at {
		if row[at] != ids.Undef && row[at] != key[i] {
			return false
		}
	}
	return true
}

// calls lists the calls to make.
func (s *serviceOp) calls() ([]*serviceCall, error) {
	req := ServiceRequest{Pattern: s.n.Text, Vars: s.n.Remote, Silent: s.n.Silent}
	nameAt := -1
	if s.n.Name.Var != "" {
		nameAt = slices.Index(s.n.Vars, s.n.Name.Var)
	}
	if s.n.NameOnly {
		req.Vars = req.Vars[:len(req.Vars)-1]
	}
	if s.n.Name.Var == "" {
		req.Endpoint = s.n.Name.Term.Value()
		if len(s.n.Keys) == 0 {
			return []*serviceCall{{req: req, nameAt: -1}}, nil
		}
	}
	rows := s.keyRows()
	if s.n.Name.Var == "" {
		return s.callsTo(&serviceCall{req: req, nameAt: -1}, rows)
	}
	return s.callsByName(req, nameAt, rows)
}

// keyRows returns the keys of the binding join, row by row.
func (s *serviceOp) keyRows() [][]ids.ID {
	if len(s.n.Keys) == 0 {
		return nil
	}
	at := positions(s.b.keyVars, s.n.Keys)
	rows := make([][]ids.ID, s.b.keys.rows)
	flat := make([]ids.ID, len(rows)*len(at))
	for i := range rows {
		rows[i] = flat[i*len(at) : (i+1)*len(at) : (i+1)*len(at)]
		for j, c := range at {
			rows[i][j] = s.b.keys.cols[c][i]
		}
	}
	return rows
}

// callsByName are the calls where a variable names the endpoint. Names that are no
// IRIs give an error, or for a silent call the solution that binds nothing else.
func (s *serviceOp) callsByName(req ServiceRequest, nameAt int, rows [][]ids.ID) ([]*serviceCall, error) {
	at := slices.Index(s.n.Keys, s.n.Name.Var)
	if at < 0 {
		return nil, fmt.Errorf("%w: the endpoint ?%s is unbound; bind it by a pattern beside the SERVICE", ErrService, s.n.Name.Var)
	}
	var order []ids.ID
	byName := map[ids.ID][][]ids.ID{}
	for _, row := range rows {
		if _, seen := byName[row[at]]; !seen {
			order = append(order, row[at])
		}
		byName[row[at]] = append(byName[row[at]], row)
	}
	var out []*serviceCall
	for _, id := range order {
		name, err := s.b.rt.Env.Pool.Term(id)
		if err != nil {
			return nil, err
		}
		one := req
		one.Endpoint = name.Value()
		if !name.IsIRI() {
			s.b.rt.services.fail(one.Endpoint, fmt.Errorf("%s is no IRI", name))
		}
		calls, err := s.callsTo(&serviceCall{req: one, nameAt: nameAt, name: id}, byName[id])
		if err != nil {
			return nil, err
		}
		out = append(out, calls...)
	}
	return out, nil
}

// callsTo are the calls to one endpoint for the keys, in parts. Blank nodes mean
// nothing elsewhere and are not sent: a key with one in a variable that the
// pattern always binds has no solutions there, and a variable that it may leave
// unbound is not sent at all.
func (s *serviceOp) callsTo(call *serviceCall, rows [][]ids.ID) ([]*serviceCall, error) {
	terms, err := s.keyTerms(rows)
	if err != nil {
		return nil, err
	}
	send := s.sendable(terms)
	for _, i := range send {
		call.req.KeyVars = append(call.req.KeyVars, s.n.Remote[slices.Index(s.n.Vars, s.n.Keys[i])])
	}
	at := positions(s.n.Vars, s.n.Keys)
	if len(send) == 0 {
		call.keys = &serviceKeys{at: at}
		for _, row := range rows {
			call.keys.add(row)
		}
		return []*serviceCall{call}, nil
	}
	var out []*serviceCall
	var kept [][]ids.ID                // keys that are not sent, for the first call
	place := map[string]*serviceCall{} // of what is sent
	for i, row := range rows {
		sent, projected := project(terms[i], row, send)
		if slices.ContainsFunc(sent, hasBlank) {
			kept = append(kept, row)
			continue
		}
		key := string(packIDs(nil, projected))
		if c := place[key]; c != nil {
			c.keys.add(row)
			continue
		}
		if len(out) == 0 || len(out[len(out)-1].req.Keys) == ServiceKeys {
			next := *call
			next.keys = &serviceKeys{at: at}
			out = append(out, &next)
		}
		c := out[len(out)-1]
		c.req.Keys = append(c.req.Keys, sent)
		c.keys.add(row)
		place[key] = c
	}
	if len(out) > 0 {
		for _, row := range kept {
			out[0].keys.add(row)
		}
	}
	return out, nil
}

// keyTerms decodes keys.
func (s *serviceOp) keyTerms(rows [][]ids.ID) ([][]rdf.Term, error) {
	terms := make([][]rdf.Term, len(rows))
	for i, row := range rows {
		var err error
		if terms[i], err = s.b.rt.Env.Pool.Terms(nil, row); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

// sendable returns which of the keys are sent.
func (s *serviceOp) sendable(terms [][]rdf.Term) []int {
	var send []int
	for i, v := range s.n.Keys {
		if s.n.NameOnly && v == s.n.Name.Var {
			continue
		}
		certain := slices.Contains(s.n.Certain, v)
		if certain || !slices.ContainsFunc(terms, func(row []rdf.Term) bool { return hasBlank(row[i]) }) {
			send = append(send, i)
		}
	}
	return send
}

// project returns the columns of a row that are sent.
func project(terms []rdf.Term, row []ids.ID, send []int) (sent []rdf.Term, projected []ids.ID) {
	for _, i := range send {
		sent = append(sent, terms[i])
		projected = append(projected, row[i])
	}
	return sent, projected
}

// hasBlank reports whether a term is a blank node or has one.
func hasBlank(t rdf.Term) bool {
	if t.IsTripleTerm() {
		tr := t.Triple()
		return hasBlank(tr.S) || hasBlank(tr.O)
	}
	return t.IsBlankNode()
}
