package reports_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/sparql"
)

// Each report has a name of its own and a help text, answers in all its formats over
// the bundled register, and gives back every state that it opened.
func TestReports(t *testing.T) {
	db, err := linktest.OpenLinked(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil { // fails while a snapshot is open
			t.Error(err)
		}
	}()
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
	open := func(context.Context) (*report.State, error) {
		snap, err := db.Snapshot()
		if err != nil {
			return nil, err
		}
		return &report.State{Snapshot: snap, Engine: engine}, nil
	}
	seen := make(map[string]bool)
	for _, r := range reports.All() {
		if seen[r.Name] || r.Title == "" || r.About == "" || strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s: its name is taken, or its help is not complete", r.Name)
		}
		seen[r.Name] = true
		for _, format := range r.Formats {
			t.Run(r.Name+"/"+format, func(t *testing.T) {
				var out strings.Builder
				answer := r.New(flag.NewFlagSet(r.Name, flag.ContinueOnError))
				q := &report.Question{Format: format, Open: open, Begin: func(int64) {}, Done: func(int64) {}}
				if err := answer(t.Context(), q, &out); err != nil || out.Len() == 0 {
					t.Errorf("%d bytes, %v", out.Len(), err)
				}
			})
			t.Run(r.Name+"/"+format+"/no store", func(t *testing.T) {
				refuse := errors.New("no store")
				q := &report.Question{Format: format, Open: func(context.Context) (*report.State, error) { return nil, refuse }}
				answer := r.New(flag.NewFlagSet(r.Name, flag.ContinueOnError))
				if err := answer(t.Context(), q, io.Discard); !errors.Is(err, refuse) {
					t.Errorf("got %v, want %v", err, refuse)
				}
			})
		}
		if r.OfSerial == nil {
			continue
		}
		t.Run(r.Name+"/serial", func(t *testing.T) {
			st, err := open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			n, _ := issn.Parse("1476-4687")
			doc, err := r.OfSerial(t.Context(), st, n, 2025)
			if err = errors.Join(err, st.Close()); err != nil || len(doc.Quads("")) == 0 {
				t.Errorf("no answer about %s: %v", n, err)
			}
		})
	}
}
