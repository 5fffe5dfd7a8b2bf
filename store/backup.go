package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/store/internal/archive"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/values"
)

// ErrBackup marks a backup that cannot be restored here: it is no backup, is
// cut off or damaged, or builds on another state than the store has.
var ErrBackup = archive.ErrBackup

// BackupInfo says what a backup holds.
type BackupInfo struct {
	Since   uint64 // version that it builds on; 0: it is full
	Version uint64 // version that it leads to
	Store   string // id of the store that it was made of
	Bytes   int64
}

// backupInfo returns what callers are told.
func backupInfo(h *archive.Head) BackupInfo {
	return BackupInfo{Since: h.Since, Version: h.Version, Store: hex.EncodeToString(h.ID[:])}
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
	if since < gen.info.Version || since > s.version.number {
		since = 0
	}
	h := archive.Head{Since: since, Version: s.version.number, Line: s.version.line}
	if _, err := hex.Decode(h.ID[:], []byte(db.ID())); err != nil {
		return info, fmt.Errorf("backup: id of the store: %w", err)
	}
	if since > 0 {
		if h.SinceLine, err = gen.lineageOf(since); err != nil {
			return info, fmt.Errorf("backup: %w", damage.Mark(err))
		}
	}
	info = backupInfo(&h)
	out := archive.NewWriter(w, &h)
	scan := gen.eachPair
	if since > 0 {
		scan = func(f func(key, value []byte) error) error { return gen.kv.Scan([]byte{codec.SpaceUpdate}, f) }
	}
	err = scan(func(key, value []byte) error {
		if key[0] == codec.SpaceUpdate {
			if number, err := codec.ParseUpdateKey(key); err != nil || number <= since || number > info.Version {
				return err
			}
		}
		return errors.Join(out.Pair(key, value), ctx.Err())
	})
	var closeErr error
	info.Bytes, closeErr = out.Close()
	if err = errors.Join(err, closeErr); err != nil {
		return info, fmt.Errorf("backup: %w", err)
	}
	return info, nil
}

// lineageOf returns the lineage of a version that transactions have led to since the
// generation was written.
func (g *generation) lineageOf(version uint64) (codec.Lineage, error) {
	line, at := g.info.Line, g.info.Version
	var values [][]byte // of the transaction that leads to version at
	err := g.kv.Scan([]byte{codec.SpaceUpdate}, func(key, value []byte) error {
		number, err := codec.ParseUpdateKey(key)
		if err != nil || number > version {
			return err
		}
		if number != at {
			if len(values) > 0 {
				line = line.After(values)
			}
			values, at = values[:0], number
		}
		values = append(values, value)
		return nil
	})
	if len(values) > 0 {
		line = line.After(values)
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
				err = f(codec.BlockKey(ix.perm, i), src)
			}
			if err != nil {
				return ix.placed(i, err)
			}
		}
	}
	if err := g.base.kv.Scan([]byte{codec.SpaceDict}, f); err != nil {
		return err
	}
	whole := g.info
	whole.Base, whole.BaseVersion = 0, 0
	whole.Values = 0
	all := values.Present(values.Merge(g.sources()...))
	for _, err := range all("") {
		if err != nil {
			return err
		}
		whole.Values++
	}
	if err := f([]byte{codec.SpaceInfo}, whole.Encode()); err != nil {
		return err
	}
	for _, space := range [...]byte{codec.SpaceMeta, codec.SpaceStats, codec.SpaceTerms, codec.SpaceUpdate} {
		if err := g.kv.Scan([]byte{space}, f); err != nil {
			return err
		}
	}
	var buf []byte
	for c, err := range all("") {
		if err == nil {
			buf = encodeValue(buf, &c)
			err = f(codec.ValueKey(c.Key), buf)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
