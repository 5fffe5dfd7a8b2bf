package kept_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register/kept"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
)

// sampleRecords returns the records of the bundled sample that have an ISSN.
func sampleRecords(t testing.TB) []*kept.Record {
	t.Helper()
	rd, err := marc.NewReader(bytes.NewReader(sample.Register), marc.Options{File: "sample.mrc", KeepRaw: true})
	if err != nil {
		t.Fatal(err)
	}
	var list []*kept.Record
	for rec, err := range rd.All() {
		if _, bad := errors.AsType[*marc.RecordError](err); bad {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if n, _, ok := mapping.Key(rec); ok {
			list = append(list, kept.Of(n, rec))
		}
	}
	return list
}

// write puts the records into a new store in memory, with a dictionary made of them.
func write(t testing.TB, records []*kept.Record) *store.Snapshot {
	t.Helper()
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var sample kept.Sample
	for _, r := range records {
		sample.Add(r)
	}
	dictionary, err := kept.Train(&sample)
	if err != nil {
		t.Fatal(err)
	}
	encoder, err := kept.NewDictionary(1, dictionary)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		if dictionary != nil {
			if err := tx.Put(kept.DictionaryKey(1), dictionary); err != nil {
				return err
			}
		}
		for _, r := range records {
			if err := tx.Put(kept.Key(r.ISSN), encoder.Encode(r)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(snap.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return snap
}

// TestRoundTrip keeps the records of the sample, of both syntaxes and dialects, with a
// dictionary and without, and reads them back one by one and in sequence.
func TestRoundTrip(t *testing.T) {
	xml := &kept.Record{
		ISSN: 1234567, Raw: []byte("\n <record><leader>00000nas a2200000 i 4500</leader><controlfield tag=\"001\">x</controlfield></record>"),
		File: "a.xml", Number: 3,
	}
	unimarc := &kept.Record{ISSN: 7654321, Raw: []byte("x\x1d"), Format: marc.UNIMARC, File: "-", Number: 1 << 33}
	all := append(sampleRecords(t), xml, unimarc)
	if len(all) < 90 {
		t.Fatalf("only %d records in the sample", len(all))
	}
	for _, records := range [][]*kept.Record{all, all[len(all)-2:]} {
		snap := write(t, records)
		want := map[issn.ISSN]*kept.Record{}
		for _, r := range records {
			want[r.ISSN] = r
		}
		d := kept.NewReader(snap)
		for n, w := range want {
			got, err := d.Read(n)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(w, got); diff != "" {
				t.Fatal(diff)
			}
		}
		if _, err := d.Read(1); !errors.Is(err, kept.ErrNone) {
			t.Errorf("got %v, want ErrNone", err)
		}
		last := issn.ISSN(0)
		for r, err := range kept.Records(t.Context(), snap, 0, 0) {
			if err != nil || r.ISSN < last || !r.Same(want[r.ISSN]) {
				t.Fatalf("got %v, %v after %v", r, err, last)
			}
			last = r.ISSN
			delete(want, r.ISSN)
		}
		if len(want) > 0 {
			t.Errorf("%d records are missing", len(want))
		}
		for r, err := range kept.Records(t.Context(), snap, 1234567, 1234568) {
			if err != nil || r.ISSN != 1234567 || r.Place() != "a.xml, record 3" || !r.IsXML() {
				t.Errorf("got %v, %v", r, err)
			}
			if rec, err := r.Parse(); err != nil || rec.Control("001") != "x" {
				t.Errorf("got %v, %v", rec, err)
			}
		}
	}
}

// TestDictionaryHelps compares the size of the sample's records with a dictionary and
// without.
func TestDictionaryHelps(t *testing.T) {
	records := sampleRecords(t)
	var sample kept.Sample
	for _, r := range records {
		sample.Add(r)
	}
	dictionary, err := kept.Train(&sample)
	if err != nil {
		t.Fatal(err)
	}
	size := func(dictionary []byte) (n int) {
		e, err := kept.NewDictionary(7, dictionary)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			n += len(e.Encode(r))
		}
		return n
	}
	with, without := size(dictionary), size(nil)
	t.Logf("%d records: %d bytes with a dictionary of %d, %d without", len(records), with, len(dictionary), without)
	if with >= without*3/4 {
		t.Errorf("%d bytes with a dictionary, %d without", with, without)
	}
}

// broken has one value for every key.
type broken []byte

func (b broken) Value(string) ([]byte, bool, error) { return b, true, nil }

// FuzzRead reads any bytes as a record: an error that is ErrDamaged, or a record.
func FuzzRead(f *testing.F) {
	e, err := kept.NewDictionary(0, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(e.Encode(&kept.Record{Raw: []byte("x\x1d"), File: "f", Number: 2}))
	f.Add([]byte{0})
	f.Add([]byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, src []byte) {
		r, err := kept.NewReader(broken(src)).Read(1234567)
		if err != nil && !errors.Is(err, kept.ErrDamaged) {
			t.Fatalf("got %v, want ErrDamaged", err)
		}
		if err == nil && r.ISSN != 1234567 {
			t.Fatalf("got %v", r)
		}
	})
}

// TestDamagedKey finds a key that is of no ISSN.
func TestDamagedKey(t *testing.T) {
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // in memory
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.Put("marc/1234-5678", []byte{0}) }); err != nil {
		t.Fatal(err)
	}
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close() //nolint:errcheck // in memory
	var got error
	for _, err := range kept.Records(context.Background(), snap, 0, 0) {
		got = err
	}
	if !errors.Is(got, kept.ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", got)
	}
	if _, ok := kept.ParseKey("journal/1234-5679"); ok {
		t.Error("the key of something else is taken for one of a record")
	}
}

func ExampleKey() {
	fmt.Println(kept.Key(280836))
	// Output: marc/0280-8366
}
