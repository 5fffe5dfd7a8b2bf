package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/store"
)

// importFlags are the flags of the import command.
type importFlags struct {
	data, rejects, memory, dialect string
	sample, strict, quiet, fresh   bool
	verbose, update, force         bool
	workers                        int
	format                         *outputFormat
}

func newImport() *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Import records of the ISSN Register",
		Long: `Import reads MARC 21 or UNIMARC records (ISO 2709 or MARCXML, also .gz and .zst, "-"
for standard input), maps them to RDF by the ISSN linked data application profile
and adds them to the store. A new record replaces everything the store said about its
ISSN. Of several records for one ISSN, the one with the newest field 005 is taken.

The new state becomes visible at once, when all of it is on disk. An import that is
interrupted leaves the store as it was.

With --update the files are change files: their records are applied one after the other in the
order of field 005, in durable transactions, without building the store anew. The report
counts the new, changed, cancelled, suppressed and withdrawn records.

A record marked as deleted withdraws its ISSN until a newer record arrives.

With --replace the files are the whole register. Without --force, a new state is not published
if it has no records, has a tenth fewer than before, or comes from a file that ends inside a
record.

A record without an ISSN is skipped. A record that cannot be read or mapped is
rejected with the reason, and written to a file that can be imported again.`,
		Example: `  issn-ld import register.mrc.gz --data data
  issn-ld import *.mrc *.xml --data data --rejects rejects.mrc
  zcat register.mrc.gz | issn-ld import - --data data --format json
  issn-ld import --update changes-2026-11-24.mrc --data data
  issn-ld import --sample --data data`,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store; made if it is missing")
	flags.StringVar(&f.rejects, "rejects", "", "path before .mrc and .xml of the files for rejected records (default DATA.rejects)")
	flags.StringVar(&f.memory, "memory", "", "memory for building, such as 4G (default a quarter of the machine)")
	flags.StringVar(&f.dialect, "dialect", "auto", "how to read the tags: auto, marc21 or unimarc")
	flags.BoolVar(&f.sample, "sample", false, "import the bundled sample")
	flags.BoolVar(&f.strict, "strict", false, "stop at the first rejected record, leaving the store as it was")
	flags.BoolVar(&f.fresh, "replace", false, "drop the register's graphs first: the files are the whole register")
	flags.BoolVar(&f.force, "force", false, "with --replace: publish a register with far fewer records, or none, or from a file that is cut off")
	flags.BoolVar(&f.update, "update", false, "apply the records as changes, in the order of field 005, while the store may be queried")
	flags.BoolVar(&f.verbose, "verbose", false, "print every reject and warning")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	flags.IntVar(&f.workers, "workers", 0, "goroutines that map records (default one per processor)")
	f.format = addFormatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 && !f.sample {
			return usagef("no file to import (see 'issn-ld import --help')")
		}
		return f.run(cmd.Context(), args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// run imports the files into the store and prints the report.
func (f *importFlags) run(ctx context.Context, files []string, stdin io.Reader, out, errOut io.Writer) (err error) {
	memory, dialect, err := f.parse()
	if err != nil {
		return err
	}
	p := newProgress(errOut, "records", f.quiet)
	defer p.end()
	im := &importer{flags: f, progress: p, dialect: dialect, rejects: marc.NewRejects(f.rejectPrefix())}
	defer func() { err = errors.Join(err, im.cleanUp()) }()
	inputs, err := im.inputs(ctx, files, stdin)
	if err != nil {
		return err
	}
	db, end, err := openForWriting(f.data)
	if err != nil {
		return err
	}
	defer func() { err = end(err) }()
	if f.update {
		return im.update(ctx, db, inputs, out)
	}
	report, err := register.Import(ctx, db, inputs, register.ImportOptions{
		Replace: f.fresh, Force: f.force, MemoryBytes: memory, Workers: f.workers, Strict: f.strict,
		OnReject: im.reject, OnWarn: im.warn, OnProgress: p.reading, OnLoading: p.loading,
	})
	if errors.Is(err, register.ErrShrinks) {
		err = fmt.Errorf("%w; --force publishes it all the same", err)
	}
	if err != nil {
		return err
	}
	p.end()
	rejects, err := im.endRejects()
	if err != nil {
		return err
	}
	if err := im.print(out, report, rejects); err != nil {
		return err
	}
	if report.TotalRejected() > 0 {
		return errRejects
	}
	return nil
}

// update applies change files and prints the report.
func (im *importer) update(ctx context.Context, db *store.DB, inputs []register.Input, out io.Writer) error {
	im.progress.begin("reading", 0)
	start := time.Now()
	report, err := register.Update(ctx, db, inputs, register.UpdateOptions{
		OnReject: im.reject,
		OnProgress: func(done, total int) {
			if done <= total && im.progress.current() != "applying" {
				im.progress.begin("applying", int64(total))
			}
			im.progress.set(int64(done), int64(done))
		},
	})
	if err != nil {
		return err
	}
	im.progress.end()
	rejects, err := im.endRejects()
	if err != nil {
		return err
	}
	if err := printUpdate(out, report, time.Since(start), rejects, *im.flags.format); err != nil {
		return err
	}
	if report.TotalRejected() > 0 {
		return errRejects
	}
	return nil
}

// endRejects finishes the files of rejected records and returns their names.
func (im *importer) endRejects() ([]string, error) {
	files, err := im.rejects.Close()
	im.rejects = marc.NewRejects(im.flags.rejectPrefix())
	return files, err
}

// rejectPrefix is the path before the suffixes of the reject files.
func (f *importFlags) rejectPrefix() string {
	if f.rejects != "" {
		return strings.TrimSuffix(strings.TrimSuffix(f.rejects, ".mrc"), ".xml")
	}
	return strings.TrimRight(f.data, "/") + ".rejects"
}

// parse reads the textual flags.
func (f *importFlags) parse() (memory int64, dialect marc.Dialect, err error) {
	if f.memory != "" {
		if memory, err = parseSize(f.memory); err != nil {
			return 0, 0, fmt.Errorf("%w: --memory: %w", errUsage, err)
		}
	}
	switch f.dialect {
	case "auto":
		return memory, marc.AutoDialect, nil
	case "marc21":
		return memory, marc.OnlyMARC21, nil
	case "unimarc":
		return memory, marc.OnlyUNIMARC, nil
	}
	return 0, 0, usagef("--dialect: %q is neither auto, marc21 nor unimarc", f.dialect)
}

// importer is one run of the import command.
type importer struct {
	flags    *importFlags
	progress *progress
	dialect  marc.Dialect
	rejects  *marc.Rejects
	lines    int            // rejects and warnings so far
	remove   []func() error // of spooled input
}

// inputs opens nothing yet, but reports missing files early.
func (im *importer) inputs(ctx context.Context, files []string, stdin io.Reader) ([]register.Input, error) {
	var list []register.Input
	add := func(name string, size int64, open func(marc.Options) (*marc.Reader, error)) {
		opt := marc.Options{File: name, Dialect: im.dialect, KeepRaw: true}
		list = append(list, register.Input{
			Name: name, Size: size,
			Open: func() (ingest.Source[*marc.Record], error) { return open(opt) },
		})
	}
	if im.flags.sample {
		add("bundled sample", int64(len(sample.Register)), func(opt marc.Options) (*marc.Reader, error) {
			return marc.NewReader(bytes.NewReader(sample.Register), opt)
		})
	}
	for _, file := range files {
		path, size, err := im.readable(ctx, file, stdin)
		if err != nil {
			return nil, err
		}
		add(file, size, func(opt marc.Options) (*marc.Reader, error) { return marc.Open(path, opt) })
	}
	return list, nil
}

// readable returns the path of a file that can be read several times, with its size.
// Standard input, pipes and the like are copied to a temporary file.
func (im *importer) readable(ctx context.Context, file string, stdin io.Reader) (path string, size int64, err error) {
	var remove func() error
	if file == "-" {
		path, size, remove, err = ingest.Spool(ctx, stdin, "")
	} else {
		info, err := os.Stat(file)
		switch {
		case err != nil:
			return "", 0, err
		case info.IsDir():
			return "", 0, usagef("%s is a folder; name the files in it", file)
		case info.Mode().IsRegular():
			return file, info.Size(), nil
		}
		path, size, remove, err = ingest.SpoolFile(ctx, file, "")
		if err != nil {
			return "", 0, err
		}
	}
	if err != nil {
		return "", 0, err
	}
	im.remove = append(im.remove, remove)
	return path, size, nil
}

// cleanUp removes spooled input and finishes the reject file.
func (im *importer) cleanUp() error {
	_, err := im.rejects.Close()
	for _, remove := range im.remove {
		err = errors.Join(err, remove())
	}
	return err
}
