package kv

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// finishedTable returns a table of Badger's.
func finishedTable(f testing.TB) []byte {
	f.Helper()
	d, err := OpenDir(f.TempDir(), false)
	if err != nil {
		f.Fatal(err)
	}
	b, err := d.Create()
	if err != nil {
		f.Fatal(err)
	}
	s := b.NewStream()
	for i := range 50 {
		if err := s.Put(fmt.Appendf(nil, "k%04d", i), bytes.Repeat([]byte{byte(i)}, 30)); err != nil {
			f.Fatal(err)
		}
	}
	if err := s.Flush(); err != nil {
		f.Fatal(err)
	}
	gen, err := b.Finish()
	if err != nil {
		f.Fatal(err)
	}
	tables, err := filepath.Glob(filepath.Join(d.genPath(gen), "*.sst"))
	if err != nil || len(tables) == 0 {
		f.Fatalf("no tables: %v", err)
	}
	table, err := os.ReadFile(tables[0])
	if err = errors.Join(err, d.Close()); err != nil {
		f.Fatal(err)
	}
	return table
}

// FuzzTableFault looks for faults in any bytes, as they are and with the checksum of
// the index made right: a table is as it was written, or has a fault.
func FuzzTableFault(f *testing.F) {
	whole := finishedTable(f)
	f.Add(whole)
	f.Add(make([]byte, len(whole)))
	f.Add(append(bytes.Clone(whole[:len(whole)-4]), 0, 0, 0, 0))
	f.Add([]byte{0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, table []byte) {
		if fault := tableFault(table); fault == "" && len(table) < 12 {
			t.Fatalf("%x has no fault", table)
		}
		tableFault(resealed(table))
	})
}

// resealed returns the bytes as the index of a table, with a right checksum.
func resealed(index []byte) []byte {
	sum := checksum(index)
	out := binary.BigEndian.AppendUint32(bytes.Clone(index), uint32(len(index)))
	return binary.BigEndian.AppendUint32(append(out, sum...), uint32(len(sum)))
}

// appendEntry appends an entry of a log.
func appendEntry(log []byte, bits byte, version uint64, key, value string) []byte {
	start := len(log)
	log = append(log, bits, 0)
	log = binary.AppendUvarint(log, uint64(len(key)+versionBytes))
	log = binary.AppendUvarint(log, uint64(len(value)))
	log = binary.AppendUvarint(log, 0)
	log = append(log, key...)
	log = binary.BigEndian.AppendUint64(log, math.MaxUint64-version)
	log = append(log, value...)
	return binary.BigEndian.AppendUint32(log, crc32.Checksum(log[start:], castagnoli))
}

// writtenLog returns a log of keys with three transactions, and where each begins.
func writtenLog() (log []byte, starts []int) {
	log = make([]byte, logHead)
	for version := uint64(5); version < 8; version++ {
		starts = append(starts, len(log))
		for i := range 3 {
			log = appendEntry(log, bitTxn, version, fmt.Sprintf("U key %d", i), strings.Repeat("v", 40))
		}
		log = appendEntry(log, bitEnd, version, "!badger!txn", fmt.Sprint(version))
	}
	return log, append(starts, len(log))
}

// TestLogFault changes each byte of a log: that is a fault. What a process leaves that
// is killed at any byte is none.
func TestLogFault(t *testing.T) {
	log, starts := writtenLog()
	lastLengths := []int{starts[2] + 3, starts[2] + 3 + 64, starts[2] + 3 + 128, starts[2] + 3 + 192, starts[2] + 2 + 192}
	padded := append(bytes.Clone(log), make([]byte, 2000)...)
	for _, ofKeys := range []bool{true, false} {
		if fault := logFault(padded, ofKeys); fault != "" {
			t.Errorf("a whole log: %s", fault)
		}
		for at := logHead; at < len(log); at++ {
			killed := append(bytes.Clone(log[:at]), make([]byte, len(padded)-at)...)
			if fault := logFault(killed, ofKeys); fault != "" {
				t.Errorf("killed at byte %d: %s", at, fault)
			}
		}
	}
	for at := logHead; at < len(log); at++ {
		damaged := bytes.Clone(padded)
		damaged[at] ^= 0x41
		// Of the transaction that was written last the length of a value, that of the
		// last key, and a
		// checksum that ends with a zero now, look as if it was being written.
		ambiguous := slices.Contains(lastLengths, at) || damaged[at] == 0
		if logFault(damaged, true) == "" && !ambiguous {
			t.Errorf("log of keys: byte %d of %d is changed without a fault", at, len(log))
		}
		if logFault(damaged, false) == "" && at < starts[1] {
			t.Errorf("value log: byte %d, before two whole transactions, is changed without a fault", at)
		}
	}
	for at := logHead + 1; at < len(log); at++ {
		if at != starts[1] && at != starts[2] && logFault(log[:at], true) == "" {
			t.Errorf("a log that is cut off at byte %d has no fault", at)
		}
	}
}

// FuzzLogFault looks for faults in any bytes.
func FuzzLogFault(f *testing.F) {
	log, _ := writtenLog()
	f.Add(log, true)
	f.Add(append(log, 0, 0, 0), false)
	f.Add(bytes.Repeat([]byte{0xFF}, 100), true)
	f.Fuzz(func(_ *testing.T, log []byte, ofKeys bool) { logFault(log, ofKeys) })
}
