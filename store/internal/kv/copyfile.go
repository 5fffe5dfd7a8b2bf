package kv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// copyBytes is the size of the pieces that files are copied in; those without
// any bit set stay holes.
const copyBytes = 64 << 10

// copyStable copies a file that another process may be writing or removing: it
// may get more bytes meanwhile, which the copy has or has not, from some place
// on. It makes no copy and returns [errChanged] if the file is gone or cut off:
// Badger cuts a file to nothing before it removes it.
func copyStable(from, to string) (err error) {
	src, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s is gone", errChanged, from)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	n, err := copySparse(dst, src)
	if err = errors.Join(err, dst.Close()); err != nil {
		return err
	}
	info, err := src.Stat()
	if err != nil {
		return err
	}
	if info.Size() < n || info.Size() == 0 {
		return errors.Join(fmt.Errorf("%w: %s is cut off", errChanged, from), os.Remove(to))
	}
	return nil
}

// copySparse copies a file and returns its size.
func copySparse(dst, src *os.File) (int64, error) {
	var n int64
	buf, zeros := make([]byte, copyBytes), make([]byte, copyBytes)
	for {
		k, err := io.ReadFull(src, buf)
		if !bytes.Equal(buf[:k], zeros[:k]) {
			if _, err := dst.WriteAt(buf[:k], n); err != nil {
				return n, err
			}
		}
		n += int64(k)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return n, dst.Truncate(n)
		}
		if err != nil {
			return n, err
		}
	}
}
