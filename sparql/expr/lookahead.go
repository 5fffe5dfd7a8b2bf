package expr

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// maxAhead is the number of rows for which a variable is decoded ahead.
const maxAhead = 1024

// lookahead holds the terms of a variable for the rows that come next: decoded
// together they cost much less than one by one. It looks the further ahead the
// more of what it has decoded is asked for.
type lookahead struct {
	terms   map[ids.ID]rdf.Term
	rows    int // to look ahead
	used    int // times that terms has been of use since it was made
	missing []ids.ID
	buf     []rdf.Term
}

// term returns the term of the id that the variable has in the current row.
func (n *varNode) term(ev *evaluator, id ids.ID) (rdf.Term, error) {
	if t, ok := n.ahead.terms[id]; ok {
		n.ahead.used++
		return t, nil
	}
	if n.col < 0 || ev.batch == nil || id.Kind() == ids.KindQueryLocal || ev.batch.Cols[n.col][ev.row] != id {
		return ev.pool.Term(id)
	}
	if err := n.ahead.decode(ev.pool, ev.batch.Cols[n.col][ev.row:ev.batch.Len]); err != nil {
		return rdf.Term{}, err
	}
	return n.ahead.terms[id], nil
}

// decode makes the terms of the first ids of a column, of which the first one is
// asked for.
func (a *lookahead) decode(pool *Pool, col []ids.ID) error {
	if 2*a.used >= len(a.terms)-1 {
		a.rows = min(max(1, 2*a.rows), maxAhead)
	} else {
		a.rows = max(1, a.rows/2)
	}
	a.used = 0
	a.missing = a.missing[:0]
	for i, id := range col[:min(len(col), a.rows)] {
		if k := id.Kind(); (i == 0 || id != col[i-1]) && k != ids.KindQueryLocal && k != ids.KindSpecial {
			a.missing = append(a.missing, id)
		}
	}
	slices.Sort(a.missing)
	a.missing = slices.Compact(a.missing)
	var err error
	if a.buf, err = pool.Terms(a.buf[:0], a.missing); err != nil {
		return err
	}
	if a.terms == nil {
		a.terms = map[ids.ID]rdf.Term{}
	}
	clear(a.terms)
	for i, id := range a.missing {
		a.terms[id] = a.buf[i]
	}
	clear(a.buf)
	return nil
}
