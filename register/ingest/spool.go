package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Spool copies r, such as standard input or a pipe, to a temporary file in dir, so
// that it can be read more than once. remove deletes the file. When ctx ends, Spool
// returns at once, though a read of r may go on until its end.
func Spool(ctx context.Context, r io.Reader, dir string) (path string, size int64, remove func() error, err error) {
	return spool(ctx, dir, func() (io.ReadCloser, error) { return io.NopCloser(r), nil })
}

// SpoolFile is [Spool] of a file that is not a regular one. Opening such a file may
// wait for its writer; that too ends with ctx.
func SpoolFile(ctx context.Context, name, dir string) (path string, size int64, remove func() error, err error) {
	return spool(ctx, dir, func() (io.ReadCloser, error) { return os.Open(name) })
}

// spool copies the reader that open returns. The copy has its own goroutine, since
// neither opening nor reading a pipe heeds a context.
func spool(ctx context.Context, dir string, open func() (io.ReadCloser, error)) (path string, size int64, remove func() error, err error) {
	f, err := os.CreateTemp(dir, "spool-*")
	if err != nil {
		return "", 0, nil, fmt.Errorf("ingest: %w", err)
	}
	type copied struct {
		n   int64
		err error
	}
	done := make(chan copied, 1)
	go func() {
		r, err := open()
		var n int64
		if err == nil {
			n, err = io.Copy(f, contextReader{ctx, r})
			err = errors.Join(err, r.Close())
		}
		done <- copied{n, errors.Join(err, f.Close())}
	}()
	select {
	case c := <-done:
		if c.err != nil {
			return "", 0, nil, fmt.Errorf("ingest: %w", errors.Join(c.err, os.Remove(f.Name())))
		}
		return f.Name(), c.n, func() error { return os.Remove(f.Name()) }, nil
	case <-ctx.Done():
		return "", 0, nil, fmt.Errorf("ingest: %w", errors.Join(ctx.Err(), os.Remove(f.Name())))
	}
}

// contextReader stops between two reads when its context ends.
type contextReader struct {
	ctx context.Context //nolint:containedctx // of the one copy
	r   io.Reader
}

// Read implements [io.Reader].
func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
