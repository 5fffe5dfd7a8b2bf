package main

import (
	"slices"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	warm := reading{requests: 10, values: []float64{100, 20, 30, 0, 0, 0, 0}}
	for name, tc := range map[string]struct {
		at   int // of the figures
		end  float64
		want string // part of the fault
	}{
		"memory within its tolerance": {0, 180, ""},
		"memory that grew":            {0, 200, "resident memory: 200.0 MB at the end, at most 189.0 allowed"},
		"handles that leak":           {1, 40, "open handles"},
		"one snapshot left":           {3, 1, "open snapshots"},
		"a panic":                     {6, 1, "panics"},
	} {
		t.Run(name, func(t *testing.T) {
			end := reading{requests: 20, values: slices.Clone(warm.values)}
			end.values[tc.at] = tc.end
			got := strings.Join(compare(warm, end), "; ")
			if (tc.want == "") != (got == "") || !strings.Contains(got, tc.want) {
				t.Errorf("compare says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestSVG(t *testing.T) {
	rec := &recorder{curve: []reading{{20, []float64{2, 2, 2, 2, 2, 2, 2}}, {10, []float64{1, 1, 1, 1, 1, 1, 1}}}}
	text := rec.svg(10)
	if got, want := strings.Count(text, "<polyline"), len(figures); got != want {
		t.Errorf("%d curves, want %d", got, want)
	}
	if rec.curve[0].requests != 10 {
		t.Error("the readings are not in the order of their requests")
	}
}
