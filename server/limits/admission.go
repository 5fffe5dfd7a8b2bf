package limits

import (
	"context"
	"sync"
	"time"
)

// lane bounds how many requests of a kind are answered at once. Those for which
// there is no room wait for a moment, in a queue of bounded length, and no client
// holds all of the room.
type lane struct {
	share      int // of the room, for one client
	maxWaiting int
	maxWait    time.Duration

	mu      sync.Mutex // guards what follows
	free    int
	held    map[string]int // by client
	waiting []*admission   // in the order in which they came
}

// admission is a request that waits for room.
type admission struct {
	client string
	given  chan struct{}
}

// newLane returns a lane for so many requests at once.
func newLane(room int) *lane {
	return &lane{
		share: max(1, room*3/4), maxWaiting: 8 * room, maxWait: time.Second,
		free: room, held: map[string]int{},
	}
}

// enter waits for room, and reports false where there is none: at once if the
// queue is full, else after a moment.
func (l *lane) enter(ctx context.Context, client string) bool {
	l.mu.Lock()
	if l.free > 0 && l.held[client] < l.share {
		l.takeLocked(client)
		l.mu.Unlock()
		return true
	}
	if len(l.waiting) >= l.maxWaiting {
		l.mu.Unlock()
		return false
	}
	a := &admission{client: client, given: make(chan struct{})}
	l.waiting = append(l.waiting, a)
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
	for i, other := range l.waiting {
		if other == a {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			return false
		}
	}
	return true
}

func (l *lane) takeLocked(client string) {
	l.free--
	l.held[client]++
}

// leave gives the room of a request to the first that waits and may have it.
func (l *lane) leave(client string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free++
	if l.held[client]--; l.held[client] == 0 {
		delete(l.held, client)
	}
	for i, a := range l.waiting {
		if l.held[a.client] < l.share {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			l.takeLocked(a.client)
			close(a.given)
			return
		}
	}
}
