package ingest

import (
	"context"
	"time"
)

// version is the newest record found for a key. Between equal versions the later record
// wins.
type version struct {
	number uint64
	at     position
}

// position is the place of a record in the run: the input in the upper 24 bits,
// the number of the record below.
type position uint64

func positionOf(input, number int) position { return position(input)<<40 | position(number) }

// survey finds the newest record for each key. It takes about 60 bytes per key.
func (r *run[R]) survey(ctx context.Context) error {
	r.newest = make(map[uint64]version)
	meter := r.meter(1)
	for i, in := range r.inputs {
		err := r.each(ctx, in, func(s Source[R]) { meter.begin(in, s) }, func(number int, rec R, err error) error {
			meter.p.Read++
			if number%512 == 0 {
				meter.tick(time.Now())
			}
			if err != nil {
				return nil
			}
			if r.opts.Survey != nil {
				if err := r.opts.Survey(rec); err != nil {
					return err
				}
			}
			if key, n, ok := r.opts.Key(rec); ok {
				if old, seen := r.newest[key]; !seen || n >= old.number {
					r.newest[key] = version{n, positionOf(i, number)}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		meter.done()
	}
	meter.report()
	return nil
}

// replaced reports whether a newer record has the same key as rec.
func (r *run[R]) replaced(rec R, at position) bool {
	if r.newest == nil {
		return false
	}
	key, _, ok := r.opts.Key(rec)
	return ok && r.newest[key].at != at
}

// meter tracks the progress of one pass.
type meter struct {
	p        Progress
	report   func()
	bytes    func() int64
	last     time.Time
	interval time.Duration
	before   int64 // in the inputs already read
}

// meter returns the meter for a pass.
func (r *run[R]) meter(pass int) *meter {
	m := &meter{interval: r.opts.Interval, bytes: func() int64 { return 0 }}
	m.p = Progress{Pass: pass, Passes: r.passes}
	for _, in := range r.inputs {
		if in.Size == 0 {
			m.p.BytesTotal = 0
			break
		}
		m.p.BytesTotal += in.Size
	}
	m.report = func() {
		if r.opts.OnProgress != nil {
			m.p.BytesDone = m.before + m.bytes()
			m.p.Elapsed = time.Since(r.start)
			r.opts.OnProgress(m.p)
		}
	}
	return m
}

// begin starts counting an input.
func (m *meter) begin(in interface{ name() string }, src interface{ BytesRead() int64 }) {
	m.p.Input = in.name()
	m.bytes = src.BytesRead
}

func (in Input[R]) name() string { return in.Name }

// done finishes an input.
func (m *meter) done() {
	m.before += m.bytes()
	m.bytes = func() int64 { return 0 }
}

// tick reports progress if the interval has passed.
func (m *meter) tick(now time.Time) {
	if now.Sub(m.last) >= m.interval {
		m.last = now
		m.report()
	}
}
