package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/store"
)

// progress shows how far a long task has got: with a bar on a terminal, elsewhere with
// a plain line every few seconds. Its methods may be called concurrently.
type progress struct {
	out   io.Writer
	unit  string
	total int64 // of work, in bytes of input or items; 0 if unknown
	every time.Duration

	mu    sync.Mutex
	bar   *progressbar.ProgressBar // nil for plain lines
	stage string
	start time.Time
	last  time.Time
	done  int64 // of total
	items int64
	notes int // lines printed by noteUpTo
}

// newProgress reports on out, usually standard error. Items are counted in the
// unit, such as "records".
func newProgress(out io.Writer, unit string, quiet bool) *progress {
	p := &progress{out: out, unit: unit, every: 5 * time.Second}
	if quiet {
		p.out = io.Discard
	} else if f, ok := out.(*os.File); ok && isTerminal(f) {
		p.every = 100 * time.Millisecond
		p.bar = progressbar.NewOptions64(-1,
			progressbar.OptionSetWriter(f),
			progressbar.OptionSetWidth(24),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionShowDescriptionAtLineEnd(),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionUseANSICodes(true),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
		)
	}
	return p
}

// begin starts a stage of the work, of the given total.
func (p *progress) begin(stage string, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stage, p.total, p.done, p.items = stage, total, 0, 0
	p.start = time.Now()
	p.last = p.start
	if p.bar != nil {
		if total <= 0 {
			total = -1
		}
		p.bar.Reset()
		p.bar.ChangeMax64(total)
		p.bar.Describe(stage)
	}
}

// set records how much of the total, and how many items, are done.
func (p *progress) set(done, items int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done, p.items = done, items
	now := time.Now()
	if now.Sub(p.last) < p.every {
		return
	}
	p.last = now
	text := p.text(now)
	if p.bar != nil {
		p.bar.Describe(text)
		_ = p.bar.Set64(done)
		return
	}
	say(p.out, "%s\n", text)
}

// text is the state in one line: stage, items, rate and time left.
func (p *progress) text(now time.Time) string {
	elapsed := now.Sub(p.start).Seconds()
	text := p.stage
	if p.items > 0 && elapsed > 0 {
		text += fmt.Sprintf(": %s %s, %s/s", output.Count(p.items), p.unit, output.Count(int64(float64(p.items)/elapsed)))
	}
	if p.total > 0 && p.done > 0 {
		left := time.Duration(elapsed * float64(p.total-p.done) / float64(p.done) * float64(time.Second))
		text += fmt.Sprintf(", %d%%, %s left", 100*p.done/p.total, left.Round(time.Second))
	}
	return text
}

// note prints a line above the bar.
func (p *progress) note(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.clear()
	}
	say(p.out, "%s\n", text)
}

// noteUpTo prints the first few lines of a kind, and says once that it stops.
func (p *progress) noteUpTo(limit int, text string) {
	p.mu.Lock()
	p.notes++
	n := p.notes
	p.mu.Unlock()
	if n <= limit {
		p.note(text)
	}
	if n == limit {
		p.note("more lines like these are left out")
	}
}

// reading shows a run over records.
func (p *progress) reading(r ingest.Progress) {
	if stage := readingStage(r); stage != p.current() {
		p.begin(stage, r.BytesTotal)
	}
	p.set(r.BytesDone, r.Read)
}

// readingStage names a pass over the input.
func readingStage(r ingest.Progress) string {
	if r.Pass < r.Passes {
		return "finding the newest records"
	}
	return "mapping"
}

func (p *progress) current() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stage
}

// loadStages describe the stages of a load.
var loadStages = map[store.Stage]string{
	store.StageDictionary: "merging the terms",
	store.StageMap:        "numbering the quads",
	store.StageWrite:      "writing the indexes",
	store.StageBlocks:     "rewriting the touched blocks",
	store.StageSync:       "bringing all to the disk",
	store.StagePublish:    "publishing",
}

// loading shows the stages of a load.
func (p *progress) loading(r store.Progress) {
	if stage := loadStages[r.Stage]; stage != p.current() {
		p.begin(stage, r.Total)
	}
	p.set(r.Done, 0)
}

// end removes the bar, once, before the report is printed.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		p.clear()
		p.bar = nil
	}
}

// clear empties the line of the bar. The bar's own Clear erases only as many columns as
// its last text has, and leaves the end of a longer one.
func (p *progress) clear() { say(p.out, "\r\x1b[2K") }
