package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/store"
)

// run links the sources and prints the results.
func (f *linkFlags) run(ctx context.Context, batches []sources.Batch, out, errOut io.Writer) (err error) {
	began := time.Now()
	p := newProgress(errOut, "quads", f.quiet)
	defer p.end()
	opt := held.LinkOptions{
		IgnoreUnknown: f.partial,
		OnPhase:       func(phase string) { p.begin(phase, 0) },
		OnQuads:       func(quads int64) { p.set(0, quads) },
		OnRow: func(row *formats.Row) error {
			if row.Reject != "" {
				p.noteUpTo(maxLines, fmt.Sprintf("rejected: %s: row %d: %s %s", row.File, row.Record, row.Reject, row.Detail))
			}
			return nil
		},
	}
	opt.Load.Events.Progress = p.loading
	if f.memory != "" {
		if opt.Load.MemoryBytes, err = parseSize(f.memory); err != nil {
			return fmt.Errorf("%w: --memory: %w", errUsage, err)
		}
	}
	db, err := openExisting(f.data, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	report, err := held.Link(ctx, db, batches, opt)
	if err != nil {
		return err
	}
	p.end()
	if len(batches) == 1 && f.all == "" && !f.sample {
		return printLink(out, *f.format, &report.Sources[0])
	}
	return printLinks(out, *f.format, &linkReports{*report, time.Since(began).Seconds()})
}
