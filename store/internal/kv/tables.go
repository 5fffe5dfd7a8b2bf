package kv

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4/fb"
)

// checkTables compares the tables of keys that a generation consists of with
// their checksums. The tables are small, since the values lie elsewhere.
func checkTables(path string) error {
	names, err := listedTables(path)
	if err != nil {
		return err
	}
	for _, name := range names {
		name = filepath.Join(path, name)
		table, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: %s is missing", ErrCorrupt, name)
		}
		if err != nil {
			return err
		}
		if fault := tableFault(table); fault != "" {
			return fmt.Errorf("%w: %s: %s", ErrCorrupt, name, fault)
		}
	}
	return nil
}

// tableFault says what is wrong with a table of Badger; "" says that nothing is.
// A table ends with its index, the length of that, 4 bytes, and a checksum; each
// block that the index names ends with one as well.
func tableFault(table []byte) (fault string) {
	// A table whose checksums are right is as it was written, or was made so that
	// they are: the library for the index trusts it.
	defer func() {
		if p := recover(); p != nil {
			fault = fmt.Sprintf("its index does not decode: %v", p)
		}
	}()
	rest, sum, ok := cutChecksum(table)
	if !ok || len(rest) < 4 {
		return "it has no checksum"
	}
	body, length := rest[:len(rest)-4], binary.BigEndian.Uint32(rest[len(rest)-4:])
	if int64(length) > int64(len(body)) {
		return "its index is longer than it is"
	}
	body, index := body[:len(body)-int(length)], body[len(body)-int(length):]
	if len(index) == 0 {
		return "it has no index" // all zeros, for example, of which the checksum would be right
	}
	if !bytes.Equal(sum, checksum(index)) {
		return "its index has a wrong checksum"
	}
	offsets := fb.GetRootAsTableIndex(index, 0)
	var at fb.BlockOffset
	if offsets.OffsetsLength() == 0 {
		return "it has no blocks"
	}
	for i := range offsets.OffsetsLength() {
		if !offsets.Offsets(&at, i) || uint64(at.Offset())+uint64(at.Len()) > uint64(len(body)) {
			return fmt.Sprintf("block %d is not in it", i)
		}
		block, sum, ok := cutChecksum(body[at.Offset():][:at.Len()])
		if !ok || !bytes.Equal(sum, checksum(block)) {
			return fmt.Sprintf("block %d has a wrong checksum", i)
		}
	}
	return ""
}

// cutChecksum cuts a checksum off the end, whose length is in the last 4 bytes.
func cutChecksum(src []byte) (rest, sum []byte, ok bool) {
	if len(src) < 4 {
		return nil, nil, false
	}
	rest = src[:len(src)-4]
	length := binary.BigEndian.Uint32(src[len(rest):])
	if int64(length) > int64(len(rest)) {
		return nil, nil, false
	}
	at := len(rest) - int(length)
	return rest[:at], rest[at:], true
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sumTag is what precedes the sum in Badger's message of a checksum, unless it
// is 0; the kind, CRC-32C, is not written.
const sumTag = 0x10

// checksum returns the checksum of a part of a table as Badger writes it.
func checksum(src []byte) []byte {
	sum := crc32.Checksum(src, castagnoli)
	if sum == 0 {
		return nil
	}
	return binary.AppendUvarint([]byte{sumTag}, uint64(sum))
}
