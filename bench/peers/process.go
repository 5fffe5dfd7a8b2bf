package peers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Server is a running engine.
type Server struct {
	Endpoint string // of the SPARQL protocol
	Ready    time.Duration

	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	err  error         // how it ended, from then on
	stop func()        // asks the process to end; nil sends it SIGTERM
}

// command prepares a command in dir whose output goes to the end of a log file there.
func command(ctx context.Context, dir, log, name string, args ...string) (*exec.Cmd, *os.File, error) {
	out, err := os.OpenFile(filepath.Join(dir, log), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = out, out
	// Whatever ends the benchmark ends the engines too.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd, out, nil
}

// Usage is what a process used from its start to its end.
type Usage struct {
	CPU       time.Duration // of all its threads
	PeakBytes int64         // largest resident set
}

// usage reads what the system counted for a process.
func usage(s *os.ProcessState) Usage {
	u := Usage{CPU: s.UserTime() + s.SystemTime()}
	if r, ok := s.SysUsage().(*syscall.Rusage); ok {
		u.PeakBytes = r.Maxrss << 10
	}
	return u
}

// run runs a command to its end.
func run(ctx context.Context, dir, name string, args ...string) (u Usage, err error) {
	cmd, out, err := command(ctx, dir, "bench.log", name, args...)
	if err != nil {
		return u, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := cmd.Run(); err != nil {
		return u, fmt.Errorf("%s: %w; see %s", name, err, out.Name())
	}
	return usage(cmd.ProcessState), nil
}

// start starts a server and waits until its endpoint answers a query.
func start(ctx context.Context, dir, endpoint, name string, args ...string) (*Server, error) {
	cmd, out, err := command(ctx, dir, "bench.log", name, args...)
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, out.Close())
	}
	s := &Server{Endpoint: endpoint, cmd: cmd, done: make(chan struct{})}
	go func() {
		s.err = errors.Join(cmd.Wait(), out.Close())
		close(s.done)
	}()
	for time.Since(begin) < 2*time.Minute {
		select {
		case <-s.done:
			return nil, fmt.Errorf("%s ended at once: %w; see %s", name, s.err, out.Name())
		case <-time.After(5 * time.Millisecond):
		}
		if answers(ctx, endpoint) {
			s.Ready = time.Since(begin)
			return s, nil
		}
	}
	s.Stop()
	return nil, fmt.Errorf("%s does not answer at %s", name, endpoint)
}

// answers reports whether an endpoint answers the smallest query.
func answers(ctx context.Context, endpoint string) bool {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	a, err := Query(ctx, endpoint, "ASK {}", JSON)
	return err == nil && a.Status == http.StatusOK
}

// Stop ends the server and returns what it used.
func (s *Server) Stop() Usage {
	if s.stop != nil {
		s.stop()
	} else if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		_ = s.cmd.Process.Kill()
	}
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	return usage(s.cmd.ProcessState)
}

// freePort returns a port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// DiskBytes is what the files below dir occupy. Files with holes, as memory-mapped
// stores make them, count with what they occupy.
func DiskBytes(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			total += st.Blocks * 512
		}
		return nil
	})
	return total, err
}

// Evict asks the system to drop the files below dir from its page cache, so that the
// next reader finds them on disk. No process may have them mapped.
func Evict(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		return evict(path)
	})
}

// evict drops one file. What is not on disk yet cannot be dropped, hence the sync.
func evict(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Sync(); err != nil {
		return err
	}
	return unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
}
