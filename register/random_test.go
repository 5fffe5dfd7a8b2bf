package register_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/register/kept"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

// records are an input of records that are there already.
type records struct {
	list []*marc.Record
	next int
}

func (r *records) Read() (*marc.Record, error) {
	if r.next == len(r.list) {
		return nil, io.EOF
	}
	r.next++
	return r.list[r.next-1], nil
}

func (r *records) BytesRead() int64 { return int64(r.next) }
func (r *records) Close() error     { return nil }

func inputs(list ...*marc.Record) []register.Input {
	return []register.Input{{Name: "records", Open: func() (ingest.Source[*marc.Record], error) { return &records{list: list}, nil }}}
}

func field(tag string, ind1, ind2 byte, subfields ...string) marc.Field {
	f := marc.Field{Tag: tag, Ind1: ind1, Ind2: ind2}
	for _, s := range subfields {
		f.Subfields = append(f.Subfields, marc.Subfield{Code: s[0], Value: s[1:]})
	}
	return f
}

// serial is what the records of these tests say.
type serial struct {
	n                      issn.ISSN
	at                     string // field 005; empty: none
	status                 string // of field 699; "deleted" for a deletion
	linking, history       issn.ISSN
	isLinked, hasHistory   bool
	title, country, centre string
	keeper, agency         string
	control                string // number that the record keeps; empty: the ISSN
}

func (s *serial) record() *marc.Record {
	rec := &marc.Record{Leader: "00000nas a2200000 i 4500"}
	if s.control != "" {
		rec.Fields = append(rec.Fields, marc.Field{Tag: "001", Value: s.control}, marc.Field{Tag: "003", Value: "XX-Ex"})
	} else {
		rec.Fields = append(rec.Fields, marc.Field{Tag: "001", Value: s.n.String()})
	}
	if s.at != "" {
		rec.Fields = append(rec.Fields, marc.Field{Tag: "005", Value: s.at})
	}
	rec.Fields = append(rec.Fields, marc.Field{Tag: "008", Value: "740101c19749999" + s.country + " mr p       0   a0fre d"})
	number := []string{"a" + s.n.String(), "2" + s.centre}
	if s.isLinked {
		number = append(number, "l"+s.linking.String())
	}
	rec.Fields = append(rec.Fields, field("022", '0', ' ', number...))
	if s.hasHistory {
		rec.Fields = append(rec.Fields, field("023", ' ', ' ', "a"+s.history.String()))
	}
	rec.Fields = append(rec.Fields, field("222", ' ', '0', "a"+s.title), field("245", '1', '0', "a"+s.title+"."), field("710", '2', ' ', "aSociety of "+s.title))
	if s.keeper != "" {
		rec.Fields = append(rec.Fields, field("920", ' ', ' ', "g"+s.agency, "h"+s.keeper, "iPreserved", "e1990"))
	}
	if s.status == "deleted" {
		rec.Leader = "00000das a2200000 i 4500"
		return rec
	}
	rec.Fields = append(rec.Fields, field("699", ' ', ' ', "a"+s.centre, "v"+s.centre, "8-- "+s.status))
	return rec
}

// universe makes random records of a few ISSNs, so that they share much.
type universe struct {
	rnd  *rand.Rand
	list []issn.ISSN
	tick int
}

func newUniverse(seed uint64) *universe {
	u := &universe{rnd: rand.New(rand.NewPCG(seed, 1))}
	for i := range 9 {
		u.list = append(u.list, issn.ISSN(1234567+1111*i))
	}
	return u
}

func pick[T any](u *universe, list ...T) T { return list[u.rnd.IntN(len(list))] }

// record returns a random record. Times go forward, with a step back and a pause
// every now and then.
func (u *universe) record() *marc.Record {
	s := serial{
		n:      pick(u, u.list...),
		status: pick(u, "Register", "Register", "Register", "Legacy", "Provisional", "Provisional", "Cancelled", "Suppressed", "Unreported", "deleted"),
		title:  pick(u, "Alpha", "Beta"), country: pick(u, "fr ", "nz ", "enk", "xxu"), centre: pick(u, "NZL", "FRA", "0"),
		isLinked: u.rnd.IntN(5) > 0, linking: pick(u, u.list[:3]...), hasHistory: u.rnd.IntN(3) == 0, history: pick(u, u.list[:2]...),
		keeper: pick(u, "", "", "clockss", "portico", "new one", "new_one"), agency: pick(u, "", "An Archive", "Another Archive"),
		control: pick(u, "", "", "", "1", "2", "3", "4"),
	}
	u.tick += pick(u, 1, 1, 1, 1, 0, 0, -2)
	if u.rnd.IntN(20) > 0 {
		s.at = fmt.Sprintf("202601%02d%02d0000.%d", 1+u.tick/20%28, 8+u.tick/2%10, u.tick%2*5)
	}
	rec := s.record()
	var err error
	if rec.Raw, err = marc.AppendISO2709(nil, rec); err != nil {
		panic(err) // a fault of the test
	}
	rec.Place = marc.Place{File: "random.mrc", Number: u.tick}
	return rec
}

