package ingest

import (
	"maps"
	"slices"
	"time"
)

// ReasonDuplicate is the reason for rejecting all but the newest of the records with
// one key.
const ReasonDuplicate = "duplicate"

// Report counts the outcomes of the records.
type Report struct {
	Read     int64
	Mapped   int64
	Quads    int64
	Warnings int64            // of the mapping, about records that were mapped
	Skipped  map[string]int64 // by reason
	Rejected map[string]int64 // by reason
	Elapsed  time.Duration
}

// TotalSkipped returns the number of skipped records.
func (r *Report) TotalSkipped() int64 { return sum(r.Skipped) }

// TotalRejected returns the number of rejected records.
func (r *Report) TotalRejected() int64 { return sum(r.Rejected) }

func sum(m map[string]int64) int64 {
	var n int64
	for _, v := range m {
		n += v
	}
	return n
}

// Reasons returns the keys of Skipped or Rejected, most frequent first.
func Reasons(counts map[string]int64) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			if counts[a] > counts[b] {
				return -1
			}
			return 1
		}
		if a < b {
			return -1
		}
		return 1
	})
}

// Progress is a snapshot of a run under way.
type Progress struct {
	Pass, Passes int // from 1
	Input        string
	Read         int64 // records, in this pass
	Mapped       int64
	Rejected     int64
	Quads        int64
	BytesDone    int64 // of the inputs as they are stored, in this pass
	BytesTotal   int64 // 0 if a size is unknown
	Elapsed      time.Duration
}
