package main

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
)

// Sizes of the picture, in pixels.
const (
	panelWidth, panelHeight = 720, 120
	left, gap               = 90, 46
)

// svg draws the curves of all figures over the number of requests, one below the
// other; a dashed line marks where they count as settled.
func (rec *recorder) svg(settled int64) string {
	slices.SortFunc(rec.curve, func(a, b reading) int { return cmp.Compare(a.requests, b.requests) })
	var b strings.Builder
	height := len(figures)*(panelHeight+gap) + 20
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n",
		left+panelWidth+20, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="#fff"/>`+"\n")
	last := int64(1)
	for _, r := range rec.curve {
		last = max(last, r.requests)
	}
	x := func(requests int64) float64 { return left + panelWidth*float64(requests)/float64(last) }
	for i, f := range figures {
		top := float64(24 + i*(panelHeight+gap))
		high := 1.0
		for _, r := range rec.curve {
			high = max(high, r.values[i])
		}
		y := func(v float64) float64 { return top + panelHeight*(1-v/(1.1*high)) }
		fmt.Fprintf(&b, `<text x="%d" y="%.0f" font-weight="bold">%s</text>`+"\n", left, top-6, html.EscapeString(strings.TrimSpace(f.name+" "+f.unit)))
		fmt.Fprintf(&b, `<path d="M%d %.1fV%.1fH%d" fill="none" stroke="#888"/>`+"\n", left, top, top+panelHeight, left+panelWidth)
		for _, v := range []float64{0, high} {
			fmt.Fprintf(&b, `<text x="%d" y="%.1f" text-anchor="end">%.4g</text>`+"\n", left-6, y(v)+4, v)
		}
		fmt.Fprintf(&b, `<path d="M%.1f %.1fV%.1f" stroke="#c60" stroke-dasharray="4 3"/>`+"\n", x(settled), top, top+panelHeight)
		points := make([]string, 0, len(rec.curve))
		for _, r := range rec.curve {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(r.requests), y(r.values[i])))
		}
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="#06c" stroke-width="1.5"/>`+"\n", strings.Join(points, " "))
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%d requests</text>`+"\n</svg>\n", left+panelWidth, height-8, last)
	return b.String()
}
