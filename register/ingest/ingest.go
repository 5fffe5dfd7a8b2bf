package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
)

// Sink takes quads. A [Part] is used by one goroutine at a time.
type Sink interface {
	Add(q rdf.Quad) error
}

// Part is one goroutine's share of a sink. It must be closed, even after an error.
type Part interface {
	Sink
	// Put gives a key a value, which it takes over; nil takes its value away.
	Put(key string, value []byte) error
	Close() error
}

// Source yields the records of one input, and io.EOF after the last. [Options].Classify
// decides the meaning of other errors.
type Source[R any] interface {
	Read() (R, error)
	BytesRead() int64 // of the stored input so far; may be called concurrently
	Close() error
}

// Input is one file or stream. Open is called once for each pass.
type Input[R any] struct {
	Name string
	Size int64 // in bytes as stored; 0 if unknown
	Open func() (Source[R], error)
}

// Mapped is the outcome of mapping one record.
type Mapped struct {
	Quads    []rdf.Quad
	Values   []Value
	Warnings []string
}

// Value is a value for the sink beside quads; nil takes the value of the key away.
type Value struct {
	Key   string
	Value []byte
}

// Outcome is the consequence of an error for the run.
type Outcome uint8

// The outcomes. Failed ends the run.
const (
	Failed   Outcome = 0
	Skipped  Outcome = 1
	Rejected Outcome = 2
)

// Verdict is the fate of a record with an error. Reason is a short word for counting.
type Verdict struct {
	Outcome Outcome
	Reason  string
}

// Incident is a record that was not mapped, or not without warnings.
type Incident[R any] struct {
	Verdict
	Input  string
	Number int   // of the record in the input, from 1
	Record R     // the zero value if it could not be read
	Err    error // nil for warnings
	// Warnings of the mapping; then the record was mapped.
	Warnings []string
}

// ErrRejected marks the error of a strict run that met a rejected record.
var ErrRejected = errors.New("record rejected")

// ErrDuplicate marks a record replaced by a newer one with its key.
var ErrDuplicate = errors.New("another record with the same identifier is newer")

// Options configures a run. NewMapper, NewPart and Classify are required.
type Options[R any] struct {
	// NewMapper returns a mapping function for one goroutine. What it returns may be
	// overwritten by its next call.
	NewMapper func() func(R) (Mapped, error)
	// NewPart returns the sink part for one goroutine.
	NewPart func() (Part, error)
	// Classify judges an error of a Source or of the mapping.
	Classify func(error) Verdict
	// Key identifies the subject of a record, with a number that grows with its
	// version; ok is false for a record without a key. Of the records with one key,
	// only the one with the highest version is mapped, the last if several have it. Key
	// may be nil; several goroutines may call it at once.
	Key func(R) (key, version uint64, ok bool)

	// Survey, if not nil, is called with each record that could be read before the
	// first is mapped, in their order, by one goroutine. It needs Key.
	Survey func(R) error

	Workers  int  // goroutines that map; 0 means one for each processor
	Strict   bool // stop at the first reject
	OnReject func(Incident[R]) error
	OnSkip   func(Incident[R]) error
	OnWarn   func(Incident[R]) error
	// OnProgress is called about every Interval and at the end of each pass.
	OnProgress func(Progress)
	Interval   time.Duration // 0 means 200 ms
}

// Run maps all inputs. The hooks are called one at a time, from one goroutine. If Run
// fails, the report still covers the work done so far.
func Run[R any](ctx context.Context, inputs []Input[R], opts Options[R]) (*Report, error) {
	r := &run[R]{
		inputs: inputs, opts: opts, start: time.Now(), passes: 1,
		report: Report{Skipped: map[string]int64{}, Rejected: map[string]int64{}},
	}
	if r.opts.Workers <= 0 {
		r.opts.Workers = runtime.GOMAXPROCS(0)
	}
	if r.opts.Interval <= 0 {
		r.opts.Interval = 200 * time.Millisecond
	}
	err := r.all(ctx)
	r.report.Elapsed = time.Since(r.start)
	return &r.report, err
}

// run is one call of Run.
type run[R any] struct {
	inputs []Input[R]
	opts   Options[R]
	start  time.Time
	passes int
	newest map[uint64]version // nil without keys
	report Report
}

func (r *run[R]) all(ctx context.Context) error {
	pass := 1
	if r.opts.Key != nil {
		r.passes = 2
		if err := r.survey(ctx); err != nil {
			return err
		}
		pass = 2
	}
	return r.load(ctx, pass)
}

// each reads the input and calls take for every record or record error, numbered from
// 1. It stops at an error that Classify calls fatal.
func (r *run[R]) each(ctx context.Context, in Input[R], opened func(Source[R]), take func(int, R, error) error) (err error) {
	src, err := in.Open()
	if err != nil {
		return fmt.Errorf("ingest: %w", err)
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	opened(src)
	for number := 1; ; number++ {
		rec, err := src.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && r.opts.Classify(err).Outcome == Failed:
			return fmt.Errorf("ingest: %w", err)
		}
		if err := take(number, rec, err); err != nil {
			return err
		}
		if number%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
