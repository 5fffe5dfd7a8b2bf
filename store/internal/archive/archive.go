// Package archive is how a backup is written, as a stream:
//
//	17 bytes             "issn-ld backup 3\n"
//	8 bytes              version that it builds on, little-endian; 0: none, it is full
//	8 bytes              version that it leads to
//	16 bytes             id of the store
//	16 bytes             lineage of the version that it builds on; zeros if it is full
//	16 bytes             lineage of the version that it leads to
//	uvarint, uvarint     length of a key, which is not 0, and of its value
//	bytes, bytes         key and value; and so on, in ascending order of the keys
//	1 byte               0
//	4 bytes              CRC-32C of all before
//
// Package codec has the keys. An incremental backup has transactions only. A full
// one holds a whole generation: a derived one is written together with its base.
// Backups 1, without terms of key space 'T', and 2 have no id and no lineages; full
// ones are read too.
package archive

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"

	"github.com/issn-ld/issn-ld/store/internal/codec"
)

// ErrBackup marks a backup that cannot be restored: it is no backup, is cut off or
// damaged, or builds on another state than the store has.
var ErrBackup = errors.New("backup cannot be restored")

const (
	magic     = "issn-ld backup 3\n"
	magic2    = "issn-ld backup 2\n"
	magic1    = "issn-ld backup 1\n"
	headBytes = 8 + 8 + 3*16
)

// maxValue bounds what a damaged length makes a reader allocate.
const maxValue = 1 << 30

// HeadBytes is how much of a backup [Reader.Head] reads, at most.
const HeadBytes = len(magic) + headBytes

// Head is what a backup begins with.
type Head struct {
	Since     uint64   // version that it builds on; 0: none, it is full
	Version   uint64   // version that it leads to
	ID        [16]byte // of the store
	SinceLine codec.Lineage
	Line      codec.Lineage // zero: not known, it is of an older format
}

func (h *Head) encode() []byte {
	b := binary.LittleEndian.AppendUint64([]byte(magic), h.Since)
	b = binary.LittleEndian.AppendUint64(b, h.Version)
	b = append(append(b, h.ID[:]...), h.SinceLine[:]...)
	return append(b, h.Line[:]...)
}

// Writer writes a backup. The first error stays, and is that of Close.
type Writer struct {
	w   *bufio.Writer
	crc hash.Hash32
	n   int64
	err error
}

// NewWriter begins a backup with its head.
func NewWriter(w io.Writer, h *Head) *Writer {
	b := &Writer{w: bufio.NewWriterSize(w, 1<<18), crc: crc32.New(codec.Castagnoli)}
	b.write(h.encode())
	return b
}

func (b *Writer) write(p []byte) {
	if b.err != nil {
		return
	}
	_, _ = b.crc.Write(p) // never fails
	n, err := b.w.Write(p)
	b.n += int64(n)
	b.err = err
}

// Pair writes a key, which is not empty, and its value. Keys ascend.
func (b *Writer) Pair(key, value []byte) error {
	var buf [2 * binary.MaxVarintLen64]byte
	head := binary.AppendUvarint(buf[:0], uint64(len(key)))
	b.write(binary.AppendUvarint(head, uint64(len(value))))
	b.write(key)
	b.write(value)
	return b.err
}

// Close writes the end of the backup and returns how long it is, in bytes.
func (b *Writer) Close() (int64, error) {
	b.write([]byte{0})
	b.write(binary.LittleEndian.AppendUint32(nil, b.crc.Sum32()))
	return b.n, errors.Join(b.err, b.w.Flush())
}

// Reader reads a backup. Errors about what it reads wrap [ErrBackup].
type Reader struct {
	r    *bufio.Reader
	crc  hash.Hash32
	n    int64
	last []byte // key
}

// NewReader returns a reader of a backup whose keys come after last.
func NewReader(r io.Reader, last []byte) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, 1<<18), crc: crc32.New(codec.Castagnoli), last: last}
}

// Bytes returns how much was read.
func (b *Reader) Bytes() int64 { return b.n }

// read reads n bytes.
func (b *Reader) read(n uint64) ([]byte, error) {
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
func (b *Reader) uvarint() (uint64, error) {
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

// Head reads what comes before the pairs.
func (b *Reader) Head() (h Head, err error) {
	p, err := b.read(uint64(len(magic)))
	if err != nil {
		return h, err
	}
	name, size := string(p), uint64(headBytes)
	switch name {
	case magic:
	case magic1, magic2:
		size = 16
	default:
		return h, fmt.Errorf("%w: it is no backup, or one of another version", ErrBackup)
	}
	if p, err = b.read(size); err != nil {
		return h, err
	}
	h.Since, h.Version = binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:])
	if name != magic {
		if h.Since > 0 {
			return h, fmt.Errorf("%w: an older program has written it, and it does not say which store's updates it has", ErrBackup)
		}
		return h, nil
	}
	p = p[16:]
	p = p[copy(h.ID[:], p):]
	p = p[copy(h.SinceLine[:], p):]
	copy(h.Line[:], p)
	return h, nil
}

// Pair reads a key and its value; a nil key is the end, with the right checksum.
func (b *Reader) Pair() (key, value []byte, err error) {
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
	if n > maxValue || m > maxValue {
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
