package stats

import "github.com/issn-ld/issn-ld/store/ids"

// Watcher counts, in the rows of a permutation that pass by, what the
// statistics want from it: graphs in SPO, quads, triples and subjects of
// predicates in PSO, objects in POS.
type Watcher struct {
	Perm       ids.Perm
	last       ids.Row
	Graphs     map[ids.ID]int64
	Predicates []Predicate
}

// See takes the next rows.
func (w *Watcher) See(rows []ids.Row) {
	switch w.Perm {
	case ids.SPO:
		w.seeGraphs(rows)
	case ids.PSO, ids.POS:
		w.seePredicates(rows)
	case ids.SOP, ids.OSP, ids.OPS:
	}
}

func (w *Watcher) seeGraphs(rows []ids.Row) {
	if w.Graphs == nil {
		w.Graphs = make(map[ids.ID]int64)
	}
	for lo := 0; lo < len(rows); {
		hi := lo + 1
		for hi < len(rows) && rows[hi][3] == rows[lo][3] {
			hi++
		}
		w.Graphs[rows[lo][3]] += int64(hi - lo)
		lo = hi
	}
}

func (w *Watcher) seePredicates(rows []ids.Row) {
	for i := range rows {
		r := &rows[i]
		if n := len(w.Predicates); n == 0 || r[0] != w.Predicates[n-1].Predicate {
			w.Predicates = append(w.Predicates, Predicate{Predicate: r[0]})
		}
		p := &w.Predicates[len(w.Predicates)-1]
		p.Quads++
		newSecond := r[0] != w.last[0] || r[1] != w.last[1]
		if newSecond {
			if w.Perm == ids.PSO {
				p.Subjects++
			} else {
				p.Objects++
			}
		}
		if newSecond || r[2] != w.last[2] {
			p.Triples++
		}
		w.last = *r
	}
}
