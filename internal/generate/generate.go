package generate

import (
	"errors"
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
)

// MaxRecords is the largest number of records in a register: some ISSNs must be left
// for dangling links.
const MaxRecords = modulus - absentNumbers - displayedNumbers - unknownNumbers

// ErrRecords is returned for a number of records out of range.
var ErrRecords = errors.New("number of records out of range")

// Options says which register to write.
type Options struct {
	Records int64  // from 0 to MaxRecords
	Seed    uint64 // registers of different seeds have nothing in common
	Clean   bool   // without the errors that real files show
}

// sampleSize is the number of serials kept for links between families.
const sampleSize = 4096

// Register is a stream of records. It belongs to one goroutine.
type Register struct {
	opt     Options
	numbers numbering
	text    textMaker
	b       builder
	family  family
	next    int       // member of the family to write
	sample  []related // serials of earlier families
	counts  Counts
	created int // date of the record being written, yyyymmdd

	incorrect int64 // ISSNs displayed by mistake so far
	seen      seen  // statements of the record being written
	view      Family
	onFamily  func(*Family)
	raw       []byte
}

// related is the target of a link in another family.
type related struct {
	issn  issn.ISSN
	title string
}

// New returns the register.
func New(opt Options) (*Register, error) {
	if opt.Records < 0 || opt.Records > MaxRecords {
		return nil, fmt.Errorf("%w: %d is not from 0 to %d", ErrRecords, opt.Records, int64(MaxRecords))
	}
	return &Register{opt: opt, numbers: newNumbering(opt.Seed)}, nil
}

// Next returns the next record, which is valid until the next call, or [io.EOF]
// after the last one.
func (g *Register) Next() (*marc.Record, error) {
	if g.next == len(g.family.members) {
		if g.counts.Records == g.opt.Records {
			return nil, io.EOF
		}
		g.plan()
	}
	m := &g.family.members[g.next]
	g.next++
	g.counts.Records++
	rec := g.write(m)
	if g.onFamily != nil && g.next == len(g.family.members) {
		g.onFamily(&g.view)
	}
	return rec, nil
}

// WriteTo writes the records that are left to w in ISO 2709, and returns the
// number of bytes.
func (g *Register) WriteTo(w io.Writer) (int64, error) {
	const full = 1 << 18
	written := int64(0)
	g.raw = g.raw[:0]
	for {
		rec, err := g.Next()
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return written, err
		}
		if !end {
			if g.raw, err = marc.AppendISO2709(g.raw, rec); err != nil {
				return written, err
			}
		}
		if len(g.raw) < full && !end {
			continue
		}
		n, err := w.Write(g.raw)
		written += int64(n)
		if err != nil || end {
			return written, err
		}
		g.raw = g.raw[:0]
	}
}

// Counts returns the counts so far.
func (g *Register) Counts() Counts { return g.counts }

// keep puts a serial of the family into the sample.
func (g *Register) keep(r *rng, m *member) {
	if m.status > provisional {
		return
	}
	s := related{issn: m.issn, title: g.family.works[m.work].key}
	if len(g.sample) < sampleSize {
		g.sample = append(g.sample, s)
		return
	}
	g.sample[r.below(sampleSize)] = s
}

// other draws a serial of another family; ok is false at the beginning.
func (g *Register) other(r *rng) (related, bool) {
	if len(g.sample) == 0 {
		return related{}, false
	}
	return g.sample[r.below(len(g.sample))], true
}
