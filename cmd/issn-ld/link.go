package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/register/ingest"
)

// linkFlags are the flags of the link command.
type linkFlags struct {
	data, memory, all            string
	partial, quiet, list, sample bool
	format                       *outputFormat
	live                         liveFlags
}

func newLink() *cobra.Command {
	f := &linkFlags{}
	cmd := &cobra.Command{
		Use:   "link SOURCE FILE... [SOURCE FILE...]",
		Short: "Link the register to other systems that know serials",
		Long: `Link reads the files of a source in the formats of its publisher, matches their rows
with the register (by ISSN, through the ISSN-L, through cancelled and incorrect ISSNs) and
replaces the graph of the source: links with their evidence, holdings, discrepancies and
provenance. It reports every row as linked, rejected or out of scope, and what appeared,
changed and vanished since the last run. A folder stands for the files in it, "-" for standard
input.

Linking several sources in one run costs little more than linking one: the store is built
once, and the graphs of all sources are replaced at the same time. The name of each source
precedes its files; write ./NAME for a file with the name of a source. With --all DIR each source has
a folder by its name in DIR: DIR/wikidata/..., DIR/openalex/..., DIR/portico/...; sources that
have no folder there stay as they are.

With --endpoint the source wikidata is queried live, page by page, instead of read from files. A
busy endpoint is queried again after the time it names; existing links stay until all pages have
arrived.

The report of one source is an object in JSON; that of --all, of --sample and of several
sources is an object with an array "sources".`,
		Example: `  issn-ld link --list
  issn-ld link wikidata query.csv --data data
  issn-ld link openalex snapshot/sources --data data
  zcat holdings.txt.gz | issn-ld link portico - --data data
  issn-ld link doaj journals.csv withdrawn.csv road road.tsv --data data --format json
  issn-ld link --all links --data data --memory 4G
  issn-ld link wikidata --endpoint https://query.wikidata.org/sparql --data data`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.list && (f.all != "" || f.sample) || f.all != "" && f.sample:
				return errors.New("--list, --all and --sample exclude each other")
			case f.list || f.all != "" || f.sample:
				return cobra.NoArgs(cmd, args)
			case f.live.endpoint != "":
				return cobra.ExactArgs(1)(cmd, args)
			}
			return cobra.MinimumNArgs(2)(cmd, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.all, "all", "", "folder with a folder for each source")
	flags.BoolVar(&f.sample, "sample", false, "link the bundled files, which fit the bundled sample of the register")
	flags.StringVar(&f.memory, "memory", "", "memory for building, such as 4G (default a quarter of the machine)")
	flags.BoolVar(&f.partial, "partial", false, "the store holds part of the register: unknown ISSNs are not discrepancies")
	flags.BoolVar(&f.list, "list", false, "list the sources and the formats they accept")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	f.format = addFormatFlag(cmd)
	f.live.addTo(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if f.list {
			return listSources(cmd.OutOrStdout(), *f.format)
		}
		if f.live.endpoint != "" {
			return f.runLive(cmd.Context(), args[0], cmd.OutOrStdout(), cmd.ErrOrStderr())
		}
		batches, cleanUp, err := f.batches(cmd.Context(), args, cmd.InOrStdin())
		defer func() { err = errors.Join(err, cleanUp()) }()
		if err != nil {
			return err
		}
		return f.run(cmd.Context(), batches, cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// batches returns the sources with their files. cleanUp, which is never nil, removes
// temporary files.
func (f *linkFlags) batches(ctx context.Context, args []string, stdin io.Reader) (_ []sources.Batch, cleanUp func() error, err error) {
	cleanUp = func() error { return nil }
	switch {
	case f.sample:
		f.partial = true // the sample covers only part of the register
		batches, err := sample.Batches()
		return batches, cleanUp, err
	case f.all != "":
		batches, err := sources.Folder(f.all)
		if errors.Is(err, sources.ErrSource) {
			return nil, cleanUp, usagef("%w; 'issn-ld link --list' lists the sources", err)
		}
		if err == nil && len(batches) == 0 {
			err = usagef("%s has no folder of a source with files", f.all)
		}
		return batches, cleanUp, err
	}
	if sources.Lookup(args[0]) == nil {
		return nil, cleanUp, usagef("there is no source %q; 'issn-ld link --list' lists them", args[0])
	}
	var batches []sources.Batch
	named := map[string]bool{}
	spooled := false
	for _, arg := range args {
		if source := sources.Lookup(arg); source != nil {
			if named[arg] {
				return nil, cleanUp, usagef("the source %s is named twice: name its files together", arg)
			}
			named[arg] = true
			batches = append(batches, sources.Batch{Source: source})
			continue
		}
		b := &batches[len(batches)-1]
		var files []*formats.File
		if arg == "-" {
			if spooled {
				return nil, cleanUp, usagef("standard input is named twice")
			}
			spooled = true
			files, cleanUp, err = spoolLinks(ctx, stdin)
		} else {
			files, err = formats.Expand(arg)
		}
		if err != nil {
			return nil, cleanUp, err
		}
		b.Files = append(b.Files, files...)
	}
	for _, b := range batches {
		if len(b.Files) == 0 {
			return nil, cleanUp, usagef("no file for the source %s", b.Source.Info().Name)
		}
	}
	return batches, cleanUp, nil
}

// spoolLinks copies standard input, since formats are detected from the start of a file
// and some files are read twice.
func spoolLinks(ctx context.Context, stdin io.Reader) (files []*formats.File, remove func() error, err error) {
	path, _, remove, err := ingest.Spool(ctx, stdin, "")
	if err != nil {
		return nil, func() error { return nil }, err
	}
	files, err = formats.Expand(path)
	for _, file := range files {
		file.Name = strings.Replace(file.Name, path, "standard input", 1)
	}
	return files, remove, err
}

// listSources prints the sources.
func listSources(out io.Writer, format outputFormat) error {
	if format == "json" {
		infos := []sources.Info{}
		for _, s := range sources.Sources() {
			infos = append(infos, s.Info())
		}
		return output.JSON(out, infos)
	}
	t := output.Table{Header: []string{"source", "title", "formats"}}
	for _, s := range sources.Sources() {
		info := s.Info()
		t.Add(info.Name, info.Title, strings.Join(info.Formats, ", "))
	}
	return t.Print(out)
}
