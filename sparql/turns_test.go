package sparql

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/sparql/pace"
)

// work runs a part of a query for a time: it yields every half millisecond. It appends its name to log for each stretch in which it runs.
func work(ctx context.Context, t *turn, d time.Duration, ran func()) {
	t.enter(ctx)
	defer t.leave()
	for ; d > 0 && pace.Yield(ctx) == nil; d -= breath / 2 {
		ran()
		time.Sleep(breath / 2)
	}
}

// TestTurnsOneAtATime runs long queries at the same time: but for the time that
// each has for free, no two may run at once, and each gets its share.
func TestTurnsOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := &turns{free: 1}
		var mu sync.Mutex
		at := map[time.Duration][]string{}
		start := time.Now()
		var wg sync.WaitGroup
		for _, name := range []string{"a", "b", "c"} {
			wg.Go(func() {
				turn := newTurn(all, nil)
				defer turn.end()
				work(pace.With(t.Context(), turn), turn, 200*time.Millisecond, func() {
					mu.Lock()
					defer mu.Unlock()
					at[time.Since(start)] = append(at[time.Since(start)], name)
				})
			})
		}
		wg.Wait()
		last := map[string]time.Duration{}
		for now, names := range at {
			if now > freeRun+2*breath && len(names) > 1 {
				t.Errorf("at %v %v run at once", now, names)
			}
			for _, name := range names {
				last[name] = max(last[name], now)
			}
		}
		if len(last) != 3 || last["a"] < 500*time.Millisecond || last["b"] < 500*time.Millisecond {
			t.Errorf("ended at %v: they did not take turns", last)
		}
		if all.free != 1 {
			t.Errorf("%d turns are left, want 1", all.free)
		}
	})
}

// TestTurnsOrder lets queries wait and looks at the order in which they are let in.
func TestTurnsOrder(t *testing.T) {
	for name, tc := range map[string]struct {
		queue []string // long ones begin with l
		want  []string
	}{
		"as they came":      {[]string{"s1", "s2", "s3"}, []string{"s1", "s2", "s3"}},
		"short before long": {[]string{"l1", "s1", "l2", "s2"}, []string{"s1", "s2", "l1", "l2"}},
		"long ones are not kept waiting": {
			[]string{"l1", "s1", "s2", "s3", "s4", "s5", "s6"},
			[]string{"s1", "s2", "s3", "s4", "l1", "s5", "s6"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all := &turns{free: 1}
				all.take(t.Context(), false)
				var got []string
				for _, q := range tc.queue {
					go func() {
						if all.take(t.Context(), q[0] == 'l') {
							got = append(got, q)
							all.give()
						}
					}()
					synctest.Wait()
				}
				if !all.wanted() {
					t.Error("nobody waits")
				}
				all.give()
				synctest.Wait()
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if all.free != 1 || all.wanted() {
					t.Errorf("%d turns are left, wanted: %v", all.free, all.wanted())
				}
			})
		})
	}
}

// TestTurnsGivenUp ends the context of a query that waits, and closes one that
// keeps its turn.
func TestTurnsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := &turns{free: 1}
		holder, waiting := newTurn(all, nil), newTurn(all, nil)
		work(pace.With(t.Context(), holder), holder, 2*freeRun, func() {})
		holder.enter(t.Context())
		ctx, cancel := context.WithCancel(t.Context())
		var ran []time.Duration
		start := time.Now()
		done := make(chan struct{})
		go func() {
			defer close(done)
			work(pace.With(ctx, waiting), waiting, time.Second, func() { ran = append(ran, time.Since(start)) })
		}()
		time.Sleep(100 * time.Millisecond)
		cancel()
		<-done
		if last := slices.Max(ran); last > freeRun+breath {
			t.Errorf("ran at %v without a turn", last)
		}
		holder.leave()
		waiting.end()
		holder.end()
		if all.free != 1 {
			t.Errorf("%d turns are left, want 1", all.free)
		}
	})
}

// TestTurnsReader keeps the turn of a query whose reader is quick, and takes it
// from one whose reader is not.
func TestTurnsReader(t *testing.T) {
	for name, tc := range map[string]struct {
		pause time.Duration
		keeps bool
	}{
		"quick": {idleTurn / 2, true},
		"slow":  {2 * idleTurn, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all := &turns{free: 1}
				turn := newTurn(all, nil)
				ctx := pace.With(t.Context(), turn)
				work(ctx, turn, freeRun+2*breath, func() {})
				turn.enter(ctx)
				got := false
				go func() { got = all.take(t.Context(), false) }()
				synctest.Wait()
				turn.leave()
				time.Sleep(tc.pause)
				synctest.Wait()
				if got == tc.keeps {
					t.Errorf("the turn has gone on: %v", got)
				}
				turn.end()
				synctest.Wait()
				all.give()
				if all.free != 1 {
					t.Errorf("%d turns are left, want 1", all.free)
				}
			})
		})
	}
}

// TestTurnsPause gives the turn back during a call of another server.
func TestTurnsPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := &turns{free: 1}
		turn := newTurn(all, nil)
		ctx := pace.With(t.Context(), turn)
		work(ctx, turn, 2*freeRun, func() {})
		turn.enter(ctx)
		resume := turn.pause(ctx)
		if all.free != 1 {
			t.Errorf("%d turns are left during the call, want 1", all.free)
		}
		resume()
		if all.free != 0 || turn.depth != 1 {
			t.Errorf("%d turns are left and depth is %d after the call", all.free, turn.depth)
		}
		turn.leave()
		turn.end()
	})
}

// TestTurnsCost counts what a query costs: its work, whoever does it, and neither the wait
// for its turn nor that for other servers.
func TestTurnsCost(t *testing.T) {
	for name, tc := range map[string]struct {
		run  func(ctx context.Context, t *turn)
		work time.Duration
	}{
		"work": {func(ctx context.Context, t *turn) { work(ctx, t, 50*time.Millisecond, func() {}) }, 50 * time.Millisecond},
		"work and other work of the request": {func(ctx context.Context, t *turn) {
			work(ctx, t, 50*time.Millisecond, func() {})
			time.Sleep(20 * time.Millisecond)
			work(ctx, t, 5*time.Millisecond, func() {})
		}, 75 * time.Millisecond},
		"the wait for another server": {func(ctx context.Context, t *turn) {
			t.enter(ctx)
			defer t.leave()
			time.Sleep(2 * time.Millisecond)
			resume := t.pause(ctx)
			time.Sleep(time.Second)
			resume()
			time.Sleep(3 * time.Millisecond)
		}, 5 * time.Millisecond},
		"work beside a reader that waits": {func(ctx context.Context, t *turn) {
			defer t.aside()()
			done := make(chan struct{})
			go func() {
				defer close(done)
				work(ctx, t, 40*time.Millisecond, func() {})
			}()
			before := time.Now()
			<-done
			t.account.Waited(time.Since(before))
		}, 40 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all := &turns{free: 1}
				other := newTurn(all, nil)
				otherDone := make(chan struct{})
				go func() {
					defer close(otherDone)
					work(pace.With(t.Context(), other), other, 300*time.Millisecond, func() {})
					other.end()
				}()
				time.Sleep(2 * freeRun) // the other has the only turn
				var account pace.Account
				began := time.Now()
				mine := newTurn(all, &account)
				tc.run(pace.With(t.Context(), mine), mine)
				mine.end()
				if got := account.Cost(time.Since(began)); got != tc.work {
					t.Errorf("%v, want %v", got, tc.work)
				}
				<-otherDone
			})
		})
	}
}
