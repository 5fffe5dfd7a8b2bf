// Command hostile attacks a server with queries and clients that are made to hurt,
// beside documents and honest queries, and reports what comes of it: how long after its
// deadline or its cancel a query ends, measured in the server from then to the end of its
// session; how much memory the process takes beyond --memory; and what becomes of the
// documents.
//
// It starts the server itself, on a store that it makes if there is none. All load comes
// from one address, so the budgets of clients are off. The report is in Markdown.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// options are the flags.
type options struct {
	binary, store, memory, token string
	records                      int
	limit, deadline, alone, mix  time.Duration
	only, output                 string
	from                         int
}

func main() {
	var opt options
	flag.StringVar(&opt.binary, "binary", "../bin/issn-ld", "the program")
	flag.StringVar(&opt.store, "data", filepath.Join(os.TempDir(), "issn-ld-bench", "hostile.store"), "the store; made if it is not there")
	flag.IntVar(&opt.records, "records", 15000, "records of the store that is made")
	flag.StringVar(&opt.memory, "memory", "1G", "memory of the server")
	flag.DurationVar(&opt.limit, "limit", 10*time.Second, "longest run of a query")
	flag.DurationVar(&opt.deadline, "deadline", time.Second, "time that each query is given alone")
	flag.DurationVar(&opt.alone, "alone", 2*time.Second, "how long each client is alone with the documents")
	flag.DurationVar(&opt.mix, "mix", time.Minute, "how long all are there together")
	flag.StringVar(&opt.only, "only", "", "run only queries and clients with this in their names, and no mix")
	flag.IntVar(&opt.from, "from", 1, "number of the first query, alone and in the mix")
	flag.StringVar(&opt.output, "o", "", "file of the report (default standard output)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, opt)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, opt options) (err error) {
	out := io.Writer(os.Stdout)
	if opt.output != "" {
		f, createErr := os.Create(opt.output)
		if createErr != nil {
			return createErr
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	if err := makeStore(ctx, opt); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "hostile")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	opt.token = filepath.Join(dir, "token")
	if err := os.WriteFile(opt.token, []byte("hostile-token\n"), 0o600); err != nil {
		return err
	}
	serving, end := context.WithCancel(ctx)
	s, err := start(serving, opt)
	if err != nil {
		end()
		return err
	}
	r := &report{opt: opt, s: s, out: out}
	r.attack(ctx)
	end()
	ended := time.Now()
	_ = s.cmd.Wait() // that it was told to end; how it did is in its state
	r.ended = s.cmd.ProcessState.String()
	r.endTook = time.Since(ended)
	return r.write()
}

// makeStore makes a store of a synthetic register.
func makeStore(ctx context.Context, opt options) error {
	if _, err := os.Stat(opt.store); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(opt.store), 0o755); err != nil {
		return err
	}
	script := fmt.Sprintf("%[1]q generate --records %[2]d --clean | %[1]q import - --data %[3]q --quiet", opt.binary, opt.records, opt.store)
	cmd := exec.CommandContext(ctx, "sh", "-c", script)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// wanted reports whether something with this name is to be run.
func (opt options) wanted(name string) bool { return strings.Contains(name, opt.only) }
