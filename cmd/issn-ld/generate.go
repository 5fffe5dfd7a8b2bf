package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/internal/generate/linkfiles"
	"github.com/issn-ld/issn-ld/internal/output"
)

// registerSize is the number of records of the ISSN Register at the end of 2025.
const registerSize = 2_442_601

// generateFlags are the flags of the generate command.
type generateFlags struct {
	options generate.Options
	output  string
	links   string
	quiet   bool
	format  *outputFormat
}

func newGenerate() *cobra.Command {
	f := &generateFlags{}
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write a synthetic register for tests and measurements",
		Long: `Generate writes MARC 21 records of serials that do not exist (ISO 2709 in UTF-8), in
the proportions of the ISSN Register at the end of 2025: media, titles and their
changes, ISSN-L and ISSN-H, countries, languages, scripts, publishers, open-access
resources, archives. A few percent of the records carry the errors that real files
show, some of which make an import reject the record; --clean leaves them out.

The same number and seed give the same bytes on every machine. The file is
compressed if its name ends in .gz or .zst. The counts of what was written go to
standard output, or to standard error if the records go there.

--links also writes the files of other systems about these serials, each in the format
of its publisher, in a folder named as the source of 'issn-ld link': ISSN-L tables,
Wikidata, OpenAlex, ISNI, ROR, archives, ROAD, DOAJ, Crossref, ZDB, SUDOC and transfers,
with the overlaps of the annual report. Some of their rows disagree with the register on
purpose: planted.jsonl lists these, and 'issn-ld report discrepancies --planted' compares
what is reported with it.`,
		Example: `  issn-ld generate -o register.mrc.zst
  issn-ld generate --records 100000 --seed 7 -o small.mrc
  issn-ld generate --records 1000 --clean | issn-ld import - --data data
  issn-ld generate --records 100000 -o register.mrc.zst --links links`,
		Args: cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.Int64Var(&f.options.Records, "records", registerSize, "number of records")
	flags.Uint64Var(&f.options.Seed, "seed", 1, "which register of that size to write")
	flags.BoolVar(&f.options.Clean, "clean", false, "without errors")
	flags.StringVarP(&f.output, "output", "o", "-", `file to write; "-" is standard output`)
	flags.StringVar(&f.links, "links", "", "folder for the files of other systems; must be empty or missing")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	f.format = addFormatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return f.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// run writes the register and prints the counts.
func (f *generateFlags) run(ctx context.Context, stdout, errOut io.Writer) error {
	g, err := generate.New(f.options)
	if err != nil {
		return fmt.Errorf("%w: --records: %w", errUsage, err)
	}
	report := stdout
	if f.output == "-" {
		if file, ok := stdout.(*os.File); ok && isTerminal(file) {
			return usagef("records are not for a terminal: name a file with -o (see 'issn-ld generate --help')")
		}
		report = errOut
	}
	set, err := f.linkFiles(g)
	if err != nil {
		return err
	}
	p := newProgress(errOut, "records", f.quiet || f.output == "-")
	defer p.end()
	p.begin("writing", f.options.Records)
	var written *linkfiles.Counts
	err = writeFile(f.output, stdout, func(w io.Writer) (err error) {
		_, err = g.WriteTo(&meteredWriter{ctx: ctx, w: w, step: func() {
			n := g.Counts().Records
			p.set(n, n)
		}})
		if set != nil && err == nil { // before the register gets its name: neither is there without the other
			var c linkfiles.Counts
			c, err = set.Close()
			written = &c
		}
		return err
	})
	if err != nil {
		if set != nil {
			err = errors.Join(err, set.Discard())
		}
		return err
	}
	p.end()
	counts := g.Counts()
	if *f.format == "json" {
		return output.JSON(report, generated{counts, written})
	}
	if err := printGenerated(report, &counts); err != nil || written == nil {
		return err
	}
	return printLinkFiles(report, written)
}

// linkFiles opens the files of other systems, if requested.
func (f *generateFlags) linkFiles(g *generate.Register) (*linkfiles.Set, error) {
	if f.links == "" {
		return nil, nil //nolint:nilnil // no files
	}
	set, err := linkfiles.Create(linkfiles.Options{Dir: f.links, Register: g, Records: f.options.Records, Seed: f.options.Seed})
	if errors.Is(err, linkfiles.ErrNotEmpty) {
		return nil, fmt.Errorf("%w: --links: %w", errUsage, err)
	}
	return set, err
}

// generated is the result in JSON.
type generated struct {
	generate.Counts
	Links *linkfiles.Counts
}

// MarshalJSON puts the counts of the files beside the counts of the records.
func (g generated) MarshalJSON() ([]byte, error) {
	counts, err := json.Marshal(g.Counts)
	if err != nil || g.Links == nil {
		return counts, err
	}
	files, err := json.Marshal(g.Links)
	if err != nil {
		return nil, err
	}
	return slices.Concat(counts[:len(counts)-1], []byte(`,"links":`), files, []byte("}")), nil
}

// printLinkFiles prints the counts of the files for people.
func printLinkFiles(w io.Writer, c *linkfiles.Counts) error {
	t := &output.Table{Right: map[int]bool{1: true}}
	for _, part := range []struct {
		name   string
		counts map[string]int64
	}{{"rows of other systems", c.Rows}, {"planted discrepancies", c.Planted}} {
		total := int64(0)
		for _, n := range part.counts {
			total += n
		}
		t.Add(part.name, output.Count(total))
		for _, name := range slices.Sorted(maps.Keys(part.counts)) {
			t.Add("  "+name, output.Count(part.counts[name]))
		}
	}
	return t.Print(w)
}

// meteredWriter passes its input on until the context ends, and reports each step.
type meteredWriter struct {
	ctx  context.Context //nolint:containedctx // io.Writer has no place for it
	w    io.Writer
	step func()
}

func (m *meteredWriter) Write(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.w.Write(b)
	m.step()
	return n, err
}

// printGenerated prints the counts for people.
func printGenerated(w io.Writer, c *generate.Counts) error {
	t := &output.Table{Right: map[int]bool{1: true}}
	row := func(name string, n int64) { t.Add(name, output.Count(n)) }
	row("records", c.Records)
	row("  print", c.Print)
	row("  online", c.Online)
	row("  in several media", c.Paired)
	row("  with earlier or later titles", c.Linked)
	row("  with an ISSN-H", c.History)
	row("  with a title in another script", c.Original)
	row("  with ISNI", c.ISNI)
	row("  open-access resources", c.OpenAccessTotal())
	row("  archived", c.Archived)
	row("  archived by three or more", c.Archived3)
	row("addresses", c.URLs)
	row("ISSN centres", int64(c.Centres()))
	row("errors", c.Faults())
	for _, d := range generate.Defects() {
		row("  "+d.String(), c.Defects[d])
	}
	row("records to be rejected", c.Rejected)
	row("records without ISSN", c.WithoutOwn)
	return t.Print(w)
}
