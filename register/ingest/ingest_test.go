package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/ingest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A record of these tests is a word: "key=version", or one of the words below.
const (
	unreadable = "unreadable" // the source cannot read it
	broken     = "broken"     // the source gives up
	nothing    = "nothing"    // there is nothing to map
	wrong      = "wrong"      // the mapping rejects it
	warned     = "warned"     // mapped with a warning
	panicking  = "fatal"      // the mapping fails
)

var (
	errUnreadable = errors.New("cannot read this one")
	errBroken     = errors.New("disk error")
	errNothing    = errors.New("nothing there")
	errWrong      = errors.New("wrong check digit")
	errFatal      = errors.New("mapping failed")
)

func classify(err error) ingest.Verdict {
	switch {
	case errors.Is(err, errUnreadable):
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: "syntax"}
	case errors.Is(err, errNothing):
		return ingest.Verdict{Outcome: ingest.Skipped, Reason: "no-issn"}
	case errors.Is(err, errWrong):
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: "check-digit"}
	}
	return ingest.Verdict{}
}

type words struct {
	list   []string
	next   atomic.Int64
	closed *atomic.Int32
}

func (w *words) Read() (string, error) {
	i := int(w.next.Add(1)) - 1
	if i >= len(w.list) {
		return "", io.EOF
	}
	switch w.list[i] {
	case unreadable:
		return "", errUnreadable
	case broken:
		return "", errBroken
	}
	return w.list[i], nil
}

func (w *words) BytesRead() int64 { return min(w.next.Load(), int64(len(w.list))) }

func (w *words) Close() error { w.closed.Add(1); return nil }

func mapWord(w string) (ingest.Mapped, error) {
	switch w {
	case nothing:
		return ingest.Mapped{}, errNothing
	case wrong:
		return ingest.Mapped{}, errWrong
	case panicking:
		return ingest.Mapped{}, errFatal
	}
	q := rdf.Quad{S: rdf.NewIRI("http://example.org/" + w), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewString(w)}
	m := ingest.Mapped{Quads: []rdf.Quad{q, q}, Values: []ingest.Value{{Key: w, Value: []byte(w)}}}
	if w == warned {
		m.Warnings = []string{"field 500 left out"}
	}
	return m, nil
}

// memory is a sink that counts.
type memory struct {
	mu     sync.Mutex
	got    map[string]int
	parts  int
	closed int
	fail   error
}

type part struct{ m *memory }

func (p part) Add(q rdf.Quad) error {
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	p.m.got[q.O.Value()]++
	return p.m.fail
}

func (p part) Put(key string, _ []byte) error {
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	p.m.got["value "+key]++
	return p.m.fail
}

func (p part) Close() error {
	p.m.mu.Lock()
	defer p.m.mu.Unlock()
	p.m.closed++
	return nil
}

// harness runs the inputs, each a list of words.
type harness struct {
	sink    memory
	opened  int
	closed  atomic.Int32
	opts    ingest.Options[string]
	report  *ingest.Report
	rejects []string
}

func newHarness() *harness {
	h := &harness{sink: memory{got: map[string]int{}}}
	h.opts = ingest.Options[string]{
		Workers:   2,
		NewMapper: func() func(string) (ingest.Mapped, error) { return mapWord },
		NewPart: func() (ingest.Part, error) {
			h.sink.mu.Lock()
			defer h.sink.mu.Unlock()
			h.sink.parts++
			return part{&h.sink}, nil
		},
		Classify: classify,
		OnReject: func(in ingest.Incident[string]) error {
			h.rejects = append(h.rejects, fmt.Sprintf("%s %d %s", in.Input, in.Number, in.Reason))
			return nil
		},
	}
	return h
}

func (h *harness) run(ctx context.Context, lists ...string) error {
	var inputs []ingest.Input[string]
	for i, list := range lists {
		all := strings.Fields(list)
		inputs = append(inputs, ingest.Input[string]{
			Name: fmt.Sprintf("input%d", i+1), Size: int64(len(all)),
			Open: func() (ingest.Source[string], error) {
				h.opened++
				return &words{list: all, closed: &h.closed}, nil
			},
		})
	}
	var err error
	h.report, err = ingest.Run(ctx, inputs, h.opts)
	return err
}

func TestRunCountsEveryRecord(t *testing.T) {
	for _, workers := range []int{1, 2, 5} {
		t.Run(fmt.Sprintf("workers=%d", workers), func(t *testing.T) {
			h := newHarness()
			h.opts.Workers = workers
			var skips, warnings []string
			h.opts.OnSkip = func(in ingest.Incident[string]) error {
				skips = append(skips, fmt.Sprint(in.Input, " ", in.Number))
				return nil
			}
			h.opts.OnWarn = func(in ingest.Incident[string]) error { warnings = append(warnings, in.Warnings...); return nil }
			many := strings.Repeat("good ", 1000)
			if err := h.run(t.Context(), many+"wrong nothing "+many+"unreadable warned", "wrong good"); err != nil {
				t.Fatal(err)
			}
			want := &ingest.Report{
				Read: 2006, Mapped: 2002, Quads: 4004, Warnings: 1,
				Skipped: map[string]int64{"no-issn": 1}, Rejected: map[string]int64{"check-digit": 2, "syntax": 1},
				Elapsed: h.report.Elapsed,
			}
			if diff := cmp.Diff(want, h.report); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"input1 1001 check-digit", "input1 2003 syntax", "input2 1 check-digit"}, h.rejects); diff != "" {
				t.Errorf("rejects in order (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"input1 1002"}, skips); diff != "" || len(warnings) != 1 {
				t.Errorf("skips (-want +got):\n%s, warnings %q", diff, warnings)
			}
			if h.sink.got["good"] != 4002 || h.sink.parts != workers || h.sink.closed != workers || int(h.closed.Load()) != h.opened {
				t.Errorf("sink %v, %d parts, %d closed, %d of %d inputs closed", h.sink.got, h.sink.parts, h.sink.closed, h.closed.Load(), h.opened)
			}
			if got := ingest.Reasons(h.report.Rejected); !cmp.Equal(got, []string{"check-digit", "syntax"}) {
				t.Errorf("reasons %q", got)
			}
		})
	}
}

