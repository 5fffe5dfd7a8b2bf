package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// report is what came of the attack.
type report struct {
	opt             options
	s               *subject
	out             io.Writer
	err             error
	load, loadAfter string

	issns              []string
	quiet              *latencies
	queries            []queryRow
	clients            []clientRow
	mixed              *mixed
	panics, goroutines float64
	ended              string
	endTook            time.Duration
}

func (r *report) printf(format string, args ...any) {
	if r.err == nil {
		_, r.err = fmt.Fprintf(r.out, format, args...)
	}
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d)/float64(time.Millisecond)) }

func mib(n int64) string { return strconv.FormatInt(n>>20, 10) }

// String is a line for who waits.
func (q queryRow) String() string {
	return fmt.Sprintf("%s: %d in %s ms, overrun %s and %s ms, %s MiB %s", q.name, q.status, ms(q.took), ms(q.deadline), ms(q.cancel), mib(q.peak), q.left)
}

// memoryLimit is the server's --memory in bytes.
func (r *report) memoryLimit() int64 {
	text := strings.ToUpper(r.opt.memory)
	shift := map[byte]int{'K': 10, 'M': 20, 'G': 30}[text[len(text)-1]]
	n, _ := strconv.ParseInt(strings.TrimRight(text, "KMG"), 10, 64)
	return n << shift
}

// excess is how far a number of bytes is above --memory, in percent.
func (r *report) excess(n int64) float64 {
	limit := float64(r.memoryLimit())
	return max(0, (float64(n)-limit)/limit*100)
}

func quantile(d []time.Duration, q float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	d = slices.Sorted(slices.Values(d))
	return d[min(len(d)-1, int(q*float64(len(d))))]
}

// write writes the report.
func (r *report) write() error {
	version, _ := exec.Command(r.opt.binary, "version").Output() //nolint:gosec,noctx // the program under attack
	r.printf("# Hostile queries and clients\n\n%s, %s/%s, %d processors, Go %s.\n", time.Now().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	r.printf("Load averages %s before, %s after: other programs than the attack and the server ran on the machine where the first is not near 0.\n\n", r.load, r.loadAfter)
	r.printf("Command: `hostile %s`. Program: `%s`.\n", strings.Join(os.Args[1:], " "), strings.Join(strings.Fields(string(version)), " "))
	r.printf("Store: %s; --memory %s, all of which a query may ask for; queries alone have %v.\n\n", storeOf(r.opt), r.opt.memory, r.opt.deadline)
	r.summary()
	r.tableOfQueries()
	r.tableOfClients()
	return r.err
}

func storeOf(opt options) string {
	return fmt.Sprintf("a synthetic register of %d records", opt.records)
}

func (r *report) summary() {
	var overruns []time.Duration
	late, endless, heavy, peak, left := 0, 0, 0, int64(0), 0
	for _, q := range r.queries {
		if q.deadlined {
			overruns = append(overruns, q.deadline)
		}
		if q.cancelled {
			overruns = append(overruns, q.cancel)
		}
		if q.status == 0 && !q.deadlined { // the client gave up, and the query went on
			endless++
		}
		if max(q.deadline, q.cancel) > 100*time.Millisecond {
			late++
		}
		if r.excess(q.peak) > 10 {
			heavy++
		}
		if q.left != "" {
			left++
		}
		peak = max(peak, q.peak)
	}
	r.printf("| | |\n| --- | --- |\n")
	r.printf("| queries alone | %d, of which %d ended more than 100 ms late and %d not at all within the patience of the client |\n", len(r.queries), late, endless)
	r.printf("| overrun of %d deadlines and cancels | median %s ms, p99 %s ms, maximum %s ms |\n", len(overruns), ms(quantile(overruns, 0.5)), ms(quantile(overruns, 0.99)), ms(quantile(overruns, 1)))
	r.printf("| memory with one query at a time | at most %s MiB, %.0f %% above --memory; %d queries above 10 %% |\n", mib(peak), r.excess(peak), heavy)
	r.printf("| queries after which something was left | %d |\n", left)
	r.printf("| documents, quiet | p50 %s ms, p99 %s ms |\n", ms(r.quiet.at(0.5)), ms(r.quiet.at(0.99)))
	if m := r.mixed; m != nil {
		r.printf("| mix of %v: hostile queries | %d asked, statuses %s |\n", r.opt.mix, m.asked, statuses(m.statuses))
		r.printf("| mix: overrun of %d deadlines and cancels | median %s ms, p99 %s ms, maximum %s ms |\n", len(m.overruns), ms(quantile(m.overruns, 0.5)), ms(quantile(m.overruns, 0.99)), ms(quantile(m.overruns, 1)))
		r.printf("| mix: memory | at most %s MiB, %.0f %% above --memory |\n", mib(m.peak), r.excess(m.peak))
		r.printf("| mix: documents | %d, of which %d wrong or refused; p50 %s ms, p99 %s ms |\n", len(m.docs.took), m.docs.wrong, ms(m.docs.at(0.5)), ms(m.docs.at(0.99)))
		r.printf("| mix: honest queries | %d, of which %d wrong or refused; p50 %s ms, p99 %s ms |\n", len(m.lookups.took), m.lookups.wrong, ms(m.lookups.at(0.5)), ms(m.lookups.at(0.99)))
		r.printf("| mix: left afterwards | %s |\n", orNothing(m.left))
	}
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.printf("| panics | %.0f in queries, %d in the log |\n", r.panics, len(r.s.panics))
	r.printf("| errors of the server's own in the log | %d |\n", r.s.errors)
	r.printf("| goroutines at the end | %.0f |\n", r.goroutines)
	r.printf("| end of the server | %s after %s ms |\n\n", r.ended, ms(r.endTook))
	for _, p := range r.s.panics {
		r.printf("Panic: %s\n\n", p)
	}
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

func statuses(of map[int]int) string {
	var list []string
	for status, n := range of {
		list = append(list, fmt.Sprintf("%d: %d", status, n))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func (r *report) tableOfQueries() {
	r.printf("## Queries alone\n\nOverruns in ms, from the deadline or from the moment at which the server knew that the client had gone to the end of the session;\n")
	r.printf("- where the query had ended before. Memory is what no file backs, at most, garbage not yet collected included.\n\n")
	r.printf("| query | status | ms | deadline overrun | cancel overrun | reserved MiB | process MiB | above --memory | left |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n")
	for _, q := range r.queries {
		deadline, cancel := "-", "-"
		if q.deadlined {
			deadline = ms(q.deadline)
		}
		if q.cancelled {
			cancel = ms(q.cancel)
		}
		status := strconv.Itoa(q.status)
		if !q.whole && q.status != 0 {
			status += " cut"
		}
		r.printf("| %s | %s | %.0f | %s | %s | %s | %s | %.0f %% | %s |\n", q.name, status, float64(q.took.Milliseconds()), deadline, cancel, mib(q.memory), mib(q.peak), r.excess(q.peak), q.left)
	}
}

func (r *report) tableOfClients() {
	r.printf("\n## Clients, each alone with the documents\n\nTimes of documents in ms. Status 0 is none: the client or the server closed the connection before.\n\n")
	r.printf("| client | goes | statuses | documents p50 | p99 | wrong | process MiB | left |\n| --- | ---: | --- | ---: | ---: | ---: | ---: | --- |\n")
	for _, c := range r.clients {
		r.printf("| %s | %d | %s | %s | %s | %d | %s | %s |\n", c.name, c.visits, statuses(c.statuses), ms(c.p50), ms(c.p99), c.wrong, mib(c.peak), c.left)
	}
}
