package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/bench/peers"
)

// runner has the running engines.
type runner struct {
	limits  peers.Limits
	warm    int
	restart bool
	engines []*contestant
}

// contestant is an engine and its store.
type contestant struct {
	peers.Engine
	dir    string
	server *peers.Server
}

// outcome is how one engine did on one query.
type outcome struct {
	cold, warm time.Duration
	sig        signature
	err        error
	timedOut   bool
}

// row is how all engines did on one query.
type row struct {
	query    query
	outcomes []outcome // in the order of runner.engines
	load     string    // the machine's load average
}

// build enters the engines that the settings name, with stores of one dataset.
func (r *runner) build(ctx context.Context, s *settings, rep *report) error {
	if err := peers.Install(ctx, s.work); err != nil {
		return err
	}
	data, err := peers.Make(ctx, s.work, s.binary, s.size, s.syntax)
	if err != nil {
		return err
	}
	engines, err := peers.Pick(s.engines, s.work, s.binary, r.limits)
	if err != nil {
		return err
	}
	rep.w.WriteString(peers.Heading("Queries, " + s.size))
	fmt.Fprintf(rep.w, "- Command: `go run ./queries %s`\n- Data: %d lines of %s, %d MB\n", strings.Join(os.Args[1:], " "),
		data.Lines, s.syntax, data.Bytes/1e6)
	for _, e := range engines {
		log.Printf("%s: build", e.Name())
		dir, _, err := peers.Built(ctx, e, data, s.work, false)
		if err != nil {
			return err
		}
		r.enter(ctx, e, dir, rep)
	}
	return nil
}

// take enters issn-ld with the store that the settings name.
func (r *runner) take(ctx context.Context, s *settings, rep *report) error {
	dir, err := filepath.Abs(s.store)
	if err != nil {
		return err
	}
	size, err := peers.DiskBytes(dir)
	if err != nil {
		return err
	}
	rep.w.WriteString(peers.Heading("Queries, " + filepath.Base(dir)))
	fmt.Fprintf(rep.w, "- Command: `go run ./queries %s`\n- Data: a store of %d MB\n", strings.Join(os.Args[1:], " "), size/1e6)
	r.enter(ctx, peers.Ours(s.binary, r.limits), dir, rep)
	return nil
}

// enter adds an engine with its store.
func (r *runner) enter(ctx context.Context, e peers.Engine, dir string, rep *report) {
	r.engines = append(r.engines, &contestant{Engine: e, dir: dir})
	rep.names = append(rep.names, e.Name())
	fmt.Fprintf(rep.w, "- %s: %s\n", e.Name(), e.Version(ctx))
}

// boot starts an engine with nothing of its store in memory.
func (r *runner) boot(ctx context.Context, c *contestant) (err error) {
	if c.server != nil {
		c.server.Stop()
		c.server = nil
	}
	if err := peers.Evict(c.dir); err != nil {
		return err
	}
	c.server, err = c.Start(ctx, c.dir)
	return err
}

// stop ends all engines.
func (r *runner) stop() {
	for _, c := range r.engines {
		if c.server != nil {
			c.server.Stop()
		}
	}
}

// measure runs one query on all engines: first each one cold, then warm in turns, so
// that what disturbs the machine disturbs all of them. Who begins changes with turn.
func (r *runner) measure(ctx context.Context, q query, turn int) (row, error) {
	out := row{query: q, outcomes: make([]outcome, len(r.engines)), load: peers.LoadAverage()}
	order := make([]int, len(r.engines))
	for i := range order {
		order[i] = (i + turn) % len(order)
	}
	for _, i := range order {
		if r.restart {
			if err := r.boot(ctx, r.engines[i]); err != nil {
				return out, err
			}
		}
		if err := r.cold(ctx, r.engines[i], q, &out.outcomes[i]); err != nil {
			return out, err
		}
	}
	times := make([][]time.Duration, len(r.engines))
	for n := range r.warm {
		for _, i := range order {
			o := &out.outcomes[i]
			if o.err != nil || n != len(times[i]) || n >= repeats(o.cold, r.warm) {
				continue
			}
			a, err := r.ask(ctx, r.engines[i], q)
			if err == nil {
				times[i] = append(times[i], a.Time)
				continue
			}
			// Near the limit the second run can fail where the first did not: then the first counts.
			log.Printf("%s: %s: again: %v", r.engines[i].Name(), q.id(), err)
			if err := r.revive(ctx, r.engines[i], a); err != nil {
				return out, err
			}
		}
	}
	for i, t := range times {
		if o := &out.outcomes[i]; len(t) > 0 {
			slices.Sort(t)
			o.warm = t[len(t)/2]
		} else {
			o.warm = o.cold
		}
	}
	return out, nil
}

// repeats is how often a query runs warm: slow ones less often.
func repeats(cold time.Duration, most int) int {
	switch {
	case cold < 300*time.Millisecond:
		return most
	case cold < 5*time.Second:
		return min(most, 3)
	case cold < 20*time.Second:
		return min(most, 1)
	}
	return 0
}

// cold runs a query for the first time and looks at its result. An engine that does
// not answer in time is started anew, since not every one gives up by itself.
func (r *runner) cold(ctx context.Context, c *contestant, q query, o *outcome) error {
	a, err := r.ask(ctx, c, q)
	o.cold = a.Time
	if err == nil {
		o.sig, err = sign(a.Type, a.Body, q.check)
	}
	o.err = err
	o.timedOut = errors.Is(err, context.DeadlineExceeded) || err != nil && a.Time > r.limits.QueryTimeout*9/10
	if err == nil {
		return nil
	}
	log.Printf("%s: %s: after %.1f s: %v", c.Name(), q.id(), a.Time.Seconds(), err)
	if o.timedOut {
		o.cold = r.limits.QueryTimeout
	}
	return r.revive(ctx, c, a)
}

// revive starts an engine anew that did not answer.
func (r *runner) revive(ctx context.Context, c *contestant, a peers.Answer) error {
	if ctx.Err() != nil || a.Status != 0 {
		return ctx.Err()
	}
	return r.boot(ctx, c)
}

// ask sends a query and waits a little longer than the engine may take.
func (r *runner) ask(ctx context.Context, c *contestant, q query) (peers.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, r.limits.QueryTimeout+2*time.Second)
	defer cancel()
	return peers.Query(ctx, c.server.Endpoint, q.text, q.accept())
}
