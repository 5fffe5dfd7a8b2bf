package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
)

// liveFlags are the flags for querying live sources.
type liveFlags struct {
	endpoint  string
	pageItems int
}

func (f *liveFlags) addTo(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.endpoint, "endpoint", "", "SPARQL endpoint to query for the source wikidata, instead of files")
	flags.IntVar(&f.pageItems, "page-items", 2000, "items on a page of --endpoint")
}

// runLive fetches the pages of an endpoint and links them.
func (f *linkFlags) runLive(ctx context.Context, name string, out, errOut io.Writer) (err error) {
	source := sources.Lookup(name)
	switch {
	case source == nil:
		return usagef("there is no source %q; 'issn-ld link --list' lists them", name)
	case source.Info().Page == nil:
		return usagef("--endpoint: the source %s is read from files; it cannot be asked live", name)
	case f.live.pageItems <= 0:
		return usagef("--page-items: %d is not a number of items; give 1 or more", f.live.pageItems)
	}
	p := newProgress(errOut, "items", f.quiet)
	p.begin("fetching", 0)
	file, remove, err := formats.Endpoint{
		URL: f.live.endpoint, Query: source.Info().Page, PageItems: f.live.pageItems,
		OnPage: func(items, _ int64) { p.set(items, items) },
	}.Fetch(ctx)
	p.end()
	if err != nil {
		return fmt.Errorf("--endpoint: %w", err)
	}
	defer func() { err = errors.Join(err, remove()) }()
	return f.run(ctx, []sources.Batch{{Source: source, Files: []*formats.File{file}}}, out, errOut)
}
