// Command testsum reads the output of go test -json and prints what a reader
// wants to know: the output of tests that failed, each test that was skipped with its
// reason, and as its last line
//
//	N passed, N failed, N skipped
//
// Tests and subtests count alike; a package that does not build, or that fails
// outside of its tests, counts as one that failed. Output that is not JSON is passed
// on. The exit code is 1 if something failed, if nothing ran, or if a reason matches
// -deny: tests that lack what this machine is known to have.
//
//	go test -json ./... | testsum
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

func main() {
	deny := flag.String("deny", "", "regular expression of reasons for which no test may be skipped")
	verbose := flag.Bool("v", false, "print the packages that passed, with their time")
	flag.Parse()
	code, err := run(os.Stdin, os.Stdout, *deny, *verbose)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
	}
	os.Exit(code)
}

func run(in io.Reader, out io.Writer, deny string, verbose bool) (code int, err error) {
	s := summary{out: bufio.NewWriter(out), verbose: verbose, output: make(map[testID][]string), open: make(map[string]bool)}
	if deny != "" {
		if s.deny, err = regexp.Compile(deny); err != nil {
			return 2, err
		}
	}
	if err := s.read(in); err != nil {
		return 1, err
	}
	ok := s.close()
	if err := s.out.Flush(); err != nil || !ok {
		return 1, err
	}
	return 0, nil
}

// event is a line of go test -json; see go doc test2json.
type event struct {
	Action     string
	Package    string
	ImportPath string // of build output
	Test       string
	Output     string
	Elapsed    float64
}

type testID struct{ pkg, test string }

// skip is a test that was skipped, and why.
type skip struct {
	testID
	why string
}

type summary struct {
	out     *bufio.Writer
	deny    *regexp.Regexp
	verbose bool

	output         map[testID][]string // of tests that have not ended
	open           map[string]bool     // packages with a test that failed
	passed, failed int
	skipped        []skip
}

// read takes all events of the stream.
func (s *summary) read(in io.Reader) error {
	r := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := r.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil || e.Action == "" {
				s.printf("%s", line)
			} else {
				s.take(e)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (s *summary) take(e event) {
	id := testID{e.Package, e.Test}
	switch e.Action {
	case "output":
		s.output[id] = append(s.output[id], e.Output)
		return
	case "build-output":
		s.printf("%s", e.Output)
		return
	case "pass":
		if e.Test != "" {
			s.passed++
		} else if s.verbose {
			s.printf("ok    %-50s %7.1f s\n", e.Package, e.Elapsed)
		}
	case "skip":
		if e.Test != "" {
			s.skipped = append(s.skipped, skip{id, reason(s.output[id])})
		}
	case "fail":
		s.fail(id)
	default:
		return // start, run, pause, cont, bench
	}
	delete(s.output, id)
}

// fail prints what a test or a package has printed. A package counts only where
// none of its tests has failed: it did not build, or its process ended.
func (s *summary) fail(id testID) {
	if id.test != "" {
		s.failed++
		s.open[id.pkg] = true
		s.printf("FAIL  %s %s\n%s", id.pkg, id.test, strings.Join(s.output[id], ""))
		return
	}
	if s.open[id.pkg] {
		return
	}
	s.failed++
	s.printf("FAIL  %s\n%s", id.pkg, strings.Join(s.output[id], ""))
	for test, text := range s.output { // tests that its end cut off
		if test.pkg == id.pkg && test.test != "" {
			s.printf("FAIL  %s %s did not end\n%s", test.pkg, test.test, strings.Join(text, ""))
		}
	}
}

// reason finds the message of a skip in the output of its test: the last line
// that is not one of the test runner, without the place.
func reason(output []string) string {
	for _, line := range slices.Backward(output) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "=== ") {
			continue
		}
		if place, text, ok := strings.Cut(line, ": "); ok && strings.Contains(place, "_test.go:") {
			return text
		}
		return line
	}
	return "no reason given"
}

// close prints the skips and the last line, and reports whether all is well.
func (s *summary) close() bool {
	ok := s.failed == 0
	if s.passed == 0 && s.failed == 0 {
		s.printf("no test ran\n")
		ok = false
	}
	slices.SortStableFunc(s.skipped, func(a, b skip) int {
		return strings.Compare(a.pkg+"\x00"+a.test, b.pkg+"\x00"+b.test)
	})
	for _, k := range s.skipped {
		s.printf("skip  %s %s: %s\n", k.pkg, k.test, k.why)
		if s.deny != nil && s.deny.MatchString(k.why) {
			s.printf("FAIL  %s %s was skipped for want of what is expected to be here\n", k.pkg, k.test)
			ok = false
		}
	}
	s.printf("%d passed, %d failed, %d skipped\n", s.passed, s.failed, len(s.skipped))
	return ok
}

// printf writes to a buffer whose error Flush reports.
func (s *summary) printf(format string, args ...any) { fmt.Fprintf(s.out, format, args...) }
