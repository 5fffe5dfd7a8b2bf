package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/kv"
	"github.com/issn-ld/issn-ld/store/internal/values"
)

// A store has values beside its quads, each under a key of its own: what belongs to
// quads and is none, such as the record they were made of. A transaction or a load
// changes both at once, and a snapshot has both as of one moment.

const (
	// MaxKey is the greatest length of the key of a value, in bytes.
	MaxKey = 1 << 10
	// MaxValue is the greatest length of a value, in bytes.
	MaxValue = 16 << 20
)

// ErrValue marks a key or a value that the store does not take.
var ErrValue = errors.New("no key or value for the store")

// checkValue fails for a key or value that is too long, and for the empty key.
func checkValue(key string, value []byte) error {
	switch {
	case key == "" || len(key) > MaxKey:
		return fmt.Errorf("%w: a key of %d bytes, where 1 to %d are allowed", ErrValue, len(key), MaxKey)
	case len(value) > MaxValue:
		return fmt.Errorf("%w: a value of %d bytes for the key %q, where %d are allowed", ErrValue, len(value), key, MaxValue)
	}
	return nil
}

// Put gives a key a value, which it copies. An error wraps [ErrValue] or [ErrClosed], or
// is that of the context.
func (tx *Tx) Put(key string, value []byte) error {
	if err := errors.Join(tx.check(), checkValue(key, value)); err != nil {
		return err
	}
	tx.setValue(values.Change{Key: key, Value: append([]byte{}, value...)})
	return nil
}

// Remove takes the value of a key away, if it has one.
func (tx *Tx) Remove(key string) error {
	if err := errors.Join(tx.check(), checkValue(key, nil)); err != nil {
		return err
	}
	tx.setValue(values.Change{Key: key, Deleted: true})
	return nil
}

func (tx *Tx) setValue(c values.Change) {
	if tx.values == nil {
		tx.values = make(map[string]int)
	}
	if at, known := tx.values[c.Key]; known {
		tx.valueList[at] = c
		return
	}
	tx.values[c.Key] = len(tx.valueList)
	tx.valueList = append(tx.valueList, c)
}

// Value returns the value of a key, with what the transaction has done; nil and false
// if it has none. The caller must not change it.
func (tx *Tx) Value(key string) ([]byte, bool, error) {
	if err := tx.check(); err != nil {
		return nil, false, err
	}
	if at, known := tx.values[key]; known {
		c := &tx.valueList[at]
		return c.Value, !c.Deleted, nil
	}
	return tx.base.value(key)
}

// changedValues returns the changes of values that have an effect.
func (tx *Tx) changedValues() ([]values.Change, error) {
	changed := tx.valueList[:0]
	for _, c := range tx.valueList {
		old, found, err := tx.base.value(c.Key)
		if err != nil {
			return nil, err
		}
		if found == c.Deleted || found && string(old) != string(c.Value) {
			changed = append(changed, c)
		}
	}
	return changed, nil
}

// Value returns the value of a key; nil and false if it has none. It stays valid until
// Close, and must not be changed.
func (s *Snapshot) Value(key string) ([]byte, bool, error) {
	if s.closed.Load() {
		return nil, false, fmt.Errorf("value: %w", ErrClosed)
	}
	return s.version.value(key)
}

// Value is a value with its key.
type Value struct {
	Key   string
	Value []byte // valid until the snapshot is closed, not to be changed
}

// Values yields the values whose keys are from or greater, and less than before, in
// ascending order of the keys; an empty bound is none. The iteration ends with the first
// error, and when ctx does.
func (s *Snapshot) Values(ctx context.Context, from, before string) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		if s.closed.Load() {
			yield(Value{}, fmt.Errorf("values: %w", ErrClosed))
			return
		}
		for c, err := range s.version.values()(from) {
			if err = errors.Join(damage.Mark(err), ctx.Err()); err != nil {
				yield(Value{}, fmt.Errorf("values: %w", err))
				return
			}
			if before != "" && c.Key >= before || !yield(Value{Key: c.Key, Value: c.Value}, nil) {
				return
			}
		}
	}
}

// value returns the value of a key in a version.
func (v *version) value(key string) ([]byte, bool, error) {
	if c, known := v.set.Get(key); known {
		return c.Value, !c.Deleted, nil
	}
	for _, gen := range v.gen.chain() {
		c, found, err := gen.value(key)
		if err != nil {
			return nil, false, fmt.Errorf("value %q in generation %d: %w", key, gen.number, damage.Mark(err))
		}
		if found {
			return c.Value, !c.Deleted, nil
		}
	}
	return nil, false, nil
}

