// Command soak sends millions of requests of all kinds to one server process, and
// checks that memory, handles, goroutines and snapshots end where they were after the
// first ten thousand. Run it in the folder bench, after make build:
//
//	go run ./soak --requests 3000000 -o results/soak.md --svg results/soak.svg
//
// The server is issn-ld with the bundled sample on the loopback interface. Its figures
// come from /metrics, and are compared at rest: after all requests have ended.
// The exit code is 1 if a figure has grown by more than its tolerance, if the server
// answered what it may not, or if it ended.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/issn-ld/issn-ld/bench/peers"
)

type settings struct {
	binary, output, svg string
	requests, settled   int64
	workers             int
	seed                uint64
}

func main() {
	log.SetFlags(log.Ltime)
	var s settings
	flag.StringVar(&s.binary, "binary", "../bin/issn-ld", "the issn-ld to run")
	flag.StringVar(&s.output, "o", "", "file of the report; standard output if empty")
	flag.StringVar(&s.svg, "svg", "", "file of the curves; none if empty")
	flag.Int64Var(&s.requests, "requests", 3_000_000, "requests to send")
	flag.Int64Var(&s.settled, "settled", 10_000, "requests after which the figures count as those of a warm server")
	flag.IntVar(&s.workers, "workers", 8, "requests at a time")
	flag.Uint64Var(&s.seed, "seed", 1, "seed of the order of requests")
	flag.Parse()
	if s.settled >= s.requests {
		log.Fatalf("--settled %d has to be below --requests %d", s.settled, s.requests)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := s.run(ctx)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run starts a server, sends the requests and writes the report.
func (s *settings) run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "issn-ld-soak")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	srv, err := startServer(ctx, s.binary, dir)
	if err != nil {
		return err
	}
	begin := time.Now()
	load := newLoad(srv, s.seed)
	rec := &recorder{server: srv}

	if err := load.send(ctx, s.settled, s.workers, rec); err != nil {
		return errors.Join(err, srv.stop())
	}
	warm, err := rec.atRest(ctx, load.sent.Load())
	if err == nil {
		if err = load.send(ctx, s.requests-s.settled, s.workers, rec); err == nil {
			rec.end, err = rec.atRest(ctx, load.sent.Load())
		}
	}
	if err = errors.Join(err, srv.stop()); err != nil {
		return err
	}
	faults := append(compare(warm, rec.end), load.faults()...)

	var report strings.Builder
	report.WriteString(peers.Heading("Soak"))
	fmt.Fprintf(&report, "- Command: `go run ./soak %s`\n- Server: %s\n- Requests: %d in %v\n\n",
		strings.Join(os.Args[1:], " "), srv.version, load.sent.Load(), time.Since(begin).Round(time.Second))
	writeFigures(&report, warm, rec.end)
	load.write(&report)
	for _, f := range faults {
		fmt.Fprintf(&report, "\n**%s**\n", f)
	}
	if s.svg != "" {
		if err := os.WriteFile(s.svg, []byte(rec.svg(s.settled)), 0o644); err != nil {
			return err
		}
		if s.output != "" {
			if rel, err := filepath.Rel(filepath.Dir(s.output), s.svg); err == nil {
				fmt.Fprintf(&report, "\n![Curves of the figures](%s)\n", filepath.ToSlash(rel))
			}
		}
	}
	if s.output == "" {
		fmt.Print(report.String())
	} else if err := os.WriteFile(s.output, []byte(report.String()), 0o644); err != nil {
		return err
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d faults, the first: %s", len(faults), faults[0])
	}
	return nil
}
