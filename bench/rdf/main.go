// Command rdf measures readers of RDF: those of issn-ld with one and with two
// goroutines, beside serdi, rapper and pyoxigraph, on the same files.
//
//	go run ./rdf --size 1m -o results/rdf.md
//
// The readers take turns, and the median of the runs counts. Each peer is a process that reads a
// file from start to end: rapper counts, serdi writes N-Triples or N-Quads to /dev/null (it has no
// mode that only reads), pyoxigraph hands each statement to Python. What they do is
// not the same, so "convert" of issn-ld, which reads and writes like serdi, is measured as well.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/issn-ld/issn-ld/bench/peers"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

// settings are the flags.
type settings struct {
	size, work, binary, output string
	runs                       int
}

func main() {
	log.SetFlags(log.Ltime)
	var s settings
	flag.StringVar(&s.size, "size", "1m", "size of the data: 100k, 1m, 10m or full")
	flag.StringVar(&s.work, "work", filepath.Join(os.TempDir(), "issn-ld-bench"), "folder for peers and data")
	flag.StringVar(&s.binary, "binary", "../bin/issn-ld", "the issn-ld to measure")
	flag.StringVar(&s.output, "o", "", "file of the report; standard output if empty")
	flag.IntVar(&s.runs, "runs", 5, "runs of each reader")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := s.run(ctx); err != nil {
		log.Fatal(err) //nolint:gocritic // the process ends here
	}
}

// format is a syntax with its names in the programs.
type format struct {
	name           string
	turtle         turtle.Format
	serdi, rapper  string
	output, python string
}

var formats = []format{
	{name: "nt", turtle: turtle.NTriples, serdi: "ntriples", rapper: "ntriples", output: "ntriples", python: "N_TRIPLES"},
	{name: "nq", turtle: turtle.NQuads, serdi: "nquads", rapper: "nquads", output: "nquads", python: "N_QUADS"},
	{name: "ttl", turtle: turtle.Turtle, serdi: "turtle", rapper: "turtle", output: "ntriples", python: "TURTLE"},
}

// reader is one of those that are compared.
type reader struct {
	name string
	read func(ctx context.Context) (cpu time.Duration, err error)
}

func (s *settings) run(ctx context.Context) (err error) {
	if s.binary, err = filepath.Abs(s.binary); err != nil {
		return err
	}
	if err := peers.Install(ctx, s.work); err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString(peers.Heading("Readers of RDF, " + s.size))
	fmt.Fprintf(&out, "- Command: `go run ./rdf %s`\n", strings.Join(os.Args[1:], " "))
	for _, f := range formats {
		if err := s.format(ctx, &out, f); err != nil {
			return err
		}
	}
	fmt.Fprintf(&out, "\nLoad average at the end: %s\n", peers.LoadAverage())
	if s.output == "" {
		_, err = os.Stdout.Write(out.Bytes())
		return err
	}
	return os.WriteFile(s.output, out.Bytes(), 0o644)
}

// data returns the file in a format. Turtle is converted from N-Triples.
func (s *settings) data(ctx context.Context, f format) (peers.Dataset, error) {
	if f.turtle != turtle.Turtle {
		return peers.Make(ctx, s.work, s.binary, s.size, f.name)
	}
	data, err := peers.Make(ctx, s.work, s.binary, s.size, "nt")
	if err != nil {
		return data, err
	}
	from := data.Path
	data.Path = strings.TrimSuffix(from, ".nt") + ".ttl"
	if _, err := os.Stat(data.Path); err != nil {
		partial := strings.TrimSuffix(from, ".nt") + ".partial.ttl"
		if _, err := command(s.binary, "convert", from, "--plain", "--quiet", "-o", partial)(ctx); err != nil {
			return data, err
		}
		if err := os.Rename(partial, data.Path); err != nil {
			return data, err
		}
	}
	info, err := os.Stat(data.Path)
	if err != nil {
		return data, err
	}
	data.Bytes = info.Size()
	return data, nil
}

// format measures all readers on one file.
func (s *settings) format(ctx context.Context, out *bytes.Buffer, f format) error {
	data, err := s.data(ctx, f)
	if err != nil {
		return err
	}
	script := "import sys, pyoxigraph as ox\nn = 0\nfor _ in ox.parse(path=sys.argv[1], format=ox.RdfFormat." + f.python + "): n += 1"
	plain := []string{"nt", "nq"}[min(int(f.turtle), 1)]
	if f.turtle == turtle.Turtle {
		plain = "nt"
	}
	readers := []reader{
		{"issn-ld, 1 goroutine", ours(data.Path, f.turtle, 1)},
		{"issn-ld, 2 goroutines", ours(data.Path, f.turtle, 2)},
		{"issn-ld convert to " + plain, command(s.binary, "convert", data.Path, "--to", plain, "--quiet", "-o", os.DevNull)},
		{"serdi", command("serdi", "-i", f.serdi, "-o", f.output, data.Path)},
		{"rapper", command("rapper", "-q", "-i", f.rapper, "-c", data.Path)},
		{"pyoxigraph", command(filepath.Join(s.work, "python", "bin", "python"), "-c", script, data.Path)},
	}
	times, cpu := make([][]time.Duration, len(readers)), make([][]time.Duration, len(readers))
	for range s.runs {
		for i, r := range readers {
			begin := time.Now()
			used, err := r.read(ctx)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", data.Path, r.name, err)
			}
			times[i], cpu[i] = append(times[i], time.Since(begin)), append(cpu[i], used)
		}
	}
	fmt.Fprintf(out, "\n## %s: %d statements, %d MB\n\n| reader | million statements/s | MB/s | million statements/CPU s | the latter ÷ issn-ld, 1 goroutine |\n| --- | --- | --- | --- | --- |\n",
		f.name, data.Lines, data.Bytes/1e6)
	millions, first := float64(data.Lines)/1e6, median(cpu[0])
	for i, r := range readers {
		seconds, used := median(times[i]), median(cpu[i])
		fmt.Fprintf(out, "| %s | %.2f | %.0f | %.2f | %.2f |\n", r.name, millions/seconds, float64(data.Bytes)/seconds/1e6, millions/used, first/used)
	}
	return nil
}

// median returns the median in seconds.
func median(d []time.Duration) float64 {
	slices.Sort(d)
	return d[len(d)/2].Seconds()
}

// ours reads a file into terms that are valid until the next statement, as the
// builder of the store does.
func ours(path string, format turtle.Format, workers int) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (cpu time.Duration, err error) {
		f, err := os.Open(path)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		before := ownCPU()
		err = read(ctx, f, turtle.Options{Format: format, Transient: true}, workers)
		return ownCPU() - before, err
	}
}

// read reads a document to its end.
func read(ctx context.Context, src io.Reader, opt turtle.Options, workers int) error {
	if workers > 1 {
		_, err := turtle.ReadParallel(ctx, src, turtle.ParallelOptions{Options: opt, Workers: workers}, func(int, *rdf.Quad) error { return nil })
		return err
	}
	r := turtle.NewReader(src, opt)
	var q rdf.Quad
	for {
		if err := r.Read(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// ownCPU is the time that this process has used so far.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// command reads with another program.
func command(name string, args ...string) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (time.Duration, error) {
		var stderr bytes.Buffer
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Stderr = &stderr
		if err := cmd.Run(); err != nil {
			return 0, fmt.Errorf("%w: %s", err, stderr.String())
		}
		return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
	}
}
