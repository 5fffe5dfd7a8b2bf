package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/issn-ld/issn-ld/bench/peers"
)

// result is what one engine did with one dataset.
type result struct {
	engine string
	data   peers.Dataset
	build  peers.Build   // the median build
	ready  time.Duration // from starting the server to its first answer
	served int64         // largest resident set while serving
	cold   quantiles     // lookups over the SPARQL protocol
	warm   quantiles
	scan   time.Duration // warm
}

// quantiles are of times, sorted.
type quantiles []time.Duration

func (q quantiles) at(share float64) time.Duration {
	if len(q) == 0 {
		return 0
	}
	return q[min(int(share*float64(len(q))), len(q)-1)]
}

// size measures all engines on one dataset. The builds go in turns.
func (s *settings) size(ctx context.Context, engines []peers.Engine, data peers.Dataset) ([]result, error) {
	builds := make([][]peers.Build, len(engines))
	results := make([]result, len(engines))
	dirs := make([]string, len(engines))
	for n := range max(s.builds, 1) {
		for i, e := range engines {
			log.Printf("%s: build %d of %s", e.Name(), n+1, data.Size)
			dir, b, err := peers.Built(ctx, e, data, s.work, true)
			if err != nil {
				return nil, err
			}
			log.Printf("%s: %.1f s", e.Name(), b.Time.Seconds())
			dirs[i] = dir
			builds[i] = append(builds[i], b)
		}
	}
	resources, err := sample(data.Path, s.lookups)
	if err != nil {
		return nil, err
	}
	for i, e := range engines {
		slices.SortFunc(builds[i], func(a, b peers.Build) int { return int(a.Time - b.Time) })
		results[i] = result{engine: e.Name(), data: data, build: builds[i][len(builds[i])/2]}
		if err := results[i].serve(ctx, e, dirs[i], resources); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
	}
	return results, nil
}

// serve measures an engine's server.
func (r *result) serve(ctx context.Context, e peers.Engine, dir string, resources []string) (err error) {
	log.Printf("%s: serve", e.Name())
	if err := peers.Evict(dir); err != nil {
		return err
	}
	server, err := e.Start(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { r.served = server.Stop().PeakBytes }()
	r.ready = server.Ready
	for _, pass := range []*quantiles{&r.cold, &r.warm} {
		for _, iri := range resources {
			a, err := peers.Query(ctx, server.Endpoint, "SELECT ?p ?o WHERE { <"+iri+"> ?p ?o }", peers.JSON)
			if err != nil {
				return err
			}
			*pass = append(*pass, a.Time)
		}
		slices.Sort(*pass)
	}
	var scans quantiles
	for range 4 {
		a, err := peers.Query(ctx, server.Endpoint, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(?s != ?o) }", peers.JSON)
		if err != nil {
			return err
		}
		scans = append(scans, a.Time)
	}
	scans = scans[1:]
	slices.Sort(scans)
	r.scan = scans.at(0.5)
	return nil
}

// writeSize writes the table of one dataset.
func writeSize(w *bytes.Buffer, data peers.Dataset, results []result) {
	fmt.Fprintf(w, "\n## %s: %d lines of %s, %d MB\n\n", data.Size, data.Lines, data.Path[len(data.Path)-2:], data.Bytes/1e6)
	w.WriteString("| engine | build s | 1,000 statements/s | CPU s | peak MB | disk MB | B/statement | server ready s | lookup µs cold p50 / p99 | warm p50 / p99 | scan ms | serving MB |\n")
	w.WriteString("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, r := range results {
		fmt.Fprintf(w, "| %s | %.1f | %.0f | %.1f | %d | %d | %.1f | %.2f | %d / %d | %d / %d | %.0f | %d |\n", r.engine, r.build.Time.Seconds(),
			float64(data.Lines)/r.build.Time.Seconds()/1000, r.build.CPU.Seconds(), r.build.PeakBytes>>20, r.build.DiskBytes>>20,
			float64(r.build.DiskBytes)/float64(data.Lines), r.ready.Seconds(),
			r.cold.at(0.5).Microseconds(), r.cold.at(0.99).Microseconds(), r.warm.at(0.5).Microseconds(), r.warm.at(0.99).Microseconds(),
			r.scan.Seconds()*1000, r.served>>20)
	}
}

// writeGrowth compares the time of building a statement between sizes.
func writeGrowth(w *bytes.Buffer, all []result) {
	first := make(map[string]result)
	var lines []string
	for _, r := range all {
		f, ok := first[r.engine]
		if !ok {
			first[r.engine] = r
			continue
		}
		more := float64(r.data.Lines) / float64(f.data.Lines)
		lines = append(lines, fmt.Sprintf("| %s | %s to %s | %.2f | %.2f |\n", r.engine, f.data.Size, r.data.Size,
			r.build.Time.Seconds()/f.build.Time.Seconds()/more, r.build.CPU.Seconds()/f.build.CPU.Seconds()/more))
	}
	if len(lines) == 0 {
		return
	}
	w.WriteString("\n## Growth\n\nTime to build a statement, the larger size divided by the smaller one.\n\n| engine | sizes | ratio of the time | of the CPU time |\n| --- | --- | --- | --- |\n")
	for _, line := range lines {
		w.WriteString(line)
	}
}
