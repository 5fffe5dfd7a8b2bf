package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

// TestScripts runs the stories of testdata/script. Commands:
//
//	open rows=N            opens the store, or opens it again
//	load [replace=(G...)]  loads quads, one a line
//	update                 a transaction: lines "+ S P O G", "- S P O G" or
//	                       "replace G R" followed by lines with "+"
//	compact [touched] [auto]   the whole state if nothing else is said
//	scan perm=P [prefix=(T...)] [low=T] [high=T] [graphs=(G...)] [named] [distinct] [cols=(N...)]
//	count                  the arguments of scan; also what Estimate and Distinct say
//	graphs, predicates, check
//
// Terms are words: the words that begin with a digit are integers, those in
// quotes strings, the others names in http://example.org/. A missing graph is
// the default graph.
func TestScripts(t *testing.T) {
	datadriven.Walk(t, "testdata/script", func(t *testing.T, path string) {
		st := &story{t: t, dir: t.TempDir()}
		defer func() {
			if st.db != nil {
				closeDB(t, st.db)
			}
		}()
		datadriven.RunTest(t, path, st.run)
	})
}

// story is a script that is running.
type story struct {
	t   *testing.T
	dir string
	db  *store.DB
}

func (st *story) run(t *testing.T, d *datadriven.TestData) string {
	st.t = t
	switch d.Cmd {
	case "open":
		if st.db != nil {
			closeDB(t, st.db)
		}
		options := store.Options{}
		d.MaybeScanArgs(t, "rows", &options.BlockRows)
		st.db = open(t, st.dir, options)
		return "ok"
	case "load":
		options := store.LoadOptions{}
		for _, g := range values(d, "replace") {
			options.ReplaceGraphs = append(options.ReplaceGraphs, word(g).Value())
		}
		var quads []rdf.Quad
		for line := range strings.Lines(d.Input) {
			quads = append(quads, quadOf(line))
		}
		s := load(t, st.db, options, quads)
		return fmt.Sprintf("added %d, kept %d, now %d quads", s.Added, s.Kept, s.Quads)
	case "update":
		return result(st.db.Update(t.Context(), func(tx *store.Tx) error { return runUpdate(tx, d.Input) }))
	case "compact":
		return st.compact(d)
	case "check":
		report, err := st.db.Check(t.Context())
		if err = errors.Join(err, errors.Join(report.Faults...)); err != nil {
			return err.Error()
		}
		out := fmt.Sprintf("version %d: %d quads, %d blocks, %d terms", report.Version, report.Quads, report.Blocks, report.Terms)
		if report.Dead+report.Loose > 0 {
			out += fmt.Sprintf("; %d dead blocks, %d loose terms", report.Dead, report.Loose)
		}
		return out
	}
	s := snapshot(t, st.db)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	return st.ask(s, d)
}

// compact says what a compaction did.
func (st *story) compact(d *datadriven.TestData) string {
	options := store.CompactOptions{Level: store.CompactWhole}
	switch {
	case d.HasArg("touched"):
		options.Level = store.CompactTouched
	case d.HasArg("auto"):
		options.Level = store.CompactAuto
	}
	s, err := st.db.Compact(st.t.Context(), options)
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprintf("%v: %d changes, %d blocks replaced by %d, %d copied, now %d and %d dead; %d terms dropped, %d loose",
		s.Level, s.Changes, s.Replaced, s.Written, s.Carried, s.Blocks, s.Dead, s.Dropped, s.Terms)
}

func result(err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return "ok"
}

