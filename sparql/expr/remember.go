package expr

import (
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// memory remembers a result for each id of a column.
type memory[V any] struct {
	known   map[ids.ID]V
	last    ids.ID // the greatest id of an earlier batch that was not known then
	missing []ids.ID
	later   []uint32 // rows of missing ids
	results []V
	bytes   int64 // held for known
}

// holding is the memory that a program remembers things in. It is reserved in the budget of
// the pool that the program runs with, and given back as a whole.
type holding struct {
	pool  *Pool // nil until something is reserved
	bytes int64
}

// reserve accounts for n more bytes.
func (h *holding) reserve(pool *Pool, n int64) error {
	if err := pool.reserve(n); err != nil {
		return err
	}
	h.pool = pool
	h.bytes += n
	return nil
}

// give gives n bytes back.
func (h *holding) give(n int64) {
	if h.pool != nil {
		h.pool.giveBack(n)
		h.bytes -= n
	}
}

// rememberedBytes is about the memory of one result.
const rememberedBytes = 32

// fill sets out[row] for the rows to the result for the id in the column. Learn
// gives the results for ids that are not known, ascending and each once. What
// is remembered is held in mem.
func (m *memory[V]) fill(mem *holding, pool *Pool, col []ids.ID, rows []uint32, out []V, learn func(missing []ids.ID, results []V) error) error {
	m.recall(col, rows, out)
	if len(m.later) == 0 {
		return nil
	}
	ascending := slices.IsSorted(m.missing)
	if !ascending {
		slices.Sort(m.missing)
	}
	m.missing = slices.Compact(m.missing)
	m.results = slices.Grow(m.results[:0], len(m.missing))[:len(m.missing)]
	if err := learn(m.missing, m.results); err != nil {
		return err
	}
	// In a column that ascends from batch to batch no id comes again.
	if again := !ascending || m.missing[0] < m.last; again {
		m.keep(mem, pool)
	}
	m.last = max(m.last, m.missing[len(m.missing)-1])
	at := 0
	for _, row := range m.later {
		if !ascending {
			at, _ = slices.BinarySearch(m.missing, col[row])
		}
		for m.missing[at] != col[row] {
			at++
		}
		out[row] = m.results[at]
	}
	return nil
}

// recall decides the rows whose ids are remembered, and puts the others into m.later
// and their ids into m.missing.
func (m *memory[V]) recall(col []ids.ID, rows []uint32, out []V) {
	m.later, m.missing = m.later[:0], m.missing[:0]
	if len(m.known) == 0 {
		m.later = append(m.later, rows...)
		for i, row := range rows {
			if id := col[row]; i == 0 || id != col[rows[i-1]] {
				m.missing = append(m.missing, id)
			}
		}
		return
	}
	var last ids.ID
	var result V
	known, begun := false, false
	for _, row := range rows {
		id := col[row]
		if !begun || id != last {
			last, begun = id, true
			result, known = m.known[id]
		}
		if known {
			out[row] = result
			continue
		}
		m.later, m.missing = append(m.later, row), append(m.missing, id)
	}
}

// keep remembers the results of the missing ids, if there is memory for them.
func (m *memory[V]) keep(mem *holding, pool *Pool) {
	if len(m.known) >= memoTruths {
		clear(m.known)
		mem.give(m.bytes)
		m.bytes = 0
	}
	size := int64(len(m.missing)) * rememberedBytes
	if mem.reserve(pool, size) != nil {
		return
	}
	m.bytes += size
	if m.known == nil {
		m.known = make(map[ids.ID]V, len(m.missing))
	}
	for i, id := range m.missing {
		m.known[id] = m.results[i]
	}
}