func openStore(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(t.TempDir(), store.Options{CompactRows: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// content returns all quads of a store, sorted, then its MARC records.
func content(t testing.TB, db *store.DB) []string {
	t.Helper()
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = snap.Close() }()
	sc, err := snap.Scan(t.Context(), ids.Scan{Perm: ids.SPO, Cols: []uint8{0, 1, 2, 3}})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for {
		b, err := sc.Next(t.Context())
		if errors.Is(err, io.EOF) {
			slices.Sort(lines)
			for r, err := range kept.Records(t.Context(), snap, 0, 0) {
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, fmt.Sprintf("%s is %q", r.ISSN, r.Raw))
			}
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		var cols [4][]rdf.Term
		for i := range cols {
			if cols[i], err = snap.Terms(nil, b.Cols[i]); err != nil {
				t.Fatal(err)
			}
		}
		for i := range b.Len {
			lines = append(lines, rdf.Quad{S: cols[0][i], P: cols[1][i], O: cols[2][i], G: cols[3][i]}.String())
		}
	}
}

// state is what a store has of each ISSN: the specification of imports and updates,
// as short as can be.
type state map[issn.ISSN]*marc.Record

// take takes the records of a file, or of several in one run, in the order of their
// versions.
func (s state) take(file []*marc.Record) {
	file = slices.Clone(file)
	slices.SortStableFunc(file, func(a, b *marc.Record) int { return mapping.Modified(a).Compare(mapping.Modified(b)) })
	for _, rec := range file {
		s.takeOne(rec)
	}
}

func (s state) takeOne(rec *marc.Record) {
	n, _, _ := mapping.Key(rec)
	at, key := mapping.Modified(rec), mapping.ControlKey(rec)
	outdated := func(held *marc.Record) bool { return held != nil && at.Before(mapping.Modified(held)) }
	same := map[issn.ISSN]*marc.Record{}
	for other, held := range s {
		if key != "" && other != n && mapping.ControlKey(held) == key {
			if outdated(held) {
				return
			}
			same[other] = held
		}
	}
	for other, held := range same {
		if mapping.Modified(held).Before(at) {
			delete(s, other)
		}
	}
	if !outdated(s[n]) {
		s[n] = rec
	}
}

// records returns the records of s in no particular order.
func (s state) records() []*marc.Record { return slices.Collect(maps.Values(s)) }

var sequences = flag.Int("sequences", 5, "how many random sequences of changes are compared with fresh imports")

// After any sequence of change files and imports, a store is that of a fresh import
// of the records that it has then.
func TestAnySequenceEqualsFreshImport(t *testing.T) {
	for seed := range uint64(*sequences) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			u := newUniverse(seed)
			db := openStore(t)
			given, held := 0, state{}
			for range 12 {
				var file []*marc.Record
				for range 1 + u.rnd.IntN(12) {
					file = append(file, u.record())
				}
				given += len(file)
				held.take(file)
				var err error
				how := u.rnd.IntN(3)
				if how == 0 {
					_, err = register.Import(t.Context(), db, inputs(file...), register.ImportOptions{})
				} else {
					_, err = register.Update(t.Context(), db, inputs(file...), register.UpdateOptions{})
				}
				if err != nil {
					t.Fatal(err)
				}
				if u.rnd.IntN(4) == 0 {
					if _, err := db.Compact(t.Context(), store.CompactOptions{Level: store.CompactWhole}); err != nil {
						t.Fatal(err)
					}
				}
				if u.rnd.IntN(3) > 0 && given < 60 {
					continue // the next comparison finds what is wrong now
				}
				fresh := openStore(t)
				if _, err := register.Import(t.Context(), fresh, inputs(held.records()...), register.ImportOptions{}); err != nil {
					t.Fatal(err)
				}
				want, got := content(t, fresh), content(t, db)
				if !slices.Equal(want, got) {
					t.Fatalf("after %d records, the last file by way %d (-fresh +updated):\n%s", given, how, cmp.Diff(want, got))
				}
				if len(want) < 7000 || !strings.Contains(want[0], "issn") {
					t.Fatalf("only %d quads", len(want))
				}
			}
			check(t, db)
		})
	}
}

// check finds faults of a store.
func check(t testing.TB, db *store.DB) {
	t.Helper()
	r, err := db.Check(t.Context())
	if err != nil || len(r.Faults) > 0 {
		t.Errorf("%v, faults %v", err, r.Faults)
	}
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = snap.Close() }()
	if _, err := register.CheckKept(t.Context(), snap, func(err error) { t.Error(err) }); err != nil {
		t.Error(err)
	}
}
