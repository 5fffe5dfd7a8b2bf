package kv

import (
	"bytes"
	"errors"
	"fmt"
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

// encodeCurrent returns the text of the file that names the generations that
// make up the store: the current one, then those that it builds on.
func encodeCurrent(gens []uint64) []byte {
	b := fmt.Appendf(nil, currentHead, Format)
	for i, gen := range gens {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendUint(b, gen, 10)
	}
	return append(b, '\n')
}

// decodeCurrent is the inverse of encodeCurrent, for all formats that are read.
func decodeCurrent(text []byte) ([]uint64, error) {
	var format int
	if _, err := fmt.Sscanf(string(text), strings.TrimSuffix(currentHead, "generation "), &format); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if format < firstFormat || format > Format {
		return nil, fmt.Errorf("%w: it is %d and this program reads %d to %d; export with the program that wrote it and import again",
			ErrFormat, format, firstFormat, Format)
	}
	list, found := bytes.CutPrefix(text, fmt.Appendf(nil, currentHead, format))
	if !found {
		return nil, fmt.Errorf("%w: no generation", ErrFormat)
	}
	var gens []uint64
	for word := range strings.FieldsSeq(string(list)) {
		gen, err := strconv.ParseUint(word, 10, 64)
		if err != nil || gen == 0 || slices.Contains(gens, gen) {
			return nil, fmt.Errorf("%w: generation %q", ErrFormat, word)
		}
		gens = append(gens, gen)
	}
	if len(gens) == 0 || format == firstFormat && len(gens) > 1 {
		return nil, fmt.Errorf("%w: %d generations", ErrFormat, len(gens))
	}
	return gens, nil
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
