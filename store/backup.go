package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// ErrBackup marks a backup that cannot be restored here: it is no backup, is
// cut off or damaged, or builds on another state than the store has.
var ErrBackup = errors.New("backup cannot be restored")

// BackupInfo says what a backup holds.
type BackupInfo struct {
	Since   uint64 // version that it builds on; 0: it is full
	Version uint64 // version that it leads to
	Store   string // id of the store that it was made of
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
	h := backupHead{since: since, version: s.version.number, line: s.version.line}
	if _, err := hex.Decode(h.id[:], []byte(db.ID())); err != nil {
		return info, fmt.Errorf("backup: id of the store: %w", err)
	}
	if since > 0 {
		if h.sinceLine, err = gen.lineageOf(since); err != nil {
			return info, fmt.Errorf("backup: %w", marked(err))
		}
	}
	info = h.info()
	out := &backupWriter{w: bufio.NewWriterSize(w, 1<<18), crc: crc32.New(castagnoli)}
	out.write(h.encode())
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

// lineageOf returns the lineage of a version that transactions have led to since the
// generation was written.
func (g *generation) lineageOf(version uint64) (lineage, error) {
	line, at := g.info.line, g.info.version
	var values [][]byte // of the transaction that leads to version at
	err := g.kv.Scan([]byte{spaceUpdate}, func(key, value []byte) error {
		number, err := parseUpdateKey(key)
		if err != nil || number > version {
			return err
		}
		if number != at {
			if len(values) > 0 {
				line = line.after(values)
			}
			values, at = values[:0], number
		}
		values = append(values, value)
		return nil
	})
	if len(values) > 0 {
		line = line.after(values)
	}
	if err == nil && at != version {
		err = fmt.Errorf("%w: transaction %d is missing", ErrCorrupt, version)
	}
	return line, err
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
