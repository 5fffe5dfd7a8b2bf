package store_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

func TestMain(m *testing.M) {
	if childMain() || besideMain() {
		return
	}
	goleak.VerifyTestMain(m,
		// The logger of glog, which Badger's cache imports, never ends.
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"))
}

// layouts hit the boundaries: one and two rows a block, a few, all in one.
var layouts = []store.Options{{}, {BlockRows: 1}, {BlockRows: 2}, {BlockRows: 7}}

// model is a plain set of quads.
type model map[rdf.Quad]bool

// universe makes random quads over few terms, so that they collide.
type universe struct {
	rnd *rand.Rand
}

func newUniverse(seed uint64) *universe { return &universe{rand.New(rand.NewPCG(seed, 77))} }

func (u *universe) pick(terms ...rdf.Term) rdf.Term { return terms[u.rnd.IntN(len(terms))] }

func (u *universe) subject() rdf.Term {
	n := u.rnd.IntN(12)
	return u.pick(
		rdf.NewIRI(fmt.Sprintf("http://issn.org/resource/ISSN/%s", testISSNs[n%len(testISSNs)])),
		rdf.NewIRI(fmt.Sprintf("http://issn.org/resource/ISSN/%s#KeyTitle", testISSNs[n%len(testISSNs)])),
		rdf.NewIRI(fmt.Sprintf("http://issn.org/resource/ISSN/%s#other%d", testISSNs[n%len(testISSNs)], n%3)),
		rdf.NewIRI(fmt.Sprintf("http://example.org/s%d", n)),
		rdf.NewBlankNode(fmt.Sprintf("b%d", n%4)))
}

var testISSNs = []string{"0028-0836", "1476-4687", "0036-8075", "1095-9203", "2434-561X"}

func (u *universe) quad() rdf.Quad {
	n := u.rnd.IntN(9)
	q := rdf.Quad{
		S: u.subject(),
		P: rdf.NewIRI(fmt.Sprintf("http://example.org/p%d", u.rnd.IntN(6))),
		O: u.pick(
			u.subject(), rdf.NewString(fmt.Sprintf("title %d", n)), rdf.NewLangString("titre", "fr"),
			rdf.NewLiteral(fmt.Sprint(n-4), "http://www.w3.org/2001/XMLSchema#integer"),
			rdf.NewLiteral(fmt.Sprint(1990+n), "http://www.w3.org/2001/XMLSchema#gYear"),
			rdf.NewTripleTerm(rdf.Triple{S: u.subject(), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewString("x")})),
	}
	if g := u.rnd.IntN(4); g > 0 {
		q.G = graphTerm(g)
	}
	return q
}

func graphTerm(n int) rdf.Term { return rdf.NewIRI(fmt.Sprintf("http://example.org/g%d", n)) }

func (u *universe) quads(n int) []rdf.Quad {
	out := make([]rdf.Quad, n)
	for i := range out {
		out[i] = u.quad()
	}
	return out
}

// load loads quads in parts.
func load(t testing.TB, db *store.DB, options store.LoadOptions, quads []rdf.Quad) store.LoadStats {
	t.Helper()
	l, err := db.Load(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(quads, len(quads)/3+1) {
		p, err := l.Part()
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range part {
			if err := p.Add(q); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	st, err := l.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func open(t testing.TB, dir string, options store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func closeDB(t testing.TB, db *store.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func snapshot(t testing.TB, db *store.DB) *store.Snapshot {
	t.Helper()
	s, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rows returns the model as sorted rows of ids of a permutation.
func (m model) rows(t testing.TB, s *store.Snapshot, p ids.Perm) []ids.Row {
	t.Helper()
	id := func(term rdf.Term) ids.ID {
		if term.IsZero() {
			return ids.DefaultGraph
		}
		id, found, err := s.Lookup(term)
		if err != nil || !found {
			t.Fatalf("Lookup(%v): %v, %v", term, found, err)
		}
		return id
	}
	var rows []ids.Row
	for q := range m {
		rows = append(rows, p.Row(ids.Quad{S: id(q.S), P: id(q.P), O: id(q.O), G: id(q.G)}))
	}
	slices.SortFunc(rows, ids.Row.Compare)
	return rows
}

// filter returns the rows that a scan yields.
func filter(rows []ids.Row, sc ids.Scan) []ids.Row {
	var out []ids.Row
	k := len(sc.Prefix)
	for _, r := range rows {
		switch {
		case !slices.Equal(r[:k], sc.Prefix),
			k < 4 && r[k] < sc.Low, k < 4 && sc.High != 0 && r[k] >= sc.High,
			sc.NamedOnly && r[3] == ids.DefaultGraph,
			sc.Graphs != nil && !slices.Contains(sc.Graphs, r[3]):
			continue
		}
		if last := len(out) - 1; sc.DistinctTriples && last >= 0 && slices.Equal(out[last][:3], r[:3]) {
			continue
		}
		out = append(out, r)
	}
	return out
}

// randomScan makes a scan about some of the rows.
func randomScan(rnd *rand.Rand, p ids.Perm, rows []ids.Row) ids.Scan {
	sc := ids.Scan{Perm: p, NamedOnly: rnd.IntN(4) == 0, DistinctTriples: rnd.IntN(2) == 0}
	if len(rows) == 0 {
		return sc
	}
	some := func() ids.Row { return rows[rnd.IntN(len(rows))] }
	r := some()
	sc.Prefix = slices.Clone(r[:rnd.IntN(5)])
	if k := len(sc.Prefix); k < 4 {
		if rnd.IntN(3) == 0 {
			sc.Low = some()[k] + ids.ID(rnd.IntN(2))
		}
		if rnd.IntN(3) == 0 {
			sc.High = some()[k] + ids.ID(rnd.IntN(2))
		}
	}
	if rnd.IntN(3) == 0 {
		sc.Graphs = []ids.ID{}
		for range rnd.IntN(3) {
			sc.Graphs = append(sc.Graphs, some()[p.Order()[3]])
		}
		slices.Sort(sc.Graphs)
		sc.Graphs = slices.Compact(sc.Graphs)
	}
	for range rnd.IntN(5) {
		sc.Cols = append(sc.Cols, uint8(rnd.IntN(4)))
	}
	return sc
}

// project keeps the wanted columns of rows.
func project(rows []ids.Row, cols []uint8) [][]ids.ID {
	out := make([][]ids.ID, len(rows))
	for i, r := range rows {
		for _, c := range cols {
			out[i] = append(out[i], r[c])
		}
	}
	return out
}

// read reads a scan to its end; every now and then it seeks to a row of seeks.
func read(t testing.TB, s *store.Snapshot, sc ids.Scan) [][]ids.ID {
	t.Helper()
	scan, err := s.Scan(t.Context(), sc)
	if err != nil {
		t.Fatal(err)
	}
	out := [][]ids.ID{}
	for {
		b, err := scan.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if b.Len == 0 || len(b.Cols) != len(sc.Cols) {
			t.Fatalf("batch of %d rows and %d columns, want %d columns", b.Len, len(b.Cols), len(sc.Cols))
		}
		for i := range b.Len {
			var row []ids.ID
			for _, col := range b.Cols {
				row = append(row, col[i])
			}
			out = append(out, row)
		}
	}
}

// compare compares random scans and counts of a snapshot with the model.
func (m model) compare(t testing.TB, s *store.Snapshot, rnd *rand.Rand, scans int) {
	t.Helper()
	if int(s.Quads()) != len(m) {
		t.Fatalf("%d quads, want %d", s.Quads(), len(m))
	}
	for _, p := range ids.Perms {
		rows := m.rows(t, s, p)
		for range scans {
			sc := randomScan(rnd, p, rows)
			want := filter(rows, sc)
			if diff := cmp.Diff(project(want, sc.Cols), read(t, s, sc)); diff != "" {
				t.Fatalf("%+v (-want +got):\n%s", sc, diff)
			}
			if n, err := s.Count(t.Context(), sc); err != nil || int(n) != len(want) {
				t.Fatalf("Count(%+v) = %d, %v; want %d", sc, n, err, len(want))
			}
			compareSeek(t, s, sc, rows, rnd)
			compareDistinct(t, s, sc, rows)
		}
	}
	graphs := map[rdf.Term]int64{}
	for q := range m {
		graphs[q.G]++
	}
	got := map[rdf.Term]int64{}
	for _, g := range s.GraphStats() {
		var name rdf.Term
		if g.Graph != ids.DefaultGraph {
			var err error
			if name, err = s.Term(g.Graph); err != nil {
				t.Fatal(err)
			}
		}
		got[name] = g.Quads
	}
	if !maps.Equal(graphs, got) {
		t.Fatalf("graphs %v, want %v", got, graphs)
	}
	m.comparePredicates(t, s)
}

// compareSeek reads one batch, seeks, and reads on.
func compareSeek(t testing.TB, s *store.Snapshot, sc ids.Scan, rows []ids.Row, rnd *rand.Rand) {
	t.Helper()
	if len(rows) == 0 {
		return
	}
	sc.Cols = []uint8{0, 1, 2, 3}
	scan, err := s.Scan(t.Context(), sc)
	if err != nil {
		t.Fatal(err)
	}
	want := filter(rows, sc)
	for {
		if rnd.IntN(2) == 0 {
			key := rows[rnd.IntN(len(rows))]
			tail := key[len(sc.Prefix):]
			tail = tail[:rnd.IntN(len(tail)+1)]
			if sc.DistinctTriples && len(sc.Prefix)+len(tail) == 4 {
				continue // which graph's row stands for a triple decides then
			}
			scan.Seek(tail...)
			full := append(slices.Clone(sc.Prefix), tail...)
			want = slices.DeleteFunc(want, func(r ids.Row) bool { return slices.Compare(r[:len(full)], full) < 0 })
		}
		b, err := scan.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Len {
			got := ids.Row{b.Cols[0][i], b.Cols[1][i], b.Cols[2][i], b.Cols[3][i]}
			if len(want) == 0 || !slices.Equal(got[:3], want[0][:3]) || !sc.DistinctTriples && got != want[0] {
				t.Fatalf("%+v after seek: got %v, want %v", sc, got, want)
			}
			want = want[1:]
		}
	}
	if len(want) > 0 {
		t.Fatalf("%+v after seek: %d rows are missing", sc, len(want))
	}
}

// compareDistinct compares the number of distinct values, exact for so few rows.
func compareDistinct(t testing.TB, s *store.Snapshot, sc ids.Scan, rows []ids.Row) {
	t.Helper()
	k := len(sc.Prefix)
	if k > 2 {
		return
	}
	sc.Graphs, sc.NamedOnly, sc.DistinctTriples = nil, false, false
	seen := map[ids.ID]bool{}
	for _, r := range filter(rows, sc) {
		seen[r[k]] = true
	}
	if got := s.Distinct(sc); int(got) != len(seen) {
		t.Fatalf("Distinct(%+v) = %d, want %d", sc, got, len(seen))
	}
}

func (m model) comparePredicates(t testing.TB, s *store.Snapshot) {
	t.Helper()
	type counts struct{ quads, subjects, objects int64 }
	want := map[ids.ID]counts{}
	rows := m.rows(t, s, ids.PSO)
	for i, r := range rows {
		c := want[r[0]]
		c.quads++
		if i == 0 || rows[i-1][0] != r[0] || rows[i-1][1] != r[1] {
			c.subjects++
		}
		want[r[0]] = c
	}
	rows = m.rows(t, s, ids.POS)
	for i, r := range rows {
		c := want[r[0]]
		if i == 0 || rows[i-1][0] != r[0] || rows[i-1][1] != r[1] {
			c.objects++
		}
		want[r[0]] = c
	}
	list, err := s.Predicates()
	if err != nil {
		t.Fatal(err)
	}
	got := map[ids.ID]counts{}
	for _, p := range list {
		got[p.Predicate] = counts{p.Quads, p.Subjects, p.Objects}
	}
	if !maps.Equal(want, got) {
		t.Fatalf("predicates %v, want %v", got, want)
	}
}

func (m model) add(quads []rdf.Quad) {
	for _, q := range quads {
		m[q] = true
	}
}

func TestLoadAndScan(t *testing.T) {
	for _, options := range layouts {
		for _, n := range []int{0, 1, 40, 400} {
			t.Run(fmt.Sprintf("rows=%d/quads=%d", options.BlockRows, n), func(t *testing.T) {
				t.Parallel()
				u := newUniverse(uint64(n + options.BlockRows))
				dir := t.TempDir()
				db := open(t, dir, options)
				m := model{}
				quads := u.quads(n)
				m.add(quads)
				load(t, db, store.LoadOptions{}, quads)
				for range 2 {
					s := snapshot(t, db)
					m.compare(t, s, u.rnd, 25)
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					closeDB(t, db)
					db = open(t, dir, options)
				}
				closeDB(t, db)
			})
		}
	}
}
