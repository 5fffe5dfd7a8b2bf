package store

import (
	"os"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/store/internal/block"
)

// Options tunes a [DB]. The zero value suits the whole ISSN Register.
type Options struct {
	// ReadOnly opens the store for reading, beside other readers and beside a
	// process that writes. Beside that, what is read is the state of the moment
	// of Open, with all that was acknowledged before; the files of it take disk
	// space until Close, also if the writer has replaced them.
	ReadOnly bool
	// BlockRows is the number of rows of a block, a target, for blocks written
	// from now on; 0 stands for 16,384.
	BlockRows int
	// MemoryBytes is the budget of compactions, and of loads that do not say; 0
	// stands for a quarter of the memory of the machine.
	MemoryBytes int64
	// CompactRows is the number of rows that transactions have changed at which
	// a compaction starts by itself, beside readers and writers; 0 stands for one
	// in 16 quads of the store, but at least 65,536 and at most 2 million, a
	// negative number for never.
	CompactRows int
	// CompactBytesPerSecond bounds what such a compaction writes, on average; 0
	// stands for 32 MiB, a negative number for no bound.
	CompactBytesPerSecond int64
	// Events are told what goes on.
	Events Events
}

// Events is a struct of hooks; those that are nil are not called. They may be
// called from several goroutines and must return quickly.
type Events struct {
	// Progress tells how far a load or compaction has come.
	Progress func(Progress)
	// Compacted tells what a compaction that started by itself has done.
	Compacted func(CompactStats)
	// CompactFailed tells that a compaction that started by itself has failed.
	// The store goes on as it was; the next one starts when transactions have
	// changed an eighth more rows.
	CompactFailed func(error)
}

// Progress is a report of a load or compaction.
type Progress struct {
	Stage Stage
	// Done and Total count rows, or steps for short stages. Total is 0 where it
	// is not known.
	Done, Total int64
}

// Stage names a part of a load.
type Stage string

// The stages of a load, in their order. Each begins with a report with nothing
// done; Publish ends with one that has all done, after the new state is the
// current one on disk.
const (
	StageDictionary Stage = "dictionary" // merging the terms
	StageMap        Stage = "map"        // giving the quads their ids, sorting chunks
	StageWrite      Stage = "write"      // merging and writing the six permutations
	StageBlocks     Stage = "blocks"     // instead of all these: rewriting touched blocks
	StageSync       Stage = "sync"       // bringing all to the disk
	StagePublish    Stage = "publish"    // making it the current state
)

// report tells the hook, if there is one.
func (e *Events) report(stage Stage, done, total int64) {
	if e.Progress != nil {
		e.Progress(Progress{Stage: stage, Done: done, Total: total})
	}
}

// LoadOptions tunes a [Loader].
type LoadOptions struct {
	// MemoryBytes is the budget of the load, for terms and sorting; 0 stands
	// for that of the store.
	MemoryBytes int64
	// TempDir is where temporary files go; empty stands for the store's
	// directory.
	TempDir string
	// Replace keeps nothing of the old state.
	Replace bool
	// ReplaceGraphs drops the old quads of the graphs with these IRIs; the
	// empty string stands for the default graph. All other quads are kept.
	ReplaceGraphs []string
	// Events are told what goes on, beside those of the store.
	Events Events
}

func (o *Options) blockRows() int {
	if o.BlockRows <= 0 {
		return block.TargetRows
	}
	return o.BlockRows
}

const (
	compactShare   = 16 // the quads for one changed row at which a compaction starts
	minCompactRows = 1 << 16
	maxCompactRows = 2e6
)

// compactRows returns the number of changed rows at which a compaction starts,
// of a store with so many quads; a negative number stands for never.
func (o *Options) compactRows(quads int64) int {
	if o.CompactRows == 0 {
		return int(min(max(quads/compactShare, minCompactRows), maxCompactRows))
	}
	return o.CompactRows
}

// defaultCompactBytes leaves most of what a disk can do to others.
const defaultCompactBytes = 32 << 20

// compactBytesPerSecond returns the bound for [CompactOptions].
func (o *Options) compactBytesPerSecond() int64 {
	if o.CompactBytesPerSecond == 0 {
		return defaultCompactBytes
	}
	return max(o.CompactBytesPerSecond, 0)
}

func (o *Options) memoryBytes() int64 {
	if o.MemoryBytes <= 0 {
		return defaultMemory()
	}
	return o.MemoryBytes
}

// fallbackMemory is the budget where the system does not tell its memory.
const fallbackMemory = 1 << 30

// defaultMemory returns a quarter of the memory of the machine.
func defaultMemory() int64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return fallbackMemory
	}
	for line := range strings.Lines(string(text)) {
		rest, ok := strings.CutPrefix(line, "MemTotal:")
		if !ok {
			continue
		}
		kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
		if err == nil && kib > 0 {
			return kib * 1024 / 4
		}
	}
	return fallbackMemory
}
