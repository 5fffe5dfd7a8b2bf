package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// server is the process under test.
type server struct {
	base    string // http://host:port, without a slash at its end
	token   string
	version string
	issns   []string
	cmd     *exec.Cmd
	done    chan struct{} // closed when the process has ended
	ended   error
}

// startServer imports the bundled sample below dir and serves it.
func startServer(ctx context.Context, binary, dir string) (*server, error) {
	store := filepath.Join(dir, "store")
	for _, args := range [][]string{{"import", "--sample"}, {"link", "--sample"}} {
		cmd := exec.CommandContext(ctx, binary, append(args, "--data", store, "--quiet")...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("issn-ld %s: %w: %s", args[0], err, out)
		}
	}
	version, err := exec.CommandContext(ctx, binary, "version").Output()
	if err != nil {
		return nil, err
	}
	list, err := exec.CommandContext(ctx, binary, "query", "--data", store, "--format", "csv",
		"SELECT DISTINCT ?i WHERE { ?s a schema:Periodical ; schema:issn ?i } ORDER BY ?i").Output()
	if err != nil {
		return nil, fmt.Errorf("list of ISSNs: %w", err)
	}
	var key [16]byte
	if _, err := rand.Read(key[:]); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	s := &server{
		base: "http://" + address, token: hex.EncodeToString(key[:]), version: strings.TrimSpace(string(version)),
		issns: strings.Fields(string(list))[1:], done: make(chan struct{}),
	}
	if len(s.issns) < 10 {
		return nil, fmt.Errorf("the sample has only %d ISSNs", len(s.issns))
	}
	s.cmd = exec.Command(binary, "serve", "--data", store, "--listen", address, "--quiet", "--memory", "1G",
		"--query-timeout", "5s", "--client-seconds", "0", "--client-errors", "0")
	s.cmd.Env = append(os.Environ(), "ISSNLD_TOKEN="+s.token)
	logFile, err := os.Create(filepath.Join(dir, "server.log"))
	if err != nil {
		return nil, err
	}
	s.cmd.Stdout, s.cmd.Stderr = logFile, logFile
	if err := s.cmd.Start(); err != nil {
		return nil, errors.Join(err, logFile.Close())
	}
	go func() {
		s.ended = errors.Join(s.cmd.Wait(), logFile.Close())
		close(s.done)
	}()
	for range 600 {
		if _, err := s.get(ctx, "/health"); err == nil {
			return s, nil
		}
		select {
		case <-s.done:
			text, _ := os.ReadFile(logFile.Name()) // only for the message
			return nil, fmt.Errorf("the server ended at once: %w: %s", s.ended, text)
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil, errors.Join(errors.New("the server does not answer"), s.stop())
}

// get returns the body of a path, which has to answer 200.
func (s *server) get(ctx context.Context, path string) (_ []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		return nil, err
	}
	req.Close = true // connections of this function do not count
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, resp.Status)
	}
	return io.ReadAll(resp.Body)
}

// alive returns an error once the process has ended.
func (s *server) alive() error {
	select {
	case <-s.done:
		return fmt.Errorf("the server has ended: %w", s.ended)
	default:
		return nil
	}
}

// stop ends the process; one that does not end in good order is an error.
func (s *server) stop() error {
	if err := s.alive(); err != nil {
		return err
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.done:
		return s.ended
	case <-time.After(time.Minute):
		return errors.Join(errors.New("the server does not end on SIGTERM"), s.cmd.Process.Kill())
	}
}
