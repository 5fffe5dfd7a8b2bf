package generate_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
)

// written returns the register in ISO 2709 and its counts.
func written(t testing.TB, opt generate.Options) ([]byte, generate.Counts) {
	t.Helper()
	g, err := generate.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	n, err := g.WriteTo(&buf)
	if err != nil || n != int64(buf.Len()) {
		t.Fatalf("WriteTo: %d bytes of %d, %v", n, buf.Len(), err)
	}
	return buf.Bytes(), g.Counts()
}

// The sum guards the promise that all machines and versions write the same. A
// change of what is generated changes it, and may.
func TestSameBytes(t *testing.T) {
	const want = "f1d7003b89d774b6cb53a92ceaeaf1ff70b75b4153a2b8bdd0c6fe4d38532e1d"
	data, _ := written(t, generate.Options{Records: 3000, Seed: 1})
	if got := fmt.Sprintf("%x", sha256.Sum256(data)); got != want {
		t.Errorf("sum of the register is %s, want %s", got, want)
	}
	again, _ := written(t, generate.Options{Records: 3000, Seed: 1})
	if !bytes.Equal(data, again) {
		t.Error("one seed gave two registers")
	}
	other, _ := written(t, generate.Options{Records: 3000, Seed: 2})
	if bytes.Equal(data, other) {
		t.Error("two seeds gave one register")
	}
}

// WriteTo and Next give the same records, and the number that was asked for,
// wherever the last family is cut off.
func TestNextAndWriteTo(t *testing.T) {
	for n := range int64(60) {
		opt := generate.Options{Records: n, Seed: 5}
		want, _ := written(t, opt)
		g, err := generate.New(opt)
		if err != nil {
			t.Fatal(err)
		}
		var got []byte
		count := int64(0)
		for {
			rec, err := g.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if got, err = marc.AppendISO2709(got, rec); err != nil {
				t.Fatal(err)
			}
			count++
		}
		if count != n || !bytes.Equal(got, want) {
			t.Errorf("%d records asked for: got %d; same bytes: %t", n, count, bytes.Equal(got, want))
		}
		if _, err := g.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("after the end: %v", err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, n := range []int64{-1, generate.MaxRecords + 1} {
		if _, err := generate.New(generate.Options{Records: n}); !errors.Is(err, generate.ErrRecords) {
			t.Errorf("New with %d records: %v", n, err)
		}
	}
	if _, err := generate.New(generate.Options{Records: generate.MaxRecords}); err != nil {
		t.Error(err)
	}
}

// each calls do for each record of the register, and returns the counts.
func each(t *testing.T, opt generate.Options, do func(*marc.Record)) generate.Counts {
	t.Helper()
	g, err := generate.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	for {
		rec, err := g.Next()
		if errors.Is(err, io.EOF) {
			return g.Counts()
		}
		if err != nil {
			t.Fatal(err)
		}
		do(rec)
	}
}

// outcome is what became of the records of a register in the mapping.
type outcome struct {
	Mapped, NoISSN, Warned, Repaired int64
	Rejected                         map[mapping.Reason]int64
}

// mapped reads the register back and maps it, and calls do for every result.
func mapped(t *testing.T, data []byte, do func(*marc.Record, mapping.Result)) outcome {
	t.Helper()
	rd, err := marc.NewReader(bytes.NewReader(data), marc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := outcome{Rejected: map[mapping.Reason]int64{}}
	m := mapping.NewMapper(mapping.Options{})
	for {
		rec, err := rd.Read()
		if errors.Is(err, io.EOF) {
			return o
		}
		if err != nil {
			t.Fatal(err)
		}
		if rec.Format != marc.MARC21 {
			t.Fatalf("record %d is not read as MARC 21", rec.Place.Number)
		}
		if len(rec.Repairs) > 0 {
			o.Repaired++
		}
		res, err := m.Map(rec)
		reject, isReject := errors.AsType[*mapping.Reject](err)
		switch {
		case errors.Is(err, mapping.ErrNoISSN):
			o.NoISSN++
		case isReject:
			o.Rejected[reject.Reason]++
		case err != nil:
			t.Fatal(err)
		default:
			o.Mapped++
			if len(res.Warnings) > 0 {
				o.Warned++
			}
			do(rec, res)
		}
	}
}

func TestPlantedErrors(t *testing.T) {
	const records = 30_000
	data, c := written(t, generate.Options{Records: records, Seed: 3})
	got := mapped(t, data, func(*marc.Record, mapping.Result) {})
	want := outcome{
		Mapped: records - c.Rejected - c.WithoutOwn, NoISSN: c.Defects[generate.ISSNMissing],
		Warned: got.Warned, Repaired: got.Repaired,
		Rejected: map[mapping.Reason]int64{
			mapping.ReasonCheckDigit: c.Defects[generate.ISSNCheckDigit],
			mapping.ReasonMalformed:  c.Defects[generate.ISSNMalformed],
			mapping.ReasonDeleted:    c.Defects[generate.RecordDeleted],
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mapping (-want +got):\n%s", diff)
	}
	if got.Warned < records/20 || got.Warned > records/8 {
		t.Errorf("%d of %d records have warnings", got.Warned, records)
	}
	for _, d := range generate.Defects() {
		base := float64(records)
		if d >= generate.LinkNoISSN {
			base = float64(c.Linked)
		}
		near(t, d.String(), c.Defects[d], d.Rate()*base)
	}
}

// A clean register gives the mapping no cause for complaint.
func TestClean(t *testing.T) {
	const records = 20_000
	data, c := written(t, generate.Options{Records: records, Seed: 4, Clean: true})
	got := mapped(t, data, func(rec *marc.Record, res mapping.Result) {
		if len(res.Warnings) > 0 {
			t.Errorf("record %d, %s: %q", rec.Place.Number, res.ISSN, res.Warnings)
		}
		if len(rec.Repairs) > 0 {
			t.Errorf("record %d, %s: repaired: %q", rec.Place.Number, res.ISSN, rec.Repairs)
		}
	})
	if got.Mapped != records || c.Faults() != 0 {
		t.Errorf("%d of %d records are mapped; %d errors planted", got.Mapped, records, c.Faults())
	}
}

// The statements of a record are about as many as the 150 million of the
// register's 2,442,601 records.
func TestDensity(t *testing.T) {
	const records = 4_000
	data, _ := written(t, generate.Options{Records: records, Seed: 6})
	distinct := map[rdf.Quad]bool{}
	mapped(t, data, func(_ *marc.Record, res mapping.Result) {
		for _, q := range res.Quads {
			distinct[q] = true
		}
	})
	if got := float64(len(distinct)) / records; got < 58 || got > 67 {
		t.Errorf("%.1f distinct quads for a record, want about 61", got)
	}
}

func BenchmarkRegister(b *testing.B) {
	g, err := generate.New(generate.Options{Records: generate.MaxRecords, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	var raw []byte
	size := int64(0)
	for b.Loop() {
		rec, err := g.Next()
		if err != nil {
			b.Fatal(err)
		}
		if raw, err = marc.AppendISO2709(raw[:0], rec); err != nil {
			b.Fatal(err)
		}
		size += int64(len(raw))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(size)/float64(b.N), "bytes/record")
}
