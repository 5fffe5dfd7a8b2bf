package output_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/output"
)

func TestTable(t *testing.T) {
	tab := output.Table{Header: []string{"graph", "quads"}, Right: map[int]bool{1: true}}
	tab.Add("free", "12")
	tab.Add("переводной", "1,234")
	var b bytes.Buffer
	if err := tab.Print(&b); err != nil {
		t.Fatal(err)
	}
	want := "graph       quads\n" +
		"-----------------\n" +
		"free           12\n" +
		"переводной  1,234\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 2442601: "2,442,601", -1234567: "-1,234,567", -12: "-12"} {
		if got := output.Count(n); got != want {
			t.Errorf("output.Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1536: "1.5 KiB", 4 << 30: "4.0 GiB"} {
		if got := output.Size(n); got != want {
			t.Errorf("output.Size(%d) = %q, want %q", n, got, want)
		}
	}
}
