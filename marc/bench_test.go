package marc_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"gpo_with_issn_utf8.mrc", "dnb_zdb_serials_utf8.mrc", "gpo_marc8.mrc", "gpo.xml"} {
		b.Run("file="+name, func(b *testing.B) {
			data, err := os.ReadFile(shared(b, name))
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			records := 0
			for b.Loop() {
				rd, err := marc.NewReader(bytes.NewReader(data), marc.Options{})
				if err != nil {
					b.Fatal(err)
				}
				for {
					if _, err := rd.Read(); err != nil {
						if !errors.Is(err, io.EOF) {
							b.Fatal(err)
						}
						break
					}
					records++
				}
			}
			b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
