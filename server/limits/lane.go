package limits

import (
	"context"
	"slices"
	"sync"
	"time"
)

// lane bounds how many requests of a kind are answered at once. Those for which
// there is no room wait for a moment, in a queue of bounded length. No client holds all
// of the room, and while somebody waits nobody holds any by reading slowly.
type lane struct {
	share      int // of the room, for one client
	maxWaiting int
	maxWait    time.Duration
	now        func() time.Time

	mu      sync.Mutex // guards what follows
	free    int
	held    map[string]int // by client
	inside  map[*reader]bool
	waiting []*admission // in the order in which they came
}

// admission is a request that waits for room.
type admission struct {
	reader *reader
	given  chan struct{}
}

// newLane returns a lane for so many requests at once.
func newLane(room int, now func() time.Time) *lane {
	return &lane{
		share: max(1, room*3/4), maxWaiting: 8 * room, maxWait: time.Second, now: now,
		free: room, held: map[string]int{}, inside: map[*reader]bool{},
	}
}

// enter waits for room, and reports false where there is none: at once if the
// queue is full, else after a moment.
func (l *lane) enter(ctx context.Context, r *reader) bool {
	l.mu.Lock()
	if l.free > 0 && l.held[r.client] < l.share {
		l.takeLocked(r)
		l.mu.Unlock()
		return true
	}
	if len(l.waiting) >= l.maxWaiting {
		l.evictLocked()
		l.mu.Unlock()
		return false
	}
	a := &admission{reader: r, given: make(chan struct{})}
	l.waiting = append(l.waiting, a)
	l.evictLocked()
	l.mu.Unlock()
	timer := time.NewTimer(l.maxWait)
	defer timer.Stop()
	select {
	case <-a.given:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return l.withdraw(a)
}

// withdraw takes a request out of the queue. It reports true if there was room in
// the meantime.
func (l *lane) withdraw(a *admission) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.waiting, a)
	if i < 0 {
		return true
	}
	l.waiting = slices.Delete(l.waiting, i, i+1)
	return false
}

// evictLocked breaks off responses that their clients read too slowly, the slowest
// first, as far as that makes room for those who wait.
func (l *lane) evictLocked() {
	now := l.now()
	var slow []*reader
	leaving := map[string]int{} // by client
	gone := 0
	for r := range l.inside {
		switch behind, evicted := r.behind(now); {
		case evicted:
			leaving[r.client]++
			gone++
		case behind >= patience:
			slow = append(slow, r)
		}
	}
	slices.SortFunc(slow, func(a, b *reader) int {
		x, _ := a.behind(now)
		y, _ := b.behind(now)
		return int(y - x)
	})
	for _, a := range l.waiting {
		if gone > 0 { // room that has been made already
			gone--
			continue
		}
		own := l.held[a.reader.client]-leaving[a.reader.client] >= l.share
		i := slices.IndexFunc(slow, func(r *reader) bool { return !own || r.client == a.reader.client })
		if i < 0 {
			continue
		}
		slow[i].evict()
		leaving[slow[i].client]++
		slow = slices.Delete(slow, i, i+1)
	}
}

func (l *lane) takeLocked(r *reader) {
	l.free--
	l.held[r.client]++
	l.inside[r] = true
}

// leave gives the room of a request to the first that waits and may have it.
func (l *lane) leave(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free++
	delete(l.inside, r)
	if l.held[r.client]--; l.held[r.client] == 0 {
		delete(l.held, r.client)
	}
	for i, a := range l.waiting {
		if l.held[a.reader.client] < l.share {
			l.waiting = slices.Delete(l.waiting, i, i+1)
			l.takeLocked(a.reader)
			close(a.given)
			return
		}
	}
}
