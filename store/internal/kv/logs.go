package kv

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// checkLogs looks for damage in the logs that Badger reads when a database is opened
// for writing: the logs of keys of a process that was killed, and the last value log.
// Badger cuts a log where an entry does not fit its checksum, as a process leaves the
// last one that is killed while it writes; of an entry in the middle that would drop
// all transactions after it, without a word. No process may be writing.
func checkLogs(path string) error {
	keys, _ := filepath.Glob(filepath.Join(path, "*.mem"))    // the pattern is good
	values, _ := filepath.Glob(filepath.Join(path, "*.vlog")) // the pattern is good
	slices.SortFunc(values, compareNumbered)
	logs := slices.Concat(keys, values[max(0, len(values)-1):])
	for i, name := range logs {
		log, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if fault := logFault(log, i < len(keys)); fault != "" {
			return fmt.Errorf("%w: %s: %s", ErrCorrupt, name, fault)
		}
	}
	return nil
}

// An entry of a log consists of a byte with bits, a byte for the user, three uvarints
// (the length of the key, that of the value, a time), key, value, CRC-32C. A key ends
// with the number of the transaction, big-endian and inverted.
const (
	bitTxn       = 1 << 6 // part of a transaction
	bitEnd       = 1 << 7 // the end of one
	maxLogKey    = 1 << 10
	maxEntryHead = 22
	versionBytes = 8
)

// logEntry is an entry of a log.
type logEntry struct {
	bits    byte
	version uint64 // of the transaction
	head    int    // bytes up to the value
	size    int    // of the whole entry
	good    bool   // the checksum is right
	sum     uint32 // the checksum that is written
}

// parseLogEntry reads the entry that src begins with; false says that none does.
func parseLogEntry(src []byte) (e logEntry, ok bool) {
	if len(src) < 2 {
		return e, false
	}
	at, numbers := 2, [3]uint64{}
	for i := range numbers {
		n, k := binary.Uvarint(src[at:])
		if k <= 0 {
			return e, false
		}
		numbers[i], at = n, at+k
	}
	key, value := numbers[0], numbers[1]
	if key < versionBytes || key > maxLogKey || value > uint64(len(src)) || at > maxEntryHead {
		return e, false
	}
	end := at + int(key) + int(value)
	if end+crc32.Size > len(src) {
		return e, false
	}
	e.bits, e.head, e.size = src[0], at+int(key), end+crc32.Size
	e.version = math.MaxUint64 - binary.BigEndian.Uint64(src[at+int(key)-versionBytes:])
	e.sum = binary.BigEndian.Uint32(src[end:])
	e.good = crc32.Checksum(src[:end], castagnoli) == e.sum
	return e, true
}

// logFault says what is wrong with a log; "" says that nothing is, or that the last
// transaction was being written. In a log of keys entries are so small that one that
// is there to its end was written whole.
func logFault(log []byte, ofKeys bool) string {
	if len(log) == 0 {
		return "" // being made
	}
	at, last, open := min(logHead, len(log)), uint64(0), false // last 0: no transaction is known
	for at < len(log) {
		e, ok := parseLogEntry(log[at:])
		if !ok || !e.good {
			break
		}
		inTxn := e.bits&(bitTxn|bitEnd) != 0
		if open && (!inTxn || e.version != last) {
			break
		}
		last, open = e.version, e.bits&bitTxn != 0
		at += e.size
	}
	underWay := last
	if !open && last != 0 {
		underWay++
	}
	rest := log[at:]
	end := len(bytes.TrimRight(rest, "\x00"))
	switch {
	case ofKeys && len(rest) < spareLog && (open || len(rest) > end):
		return "it is cut off"
	case end == 0:
		return ""
	case ofKeys:
		if fault := tornFault(rest, end, underWay); fault != "" {
			return fmt.Sprintf("the entry at byte %d %s", at, fault)
		}
	}
	if entryAfter(rest[:end], underWay) {
		return fmt.Sprintf("the entry at byte %d is damaged: transactions follow it", at)
	}
	return ""
}

// spareLog is less than the zeros that a log of keys ends with: it gets twice the
// size of the table in memory when it is made.
const spareLog = 1 << 10

// tornFault says why the first entry of rest is damaged, and not one that was being
// written: that has zeros from some byte on, the checksum among them, or, after a
// power failure, at its beginning. The last byte of rest that is not zero is at end-1.
func tornFault(rest []byte, end int, underWay uint64) string {
	const lost = 8 // zeros that no entry begins with
	e, ok := parseLogEntry(rest)
	switch {
	case len(rest)-end < spareLog:
		return "is cut off"
	case ok && !e.good && (e.sum&0xFF != 0 || e.head < end && underWay != 0 && e.version != underWay):
		return "has a wrong checksum"
	case !ok && end > maxEntryHead && !bytes.Equal(rest[:lost], make([]byte, lost)):
		return "is none"
	}
	return ""
}

// entryAfter reports whether an entry follows in rest that is of another transaction
// than the one under way, 0 if it is not known: no two are under way at a time.
func entryAfter(rest []byte, underWay uint64) bool {
	for at := 1; at < len(rest); at++ {
		if rest[at]&^(bitTxn|bitEnd|0x0F) != 0 { // bits that Badger has no use for
			continue
		}
		e, ok := parseLogEntry(rest[at:])
		if !ok || !e.good || e.sum == 0 {
			continue
		}
		if e.bits&(bitTxn|bitEnd) == 0 || underWay != 0 && e.version != underWay {
			return true
		}
		underWay, at = e.version, at+e.size-1
	}
	return false
}
