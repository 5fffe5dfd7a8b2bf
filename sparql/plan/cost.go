package plan

import (
	"maps"
	"math"
	"slices"
)

// Costs per row or call, in units of about ten nanoseconds.
const (
	costScanRow   = 1
	costOpen      = 150 // opening a scan and decoding its first group
	costSeek      = 60  // skipping to a key that lies far ahead
	costLookup    = 200 // looking up one key in no order
	costNextKey   = 30  // looking up the next of ascending keys
	costSortKey   = 30  // putting a key in its place in a batch
	costMergeRow  = 2
	costBuildRow  = 8
	costProbeRow  = 4
	costOutRow    = 1
	costFilterRow = 5
	costExprRow   = 20
	costGroupRow  = 8
	costSortRow   = 3 // times the logarithm of the rows
	costStep      = 300
)

const (
	defaultSelectivity = 0.3
	equalSelectivity   = 0.1
	closureFan         = 10 // nodes that a path is expected to reach from one
	keysPerBatch       = 1024
	keysGathered       = 16 * keysPerBatch // that a look-up sorts at a time
)

// distinctOf returns the expected number of distinct values of v.
func (p *Props) distinctOf(v string) float64 {
	if d, ok := p.distinct[v]; ok {
		return math.Max(1, math.Min(d, p.Rows))
	}
	return math.Max(1, p.Rows)
}

// domainOf returns the expected number of values that v has where nothing drops
// rows: of those that are left, fewer match.
func (p *Props) domainOf(v string) float64 {
	if d, ok := p.distinct[v]; ok {
		return math.Max(1, d)
	}
	return math.Max(1, p.Rows)
}

// joinRows is the expected number of rows of a join on vs.
func joinRows(l, r *Props, vs []string) float64 {
	rows := l.Rows * r.Rows
	if len(vs) == 0 || rows == 0 {
		return rows
	}
	div := make([]float64, len(vs))
	for i, v := range vs {
		div[i] = math.Max(l.domainOf(v), r.domainOf(v))
	}
	return rows / combined(div)
}

// combined is the divisor of a join on several variables: they are seldom
// independent, so that each further one counts by a root.
func combined(div []float64) float64 {
	slices.Sort(div)
	total, exp := 1.0, 1.0
	for _, d := range slices.Backward(div) {
		total *= math.Pow(d, exp)
		exp /= 2
	}
	return math.Max(total, 1)
}

// mergeDistinct gives the distinct counts of a join.
func mergeDistinct(l, r *Props) map[string]float64 {
	m := make(map[string]float64, len(l.distinct)+len(r.distinct))
	maps.Copy(m, l.distinct)
	for v, d := range r.distinct {
		if have, ok := m[v]; !ok || d < have {
			m[v] = d
		}
	}
	return m
}

// costOf is the cost of the share f of the rows.
func costOf(start, total, f float64) float64 { return start + f*(total-start) }

// fraction is the share of rows that a caller that wants goal rows reads.
func fraction(goal, rows float64) float64 {
	if goal <= 0 || rows <= goal {
		return 1
	}
	return goal / rows
}

// log2 is the depth of a binary search in so many rows, at least 1.
func log2(rows float64) float64 { return math.Log2(math.Max(2, rows)) }

// hasPrefix reports whether order begins with want.
func hasPrefix(order, want []string) bool {
	return len(order) >= len(want) && slices.Equal(order[:len(want)], want)
}

// leadsWith reports whether the first columns of order are want in any order.
func leadsWith(order, want []string) bool {
	if len(order) < len(want) {
		return false
	}
	for _, v := range order[:len(want)] {
		if !slices.Contains(want, v) {
			return false
		}
	}
	return true
}

// restrictOrder cuts order before the first variable that is not in vars.
func restrictOrder(order, vars []string) []string {
	for i, v := range order {
		if !slices.Contains(vars, v) {
			return order[:i:i]
		}
	}
	return order
}
