package kv

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/ristretto/v2/z"
)

const (
	// streamBytes is what a stream gathers before it writes.
	streamBytes = 4 << 20
	// streamStart is the memory that a stream begins with: small stores are
	// built often, and the buffer grows by doubling.
	streamStart = 64 << 10
)

// Build is a generation in the making.
type Build struct {
	dir     *Dir
	gen     uint64
	mem     *memoryTable // instead of db and sw
	db      *badger.DB
	sw      *badger.StreamWriter
	streams atomic.Uint32
	bytes   atomic.Int64
	pace    func(bytes int) error // nil: as fast as it goes
	ended   bool
}

// SetPace has f called before so many bytes are written, from several
// goroutines: it may wait, and an error that it returns ends the write. It must
// be called before the first stream is used.
func (b *Build) SetPace(f func(bytes int) error) { b.pace = f }

// Bytes returns how many bytes the streams have written.
func (b *Build) Bytes() int64 { return b.bytes.Load() }

// Create begins a new generation, empty, beside the current one.
func (d *Dir) Create() (*Build, error) {
	if d.readOnly {
		return nil, fmt.Errorf("kv: create: %w", ErrReadOnly)
	}
	if err := d.fault("create"); err != nil {
		return nil, err
	}
	if d.memory != nil {
		return &Build{dir: d, gen: d.reserve(), mem: newMemoryTable()}, nil
	}
	if err := checkFree(d.path, spareBytes); err != nil {
		return nil, err
	}
	gen := d.reserve()
	db, err := openBadger(badgerOptions(d.genPath(gen)).WithSyncWrites(false).WithMemTableSize(buildMemTableSize))
	if err != nil {
		return nil, errors.Join(translate("create", err), os.RemoveAll(d.genPath(gen)))
	}
	b := &Build{dir: d, gen: gen, db: db, sw: db.NewStreamWriter()}
	if err := b.sw.Prepare(); err != nil {
		return nil, errors.Join(translate("create", err), b.Abort())
	}
	return b, nil
}

// Stream writes keys in ascending order. It belongs to one goroutine; streams
// of one build may be used at the same time, and no two of them may have
// overlapping ranges of keys.
type Stream struct {
	b     *Build
	id    uint32
	buf   *z.Buffer
	size  int    // of the next buffer
	pairs []Pair // instead of a buffer, in memory
	bytes int    // of pairs
}

// NewStream returns a new stream of the build.
func (b *Build) NewStream() *Stream { return &Stream{b: b, id: b.streams.Add(1), size: streamStart} }

// Put writes a key, greater than the one before it, and copies its value.
func (s *Stream) Put(key, value []byte) error {
	if s.b.mem != nil {
		s.pairs = append(s.pairs, Pair{Key: bytes.Clone(key), Value: bytes.Clone(value)})
		if s.bytes += len(key) + len(value); s.bytes < streamBytes {
			return nil
		}
		return s.Flush()
	}
	if s.buf == nil {
		s.buf = z.NewBuffer(s.size, "kv.Stream")
	}
	badger.KVToBuffer(&pb.KV{Key: key, Value: value, Version: 1, StreamId: s.id}, s.buf)
	if s.buf.LenNoPadding() < streamBytes {
		return nil
	}
	s.size = streamBytes + streamBytes/4
	return s.Flush()
}

// Flush writes what the stream has gathered. It must be called after the last Put.
func (s *Stream) Flush() error {
	if s.b.mem != nil {
		return s.flushMemory()
	}
	if s.buf == nil {
		return nil
	}
	buf := s.buf
	s.buf = nil
	err := errors.Join(s.b.dir.fault("write"), checkFree(s.b.dir.path, spareBytes+uint64(buf.LenNoPadding())))
	if err == nil && s.b.pace != nil {
		err = s.b.pace(buf.LenNoPadding())
	}
	if err == nil {
		s.b.bytes.Add(int64(buf.LenNoPadding()))
		err = translate("write", s.b.sw.Write(buf))
	}
	return errors.Join(err, buf.Release())
}

// flushMemory is Flush of a build in memory.
func (s *Stream) flushMemory() error {
	err := s.b.dir.fault("write")
	if err == nil && s.b.pace != nil && s.bytes > 0 {
		err = s.b.pace(s.bytes)
	}
	if err == nil {
		s.b.bytes.Add(int64(s.bytes))
		s.b.mem.load(s.pairs)
	}
	s.pairs, s.bytes = nil, 0
	return err
}

// Finish completes the generation and brings it to the disk. All streams must
// be flushed. It returns the number for [Dir.Publish].
func (b *Build) Finish() (uint64, error) {
	if err := b.dir.fault("finish"); err != nil {
		return 0, errors.Join(err, b.Abort())
	}
	b.ended = true
	if b.mem != nil {
		b.mem.finish()
		b.dir.mu.Lock()
		defer b.dir.mu.Unlock()
		b.dir.memory[b.gen] = b.mem
		return b.gen, nil
	}
	err := translate("finish", b.sw.Flush())
	if err = errors.Join(err, translate("finish", b.db.Close())); err == nil {
		err = translate("finish", syncTree(b.dir.genPath(b.gen)))
	}
	if err != nil {
		return 0, errors.Join(err, os.RemoveAll(b.dir.genPath(b.gen)))
	}
	return b.gen, nil
}

// Abort drops the generation. After Finish it does nothing.
func (b *Build) Abort() error {
	if b.ended {
		return nil
	}
	b.ended = true
	if b.mem != nil {
		return nil
	}
	// Cancel leaves the tables of the streams in a list that Badger keeps for as
	// long as the process runs; Flush, whose result goes at once, does not. It
	// writes to mapped files.
	if checkFree(b.dir.path, spareBytes/2) == nil {
		_ = b.sw.Flush() // what came of it is removed
	} else {
		b.sw.Cancel()
	}
	return errors.Join(translate("abort", b.db.Close()), os.RemoveAll(b.dir.genPath(b.gen)))
}
