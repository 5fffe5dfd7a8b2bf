package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// A backup is a stream:
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
// The keys are those of the key spaces in the package comment; an incremental
// backup has transactions only. A full one is that of a whole generation: a
// derived one is written together with its base. Backups 1, without terms of key
// space 'T', and 2 have no id and no lineages; full ones are read too.
const (
	backupMagic  = "issn-ld backup 3\n"
	secondMagic  = "issn-ld backup 2\n"
	firstMagic   = "issn-ld backup 1\n"
	backupHeader = 8 + 8 + 3*16
)

// maxBackupValue bounds what a damaged length makes Restore allocate.
const maxBackupValue = 1 << 30

// backupHead is what a backup begins with.
type backupHead struct {
	since, version uint64
	id             [16]byte // of the store
	sinceLine      lineage
	line           lineage // zero: not known, it is of an older format
}

func (h *backupHead) encode() []byte {
	b := binary.LittleEndian.AppendUint64([]byte(backupMagic), h.since)
	b = binary.LittleEndian.AppendUint64(b, h.version)
	b = append(append(b, h.id[:]...), h.sinceLine[:]...)
	return append(b, h.line[:]...)
}

// info returns what callers are told.
func (h *backupHead) info() BackupInfo {
	return BackupInfo{Since: h.since, Version: h.version, Store: hex.EncodeToString(h.id[:])}
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
func (b *backupReader) head() (h backupHead, err error) {
	p, err := b.read(uint64(len(backupMagic)))
	if err != nil {
		return h, err
	}
	magic, size := string(p), uint64(backupHeader)
	switch magic {
	case backupMagic:
	case firstMagic, secondMagic:
		size = 16
	default:
		return h, fmt.Errorf("%w: it is no backup, or one of another version", ErrBackup)
	}
	if p, err = b.read(size); err != nil {
		return h, err
	}
	h.since, h.version = binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(p[8:])
	if magic != backupMagic {
		if h.since > 0 {
			return h, fmt.Errorf("%w: an older program has written it, and it does not say which store's updates it has", ErrBackup)
		}
		return h, nil
	}
	p = p[16:]
	p = p[copy(h.id[:], p):]
	p = p[copy(h.sinceLine[:], p):]
	copy(h.line[:], p)
	return h, nil
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
