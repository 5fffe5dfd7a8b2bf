package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/vocab"
)

// convertFlags are the flags of the convert command.
type convertFlags struct {
	from, to, base, prefixes, out string
	lax, plain, canonical, quiet  bool
}

func newConvert() *cobra.Command {
	f := &convertFlags{}
	cmd := &cobra.Command{
		Use:   "convert IN...",
		Short: "Convert between RDF syntaxes",
		Long: `Convert reads RDF documents and writes them as one document in another syntax. N-Triples and
N-Quads stream, whatever their size. Turtle and TriG are laid out for reading, which needs them
in memory unless --plain is given; so do RDF/XML and JSON-LD. The blank nodes of different
documents stay apart.`,
		Example: `  issn-ld convert in.ttl --to jsonld
  issn-ld convert a.nq.gz b.trig --to nq -o both.nq.zst
  issn-ld convert - --from rdf --to ttl --base http://example.org/ < in.rdf
  issn-ld convert broken.nt --to nt --lax -o good.nt`,
		Args: cobra.MinimumNArgs(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.to, "to", "", "syntax to write: nt, nq, ttl, trig, rdf, jsonld (default by the suffix of the output)")
	flags.StringVar(&f.from, "from", "", "syntax to read (default by the suffix of each file)")
	flags.StringVar(&f.base, "base", "", "IRI that relative IRIs are resolved against")
	flags.StringVar(&f.prefixes, "prefixes", "auto", "auto: those of the input and of the ISSN profile; or a Turtle file with @prefix directives")
	flags.StringVarP(&f.out, "output", "o", "-", `file to write, "-" for standard output; .gz and .zst compress`)
	flags.BoolVar(&f.lax, "lax", false, "skip bad lines of N-Triples and N-Quads and count them")
	flags.BoolVar(&f.plain, "plain", false, "write Turtle and TriG as a stream, not for people")
	flags.BoolVar(&f.canonical, "canonical", false, "write N-Triples and N-Quads in their canonical form")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return f.run(cmd.Context(), args, cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// converter is one run of the convert command.
type converter struct {
	flags   *convertFlags
	out     format.Writer
	skipped int64
	done    int64
	p       *progress
}

func (f *convertFlags) run(ctx context.Context, files []string, stdout, errOut io.Writer) error {
	if f.to == "" && (f.out == "-" || f.out == "") {
		return usagef("say what to write with --to or -o (see 'issn-ld convert --help')")
	}
	to, err := outputSyntax(f.to, f.out, format.Unknown)
	if err != nil {
		return err
	}
	c := &converter{flags: f, p: newProgress(errOut, "quads", f.quiet || f.out == "-")}
	defer c.p.end()
	prefixes, err := c.readPrefixes(files)
	if err != nil {
		return err
	}
	err = writeFile(f.out, stdout, func(w io.Writer) error {
		c.out, err = format.NewWriter(w, to, format.WriterOptions{
			Prefixes: prefixes, Base: f.base, Pretty: !f.plain && to != format.NTriples && to != format.NQuads,
			Canonical: f.canonical,
		})
		if err != nil {
			return err
		}
		c.p.begin("converting", 0)
		for i, file := range files {
			if err := c.convert(ctx, i, file, len(files) > 1); err != nil {
				return err
			}
		}
		return c.out.Close()
	})
	if err != nil {
		return err
	}
	if c.skipped > 0 {
		say(errOut, "%s bad lines were skipped\n", output.Count(c.skipped))
		return errRejects
	}
	return nil
}

// convert reads one document.
func (c *converter) convert(ctx context.Context, number int, file string, several bool) (err error) {
	opt := format.Options{Base: c.flags.base, File: file, Lax: c.flags.lax, OnSkip: c.skip}
	if several {
		opt.LabelPrefix = fmt.Sprintf("d%d", number+1)
	}
	rd, err := c.open(file, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rd.Close()) }()
	var q rdf.Quad
	for {
		err := rd.Read(&q)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = c.out.WriteQuad(q)
		}
		if err != nil {
			return err
		}
		if c.done++; c.done%1024 == 0 {
			c.p.set(0, c.done)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
}

// skip reports a bad line.
func (c *converter) skip(err *rdf.SyntaxError) {
	if c.skipped++; c.skipped <= maxLines {
		c.p.note("skipped: " + err.Error())
	}
}

// open opens a file, or standard input, in the syntax of the flag or the suffix.
func (c *converter) open(file string, opt format.Options) (*format.File, error) {
	from := format.Unknown
	if c.flags.from != "" {
		var ok bool
		if from, ok = format.ByName(c.flags.from); !ok {
			return nil, usagef("--from: %q is not one of nt, nq, ttl, trig, rdf, jsonld", c.flags.from)
		}
	}
	if file == "-" && from == format.Unknown {
		return nil, usagef("say with --from what standard input holds")
	}
	return format.Open(file, from, opt)
}

// readPrefixes returns the prefixes to write with. Auto adds the prefixes at the head
// of Turtle and TriG documents to those of the profile.
func (c *converter) readPrefixes(files []string) (map[string]string, error) {
	if c.flags.prefixes != "auto" {
		return prefixesOf(c.flags.prefixes, -1)
	}
	prefixes := vocab.PrefixMap()
	for _, file := range files {
		syntax, _ := format.Detect(file)
		if file == "-" || syntax != format.Turtle && syntax != format.TriG {
			continue
		}
		found, err := prefixesOf(file, maxPrefixScan)
		if err != nil {
			continue // reading the file for its statements will report the error
		}
		maps.Copy(prefixes, found)
	}
	return prefixes, nil
}

// maxPrefixScan bounds the statements read in search of prefixes, which come at the
// head of a document.
const maxPrefixScan = 100

// prefixesOf returns the prefixes that a Turtle document declares before statement
// number limit; -1 reads it all.
func prefixesOf(file string, limit int) (prefixes map[string]string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, _, err := format.Decompress(f)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, text.Close()) }()
	rd := turtle.NewReader(text, turtle.Options{Format: turtle.TriG, File: file, Base: "http://example.org/"})
	var q rdf.Quad
	for n := 0; n != limit; n++ {
		if err := rd.Read(&q); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
	}
	return rd.Prefixes(), nil
}
