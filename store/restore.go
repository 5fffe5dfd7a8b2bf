package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/issn-ld/issn-ld/store/internal/archive"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// ErrExists marks a directory that has a store where there must be none.
var ErrExists = errors.New("there is a store already")

// RestoreNew makes a store of a full backup and of those that build on it, in a
// directory without one: [ErrExists] says that it has. Until all of them are
// restored the directory has no store; on an error it is left as it was.
func RestoreNew(ctx context.Context, dir string, full io.Reader, more ...io.Reader) (info BackupInfo, err error) {
	_, statErr := os.Stat(dir)
	defer func() {
		if err != nil && errors.Is(statErr, os.ErrNotExist) {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	db, err := open(dir, Options{CompactRows: -1}, false)
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if db.dir.Current() != 0 {
		return info, fmt.Errorf("restore: %w: %s", ErrExists, dir)
	}
	return db.Restore(ctx, full, more...)
}

// Restore makes the state of backups the current one: of a full one, instead of what
// the store has, and of incremental ones that build on each other; the first may be
// incremental if it builds on the state of the store. All of them are restored or
// none: on an error, wrapping [ErrBackup] where a backup is to blame, the store keeps
// its state. Snapshots are not affected; loads and transactions wait. The version of
// the store is that of the last backup then; a full one gives it a new id, for its
// versions are not those that the store had before.
func (db *DB) Restore(ctx context.Context, first io.Reader, more ...io.Reader) (info BackupInfo, err error) {
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
	r := &restoration{ctx: ctx, sources: append([]io.Reader{first}, more...)}
	h, err := r.next()
	if err != nil {
		return info, err
	}
	info = backupInfo(&h)
	if h.Since == 0 {
		err = db.restoreFull(r)
	} else {
		err = db.restoreUpdates(r)
	}
	info.Version, info.Bytes = r.head.Version, r.bytes+r.in.Bytes()
	return info, err
}

// restoration reads backups one after the other.
type restoration struct {
	ctx     context.Context //nolint:containedctx // that of the one call of Restore
	sources []io.Reader     // to come
	source  io.Reader       // of in
	in      *archive.Reader
	head    archive.Head // of in
	bytes   int64        // of the backups before
	last    []byte       // key of the last transaction
}

// PeekBackup says what a backup is, without reading on: r has to have a buffer of 128
// bytes or more. Bytes is 0.
func PeekBackup(r *bufio.Reader) (BackupInfo, error) {
	p, err := r.Peek(archive.HeadBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return BackupInfo{}, err
	}
	h, err := archive.NewReader(bytes.NewReader(p), nil).Head()
	return backupInfo(&h), err
}

// named puts the name of the backup that is being read before an error, where its
// reader has one, as files do.
func (r *restoration) named(err error) error {
	if f, ok := r.source.(interface{ Name() string }); ok && err != nil {
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	return err
}

// next begins the next backup, which after the first must build on the one before.
func (r *restoration) next() (archive.Head, error) {
	before := r.head
	if r.in != nil {
		r.bytes += r.in.Bytes()
	}
	r.source, r.sources = r.sources[0], r.sources[1:]
	r.in = archive.NewReader(r.source, r.last) // transactions ascend from one backup to the next, too
	h, err := r.in.Head()
	if err == nil && before.Version != 0 {
		err = buildsOn(&h, before.Version, before.Line, "the backup before it leads to")
	}
	r.head = h
	return h, r.named(err)
}

// buildsOn fails unless the backup builds on a state; where says whose that is.
func buildsOn(h *archive.Head, version uint64, line codec.Lineage, where string) error {
	switch {
	case h.Since == 0:
		return fmt.Errorf("%w: a full backup must be the first one", ErrBackup)
	case h.Since != version:
		return fmt.Errorf("%w: it builds on version %d, %s version %d", ErrBackup, h.Since, where, version)
	case h.SinceLine != line:
		return fmt.Errorf("%w: it builds on a version %d of other contents than that which %s: the stores have parted; restore a full backup first",
			ErrBackup, h.Since, where)
	}
	return nil
}

// each calls f with the pairs of all backups.
func (r *restoration) each(f func(key, value []byte) error) error {
	for {
		key, value, err := r.in.Pair()
		switch {
		case err != nil:
			return r.named(err)
		case key != nil && key[0] != codec.SpaceUpdate && r.head.Since > 0:
			err = r.named(fmt.Errorf("%w: a key that is no transaction's", ErrBackup))
		case key != nil:
			if key[0] == codec.SpaceUpdate {
				r.last = append(r.last[:0], key...)
			}
			err = r.named(f(key, value))
		case len(r.sources) > 0:
			_, err = r.next()
		default:
			return r.ctx.Err()
		}
		if err = errors.Join(err, r.ctx.Err()); err != nil {
			return err
		}
	}
}

// restoreFull builds a generation from a full backup and those that follow it.
func (db *DB) restoreFull(r *restoration) (err error) {
	build, err := db.dir.Create()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, build.Abort()) }()
	var stream *kv.Stream
	space := byte(0)
	err = r.each(func(key, value []byte) error {
		if stream == nil || key[0] != space {
			if stream != nil {
				if err := stream.Flush(); err != nil {
					return err
				}
			}
			stream, space = build.NewStream(), key[0]
		}
		return stream.Put(key, value)
	})
	if err != nil {
		return err
	}
	if stream != nil {
		if err := stream.Flush(); err != nil {
			return err
		}
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
	if err == nil && (v.number != r.head.Version || r.head.Line != (codec.Lineage{}) && v.line != r.head.Line) {
		err = fmt.Errorf("%w: it leads to version %d, not to the version %d that it names", ErrBackup, v.number, r.head.Version)
	}
	if err == nil {
		err = db.setCurrentAs(number)
	}
	if err != nil {
		return errors.Join(err, gen.discard())
	}
	return db.replace(v)
}

// restoreUpdates repeats the transactions of incremental backups, all in one
// transaction on the disk.
func (db *DB) restoreUpdates(r *restoration) error {
	v := db.tip
	if err := buildsOn(&r.head, v.number, v.line, "the store has"); err != nil {
		return r.named(err)
	}
	mark := v.gen.delta.Mark()
	pairs, v, err := readUpdates(r, v)
	if err == nil && (v.number != r.head.Version || v.line != r.head.Line) {
		err = fmt.Errorf("%w: it leads to version %d, not to the version %d that it names", ErrBackup, v.number, r.head.Version)
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
func readUpdates(r *restoration, v *version) ([]kv.Pair, *version, error) {
	var pairs []kv.Pair
	var values [][]byte
	flush := func() error {
		if len(values) == 0 {
			return nil
		}
		u, err := codec.DecodeUpdate(values, v.gen.delta)
		if err != nil {
			return damage.Mark(err)
		}
		v, values = v.after(&u, values), nil
		return nil
	}
	err := r.each(func(key, value []byte) error {
		number, err := codec.ParseUpdateKey(key)
		if err != nil {
			return err
		}
		if number != v.number+1 {
			if err := flush(); err != nil {
				return err
			}
		}
		if number != v.number+1 {
			return fmt.Errorf("%w: transaction %d follows version %d", ErrBackup, number, v.number)
		}
		values = append(values, value)
		pairs = append(pairs, kv.Pair{Key: key, Value: value})
		return nil
	})
	if err == nil {
		err = flush()
	}
	return pairs, v, err
}
