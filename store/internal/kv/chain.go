package kv

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
)

const (
	currentHead = "issn-ld store\nformat %d\ngeneration "
	// firstFormat is the oldest format that is read: its stores have one
	// generation each, and no terms but those of the dictionary and of
	// transactions.
	firstFormat = 1
)

// idBytes is the length of the id of a store.
const idBytes = 16

// newID draws the id of a store.
func newID() string {
	var id [idBytes]byte
	_, _ = rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}

// current is what the file CURRENT says.
type current struct {
	chain []uint64 // the current generation, then those that it builds on
	id    string   // of the store, in hexadecimal; empty before format 3
	older bool     // the file has an older format than what this program writes
}

// encode returns the text of the file.
func (c *current) encode() []byte {
	b := fmt.Appendf(nil, currentHead, Format)
	for i, gen := range c.chain {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendUint(b, gen, 10)
	}
	b = fmt.Appendf(b, "\nid %s\n", c.id)
	return fmt.Appendf(b, sumLine, crc32.Checksum(b, castagnoli))
}

// sumLine is the last line since sumFormat.
const (
	sumLine   = "crc32c %08x\n"
	sumFormat = 3
)

// decodeCurrent is the inverse of [current.encode], for all formats that are read.
func decodeCurrent(text []byte) (c current, err error) {
	var format int
	if _, err := fmt.Sscanf(string(text), strings.TrimSuffix(currentHead, "generation "), &format); err != nil {
		return c, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if format < firstFormat || format > Format {
		return c, fmt.Errorf("%w: it is %d and this program reads %d to %d; export with the program that wrote it and import again",
			ErrFormat, format, firstFormat, Format)
	}
	c.older = format < Format
	list, found := bytes.CutPrefix(text, fmt.Appendf(nil, currentHead, format))
	if !found {
		return c, fmt.Errorf("%w: no generation", ErrFormat)
	}
	if format >= sumFormat {
		line := bytes.LastIndexByte(bytes.TrimSuffix(text, []byte{'\n'}), '\n') + 1
		if want := fmt.Sprintf(sumLine, crc32.Checksum(text[:line], castagnoli)); string(text[line:]) != want {
			return c, fmt.Errorf("%w: its checksum is wrong; restore a backup", ErrCorrupt)
		}
		var id string
		lines := strings.SplitN(string(list), "\n", 3)
		if id, found = strings.CutPrefix(lines[1], "id "); !found || len(id) != 2*idBytes {
			return c, fmt.Errorf("%w: no id", ErrCorrupt)
		}
		list, c.id = []byte(lines[0]), id
	}
	for word := range strings.FieldsSeq(string(list)) {
		gen, err := strconv.ParseUint(word, 10, 64)
		if err != nil || gen == 0 || slices.Contains(c.chain, gen) {
			return c, fmt.Errorf("%w: generation %q", ErrFormat, word)
		}
		c.chain = append(c.chain, gen)
	}
	if len(c.chain) == 0 || format == firstFormat && len(c.chain) > 1 {
		return c, fmt.Errorf("%w: %d generations", ErrFormat, len(c.chain))
	}
	return c, nil
}

// ID returns the id of the store: 32 hexadecimal digits, drawn when it was made, or
// made anew of a backup. A store of an older format has another one each time that it
// is opened, until it is written to.
func (d *Dir) ID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.id
}

// Chain returns the generations that make up the store: the current one, then
// those that it builds on; none for a directory without a store.
func (d *Dir) Chain() []uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.chain)
}

// present fails where the directory of a generation is not there: Badger would
// make an empty one.
func (d *Dir) present(gen uint64) error {
	_, err := os.Stat(d.genPath(gen))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s; restore a backup or build the store again", ErrMissing, d.genPath(gen))
	}
	return err
}