// values is the source of all values of a version.
func (v *version) values() values.Source {
	return values.Present(values.Merge(append([]values.Source{v.set.From}, v.gen.sources()...)...))
}

// sources returns the values of a generation and of its base, the latter overlaid by
// the former.
func (g *generation) sources() []values.Source {
	var sources []values.Source
	for _, gen := range g.chain() {
		if gen.info.Values > 0 {
			sources = append(sources, gen.ownValues)
		}
	}
	return sources
}

// The values of a generation are written as their CRC-32C, a byte that is 1 for a
// deletion of what its base has, and the value.
const deletedValue = 1

// encodeValue returns how a change is written in a generation.
func encodeValue(b []byte, c *values.Change) []byte {
	flag := byte(0)
	if c.Deleted {
		flag = deletedValue
	}
	return codec.Seal(append(append(b[:0], 0, 0, 0, 0, flag), c.Value...))
}

func decodeValue(key string, src []byte) (values.Change, error) {
	b, err := codec.Unseal(src)
	if err == nil && (len(b) == 0 || b[0] > deletedValue) {
		err = fmt.Errorf("%w: a value without its flag", ErrCorrupt)
	}
	if err != nil {
		return values.Change{}, err
	}
	return values.Change{Key: key, Value: b[1:len(b):len(b)], Deleted: b[0] == deletedValue}, nil
}

// value returns what the generation itself has for a key.
func (g *generation) value(key string) (c values.Change, found bool, err error) {
	if g.info.Values == 0 {
		return c, false, nil
	}
	src, err := g.kv.Get(codec.ValueKey(key))
	if err != nil || src == nil {
		return c, false, err
	}
	c, err = decodeValue(key, src)
	return c, err == nil, err
}

// errStop ends a scan.
var errStop = errors.New("enough")

// ownValues is the source of what the generation itself has.
func (g *generation) ownValues(from string) iter.Seq2[values.Change, error] {
	return func(yield func(values.Change, error) bool) {
		err := g.kv.ScanFrom(codec.ValueKey(""), codec.ValueKey(from), func(key, src []byte) error {
			c, err := decodeValue(string(key[1:]), src)
			if err != nil {
				return fmt.Errorf("value %q in generation %d: %w", key[1:], g.number, damage.Mark(err))
			}
			if !yield(c, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(values.Change{}, err)
		}
	}
}

// writeValues writes the values of a generation and returns their number.
func writeValues(ctx context.Context, build *kv.Build, source values.Source) (n int, err error) {
	stream := build.NewStream()
	var buf []byte
	for c, err := range source("") {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return n, err
		}
		buf = encodeValue(buf, &c)
		if err := stream.Put(codec.ValueKey(c.Key), buf); err != nil {
			return n, err
		}
		n++
	}
	return n, stream.Flush()
}

// Put gives a key a value, which it takes over. A key must not be given two values by one
// load but by one part, where the last one counts. A nil value takes the one away that
// the key had before the load.
func (p *LoaderPart) Put(key string, value []byte) error {
	if p.closed {
		return fmt.Errorf("load: %w", ErrClosed)
	}
	if err := checkValue(key, value); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	if p.values == nil {
		p.values = values.NewSpool(p.loader.temp)
	}
	if err := p.values.Add(values.Change{Key: key, Value: value, Deleted: value == nil}); err != nil {
		return fmt.Errorf("load: %w", damage.Mark(err))
	}
	return nil
}

// KeepValues says which values of the old state the load keeps, by their keys; without
// it, a load keeps all of them, or none with [LoadOptions.Replace]. Call it before Commit.
func (l *Loader) KeepValues(keep func(key string) bool) { l.keepValue = keep }

// values is the source of the values of the next state.
func (l *Loader) values() values.Source {
	var sources []values.Source
	for _, p := range l.parts {
		if p.values != nil {
			sources = append(sources, p.values.Sources()...)
		}
	}
	if l.base != nil {
		sources = append(sources, l.oldValues)
	}
	return values.Present(values.Merge(sources...))
}

// oldValues is the source of the old values that are kept.
func (l *Loader) oldValues(from string) iter.Seq2[values.Change, error] {
	return func(yield func(values.Change, error) bool) {
		for c, err := range l.base.values()(from) {
			if err == nil && l.keepValue != nil && !l.keepValue(c.Key) {
				continue
			}
			if !yield(c, err) {
				return
			}
		}
	}
}
