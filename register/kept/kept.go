// Package kept keeps the MARC record of each ISSN as it was read, to the byte, with the
// place that it came from. Records are values of the store beside the quads that they
// were mapped to, and change with those in one transaction; package register sees to
// that.
//
// A record is compressed with a dictionary that was made of records of the store: see
// [Train]. Of the compressors that were tried S2 takes a tenth of the time of zstd and a
// fifth more space. Stores of earlier programs have no records, and a record that came by another
// way than a file has no bytes to keep: [Read] says so with [ErrNone].
package kept

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/store"
)

// Record is a record as it was read.
type Record struct {
	ISSN   issn.ISSN
	Raw    []byte // ISO 2709 with its terminator, or the XML element
	Format marc.Format
	File   string // as given to the import; "-" for standard input
	Number int    // of the record in the file, from 1
}

// Of returns what to keep of a record that was read with [marc.Options.KeepRaw]; nil if
// it has no bytes.
func Of(n issn.ISSN, rec *marc.Record) *Record {
	if len(rec.Raw) == 0 {
		return nil
	}
	return &Record{ISSN: n, Raw: rec.Raw, Format: rec.Format, File: rec.Place.File, Number: rec.Place.Number}
}

// IsXML reports whether the record is an XML element rather than ISO 2709.
func (r *Record) IsXML() bool { return bytes.HasPrefix(bytes.TrimLeft(r.Raw, " \t\r\n"), []byte{'<'}) }

// Parse reads the record anew.
func (r *Record) Parse() (*marc.Record, error) {
	opt := marc.Options{File: r.File, Syntax: marc.ISO2709, Dialect: marc.OnlyMARC21, KeepRaw: true}
	if r.IsXML() {
		opt.Syntax = marc.XML
	}
	if r.Format == marc.UNIMARC {
		opt.Dialect = marc.OnlyUNIMARC
	}
	rd, err := marc.NewReader(bytes.NewReader(r.Raw), opt)
	if err != nil {
		return nil, err
	}
	rec, err := rd.Read()
	if err = errors.Join(err, rd.Close()); err != nil {
		return nil, err
	}
	return rec, nil
}

const (
	prefix           = "marc/"
	dictionaryPrefix = "marc-dictionary/"
)

// Key returns the key of the record of an ISSN among the values of the store.
func Key(n issn.ISSN) string { return prefix + n.String() }

// ParseKey returns the ISSN of a key; false if it is not the key of a record.
func ParseKey(key string) (issn.ISSN, bool) {
	text, ok := strings.CutPrefix(key, prefix)
	if !ok {
		return 0, false
	}
	n, err := issn.Parse(text)
	return n, err == nil
}

// Values is where records are read: a snapshot of the store, or a transaction.
type Values interface {
	Value(key string) ([]byte, bool, error)
}

// The errors of reading.
var (
	// ErrNone says that the store has no record of the ISSN.
	ErrNone = errors.New("no MARC record is kept")
	// ErrDamaged says that what the store has is no record.
	ErrDamaged = errors.New("the MARC record that was kept is damaged")
)

// Read returns the record of an ISSN.
func (rd *Reader) Read(n issn.ISSN) (*Record, error) {
	v, found, err := rd.values.Value(Key(n))
	if err == nil && !found {
		err = ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("ISSN %s: %w", n, err)
	}
	return rd.decode(n, v)
}

// Records yields the records of the ISSNs from low up to, but not including, high, in
// order; 0 means no bound.
func Records(ctx context.Context, snap *store.Snapshot, low, high issn.ISSN) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		rd := NewReader(snap)
		before := prefix + "~" // after every digit
		if high != 0 {
			before = Key(high)
		}
		for v, err := range snap.Values(ctx, Key(low), before) {
			var r *Record
			if err == nil {
				n, ok := ParseKey(v.Key)
				if !ok {
					err = fmt.Errorf("%w: its key is %q", ErrDamaged, v.Key)
				} else {
					r, err = rd.decode(n, v.Value)
				}
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// A record is stored as
//
//	uvarint   number of its dictionary; 0: none
//	bytes     an S2 block of: 1 byte, the format; uvarint, number of the record in its
//	          file; uvarint, length of the name of the file; the name; the record

// plain returns what is compressed.
func (r *Record) plain() []byte {
	b := make([]byte, 0, len(r.Raw)+len(r.File)+16)
	b = append(b, byte(r.Format))
	b = binary.AppendUvarint(b, uint64(r.Number))
	b = binary.AppendUvarint(b, uint64(len(r.File)))
	b = append(b, r.File...)
	return append(b, r.Raw...)
}

// parsePlain is the inverse of plain.
func parsePlain(n issn.ISSN, b []byte) (*Record, error) {
	r := &Record{ISSN: n}
	if len(b) == 0 || b[0] > byte(marc.UNIMARC) {
		return nil, fmt.Errorf("%w: no format", ErrDamaged)
	}
	r.Format, b = marc.Format(b[0]), b[1:]
	number, k := binary.Uvarint(b)
	if k <= 0 || number > 1<<40 {
		return nil, fmt.Errorf("%w: no number", ErrDamaged)
	}
	r.Number, b = int(number), b[k:]
	length, k := binary.Uvarint(b)
	if k <= 0 || length > uint64(len(b)-k) {
		return nil, fmt.Errorf("%w: no name of a file", ErrDamaged)
	}
	r.File, r.Raw = string(b[k:k+int(length)]), slices.Clone(b[k+int(length):])
	return r, nil
}

// Same reports whether two records have the same bytes, wherever they came from.
func (r *Record) Same(other *Record) bool {
	return r.Format == other.Format && string(r.Raw) == string(other.Raw)
}

// Place says where the record came from.
func (r *Record) Place() string { return r.File + ", record " + strconv.Itoa(r.Number) }
