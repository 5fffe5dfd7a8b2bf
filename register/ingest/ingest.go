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

// Part is the share of a goroutine in a sink. Close ends it, also after an error.
type Part interface {
	Sink
	Close() error
}

// Source yields the records of one input, and io.EOF after the last. What other
// errors mean [Options].Classify says.
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

// Mapped is what one record gave.
type Mapped struct {
	Quads    []rdf.Quad
	Warnings []string
}

// Outcome is what an error means for the run.
type Outcome uint8

// The outcomes. Failed ends the run.
const (
	Failed   Outcome = 0
	Skipped  Outcome = 1
	Rejected Outcome = 2
)

// Verdict says what becomes of a record with an error. Reason is a short word
// to count by.
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

// ErrRejected is wrapped by the error of a strict run with a rejected record.
var ErrRejected = errors.New("record rejected")

// ErrDuplicate is the error of a record that a newer one with its key replaces.
var ErrDuplicate = errors.New("another record with the same identifier is newer")

// Options says how a run works. NewMapper, NewPart and Classify are required.
type Options[R any] struct {
	// NewMapper returns a mapping function for one goroutine.
	NewMapper func() func(R) (Mapped, error)
	// NewPart returns the sink part for one goroutine.
	NewPart func() (Part, error)
	// Classify judges an error of a Source or of the mapping.
	Classify func(error) Verdict
	// Key returns what a record is about and a number that grows with its
	// version; ok is false for a record without a key. Of records with one key
	// only that with the highest version is mapped, the last of several. Key may
	// be nil; it is called by several goroutines at once.
	Key func(R) (key, version uint64, ok bool)

	Workers  int  // goroutines that map; 0 means one for each processor
	Strict   bool // stop at the first reject
	OnReject func(Incident[R]) error
	OnSkip   func(Incident[R]) error
	OnWarn   func(Incident[R]) error
	// OnProgress is called about every Interval and at the end of each pass.
	OnProgress func(Progress)
	Interval   time.Duration // 0 means 200 ms
}

// Run maps all inputs. The hooks are called one at a time, by one goroutine. The
// report is good as far as the run came, also with an error.
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

// each reads the input and calls take for every record or error of a record,
// with its number from 1. It stops at an error that Classify calls fatal.
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
