package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// stopped is what the server logs of a query that was stopped.
type stopped struct {
	client  string
	cause   string
	overrun time.Duration
	memory  int64
}

// subject is the server under attack.
type subject struct {
	cmd     *exec.Cmd
	address string

	mu      sync.Mutex // guards what follows
	stopped []stopped
	panics  []string
	errors  int // lines of the log of level ERROR that are no answers of 5xx

	anon, peak atomic.Int64 // bytes of memory that no file backs, now and at most since it was cleared
}

// start runs a server on a store and watches its log and its memory until ctx ends.
func start(ctx context.Context, opt options) (*subject, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // for a number that is free
	if err != nil {
		return nil, err
	}
	s := &subject{address: l.Addr().String()}
	if err := l.Close(); err != nil {
		return nil, err
	}
	s.cmd = exec.CommandContext(ctx, opt.binary, "serve", "--data", opt.store, "--listen", s.address, "--memory", opt.memory, "--query-memory", opt.memory,
		"--query-timeout", opt.limit.String(), "--client-seconds", "0", "--client-errors", "0", "--log-format", "json", "--token-file", opt.token)
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = 30 * time.Second
	log, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go s.read(log)
	go s.watch(ctx)
	for range 600 {
		if res, err := http.Get("http://" + s.address + "/health"); err == nil { //nolint:noctx // over at once
			return s, res.Body.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, errors.New("the server does not answer")
}

// read takes what the server says of stopped queries and of panics from its log.
func (s *subject) read(log io.Reader) {
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var line struct {
			Msg, Level, Client, Cause, Value string
			Overrun                          time.Duration
			Memory                           int64
		}
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		s.mu.Lock()
		switch {
		case line.Msg == "query stopped":
			s.stopped = append(s.stopped, stopped{line.Client, line.Cause, line.Overrun, line.Memory})
		case line.Msg == "panic":
			s.panics = append(s.panics, line.Value)
		case line.Level == "ERROR" && line.Msg != "request":
			s.errors++
		}
		s.mu.Unlock()
	}
}

// watch notes the memory of the server.
func (s *subject) watch(ctx context.Context) {
	path := filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "status")
	for ctx.Err() == nil {
		text, err := os.ReadFile(path)
		if err != nil {
			return
		}
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
				kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
				s.anon.Store(kb << 10)
				s.peak.Store(max(s.peak.Load(), kb<<10))
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// of returns what the log says of the query of a client, which it waits for.
func (s *subject) of(client string) (stopped, bool) {
	for range 100 {
		s.mu.Lock()
		for _, st := range slices.Backward(s.stopped) {
			if st.client == client {
				s.mu.Unlock()
				return st, true
			}
		}
		s.mu.Unlock()
		time.Sleep(10 * time.Millisecond)
	}
	return stopped{}, false
}

// metric reads a number that the server counts.
func (s *subject) metric(name string) float64 {
	res, err := http.Get("http://" + s.address + "/metrics") //nolint:noctx // over at once
	if err != nil {
		return -1
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			v, _ := strconv.ParseFloat(rest, 64)
			return v
		}
	}
	return -1
}

// idle waits until the server answers nothing any more, and returns what it holds if it
// does not come to that.
func (s *subject) idle(within time.Duration) string {
	for deadline := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		running, snapshots, bytes := s.metric("issnld_queries_running"), s.metric("issnld_query_snapshots"), s.metric("issnld_query_memory_bytes")
		if running == 0 && snapshots == 0 && bytes == 0 {
			return ""
		}
		if time.Now().After(deadline) {
			return fmt.Sprintf("%.0f queries, %.0f snapshots, %.0f bytes", running, snapshots, bytes)
		}
	}
}
