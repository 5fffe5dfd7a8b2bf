// Command store measures bulk builds, sizes, opening, lookups and scans of issn-ld and
// its peers on the same file, and transactions of issn-ld.
//
//	go run ./store --size 1m,10m -o results/store.md
//
// Each engine builds a new store from the file, then serves it with nothing of it in
// the page cache. The lookups ask for all statements about one ISSN, one after the
// other: first each ISSN once (cold), then again (warm). The scan is a query that has to look at
// two terms of every row.
//
// issn-ld is measured a second time in process, through package store, without HTTP and
// query language.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/bench/peers"
)

// settings are the flags.
type settings struct {
	sizes, syntax, engines, work, binary, output string
	builds, lookups                              int
	updates                                      time.Duration
}

func main() {
	log.SetFlags(log.Ltime)
	var s settings
	flag.StringVar(&s.sizes, "size", "1m", "sizes of the data, separated by commas: 100k, 1m, 10m, full")
	flag.StringVar(&s.syntax, "syntax", "nt", "nt: all triples in one graph; nq: in the graphs of the register")
	flag.StringVar(&s.engines, "engines", strings.Join(peers.Names, ","), "engines to measure")
	flag.StringVar(&s.work, "work", filepath.Join(os.TempDir(), "issn-ld-bench"), "folder for peers, data and stores")
	flag.StringVar(&s.binary, "binary", "../bin/issn-ld", "the issn-ld to measure")
	flag.StringVar(&s.output, "o", "", "file of the report; standard output if empty")
	flag.IntVar(&s.builds, "builds", 1, "builds of each engine, in turns; the median counts")
	flag.IntVar(&s.lookups, "lookups", 500, "resources that are looked up")
	flag.DurationVar(&s.updates, "updates", 5*time.Second, "time for each measurement of transactions; 0 for none")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := s.run(ctx); err != nil {
		log.Fatal(err) //nolint:gocritic // the process ends here
	}
}

func (s *settings) run(ctx context.Context) (err error) {
	if s.binary, err = filepath.Abs(s.binary); err != nil {
		return err
	}
	var report bytes.Buffer
	err = s.measure(ctx, &report)
	if s.output == "" {
		_, werr := os.Stdout.Write(report.Bytes())
		return errors.Join(err, werr)
	}
	return errors.Join(err, os.WriteFile(s.output, report.Bytes(), 0o644))
}

func (s *settings) measure(ctx context.Context, report *bytes.Buffer) error {
	if err := peers.Install(ctx, s.work); err != nil {
		return err
	}
	engines, err := peers.Pick(s.engines, s.work, s.binary, peers.DefaultLimits)
	if err != nil {
		return err
	}
	report.WriteString(peers.Heading("Stores, " + s.sizes))
	fmt.Fprintf(report, "- Command: `go run ./store %s`\n", strings.Join(os.Args[1:], " "))
	for _, e := range engines {
		fmt.Fprintf(report, "- %s: %s\n", e.Name(), e.Version(ctx))
	}
	var all []result
	for size := range strings.SplitSeq(s.sizes, ",") {
		data, err := peers.Make(ctx, s.work, s.binary, size, s.syntax)
		if err != nil {
			return err
		}
		results, err := s.size(ctx, engines, data)
		if err != nil {
			return err
		}
		writeSize(report, data, results)
		all = append(all, results...)
		if err := s.inProcess(ctx, report, data); err != nil {
			return err
		}
	}
	writeGrowth(report, all)
	fmt.Fprintf(report, "\nLoad average at the end: %s\n", peers.LoadAverage())
	return nil
}
