package dict

import (
	"fmt"
	"hash/maphash"
	"os"
	"sync"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// BuilderOptions tunes a [Builder]. The zero value suits a small build.
type BuilderOptions struct {
	TempDir     string // for the sorted runs; empty means the system's
	MemoryBytes int64  // of tables in memory, a target; 0 means 256 MiB
	Base        *Dict  // its terms, those of its delta included, are kept; nil: none
}

const defaultMemoryBytes = 256 << 20

// Builder makes a dictionary out of the terms that parts collect. Close
// removes its temporary file, whatever happened before.
type Builder struct {
	base   *Dict
	used   *Used // nil: all terms of base
	budget int64
	seed   maphash.Seed
	spool  *spool
	memory atomic.Int64 // memory of the tables of all parts

	mu     sync.Mutex // guards all below
	parts  []*Part
	open   int
	closed bool
}

// NewBuilder returns a builder without parts.
func NewBuilder(opts BuilderOptions) *Builder {
	b := &Builder{base: opts.Base, budget: opts.MemoryBytes, seed: maphash.MakeSeed()}
	if b.budget <= 0 {
		b.budget = defaultMemoryBytes
	}
	dir := opts.TempDir
	if dir == "" {
		dir = os.TempDir()
	}
	b.spool = &spool{dir: dir}
	return b
}

// KeepOnly has Finish drop the terms of the base that are not marked, open
// fragments aside. It must be called before Finish.
func (b *Builder) KeepOnly(u *Used) { b.used = u }

// SetPace has f called before so many bytes go to the temporary file: it may
// wait, and an error that it returns ends the write. It must be called while no
// part is in use.
func (b *Builder) SetPace(f func(bytes int) error) { b.spool.pace = f }

// Close removes the temporary file. The mapping of Finish cannot be read any
// more. Closing twice is fine.
func (b *Builder) Close() error {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	return b.spool.close()
}

// Abort is Close, for a build that is given up.
func (b *Builder) Abort() error { return b.Close() }

// Part returns a new part, which one goroutine at a time may use.
func (b *Builder) Part() *Part {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := &Part{builder: b, index: len(b.parts), table: newTable(b.seed)}
	b.parts = append(b.parts, p)
	b.open++
	return p
}

// Part collects terms and gives them local ids. A part that outgrows its share
// of the memory writes its terms out as a sorted run and starts anew: then, and
// for open fragments of ISSN IRIs, a term may get more than one local id.
type Part struct {
	builder *Builder
	index   int
	table   *table
	charged int64 // memory of table that builder.memory counts
	first   uint64
	runs    []*run
	scratch []byte
	closed  bool
	err     error
}

// Index returns the number of the part in its builder, for [Mapping.Part].
func (p *Part) Index() int { return p.index }

// IDs returns the number of local ids given so far.
func (p *Part) IDs() uint64 {
	n := p.first
	if p.table != nil {
		n += uint64(p.table.numbers)
	}
	return n
}

// Add returns the id of t: the final one if t is inlined, else a local id of
// kind delta whose payload counts from 0. It copies the strings of t.
func (p *Part) Add(t rdf.Term) (ids.ID, error) {
	switch {
	case p.err != nil:
		return ids.Undef, p.err
	case p.closed:
		return ids.Undef, ErrClosed
	case t.IsZero():
		return ids.Undef, ErrNoTerm
	}
	base, fragment, ok := inline(t)
	if ok && fragment == "" {
		return base, nil
	}
	var (
		number uint32
		isNew  bool
	)
	if ok {
		p.scratch = append(append(p.scratch[:0], classFragment), fragment...)
		number, _ = p.table.add(p.scratch)
		number, isNew = p.table.addResource(base, number)
	} else {
		p.scratch = appendKey(p.scratch[:0], t)
		number, isNew = p.table.add(p.scratch)
	}
	id := ids.Make(ids.KindDelta, p.first+uint64(number))
	if isNew {
		p.err = p.account()
	}
	return id, p.err
}

const (
	// accountStep is the growth of a table in bytes that is told to the builder.
	accountStep = 16 << 10
	// minRun is the number of keys below which a run is not worth writing.
	minRun = 64
)

// account keeps the builder within its memory after the table grew.
func (p *Part) account() error {
	b := p.builder
	memory := p.table.memory()
	if memory-p.charged < accountStep {
		return nil
	}
	used := b.memory.Add(memory - p.charged)
	p.charged = memory
	if used <= b.budget && memory < maxArena {
		return nil
	}
	b.mu.Lock()
	share := b.budget / int64(2*b.open)
	b.mu.Unlock()
	if memory < min(share, maxArena) || p.table.keys < minRun {
		return nil
	}
	return p.cut()
}

// cut makes the table a run and starts a new one.
func (p *Part) cut() error {
	r, err := newRun(p.builder.spool, p.table, p.first)
	p.builder.memory.Add(-p.charged)
	p.charged = 0
	if err != nil {
		return err
	}
	p.first += r.numbers
	p.runs = append(p.runs, r)
	p.table = newTable(p.builder.seed)
	return nil
}

// Close ends the part and sorts what it has left. Closing twice is fine.
func (p *Part) Close() error {
	if p.closed {
		return p.err
	}
	p.closed = true
	if p.err == nil && p.table.numbers > 0 {
		p.err = p.cut()
	}
	b := p.builder
	b.memory.Add(-p.charged)
	p.table, p.charged = nil, 0
	b.mu.Lock()
	b.open--
	b.mu.Unlock()
	return p.err
}

// Mapping says what ids the local ids of the parts and the ids of the base
// became. It can be read until the builder is closed.
type Mapping struct {
	parts []*Part
	base  *baseMapping
}

// Part returns the final ids of the local ids of part i, by their payload. It
// takes 8 bytes per local id.
func (m *Mapping) Part(i int) ([]ids.ID, error) {
	if i < 0 || i >= len(m.parts) {
		return nil, fmt.Errorf("dictionary: no part %d", i)
	}
	p := m.parts[i]
	out := make([]ids.ID, p.first)
	for _, r := range p.runs {
		if err := r.resolve(out[r.first : r.first+r.numbers]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Base returns the function from the ids of the base, its delta included, to
// the new ones; it may be called concurrently. Ids of terms that were dropped
// are not to be asked for. It keeps the order of all ids
// but those of kind delta, whose terms get their place among the base ids;
// inlined ids and ISSN IRIs stay what they are. It takes 4 bytes per term of
// the base.
func (m *Mapping) Base() (func(ids.ID) ids.ID, error) {
	if m.base == nil {
		return func(id ids.ID) ids.ID { return id }, nil
	}
	return m.base.load()
}

// baseMapping is what became of the terms of the base.
type baseMapping struct {
	ranks   *run     // of the keys of the base
	delta   *run     // of the terms of its delta
	payload []uint64 // ids of the delta by their number in its run
	terms   uint64   // of the base
	dropped int64    // terms of the base and its delta
}

// Dropped returns how many terms of the base were dropped, as [Builder.KeepOnly]
// says.
func (m *Mapping) Dropped() int64 {
	if m.base == nil {
		return 0
	}
	return m.base.dropped
}

func (m *baseMapping) load() (func(ids.ID) ids.ID, error) {
	shift := make([]uint32, m.terms) // of ranks, modulo 2^32: terms before may be dropped
	in := m.ranks.result.reader()
	id := int64(0)
	for rank := range shift {
		difference, err := in.varint()
		if err != nil {
			return nil, unexpected(err)
		}
		id += difference
		shift[rank] = uint32(ids.ID(id).Payload() - uint64(rank))
	}
	numbers := make([]ids.ID, m.delta.numbers)
	if err := m.delta.resolve(numbers); err != nil {
		return nil, err
	}
	delta := make(map[ids.ID]ids.ID, len(numbers))
	for n, payload := range m.payload {
		delta[ids.Make(ids.KindDelta, payload)] = numbers[n]
	}
	return func(id ids.ID) ids.ID {
		switch id.Kind() {
		case ids.KindBase:
			if rank := id.Payload(); rank < uint64(len(shift)) {
				return ids.Make(ids.KindBase, uint64(uint32(rank)+shift[rank]))
			}
			return ids.Undef
		case ids.KindDelta:
			return delta[id]
		default:
			return id
		}
	}, nil
}

// resourceID returns the id of an ISSN resource, without its fragment.
func resourceID(r issn.Resource) ids.ID {
	return ids.Make(ids.KindISSNIRI, (uint64(r.Space)<<ids.ISSNBits|uint64(r.ISSN))<<ids.FragmentBits)
}
