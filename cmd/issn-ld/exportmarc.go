package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register/kept"
)

// marcFlags are the flags of export marc.
type marcFlags struct {
	data, to, out string
	issns         []string
	quiet         bool
}

func newExportMARC() *cobra.Command {
	f := &marcFlags{}
	cmd := &cobra.Command{
		Use:   "marc",
		Short: "Write the MARC records the store was built from",
		Long: `Write the MARC records of the register, all of them or those of some ISSNs. A record that was
imported as ISO 2709 is written to an .mrc file byte for byte as it was read, and one that
was imported as MARCXML likewise to an .xml file; across syntaxes the fields are converted.

Stores of format 3 and older keep no records: import the register again.`,
		Example: `  issn-ld export marc --data data -o register.mrc.zst
  issn-ld export marc --data data --issn 0028-0836,1476-4687 -o nature.xml`,
		Args: cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.to, "to", "", "syntax: mrc (ISO 2709) or xml (MARCXML); by default from the suffix of the output, else mrc")
	flags.StringVarP(&f.out, "output", "o", "-", `file to write, "-" for standard output`)
	flags.StringSliceVar(&f.issns, "issn", nil, "only these ISSNs, separated by commas")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return f.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

func (f *marcFlags) run(ctx context.Context, stdout, errOut io.Writer) (err error) {
	syntax, err := f.syntax()
	if err != nil {
		return err
	}
	var list []issn.ISSN
	for _, text := range f.issns {
		n, err := issn.Clean(text)
		if err != nil {
			return usagef("--issn: %q: %v", text, err)
		}
		list = append(list, n)
	}
	state, err := openState(f.data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	var n int64
	p := newProgress(errOut, "records", f.quiet || f.out == "-")
	defer p.end()
	p.begin("writing", 0)
	err = writeFile(f.out, stdout, func(w io.Writer) (err error) {
		n, err = kept.Export(ctx, state.Snapshot, list, w, syntax, func(n int64) { p.set(n, n) })
		if err == nil && n == 0 {
			err = errors.New("the store keeps no MARC records: it was built by an older program, or of RDF alone; import the register again")
		}
		return err
	})
	if err == nil && f.out != "-" {
		say(errOut, "%s records\n", output.Count(n))
	}
	return err
}

// syntax returns the syntax given by the flag or the file name.
func (f *marcFlags) syntax() (marc.Syntax, error) {
	switch f.to {
	case "mrc":
		return marc.ISO2709, nil
	case "xml":
		return marc.XML, nil
	case "":
	default:
		return 0, usagef("--to: %q is neither mrc nor xml", f.to)
	}
	name := strings.TrimSuffix(strings.TrimSuffix(f.out, ".gz"), ".zst")
	if strings.HasSuffix(name, ".xml") {
		return marc.XML, nil
	}
	return marc.ISO2709, nil
}
