package main

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"time"
)

// report writes the tables.
type report struct {
	w     *bytes.Buffer
	names []string // of the engines; ours is the first
	rows  []row
	known map[string]string // "engine query" to the reason of a known disagreement
}

// warmTime and coldTime are the columns that means are taken of.
func warmTime(o outcome) time.Duration { return o.warm }
func coldTime(o outcome) time.Duration { return o.cold }

func (r *report) write() {
	r.means()
	r.groups()
	r.queries()
	r.slower()
	r.disagreements()
	r.failures()
}

func (r *report) printf(format string, args ...any) { fmt.Fprintf(r.w, format, args...) }

// head writes the first lines of a table.
func (r *report) head(columns ...string) {
	r.printf("| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)))
}

// usable reports whether an outcome has a time to count: an answer, or a time-out, which
// counts as the limit.
func usable(o outcome) bool { return o.err == nil || o.timedOut }

// ratio is the geometric mean of a peer's times divided by ours, over the queries that
// both have a time for, and their number.
func (r *report) ratio(peer int, rows []row, get func(outcome) time.Duration) (mean float64, n int) {
	var sum float64
	for _, row := range rows {
		a, b := row.outcomes[0], row.outcomes[peer]
		if usable(a) && usable(b) {
			sum += math.Log(get(b).Seconds() / get(a).Seconds())
			n++
		}
	}
	return math.Exp(sum / float64(n)), n
}

// geometric is the geometric mean of an engine's times in milliseconds.
func (r *report) geometric(engine int, rows []row, get func(outcome) time.Duration) float64 {
	var sum float64
	var n int
	for _, row := range rows {
		if o := row.outcomes[engine]; usable(o) {
			sum += math.Log(get(o).Seconds() * 1000)
			n++
		}
	}
	return math.Exp(sum / float64(n))
}

// means writes the table of totals.
func (r *report) means() {
	r.printf("\n## All queries\n\nGeometric means in milliseconds; a time-out counts as the limit, other errors are left out. The ratios are means of\nratios over the queries that both engines answered; above 1, issn-ld is faster.\n\n")
	r.head("engine", "cold", "warm", "cold ÷ issn-ld", "warm ÷ issn-ld", "queries in the ratio", "time-outs", "errors")
	for i, name := range r.names {
		cold, _ := r.ratio(i, r.rows, coldTime)
		warm, n := r.ratio(i, r.rows, warmTime)
		var outs, errs int
		for _, row := range r.rows {
			switch o := row.outcomes[i]; {
			case o.timedOut:
				outs++
			case o.err != nil:
				errs++
			}
		}
		r.printf("| %s | %.2f | %.2f | %.2f | %.2f | %d | %d | %d |\n", name, r.geometric(i, r.rows, coldTime),
			r.geometric(i, r.rows, warmTime), cold, warm, n, outs, errs)
	}
}

// groups writes the ratios by feature.
func (r *report) groups() {
	r.printf("\n## By feature\n\nWarm geometric mean of issn-ld in milliseconds, and the ratios of the peers to it.\n\n")
	r.head(append([]string{"feature", "queries", r.names[0]}, ratioNames(r.names)...)...)
	for start := 0; start < len(r.rows); {
		end := start
		for end < len(r.rows) && r.rows[end].query.group == r.rows[start].query.group {
			end++
		}
		rows := r.rows[start:end]
		r.printf("| %s | %d | %.2f |", rows[0].query.group, len(rows), r.geometric(0, rows, warmTime))
		for i := 1; i < len(r.names); i++ {
			if ratio, n := r.ratio(i, rows, warmTime); n > 0 {
				r.printf(" %.1f |", ratio)
			} else {
				r.printf(" - |")
			}
		}
		r.printf("\n")
		start = end
	}
}

func ratioNames(names []string) []string {
	var out []string
	for _, name := range names[1:] {
		out = append(out, name+" ÷ "+names[0])
	}
	return out
}

// queries writes all times.
func (r *report) queries() {
	r.printf("\n## Query by query\n\nMilliseconds, cold / warm. \"t\" is a time-out, \"e\" an error, \"≠\" a result unlike that of issn-ld.\n\n")
	r.head(append([]string{"query", "rows"}, r.names...)...)
	for _, row := range r.rows {
		r.printf("| %s | %d |", row.query.id(), row.outcomes[0].sig.Rows)
		for i, o := range row.outcomes {
			switch {
			case o.timedOut:
				r.printf(" t |")
			case o.err != nil:
				r.printf(" e |")
			default:
				mark := ""
				if i > 0 && r.differs(row, i) {
					mark = " ≠"
				}
				r.printf(" %s / %s%s |", millis(o.cold), millis(o.warm), mark)
			}
		}
		r.printf("\n")
	}
}

// millis writes a time with three digits.
func millis(d time.Duration) string {
	ms := d.Seconds() * 1000
	switch {
	case ms >= 100:
		return fmt.Sprintf("%.0f", ms)
	case ms >= 10:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.2f", ms)
}

// slower lists the queries on which a peer is faster, warm.
func (r *report) slower() {
	r.printf("\n## Where a peer is faster\n\nWarm, by more than a tenth and more than a tenth of a millisecond.\n\n")
	r.head("query", "issn-ld ms", "fastest peer", "ms", "what")
	for _, row := range r.rows {
		best := 0
		for i, o := range row.outcomes {
			if o.err == nil && (best == 0 && row.outcomes[0].err != nil || o.warm < row.outcomes[best].warm) {
				best = i
			}
		}
		a, b := row.outcomes[0].warm, row.outcomes[best].warm
		if best > 0 && float64(a) > 1.1*float64(b) && a-b > 100*time.Microsecond {
			r.printf("| %s | %s | %s | %s | %s |\n", row.query.id(), millis(a), r.names[best], millis(b), row.query.about)
		}
	}
}

// differs reports whether an engine's result is not that of the first.
func (r *report) differs(row row, engine int) bool {
	a, b := row.outcomes[0], row.outcomes[engine]
	return a.err == nil && b.err == nil && a.sig != b.sig
}

// disagreements lists the results that differ.
func (r *report) disagreements() {
	r.printf("\n## Results that differ\n\n")
	r.head("query", "issn-ld", "engine", "result", "known reason")
	for _, row := range r.rows {
		for i := 1; i < len(r.names); i++ {
			if r.differs(row, i) {
				why := r.known[r.names[i]+" "+row.query.id()]
				if why == "" {
					why = "**none: look into it**"
				}
				r.printf("| %s | %s | %s | %s | %s |\n", row.query.id(), row.outcomes[0].sig, r.names[i], row.outcomes[i].sig, why)
			}
		}
	}
}

// failures lists the errors.
func (r *report) failures() {
	r.printf("\n## Errors and time-outs\n\n")
	r.head("query", "engine", "after s", "error")
	for _, row := range r.rows {
		for i, o := range row.outcomes {
			if o.err != nil {
				r.printf("| %s | %s | %.1f | %s |\n", row.query.id(), r.names[i], o.cold.Seconds(), strings.ReplaceAll(o.err.Error(), "|", "\\|"))
			}
		}
	}
}