// key reads "key=version".
func key(w string) (k, v uint64, ok bool) {
	n, _ := fmt.Sscanf(w, "%d=%d", &k, &v)
	return k, v, n == 2
}

func TestNewestRecordOfAKeyWins(t *testing.T) {
	h := newHarness()
	h.opts.Key = key
	if err := h.run(t.Context(), "1=5 2=1 good 3=7", "1=4 2=2 3=7 wrong 4=1 good"); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{
		"1=5": 2, "2=2": 2, "3=7": 2, "4=1": 2, "good": 4,
		"value 1=5": 1, "value 2=2": 1, "value 3=7": 1, "value 4=1": 1, "value good": 2,
	}
	if diff := cmp.Diff(want, h.sink.got); diff != "" {
		t.Errorf("mapped (-want +got):\n%s", diff)
	}
	rejects := []string{"input1 2 duplicate", "input1 4 duplicate", "input2 1 duplicate", "input2 4 check-digit"}
	if diff := cmp.Diff(rejects, h.rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	if h.report.Read != 10 || h.report.Rejected[ingest.ReasonDuplicate] != 3 || h.opened != 4 {
		t.Errorf("report %+v, opened %d times", h.report, h.opened)
	}
}

func TestRunStops(t *testing.T) {
	many := strings.Repeat("good ", 5000)
	full := errors.New("disk full")
	for name, tc := range map[string]struct {
		list  string
		setup func(*harness)
		want  error
	}{
		"strict":               {many + "wrong " + many, func(h *harness) { h.opts.Strict = true }, ingest.ErrRejected},
		"strict gives reason":  {"wrong", func(h *harness) { h.opts.Strict = true }, errWrong},
		"source breaks":        {many + "broken", func(*harness) {}, errBroken},
		"source breaks, keys":  {many + "broken", func(h *harness) { h.opts.Key = key }, errBroken},
		"mapping fails":        {many + "fatal " + many, func(*harness) {}, errFatal},
		"sink fails":           {many, func(h *harness) { h.sink.fail = full }, full},
		"hook fails":           {many + "wrong " + many, func(h *harness) { h.opts.OnReject = func(ingest.Incident[string]) error { return full } }, full},
		"part cannot be made":  {many, func(h *harness) { h.opts.NewPart = func() (ingest.Part, error) { return nil, full } }, full},
		"nothing stops a good": {many, func(*harness) {}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness()
			tc.setup(h)
			if err := h.run(t.Context(), tc.list); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if h.sink.closed != h.sink.parts || int(h.closed.Load()) != h.opened {
				t.Errorf("%d of %d parts closed, %d of %d inputs", h.sink.closed, h.sink.parts, h.closed.Load(), h.opened)
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		h := newHarness()
		ctx, cancel := context.WithCancel(t.Context())
		h.opts.OnReject = func(ingest.Incident[string]) error { cancel(); return nil }
		if err := h.run(ctx, "wrong "+many+many+many); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestProgress(t *testing.T) {
	h := newHarness()
	h.opts.Key = key
	h.opts.Interval = 1
	var last [3]ingest.Progress
	h.opts.OnProgress = func(p ingest.Progress) {
		if p.Read < last[p.Pass].Read || p.BytesDone < last[p.Pass].BytesDone || p.BytesDone > p.BytesTotal {
			t.Errorf("after %+v came %+v", last[p.Pass], p)
		}
		last[p.Pass] = p
	}
	if err := h.run(t.Context(), strings.Repeat("good ", 900)+"wrong", strings.Repeat("good ", 700)); err != nil {
		t.Fatal(err)
	}
	for pass := 1; pass <= 2; pass++ {
		if p := last[pass]; p.Passes != 2 || p.Read != 1601 || p.BytesDone != 1601 || p.BytesTotal != 1601 || p.Input != "input2" {
			t.Errorf("pass %d ended with %+v", pass, p)
		}
	}
	if p := last[2]; p.Mapped != 1600 || p.Rejected != 1 || p.Quads != 3200 {
		t.Errorf("ended with %+v", p)
	}
}

func TestSpool(t *testing.T) {
	path, size, remove, err := ingest.Spool(t.Context(), strings.NewReader("records"), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); string(b) != "records" || size != 7 || err != nil {
		t.Errorf("spooled %q, %d bytes, %v", b, size, err)
	}
	if err := remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("not removed: %v", err)
	}
}

func ExampleRun() {
	input := ingest.Input[string]{Name: "words", Open: func() (ingest.Source[string], error) {
		return &words{list: []string{"good", wrong, "good"}, closed: new(atomic.Int32)}, nil
	}}
	report, err := ingest.Run(context.Background(), []ingest.Input[string]{input}, newHarness().opts)
	fmt.Println(report.Read, "read,", report.Mapped, "mapped,", report.Quads, "quads,", report.Rejected["check-digit"], "rejected", err)
	// Output: 3 read, 2 mapped, 4 quads, 1 rejected <nil>
}
