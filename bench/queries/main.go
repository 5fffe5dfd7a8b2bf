// Command queries runs the query set of this folder on issn-ld and its peers, checks
// that they agree on the results, and writes tables of the times.
//
//	go run ./queries --size 1m -o results/queries-1m.md
//
// Each file NAME.rq in a folder FEATURE is a query. A line "# about: ..." says what it
// isolates; "# check: count" says that engines only have to agree on the number of
// rows, as under LIMIT without ORDER BY.
//
// "Cold" is the first run of a query after all engines were started with nothing of
// their stores in the page cache; what an earlier query read is then warm, unless
// --restart starts the engines before each query. "Warm" is the median of the runs
// that follow, in turns with the other engines.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/bench/peers"
)

//go:embed disagreements.txt
var disagreements string

// settings are the flags.
type settings struct {
	size, syntax, engines, work, binary, only, output, store string
	warm                                                     int
	timeout                                                  time.Duration
	restart                                                  bool
}

func main() {
	log.SetFlags(log.Ltime)
	var s settings
	flag.StringVar(&s.size, "size", "1m", "size of the data: 100k, 1m, 10m or full")
	flag.StringVar(&s.syntax, "syntax", "nt", "nt: all triples in one graph; nq: in the graphs of the register")
	flag.StringVar(&s.engines, "engines", strings.Join(peers.Names, ","), "engines to measure, ours first")
	flag.StringVar(&s.work, "work", filepath.Join(os.TempDir(), "issn-ld-bench"), "folder for peers, data and stores")
	flag.StringVar(&s.binary, "binary", "../bin/issn-ld", "the issn-ld to measure")
	flag.StringVar(&s.store, "store", "", "folder of a store that is there: issn-ld alone is measured on it")
	flag.StringVar(&s.only, "only", ".", "regular expression of the queries to run, matched with FEATURE/NAME")
	flag.StringVar(&s.output, "o", "", "file of the report; standard output if empty")
	flag.IntVar(&s.warm, "warm", 5, "warm runs of a fast query")
	flag.DurationVar(&s.timeout, "timeout", peers.DefaultLimits.QueryTimeout, "longest run of a query")
	flag.BoolVar(&s.restart, "restart", false, "start the engines anew before each query")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := s.run(ctx); err != nil {
		log.Fatal(err) //nolint:gocritic // the process ends here
	}
}

func (s *settings) run(ctx context.Context) (err error) {
	queries, err := load(s.only)
	if err != nil {
		return err
	}
	known, err := parseKnown(disagreements)
	if err != nil {
		return err
	}
	if s.binary, err = filepath.Abs(s.binary); err != nil {
		return err
	}
	out := io.Writer(os.Stdout)
	if s.output != "" {
		f, err := os.Create(s.output)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	var text bytes.Buffer
	err = s.bench(ctx, &text, queries, known)
	_, werr := out.Write(text.Bytes())
	return errors.Join(err, werr)
}

// bench prepares the engines and runs all queries.
func (s *settings) bench(ctx context.Context, w *bytes.Buffer, queries []query, known map[string]string) error {
	limits := peers.DefaultLimits
	limits.QueryTimeout = s.timeout
	r := &runner{limits: limits, warm: s.warm, restart: s.restart}
	rep := &report{w: w, known: known}
	defer r.stop()
	enter := r.build
	if s.store != "" {
		enter = r.take
	}
	if err := enter(ctx, s, rep); err != nil {
		return err
	}
	for _, c := range r.engines {
		if err := r.boot(ctx, c); err != nil {
			return err
		}
	}
	for i, q := range queries {
		row, err := r.measure(ctx, q, i)
		if ctx.Err() != nil {
			fmt.Fprintf(w, "- Interrupted after %d of %d queries\n", i, len(queries))
			break
		}
		if err != nil {
			return err
		}
		rep.rows = append(rep.rows, row)
		log.Printf("%d/%d %s: %s", i+1, len(queries), q.id(), summary(row))
	}
	fmt.Fprintf(w, "- Load average at the end: %s\n", peers.LoadAverage())
	rep.write()
	return nil
}

// summary is a row for the log.
func summary(r row) string {
	var b strings.Builder
	for _, o := range r.outcomes {
		switch {
		case o.timedOut:
			b.WriteString("time-out ")
		case o.err != nil:
			b.WriteString("error ")
		default:
			fmt.Fprintf(&b, "%s/%s (%d) ", millis(o.cold), millis(o.warm), o.sig.Rows)
		}
	}
	return b.String()
}

// parseKnown reads lines "engine query: reason".
func parseKnown(text string) (map[string]string, error) {
	known := make(map[string]string)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, why, ok := strings.Cut(line, ": ")
		if !ok || len(strings.Fields(key)) != 2 {
			return nil, fmt.Errorf("disagreements.txt: %q is not \"engine feature/name: reason\"", line)
		}
		known[key] = why
	}
	return known, nil
}
