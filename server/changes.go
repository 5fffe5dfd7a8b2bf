package server

import (
	"sync"
	"time"
)

// changes knows when the data last changed: no document is older. Its methods may be
// called concurrently.
type changes struct {
	now func() time.Time

	mu      sync.Mutex // guards what follows
	known   bool
	version uint64
	time    time.Time // of version; at first, of the last change before the server began
}

// at returns when the version came to be, as far as the server knows: not
// before it did. The zero time stands for a time before the server began.
func (c *changes) at(version uint64) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known && version > c.version {
		c.time = c.now()
	}
	if !c.known || version > c.version {
		c.known, c.version = true, version
	}
	return c.time
}
