package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"

	"github.com/issn-ld/issn-ld/store/internal/delta"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// A backup is a stream:
//
//	17 bytes             "issn-ld backup 2\n"; 1, without terms of key space 'T', is read too
//	8 bytes              version that it builds on, little-endian; 0: none, it is full
//	8 bytes              version that it leads to
//	uvarint, uvarint     length of a key, which is not 0, and of its value
//	bytes, bytes         key and value; and so on, in ascending order of the keys
//	1 byte               0
//	4 bytes              CRC-32C of all before
//
// The keys are those of the key spaces in the package comment; an incremental
// backup has transactions only. A full one is that of a whole generation: a
// derived one is written together with its base.
const (
	backupMagic = "issn-ld backup 2\n"
	firstMagic  = "issn-ld backup 1\n"
)

// maxBackupValue bounds what a damaged length makes Restore allocate.
const maxBackupValue = 1 << 30

// ErrBackup marks a backup that cannot be restored here: it is no backup, is
// cut off or damaged, or builds on another state than the store has.
var ErrBackup = errors.New("backup cannot be restored")

// BackupInfo says what a backup holds.
type BackupInfo struct {
	Since   uint64 // version that it builds on; 0: it is full
	Version uint64 // version that it leads to
	Bytes   int64
}

// Backup writes the current state, while the store is in use. With the version
// of an earlier backup it writes what has changed since, if the store still
// has that change by change: loads and compactions write all anew, and then
// the backup is full, as it is for 0.
func (db *DB) Backup(ctx context.Context, w io.Writer, since uint64) (info BackupInfo, err error) {
	s, err := db.Snapshot()
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	gen := s.version.gen
	if since < gen.info.version || since > s.version.number {
		since = 0
	}
	info = BackupInfo{Since: since, Version: s.version.number}
	out := &backupWriter{w: bufio.NewWriterSize(w, 1<<18), crc: crc32.New(castagnoli)}
	head := binary.LittleEndian.AppendUint64([]byte(backupMagic), since)
	out.write(binary.LittleEndian.AppendUint64(head, info.Version))
	scan := gen.eachPair
	if since > 0 {
		scan = func(f func(key, value []byte) error) error { return gen.kv.Scan([]byte{spaceUpdate}, f) }
	}
	err = scan(func(key, value []byte) error {
		if key[0] == spaceUpdate {
			if number, err := parseUpdateKey(key); err != nil || number <= since || number > info.Version {
				return err
			}
		}
		out.pair(key, value)
		return errors.Join(out.err, ctx.Err())
	})
	out.write([]byte{0})
	out.write(binary.LittleEndian.AppendUint32(nil, out.crc.Sum32()))
	info.Bytes = out.n
	if err = errors.Join(err, out.err, out.w.Flush()); err != nil {
		return info, fmt.Errorf("backup: %w", err)
	}
	return info, nil
}

// eachPair calls f with all keys of a generation and their values, in ascending
// order: with those of a whole one that holds the same, if it is derived.
func (g *generation) eachPair(f func(key, value []byte) error) error {
	if g.base == nil {
		return g.kv.Scan(nil, f)
	}
	for _, ix := range g.indexes {
		for i := range ix.metas {
			src, err := ix.raw(i)
			if err == nil {
				err = f(blockKey(ix.perm, i), src)
			}
			if err != nil {
				return ix.placed(i, err)
			}
		}
	}
	if err := g.base.kv.Scan([]byte{spaceDict}, f); err != nil {
		return err
	}
	whole := g.info
	whole.base, whole.baseVersion = 0, 0
	if err := f([]byte{spaceInfo}, whole.encode()); err != nil {
		return err
	}
	for _, space := range [...]byte{spaceMeta, spaceStats, spaceTerms, spaceUpdate} {
		if err := g.kv.Scan([]byte{space}, f); err != nil {
			return err
		}
	}
	return nil
}

// backupWriter writes a backup; err is the first error.
type backupWriter struct {
	w   *bufio.Writer
	crc hash.Hash32
	n   int64
	err error
}

func (b *backupWriter) write(p []byte) {
	if b.err != nil {
		return
	}
	_, _ = b.crc.Write(p) // never fails
	n, err := b.w.Write(p)
	b.n += int64(n)
	b.err = err
}

func (b *backupWriter) pair(key, value []byte) {
	var buf [2 * binary.MaxVarintLen64]byte
	head := binary.AppendUvarint(buf[:0], uint64(len(key)))
	b.write(binary.AppendUvarint(head, uint64(len(value))))
	b.write(key)
	b.write(value)
}

// Restore makes the state of a backup the current one: a full backup instead of
// what the store has, an incremental one on top of it. On an error, wrapping
// [ErrBackup] where the backup is to blame, the store keeps its state. Snapshots
// are not affected; loads and transactions wait. The version of the store is
// that of the backup then.
func (db *DB) Restore(ctx context.Context, r io.Reader) (info BackupInfo, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("restore: %w", err)
		}
	}()
	if err := db.beginBuild(ctx); err != nil {
		return info, err
	}
	defer db.endBuild()
	if err := db.lock(ctx); err != nil {
		return info, err
	}
	defer db.unlock()
	if _, err := db.settle(); err != nil {
		return info, err
	}
	in := &backupReader{r: bufio.NewReaderSize(r, 1<<18), crc: crc32.New(castagnoli)}
	if info, err = in.head(); err != nil {
		return info, err
	}
	if info.Since == 0 {
		err = db.restoreFull(ctx, in)
	} else {
		err = db.restoreUpdates(ctx, in, info)
	}
	info.Bytes = in.n
	return info, err
}

