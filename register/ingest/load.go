package ingest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// batchSize is how many records go from one goroutine to the next at a time.
const batchSize = 64

// batch is a run of records from one input, and later their outcomes.
type batch[R any] struct {
	seq       int
	input     int
	items     []item[R]
	incidents []Incident[R]
	mapped    int64
	quads     int64
	bytesRead int64 // of all inputs, when the batch was full
}

// item is a record, or the error in its place.
type item[R any] struct {
	number int
	record R
	err    error
}

// load maps all inputs: one goroutine reads, several map, and this one collects.
func (r *run[R]) load(ctx context.Context, pass int) error {
	g, ctx := errgroup.WithContext(ctx)
	todo := make(chan *batch[R], 2*r.opts.Workers)
	done := make(chan *batch[R], 2*r.opts.Workers)
	g.Go(func() error {
		defer close(todo)
		return r.readAll(ctx, todo)
	})
	var working atomic.Int32
	working.Store(int32(r.opts.Workers))
	for range r.opts.Workers {
		g.Go(func() error {
			defer func() {
				if working.Add(-1) == 0 {
					close(done)
				}
			}()
			return r.work(ctx, todo, done)
		})
	}
	g.Go(func() error { return r.collect(ctx, done, pass) })
	return g.Wait()
}

// readAll cuts the inputs into batches.
func (r *run[R]) readAll(ctx context.Context, todo chan<- *batch[R]) error {
	seq := 0
	before := int64(0)
	for i, in := range r.inputs {
		var src Source[R]
		b := &batch[R]{}
		send := func() error {
			b.seq, b.input, b.bytesRead = seq, i, before+src.BytesRead()
			seq++
			select {
			case todo <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
			b = &batch[R]{items: make([]item[R], 0, batchSize)}
			return nil
		}
		err := r.each(ctx, in, func(s Source[R]) { src = s }, func(number int, rec R, err error) error {
			b.items = append(b.items, item[R]{number, rec, err})
			if len(b.items) < batchSize {
				return nil
			}
			return send()
		})
		if err == nil && len(b.items) > 0 {
			err = send()
		}
		if err != nil {
			return err
		}
		before += src.BytesRead()
	}
	return nil
}

// work maps batches into a part of its own.
func (r *run[R]) work(ctx context.Context, todo <-chan *batch[R], done chan<- *batch[R]) (err error) {
	part, err := r.opts.NewPart()
	if err != nil {
		return fmt.Errorf("ingest: %w", err)
	}
	defer func() { err = errors.Join(err, part.Close()) }()
	mapRecord := r.opts.NewMapper()
	for b := range todo {
		for i := range b.items {
			if err := r.mapOne(b, &b.items[i], mapRecord, part); err != nil {
				return err
			}
		}
		b.items = nil
		select {
		case done <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// mapOne maps one record and stores its outcome in the batch.
func (r *run[R]) mapOne(b *batch[R], it *item[R], mapRecord func(R) (Mapped, error), part Part) error {
	in := Incident[R]{Input: r.inputs[b.input].Name, Number: it.number, Record: it.record, Err: it.err}
	var m Mapped
	switch {
	case it.err != nil:
		in.Verdict = r.opts.Classify(it.err)
	case r.replaced(it.record, positionOf(b.input, it.number)):
		in.Err = fmt.Errorf("%s: record %d: %w", in.Input, in.Number, ErrDuplicate)
		in.Verdict = Verdict{Rejected, ReasonDuplicate}
	default:
		if m, in.Err = mapRecord(it.record); in.Err != nil {
			in.Verdict = r.opts.Classify(in.Err)
			if in.Outcome == Failed {
				return fmt.Errorf("ingest: %s: record %d: %w", in.Input, in.Number, in.Err)
			}
		}
	}
	if in.Err != nil {
		b.incidents = append(b.incidents, in)
		return nil
	}
	for i := range m.Quads {
		if err := part.Add(m.Quads[i]); err != nil {
			return fmt.Errorf("ingest: %s: record %d: %w", in.Input, in.Number, err)
		}
	}
	for _, v := range m.Values {
		if err := part.Put(v.Key, v.Value); err != nil {
			return fmt.Errorf("ingest: %s: record %d: %w", in.Input, in.Number, err)
		}
	}
	b.mapped++
	b.quads += int64(len(m.Quads))
	if len(m.Warnings) > 0 {
		in.Warnings = m.Warnings
		b.incidents = append(b.incidents, in)
	}
	return nil
}

// collect puts the batches back into order, counts them and calls the hooks.
func (r *run[R]) collect(ctx context.Context, done <-chan *batch[R], pass int) error {
	m := r.meter(pass)
	waiting := map[int]*batch[R]{}
	for next := 0; ; {
		var b *batch[R]
		select {
		case b = <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if b == nil { // all workers are done
			m.bytes = func() int64 { return m.p.BytesTotal - m.before }
			m.report()
			return nil
		}
		for waiting[b.seq] = b; waiting[next] != nil; next++ {
			b := waiting[next]
			delete(waiting, next)
			if err := r.account(b); err != nil {
				return err
			}
			m.p.Input, m.bytes = r.inputs[b.input].Name, func() int64 { return b.bytesRead }
			m.p.Read, m.p.Mapped, m.p.Quads = r.report.Read, r.report.Mapped, r.report.Quads
			m.p.Rejected = r.report.TotalRejected()
			m.tick(time.Now())
		}
	}
}

// account adds a batch to the report.
func (r *run[R]) account(b *batch[R]) error {
	r.report.Read += b.mapped
	r.report.Mapped += b.mapped
	r.report.Quads += b.quads
	for _, in := range b.incidents {
		hook := r.opts.OnWarn
		switch in.Outcome {
		case Skipped:
			r.report.Read++
			r.report.Skipped[in.Reason]++
			hook = r.opts.OnSkip
		case Rejected:
			r.report.Read++
			r.report.Rejected[in.Reason]++
			hook = r.opts.OnReject
		case Failed: // a mapped record with warnings
			r.report.Warnings += int64(len(in.Warnings))
		}
		if hook != nil {
			if err := hook(in); err != nil {
				return fmt.Errorf("ingest: %w", err)
			}
		}
		if r.opts.Strict && in.Outcome == Rejected {
			return fmt.Errorf("ingest: %w: %w", ErrRejected, in.Err)
		}
	}
	return nil
}
