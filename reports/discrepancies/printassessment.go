package discrepancies

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/links"
)

// maxDifferences is how many differences are printed of each sort.
const maxDifferences = 20

// assess compares the list with planted discrepancies and prints precision and
// recall.
func (f *asked) assess(out io.Writer, list []links.Discrepancy, format string) (err error) {
	file, err := os.Open(f.planted)
	if err != nil {
		return err
	}
	planted, err := ReadPlanted(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("%s: %w", f.planted, err)
	}
	a := Assess(OfSource(planted, f.source), list)
	if format == "json" {
		err = output.JSON(out, a)
	} else {
		err = printAssessment(out, a)
	}
	if err != nil {
		return err
	}
	return a.Err()
}

// printAssessment prints precision and recall of each kind, and differences.
func printAssessment(out io.Writer, a *Assessment) error {
	t := output.Table{Header: []string{"kind", "planted", "reported", "found", "precision", "recall"}, Right: map[int]bool{1: true, 2: true, 3: true}}
	ratio := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
	row := func(name string, s Score) {
		t.Add(name, output.Count(int64(s.Planted)), output.Count(int64(s.Reported)), output.Count(int64(s.Found)), ratio(s.Precision()), ratio(s.Recall()))
	}
	for _, s := range a.Kinds {
		row(string(s.Kind), s)
	}
	row("all", a.All)
	if err := t.Print(out); err != nil || a.Err() == nil {
		return err
	}
	differences := output.Table{Header: []string{"", "kind", "source", "item", "ISSN", "file", "row"}}
	for _, part := range []struct {
		name string
		list []links.Discrepancy
	}{{"missed", a.Missed}, {"in excess", a.Excess}} {
		for _, d := range part.list[:min(len(part.list), maxDifferences)] {
			differences.Add(part.name, string(d.Kind), d.Source, d.Item, d.ISSN, d.File, strconv.FormatInt(d.Row, 10))
		}
	}
	return differences.Print(out)
}
