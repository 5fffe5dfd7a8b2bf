package preservation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/links/holdings"
)

// Span is a range of years, both ends included.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Years is a set of years: spans in order that do not touch.
type Years []Span

// LastYear is the latest number accepted as a year; 9999 stands for an open end.
const LastYear = 9998

// String returns "1999-2001, 2005".
func (y Years) String() string {
	parts := make([]string, len(y))
	for i, s := range y {
		if parts[i] = strconv.Itoa(s.From); s.To != s.From {
			parts[i] += "-" + strconv.Itoa(s.To)
		}
	}
	return strings.Join(parts, ", ")
}

// each calls f for every year.
func (y Years) each(f func(year int)) {
	for _, s := range y {
		for year := s.From; year <= s.To; year++ {
			f(year)
		}
	}
}

// union returns the years in any of the sets.
func union(sets ...Years) Years {
	all := Years{}
	for _, y := range sets {
		for _, s := range y {
			if 0 <= s.From && s.From <= s.To && s.To <= LastYear {
				all = append(all, s)
			}
		}
	}
	slices.SortFunc(all, func(a, b Span) int { return a.From - b.From })
	merged := Years{}
	for _, s := range all {
		if last := len(merged) - 1; last >= 0 && s.From <= merged[last].To+1 {
			merged[last].To = max(merged[last].To, s.To)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// minus returns the years of y that are not in other.
func (y Years) minus(other Years) Years {
	left := Years{}
	for _, s := range y {
		from := s.From
		for _, o := range other {
			if o.To < from || o.From > s.To {
				continue
			}
			if o.From > from {
				left = append(left, Span{from, o.From - 1})
			}
			from = max(from, o.To+1)
		}
		if from <= s.To {
			left = append(left, Span{from, s.To})
		}
	}
	return left
}

// atLeast returns the years that are in at least n of the sets. Each set belongs to a
// different archive.
func atLeast(n int, sets []Years) Years {
	count := map[int]int{}
	for _, y := range sets {
		y.each(func(year int) { count[year]++ })
	}
	found := Years{}
	for year, times := range count {
		if times >= n {
			found = append(found, Span{year, year})
		}
	}
	return union(found)
}

// ofSpans converts the spans of an extent, whose open ends are resolved.
func ofSpans(spans []holdings.Span) Years {
	y := make(Years, len(spans))
	for i, s := range spans {
		y[i] = Span{s.From, s.To}
	}
	return union(y)
}

// year reads a year of four digits; false for others, such as 19uu, and for 9999.
func year(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && len(s) == 4 && 0 < n && n <= LastYear
}

// coverageYears reads an interval such as 1990/2001; two full stops stand for an open
// end, which is then last, or for an unknown beginning.
func coverageYears(s string, last int) Years {
	from, to, ok := strings.Cut(s, "/")
	if !ok {
		to = from
	}
	first, hasFirst := year(from)
	end, hasEnd := year(to)
	switch {
	case hasFirst && hasEnd:
		return union(Years{{first, end}})
	case hasFirst:
		return union(Years{{first, max(first, last)}})
	case hasEnd:
		return union(Years{{end, end}})
	}
	return Years{}
}