func runUpdate(tx *store.Tx, input string) error {
	for line := range strings.Lines(input) {
		op, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		var err error
		switch op {
		case "+":
			err = tx.Insert(quadOf(rest))
		case "-":
			err = tx.Delete(quadOf(rest))
		case "replace":
			words := strings.Fields(rest)
			err = tx.DeleteResource(word(words[0]), word(words[1]))
		case "fail":
			err = errors.New(rest)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ask answers the commands that read.
func (st *story) ask(s *store.Snapshot, d *datadriven.TestData) string {
	var out strings.Builder
	switch d.Cmd {
	case "scan":
		for _, row := range read(st.t, s, st.scan(s, d)) {
			words := make([]string, len(row))
			for i, id := range row {
				words[i] = st.name(s, id)
			}
			fmt.Fprintln(&out, strings.Join(words, " "))
		}
	case "count":
		sc := st.scan(s, d)
		n, err := s.Count(st.t.Context(), sc)
		if err != nil {
			return err.Error()
		}
		fmt.Fprintf(&out, "count %d, estimate %d, distinct %d\n", n, s.Estimate(sc), s.Distinct(sc))
	case "graphs":
		for _, g := range s.GraphStats() {
			fmt.Fprintln(&out, st.name(s, g.Graph), g.Quads)
		}
	case "predicates":
		list, err := s.Predicates()
		if err != nil {
			return err.Error()
		}
		for _, p := range list {
			fmt.Fprintf(&out, "%s: quads %d, triples %d, subjects %d, objects %d\n",
				st.name(s, p.Predicate), p.Quads, p.Triples, p.Subjects, p.Objects)
		}
	default:
		st.t.Fatalf("no such command: %s", d.Cmd)
	}
	return out.String()
}

// scan reads the arguments of a scan.
func (st *story) scan(s *store.Snapshot, d *datadriven.TestData) ids.Scan {
	sc := ids.Scan{NamedOnly: d.HasArg("named"), DistinctTriples: d.HasArg("distinct"), Cols: []uint8{0, 1, 2, 3}}
	for _, p := range ids.Perms {
		if slices.Equal(values(d, "perm"), []string{p.String()}) {
			sc.Perm = p
		}
	}
	for _, w := range values(d, "prefix") {
		sc.Prefix = append(sc.Prefix, st.id(s, w))
	}
	for _, w := range values(d, "low") {
		sc.Low = st.id(s, w)
	}
	for _, w := range values(d, "high") {
		sc.High = st.id(s, w)
	}
	if d.HasArg("graphs") {
		sc.Graphs = []ids.ID{}
		for _, w := range values(d, "graphs") {
			if w != "" {
				sc.Graphs = append(sc.Graphs, st.id(s, w))
			}
		}
		slices.Sort(sc.Graphs)
	}
	if d.HasArg("cols") {
		sc.Cols = nil
		for _, w := range values(d, "cols") {
			n, err := strconv.ParseUint(w, 10, 8)
			if err != nil {
				st.t.Fatal(err)
			}
			sc.Cols = append(sc.Cols, uint8(n))
		}
	}
	return sc
}

// values returns the values of an argument.
func values(d *datadriven.TestData, key string) []string {
	for _, a := range d.CmdArgs {
		if a.Key == key {
			return a.Vals
		}
	}
	return nil
}

func (st *story) id(s *store.Snapshot, w string) ids.ID {
	if w == "default" {
		return ids.DefaultGraph
	}
	id, found, err := s.Lookup(word(w))
	if err != nil || !found {
		st.t.Fatalf("term %s: %v, %v", w, found, err)
	}
	return id
}

// name writes a term as a word.
func (st *story) name(s *store.Snapshot, id ids.ID) string {
	if id == ids.DefaultGraph {
		return "default"
	}
	term, err := s.Term(id)
	if err != nil {
		return err.Error()
	}
	if term.IsLiteral() && term.Datatype() == "http://www.w3.org/2001/XMLSchema#string" {
		return strconv.Quote(term.Value())
	}
	return strings.TrimPrefix(term.Value(), "http://example.org/")
}

// word reads a term; see TestScripts.
func word(w string) rdf.Term {
	switch {
	case w[0] == '"':
		return rdf.NewString(strings.Trim(w, `"`))
	case '0' <= w[0] && w[0] <= '9':
		return rdf.NewLiteral(w, "http://www.w3.org/2001/XMLSchema#integer")
	case w == "default":
		return rdf.DefaultGraph
	}
	return rdf.NewIRI("http://example.org/" + w)
}

func quadOf(line string) rdf.Quad {
	words := strings.Fields(line)
	q := rdf.Quad{S: word(words[0]), P: word(words[1]), O: word(words[2])}
	if len(words) > 3 {
		q.G = word(words[3])
	}
	return q
}
