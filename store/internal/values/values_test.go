package values

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// collect returns what a source yields, in its order.
func collect(t *testing.T, s Source, from string) []Change {
	t.Helper()
	var out []Change
	for c, err := range s(from) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// TestMerge lays random sets over each other and compares the result with a map.
func TestMerge(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		want := map[string]Change{}
		var sources []Source
		for layer := range rnd.IntN(5) {
			var s *Set
			own := map[string]Change{}
			for range rnd.IntN(12) {
				c := Change{Key: fmt.Sprint(rnd.IntN(15)), Deleted: rnd.IntN(3) == 0}
				if !c.Deleted {
					c.Value = fmt.Append(nil, layer)
				}
				s = s.Apply([]Change{c})
				own[c.Key] = c
			}
			if s.Len() != len(own) {
				t.Fatalf("got %d changes, want %d", s.Len(), len(own))
			}
			for key, c := range own {
				if _, known := want[key]; !known {
					want[key] = c
				}
			}
			sources = append(sources, s.From)
		}
		from := fmt.Sprint(rnd.IntN(15))
		var all []Change
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if key >= from {
				all = append(all, want[key])
			}
		}
		if diff := cmp.Diff(all, collect(t, Merge(sources...), from)); diff != "" {
			t.Fatal(diff)
		}
		present := slices.DeleteFunc(slices.Clone(all), func(c Change) bool { return c.Deleted })
		if diff := cmp.Diff(present, append([]Change{}, collect(t, Present(Merge(sources...)), from)...)); diff != "" && len(present) > 0 {
			t.Fatal(diff)
		}
	}
}

// TestMergeStops ends an iteration early, and at the first error of a source.
func TestMergeStops(t *testing.T) {
	set := (*Set)(nil).Apply([]Change{{Key: "a"}, {Key: "b"}, {Key: "c"}})
	n := 0
	for _, err := range Merge(set.From, set.From)("") {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d changes, want 2", n)
	}
	errBad := errors.New("bad")
	bad := func(string) iter.Seq2[Change, error] {
		return func(yield func(Change, error) bool) {
			_ = yield(Change{Key: "a"}, nil) && yield(Change{}, errBad)
		}
	}
	var got error
	for _, err := range Merge(set.From, bad)("") {
		got = err
	}
	if !errors.Is(got, errBad) {
		t.Errorf("got %v, want the error of the source", got)
	}
}

// TestSetIsPersistent changes a set and finds the one before as it was.
func TestSetIsPersistent(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	var sets []*Set
	var wants [][]Change
	var s *Set
	for i := range 200 {
		s = s.Apply([]Change{{Key: fmt.Sprint(rnd.IntN(100)), Value: fmt.Append(nil, i)}, {Key: fmt.Sprint(rnd.IntN(100)), Deleted: true}})
		sets, wants = append(sets, s), append(wants, collect(t, s.From, ""))
	}
	for i := range sets {
		if diff := cmp.Diff(wants[i], collect(t, sets[i].From, "")); diff != "" {
			t.Fatalf("set %d has changed: %s", i, diff)
		}
	}
	if got := (*Set)(nil).Apply(nil); got.Len() != 0 || got.Bytes() != 0 {
		t.Errorf("the empty set has %d changes of %d bytes", got.Len(), got.Bytes())
	}
}

// TestSpool adds changes in any order, in runs of different sizes; the last one of a key
// counts.
func TestSpool(t *testing.T) {
	for _, limit := range []int{1, 500, 1 << 20} {
		rnd := rand.New(rand.NewPCG(uint64(limit), 5))
		s := NewSpool(t.TempDir())
		s.limit = limit
		want := map[string]Change{}
		for i := range 400 {
			c := Change{Key: fmt.Sprint(rnd.IntN(90)), Deleted: rnd.IntN(4) == 0}
			if !c.Deleted {
				c.Value = []byte(strings.Repeat("v", i%50))
			}
			if err := s.Add(c); err != nil {
				t.Fatal(err)
			}
			want[c.Key] = c
		}
		var all []Change
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if key >= "3" {
				all = append(all, want[key])
			}
		}
		if diff := cmp.Diff(all, collect(t, Merge(s.Sources()...), "3")); diff != "" {
			t.Fatalf("limit %d: %s", limit, diff)
		}
	}
}

// FuzzDecode decodes any bytes: an error, or a change that encodes to the same, which a
// reader of runs reads too.
func FuzzDecode(f *testing.F) {
	for _, c := range []Change{{Key: "k", Value: []byte("value")}, {Key: "k", Deleted: true}, {Key: "k", Value: []byte{}}} {
		f.Add(Append(nil, &c))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		c, rest, err := Decode(src)
		again, readErr := read(bufio.NewReader(bytes.NewReader(src)))
		if err != nil {
			if !errors.Is(err, ErrEncoding) {
				t.Fatalf("got %v, want ErrEncoding", err)
			}
			if readErr == nil {
				t.Fatalf("read got %v, Decode %v", again, err)
			}
			return
		}
		if readErr != nil && !errors.Is(readErr, io.EOF) || again.Key != c.Key || again.Deleted != c.Deleted || !bytes.Equal(again.Value, c.Value) {
			t.Fatalf("read got %v, %v; want %v", again, readErr, c)
		}
		second, left, err := Decode(Append(nil, &c))
		if err != nil || len(left) != 0 || second.Key != c.Key || second.Deleted != c.Deleted || !bytes.Equal(second.Value, c.Value) {
			t.Fatalf("got %v, %v; want %v, of %d bytes", second, err, c, len(src)-len(rest))
		}
	})
}
