package kept

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/klauspost/compress/dict"
	"github.com/klauspost/compress/s2"

	"github.com/issn-ld/issn-ld/issn"
)

const (
	// trainRecords is how many records a dictionary is made of, and trainBytes how many
	// bytes at most.
	trainRecords = 2000
	trainBytes   = 4 << 20
	// fewRecords are too few to be worth a dictionary.
	fewRecords = 50
	// dictionaryBytes bounds what a dictionary quotes of them.
	dictionaryBytes = 32 << 10
	// maxPlain bounds what a record unfolds to.
	maxPlain = 128 << 20
)

// IsDictionary reports whether a key is that of a dictionary.
func IsDictionary(key string) bool {
	return len(key) > len(dictionaryPrefix) && key[:len(dictionaryPrefix)] == dictionaryPrefix
}

// Sample gathers records for [Train], spread over those that it is shown. It belongs to
// one goroutine.
type Sample struct {
	records [][]byte
	bytes   int
	seen    int
	every   int // one record in so many is taken
}

// Add shows the sample a record, which it copies if it takes it.
func (s *Sample) Add(r *Record) {
	s.every = max(s.every, 1)
	if s.seen++; s.seen%s.every != 0 {
		return
	}
	b := r.plain()
	s.records = append(s.records, b)
	s.bytes += len(b)
	for len(s.records) > trainRecords || s.bytes > trainBytes && len(s.records) > 1 {
		s.thin()
	}
}

// thin drops every second record, and has as many fewer taken from now on.
func (s *Sample) thin() {
	kept := s.records[:0]
	s.bytes = 0
	for i, b := range s.records {
		if i%2 == 0 {
			kept = append(kept, b)
			s.bytes += len(b)
		}
	}
	clear(s.records[len(kept):])
	s.records = kept
	s.every *= 2
}

// Train makes a dictionary of the records of a sample; nil if they are too few.
func Train(s *Sample) ([]byte, error) {
	if len(s.records) < fewRecords {
		return nil, nil
	}
	b, err := dict.BuildS2Dict(s.records, dict.Options{MaxDictSize: dictionaryBytes, HashBytes: 6})
	if err != nil {
		return nil, fmt.Errorf("dictionary for MARC records: %w", err)
	}
	return b, nil
}

// Latest returns the dictionary that the store has for new records, with its number; 0
// and nil if it has none.
func Latest(values Values) (number uint64, b []byte, err error) {
	for {
		next, found, err := values.Value(DictionaryKey(number + 1))
		if err != nil || !found {
			return number, b, err
		}
		number, b = number+1, next
	}
}

// Dictionary is what records are compressed with. It may be used by several goroutines.
type Dictionary struct {
	number uint64
	s2     *s2.Dict // nil: none
}

// NewDictionary returns the dictionary that the store has under a number; the bytes may be
// nil, for none.
func NewDictionary(number uint64, b []byte) (*Dictionary, error) {
	if b == nil {
		return &Dictionary{}, nil
	}
	d := s2.NewDict(b)
	if d == nil {
		return nil, fmt.Errorf("%w: dictionary %d", ErrDamaged, number)
	}
	return &Dictionary{number, d}, nil
}

// Encode returns the value of a record.
func (d *Dictionary) Encode(r *Record) []byte {
	dst := binary.AppendUvarint(make([]byte, 0, len(r.Raw)/2), d.number)
	if d.s2 == nil {
		return append(dst, s2.Encode(nil, r.plain())...)
	}
	return append(dst, d.s2.Encode(nil, r.plain())...)
}

// DictionaryKey is the key of a dictionary among the values of the store.
func DictionaryKey(number uint64) string { return dictionaryPrefix + strconv.FormatUint(number, 10) }

// Reader decodes the records of a state of the store, whose dictionaries it keeps. It
// belongs to one goroutine.
type Reader struct {
	values       Values
	dictionaries map[uint64]*Dictionary
}

// NewReader returns a reader of a snapshot or a transaction.
func NewReader(values Values) *Reader {
	return &Reader{values: values, dictionaries: map[uint64]*Dictionary{0: {}}}
}

// dictionary returns the dictionary with a number.
func (rd *Reader) dictionary(number uint64) (*Dictionary, error) {
	if d := rd.dictionaries[number]; d != nil {
		return d, nil
	}
	b, found, err := rd.values.Value(DictionaryKey(number))
	if err == nil && !found {
		err = fmt.Errorf("%w: dictionary %d is missing", ErrDamaged, number)
	}
	if err != nil {
		return nil, err
	}
	d, err := NewDictionary(number, b)
	if err == nil {
		rd.dictionaries[number] = d
	}
	return d, err
}

// decode is the inverse of [Dictionary.Encode].
func (rd *Reader) decode(n issn.ISSN, value []byte) (r *Record, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("ISSN %s: %w", n, err)
		}
	}()
	number, k := binary.Uvarint(value)
	if k <= 0 {
		return nil, fmt.Errorf("%w: no number of a dictionary", ErrDamaged)
	}
	d, err := rd.dictionary(number)
	if err != nil {
		return nil, err
	}
	if size, err := s2.DecodedLen(value[k:]); err != nil || size > maxPlain {
		return nil, fmt.Errorf("%w: a record of %d bytes", ErrDamaged, size)
	}
	var b []byte
	if d.s2 == nil {
		b, err = s2.Decode(nil, value[k:])
	} else {
		b, err = d.s2.Decode(nil, value[k:])
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return parsePlain(n, b)
}
