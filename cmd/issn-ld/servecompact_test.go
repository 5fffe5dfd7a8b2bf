package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
)

func TestServeCompactRate(t *testing.T) {
	for _, tc := range []struct {
		flag  string
		rows  int
		bytes int64
		bad   bool
	}{
		{flag: "32M", bytes: 32 << 20},
		{flag: "500K", bytes: 500 << 10},
		{flag: "0", rows: -1},
		{flag: "fast", bad: true},
		{flag: "-1", bad: true},
	} {
		var opt store.Options
		err := (&serveFlags{compactRate: tc.flag}).compaction(&opt, slog.New(slog.DiscardHandler))
		if tc.bad {
			if !errors.Is(err, errUsage) || !strings.Contains(err.Error(), "--compact-rate") {
				t.Errorf("%s: got %v, want an error of usage", tc.flag, err)
			}
			continue
		}
		if err != nil || opt.CompactRows != tc.rows || opt.CompactBytesPerSecond != tc.bytes {
			t.Errorf("%s: rows %d, bytes %d, %v; want %d and %d", tc.flag, opt.CompactRows, opt.CompactBytesPerSecond, err, tc.rows, tc.bytes)
		}
	}
	if flag := newServe().Flag("compact-rate"); flag == nil || flag.DefValue != "32M" {
		t.Errorf("the flag is %+v, want 32M unless said otherwise", flag)
	}
}

// TestServeCompacts has a store with the options of a server compact by itself,
// or not, and looks at the log.
func TestServeCompacts(t *testing.T) {
	for rate, want := range map[string]bool{"1G": true, "0": false} {
		var log bytes.Buffer // the store is closed before it is read
		var opt store.Options
		if err := (&serveFlags{compactRate: rate}).compaction(&opt, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		tell := opt.Events.Compacted
		opt.Events.Compacted = func(st store.CompactStats) {
			tell(st)
			close(ended)
		}
		if want {
			opt.CompactRows = 10 // the limit of a server is that of large stores
		}
		db, err := store.Open(filepath.Join(t.TempDir(), "data"), opt)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(t.Context(), func(tx *store.Tx) error {
			for i := range 10 {
				q := rdf.Quad{S: rdf.NewIRI("http://example/s"), P: rdf.NewIRI("http://example/p"), O: rdf.NewString(fmt.Sprint(i))}
				if err := tx.Insert(q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want {
			<-ended
		}
		if err := db.Shutdown(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(log.String(), "compacted level=touched changes=10"); got != want {
			t.Errorf("--compact-rate %s: the log says %q", rate, log.String())
		}
	}
}
