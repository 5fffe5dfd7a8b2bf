package sparql

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/expr"
)

// Errors that callers test for with [errors.Is].
var (
	// ErrTimeout ends a query that has run for too long.
	ErrTimeout = errors.New("query timed out")
	// ErrCancelled ends a query that [Engine.Cancel] has stopped.
	ErrCancelled = errors.New("query was cancelled")
	// ErrMemory ends a query that needs more memory than it may use.
	ErrMemory = exec.ErrMemory
	// ErrTooManyRows ends a result that is larger than allowed.
	ErrTooManyRows = errors.New("too many rows in the result")
	// ErrService marks a SERVICE that may not be called or has failed.
	ErrService = exec.ErrService
	// ErrNotAllowed marks an endpoint that may not be called, or a source that may not
	// be loaded; it comes with ErrService or ErrUpdate.
	ErrNotAllowed = exec.ErrNotAllowed
	// ErrQuery marks a query that is well-formed but cannot be run, such as one with a
	// constant regular expression that is wrong. The text says what to change.
	ErrQuery = errors.New("the query cannot be run")
	// ErrUpdate marks an update that cannot be carried out: a graph that exists
	// already or does not exist, a source that may not be loaded.
	ErrUpdate = errors.New("update failed")
	// ErrDataset marks an update whose dataset or graph is given twice, by its text
	// and by the [QueryOptions].
	ErrDataset = errors.New("the dataset is given twice")
	// ErrNoSpace marks a change that the store has no room for on its disk: nothing of
	// it was written. An [Updater] joins it to the store's own error.
	ErrNoSpace = errors.New("no space for the change")
	// ErrPanic marks a query that ended by a bug of ours; errors.As finds a [*PanicError].
	ErrPanic = errors.New("the engine met an error of its own")
	// ErrReadOnly is returned for updates where the engine has no [Updater].
	ErrReadOnly = errors.New("the store is read-only")
)

// LoadFunc reads the quads of a document for LOAD.
type LoadFunc func(ctx context.Context, source string) iter.Seq2[rdf.Quad, error]

// Options tunes an [Engine]. The zero value has no limits and answers from the
// union of all graphs.
type Options struct {
	Timeout     time.Duration // of one query; 0: none
	MemoryBytes int64         // of one query; 0: no limit
	MaxRows     int64         // of one result; 0: no limit
	// TotalMemoryBytes is what all queries together may use; 0: no limit. Who asks
	// for more ends with [ErrMemory].
	TotalMemoryBytes int64
	// StrictDefaultGraph makes the default graph of the store that of queries, as
	// the specification has it. Else it is the union of all graphs.
	StrictDefaultGraph bool
	Updater            Updater          // nil: updates are refused
	Service            exec.ServiceFunc // nil: SERVICE is refused
	Load               LoadFunc         // nil: LOAD is refused
	// Prefixes are prefixes that queries and updates may use without declaring them.
	Prefixes map[string]string
	// Stopped is told of queries and updates that were stopped, at their end; it may be
	// called concurrently. Nil: nobody asks.
	Stopped func(Stopped)
	// Functions are extension functions by IRI.
	Functions map[string]expr.Function
	// Now gives the time of NOW(); nil stands for the clock.
	Now func() time.Time
	// BatchRows is the number of rows that operators aim at in a batch; 0 stands
	// for 1,024. Tests vary it.
	BatchRows int
}

// QueryOptions are the circumstances of one query or update. The zero value adds
// nothing to the options of the engine.
type QueryOptions struct {
	Base string // resolves relative IRIs
	// Dataset replaces the dataset of the query, as the protocol's parameters do.
	// Of an update it is that of the patterns, and USING and WITH are errors.
	Dataset algebra.Dataset
	// Graph is the one graph that an update changes: its INSERT and DELETE work as
	// with WITH, and it may have no other operations. Queries do not look at it.
	Graph rdf.Term
	// Readable are the graphs that the caller may read, of which the zero Term is
	// the default graph; nil stands for all.
	Readable []rdf.Term
	// Timeout, MemoryBytes and MaxRows lower the limits of the engine; 0 keeps
	// them.
	Timeout     time.Duration
	MemoryBytes int64
	MaxRows     int64
	Label       string     // shown in [Running], such as the address of the client
	Rand        *rand.Rand // of RAND and UUID; nil: the generator of the process
	// Measure counts rows, time and memory for each operator; see [Result.Plan].
	Measure bool
}

// lower returns the smaller of two limits, of which 0 is none.
func lower[T int64 | time.Duration](a, b T) T {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
