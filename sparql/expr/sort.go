package expr

import (
	"context"
	"runtime"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/pace"
)

// sortedAtOnce is the number of elements that are sorted between two looks at the
// context.
const sortedAtOnce = 1 << 17

// SortFunc is [slices.SortFunc] on both cores, with the memory of another slice of
// that size. It ends early with the context, whose error it returns.
func SortFunc[T any](ctx context.Context, s []T, compare func(a, b T) int) error {
	if len(s) <= sortedAtOnce {
		slices.SortFunc(s, compare)
		return pace.Yield(ctx)
	}
	sortHalves(ctx, s, make([]T, len(s)), compare, runtime.GOMAXPROCS(0) > 1)
	return pace.Yield(ctx)
}

// sortHalves sorts both halves of s, at the same time if fork is set, and merges
// them.
func sortHalves[T any](ctx context.Context, s, scratch []T, compare func(a, b T) int, fork bool) {
	if pace.Yield(ctx) != nil {
		return
	}
	if len(s) <= sortedAtOnce {
		slices.SortFunc(s, compare)
		return
	}
	half := len(s) / 2
	if fork {
		both(
			func() { sortHalves(ctx, s[:half], scratch[:half], compare, false) },
			func() { sortHalves(ctx, s[half:], scratch[half:], compare, false) },
		)
	} else {
		sortHalves(ctx, s[:half], scratch[:half], compare, false)
		sortHalves(ctx, s[half:], scratch[half:], compare, false)
	}
	if compare(s[half-1], s[half]) <= 0 {
		return
	}
	copy(scratch, s)
	a, b := scratch[:half], scratch[half:]
	for i := range s {
		if len(b) == 0 || len(a) > 0 && compare(a[0], b[0]) <= 0 {
			s[i], a = a[0], a[1:]
		} else {
			s[i], b = b[0], b[1:]
		}
	}
}
