// Package extsort sorts quads into the six permutations within a memory budget.
//
// Quads gather in a chunk. A full chunk is sorted six ways, by radix passes
// that build on each other: the passes are stable, so that quads in SPO order
// sorted by predicate are in PSO order, those sorted by object in OSP order,
// and so on; one full sort and a few passes give all six. If all quads fit
// into one chunk, the sorted chunk goes to the consumers at once. Otherwise each
// permutation of each chunk becomes a run, a temporary file of compressed
// column blocks (about 6 bytes a quad), and the runs are merged.
//
// While one chunk is sorted, on two cores, the next one fills. That takes six
// quads of 32 bytes per quad of a chunk.
package extsort

import (
	"context"
	"runtime/debug"

	"github.com/issn-ld/issn-ld/store/ids"
)

// BytesPerQuad is the memory that a quad of a chunk takes: the chunk, the next
// chunk and two pairs of buffers for radix passes.
const BytesPerQuad = 6 * 32

// minChunk is the least number of quads in a chunk, whatever the budget.
const minChunk = 1 << 10

// manyBytes is a budget that is worth giving back to the system: the merge needs
// next to nothing, while its results fill mapped files.
const manyBytes = 256 << 20

// Consumer takes the rows of one permutation, distinct and in order.
type Consumer interface {
	// Write takes the next rows. They are valid during the call.
	Write(rows []ids.Row) error
	// Close ends the rows; it is called after an error too.
	Close() error
}

// Options tunes a [Sorter].
type Options struct {
	TempDir     string // where runs are written
	MemoryBytes int64  // budget for chunks
	Quads       int64  // how many there will be, about; 0: not known
}

// Sorter sorts quads. Add belongs to one goroutine, as does Finish after it.
type Sorter struct {
	opt      Options
	limit    int
	chunk    []ids.Quad
	spare    []ids.Quad // an empty chunk, for when the other is being sorted
	scratch  [2]buffers
	runs     [len(ids.Perms)][]string
	inFlight chan error // the result of the chunk that is being sorted; nil: none is
}

// New returns a sorter. What the caller has just let go of, such as the tables of
// the terms, goes back to the system before the sorter takes as much.
func New(opt Options) *Sorter {
	if opt.MemoryBytes >= manyBytes && opt.Quads*BytesPerQuad >= manyBytes {
		debug.FreeOSMemory()
	}
	limit := max(opt.MemoryBytes/BytesPerQuad, minChunk)
	if opt.Quads > 0 {
		// Chunks of the same size, and no larger than need be.
		chunks := (opt.Quads + limit - 1) / limit
		limit = max((opt.Quads+chunks-1)/chunks, minChunk)
	}
	return &Sorter{opt: opt, limit: int(limit)}
}

// Add takes quads in any order, with duplicates.
func (s *Sorter) Add(ctx context.Context, quads []ids.Quad) error {
	if s.chunk == nil && s.opt.Quads > 0 {
		s.chunk = make([]ids.Quad, 0, s.limit)
	}
	for len(quads) > 0 {
		if len(s.chunk) == s.limit { // and there is more than fits
			if err := s.spill(ctx); err != nil {
				return err
			}
		}
		n := min(len(quads), s.limit-len(s.chunk))
		s.chunk = append(s.chunk, quads[:n]...)
		quads = quads[n:]
	}
	return nil
}

// spill sorts the chunk into runs in the background, after the one before.
func (s *Sorter) spill(ctx context.Context) error {
	if err := s.wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	full := s.chunk
	s.chunk, s.spare = s.spare[:0], full
	if cap(s.chunk) == 0 {
		s.chunk = make([]ids.Quad, 0, s.limit)
	}
	done := make(chan error, 1)
	s.inFlight = done
	go func() {
		done <- s.sortChunk(ctx, full, func(p ids.Perm) (Consumer, error) {
			return s.newRun(p)
		})
	}()
	return nil
}

// wait waits for the chunk that is being sorted.
func (s *Sorter) wait() error {
	if s.inFlight == nil {
		return nil
	}
	err := <-s.inFlight
	s.inFlight = nil
	return err
}

// Abort waits for what runs in the background. The temporary files are the
// caller's to remove.
func (s *Sorter) Abort() {
	_ = s.wait() // the sorter is given up, for an error that came before
}

// Finish hands the sorted rows of each permutation to a consumer that open
// returns for it. Two permutations are under way at the same time.
func (s *Sorter) Finish(ctx context.Context, open func(ids.Perm) (Consumer, error)) error {
	if err := s.wait(); err != nil {
		return err
	}
	if len(s.runs[0]) == 0 {
		return s.sortChunk(ctx, s.chunk, open)
	}
	if len(s.chunk) > 0 {
		if err := s.spill(ctx); err != nil {
			return err
		}
		if err := s.wait(); err != nil {
			return err
		}
	}
	s.chunk, s.spare, s.scratch = nil, nil, [2]buffers{}
	if s.opt.MemoryBytes >= manyBytes {
		debug.FreeOSMemory()
	}
	return s.mergeAll(ctx, open)
}
