package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A figure is a metric of the server that has to end where it was.
type figure struct {
	metric, name, unit string
	scale              float64 // the metric divided by this is in the unit
	// share and more are the tolerance: what was measured at rest may grow by this
	// share of it and by this much, in the unit.
	share, more float64
}

// figures are what is watched. Memory grows and shrinks with the collector; the others
// are numbers of things, a few of which come and go with connections.
var figures = []figure{
	{metric: "process_resident_memory_bytes", name: "resident memory", unit: "MB", scale: 1e6, share: 0.25, more: 64},
	{metric: "process_open_fds", name: "open handles", scale: 1, more: 16},
	{metric: "go_goroutines", name: "goroutines", scale: 1, more: 16},
	{metric: "issnld_query_snapshots", name: "open snapshots", scale: 1},
	{metric: "issnld_query_memory_bytes", name: "memory reserved by queries", unit: "MB", scale: 1e6},
	{metric: "issnld_queries_running", name: "running queries", scale: 1},
	{metric: "issnld_query_panics_total", name: "panics", scale: 1},
}

// reading holds the figures at a time, in their order.
type reading struct {
	requests int64
	values   []float64
}

// recorder reads the figures of a server.
type recorder struct {
	server *server
	mu     sync.Mutex
	curve  []reading
	end    reading
}

// read takes the figures from /metrics.
func (rec *recorder) read(ctx context.Context, requests int64) (reading, error) {
	text, err := rec.server.get(ctx, "/metrics")
	if err != nil {
		return reading{}, err
	}
	found := make(map[string]float64)
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(value, 64); ok && err == nil {
			found[name] = v
		}
	}
	r := reading{requests: requests}
	for _, f := range figures {
		v, ok := found[f.metric]
		if !ok {
			return r, fmt.Errorf("/metrics has no %s", f.metric)
		}
		r.values = append(r.values, v/f.scale)
	}
	return r, lines.Err()
}

// record adds a point to the curves.
func (rec *recorder) record(ctx context.Context, requests int64) error {
	r, err := rec.read(ctx, requests)
	if err != nil {
		return err
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.curve = append(rec.curve, r)
	return nil
}

// atRest waits until the server has nothing to do, and returns the least of each
// figure in the time after that: what is kept, without what the collector has not
// seen yet.
func (rec *recorder) atRest(ctx context.Context, requests int64) (reading, error) {
	const wait, readings = time.Second, 40
	var least reading
	for i := range readings {
		r, err := rec.read(ctx, requests)
		if err != nil {
			return r, err
		}
		if i == 0 {
			least = r
		}
		for k, v := range r.values {
			least.values[k] = min(least.values[k], v)
		}
		select {
		case <-ctx.Done():
			return r, ctx.Err()
		case <-time.After(wait):
		}
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.curve = append(rec.curve, least)
	return least, nil
}

// most is the highest value that a figure may end with.
func (f *figure) most(warm float64) float64 { return warm*(1+f.share) + f.more }

// compare says which figures have grown too much.
func compare(warm, end reading) []string {
	var faults []string
	for i, f := range figures {
		if limit := f.most(warm.values[i]); end.values[i] > limit {
			faults = append(faults, fmt.Sprintf("%s: %.1f %s at the end, at most %.1f allowed", f.name, end.values[i], f.unit, limit))
		}
	}
	return faults
}

// writeFigures writes the table of the figures at rest.
func writeFigures(w *strings.Builder, warm, end reading) {
	fmt.Fprintf(w, "| at rest | after %d requests | after %d | allowed | |\n| --- | ---: | ---: | ---: | --- |\n", warm.requests, end.requests)
	for i, f := range figures {
		verdict := "yes"
		if end.values[i] > f.most(warm.values[i]) {
			verdict = "**NO**"
		}
		fmt.Fprintf(w, "| %s | %.1f %s | %.1f %s | %.1f %s | %s |\n", f.name, warm.values[i], f.unit, end.values[i], f.unit, f.most(warm.values[i]), f.unit, verdict)
	}
}