// restoreFull builds a generation from a full backup.
func (db *DB) restoreFull(ctx context.Context, in *backupReader) (err error) {
	build, err := db.dir.Create()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, build.Abort()) }()
	stream := build.NewStream()
	for {
		key, value, err := in.pair()
		if err != nil {
			return err
		}
		if key == nil {
			break
		}
		if err := errors.Join(stream.Put(key, value), ctx.Err()); err != nil {
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	number, err := build.Finish()
	if err != nil {
		return err
	}
	gen, err := openGeneration(db.dir, number, nil)
	if err != nil {
		return errors.Join(err, db.dir.Remove(number))
	}
	v, err := replay(gen, true)
	if err == nil {
		err = db.setCurrent(number)
	}
	if err != nil {
		return errors.Join(err, gen.discard())
	}
	return db.replace(v)
}

// restoreUpdates repeats the transactions of an incremental backup, all in one
// transaction on the disk.
func (db *DB) restoreUpdates(ctx context.Context, in *backupReader, info BackupInfo) error {
	v := db.tip
	if v.number != info.Since {
		return fmt.Errorf("%w: it builds on version %d, the store has version %d", ErrBackup, info.Since, v.number)
	}
	mark := v.gen.delta.Mark()
	pairs, v, err := readUpdates(ctx, in, v)
	if err == nil && v.number != info.Version {
		err = fmt.Errorf("%w: it leads to version %d, not %d", ErrBackup, v.number, info.Version)
	}
	if err == nil && len(pairs) > 0 {
		done := make(chan error, 1)
		if err = v.gen.kv.Commit(pairs, func(err error) { done <- err }); err == nil {
			err = <-done
		}
	}
	if err != nil {
		db.tip.gen.delta.Rollback(mark)
		return err
	}
	db.tip = v
	db.advance(v)
	return nil
}

// readUpdates reads transactions and returns what to write, and the version
// that they lead to from v.
func readUpdates(ctx context.Context, in *backupReader, v *version) ([]kv.Pair, *version, error) {
	var pairs []kv.Pair
	var values [][]byte
	for {
		key, value, err := in.pair()
		if err != nil {
			return nil, v, err
		}
		number := uint64(0)
		if key != nil {
			if key[0] != spaceUpdate {
				return nil, v, fmt.Errorf("%w: a key that is no transaction's", ErrBackup)
			}
			if number, err = parseUpdateKey(key); err != nil {
				return nil, v, err
			}
		}
		if len(values) > 0 && number != v.number+1 {
			var changes []delta.QuadChange
			if changes, err = decodeUpdate(values, v.gen.delta); err != nil {
				return nil, v, marked(err)
			}
			v, values = v.after(changes), nil
		}
		if key == nil {
			return pairs, v, ctx.Err()
		}
		if number != v.number+1 {
			return nil, v, fmt.Errorf("%w: transaction %d follows version %d", ErrBackup, number, v.number)
		}
		values = append(values, value)
		pairs = append(pairs, kv.Pair{Key: key, Value: value})
	}
}

// backupReader reads a backup.
type backupReader struct {
	r    *bufio.Reader
	crc  hash.Hash32
	n    int64
	last []byte // key
}

// read reads n bytes.
func (b *backupReader) read(n uint64) ([]byte, error) {
	p := make([]byte, n)
	k, err := io.ReadFull(b.r, p)
	b.n += int64(k)
	if err != nil {
		return nil, fmt.Errorf("%w: it ends after %d bytes: %w", ErrBackup, b.n, err)
	}
	_, _ = b.crc.Write(p) // never fails
	return p, nil
}

// uvarint reads a number.
func (b *backupReader) uvarint() (uint64, error) {
	var p []byte
	for {
		c, err := b.read(1)
		if err != nil {
			return 0, err
		}
		if p = append(p, c[0]); c[0] < 0x80 || len(p) == binary.MaxVarintLen64 {
			break
		}
	}
	v, k := binary.Uvarint(p)
	if k <= 0 {
		return 0, fmt.Errorf("%w: bad length at byte %d", ErrBackup, b.n)
	}
	return v, nil
}

// head reads what comes before the pairs.
func (b *backupReader) head() (BackupInfo, error) {
	var info BackupInfo
	p, err := b.read(uint64(len(backupMagic)))
	if err != nil {
		return info, err
	}
	if string(p) != backupMagic && string(p) != firstMagic {
		return info, fmt.Errorf("%w: it is no backup, or one of another version", ErrBackup)
	}
	if p, err = b.read(16); err != nil {
		return info, err
	}
	info.Since, info.Version = binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:])
	return info, nil
}

// pair reads a key and its value; a nil key is the end, with the right checksum.
func (b *backupReader) pair() (key, value []byte, err error) {
	n, err := b.uvarint()
	if err != nil {
		return nil, nil, err
	}
	if n == 0 {
		want := b.crc.Sum32()
		sum, err := b.read(4)
		if err == nil && binary.LittleEndian.Uint32(sum) != want {
			err = fmt.Errorf("%w: its checksum is wrong", ErrBackup)
		}
		return nil, nil, err
	}
	m, err := b.uvarint()
	if err != nil {
		return nil, nil, err
	}
	if n > maxBackupValue || m > maxBackupValue {
		return nil, nil, fmt.Errorf("%w: bad length at byte %d", ErrBackup, b.n)
	}
	if key, err = b.read(n); err == nil {
		value, err = b.read(m)
	}
	if err == nil && bytes.Compare(key, b.last) <= 0 {
		err = fmt.Errorf("%w: keys out of order at byte %d", ErrBackup, b.n)
	}
	b.last = key
	return key, value, err
}
