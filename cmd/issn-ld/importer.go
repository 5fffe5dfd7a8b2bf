package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// importFlags are the flags of the import command.
type importFlags struct {
	data, rejects, memory, dialect string
	sample, strict, quiet, fresh   bool
	verbose, update                bool
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
and adds them to the store. What the store said about an ISSN gives way to its new
record. Of several records for one ISSN the one with the newest field 005 is taken.

The new state becomes visible at once, when all of it is on disk. An import that is
interrupted leaves the store as it was.

With --update the files are change files: their records are applied one after the other in the
order of field 005, in durable transactions, without building the store anew. A record that is
marked as deleted withdraws its ISSN. The report says what was new, changed, cancelled and
withdrawn.

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
	flags.BoolVar(&f.update, "update", false, "apply the records as changes, in the order of field 005, while the store may be queried")
	flags.BoolVar(&f.verbose, "verbose", false, "print every reject and warning")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	flags.IntVar(&f.workers, "workers", 0, "goroutines that map (default one for each processor)")
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
	db, err := store.Open(f.data, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	p := newProgress(errOut, "records", f.quiet)
	defer p.end()
	im := &importer{flags: f, progress: p, dialect: dialect, imported: newISSNSet(), left: make(map[rdf.Term]bool), rejects: marc.NewRejects(f.rejectPrefix())}
	defer func() { err = errors.Join(err, im.cleanUp()) }()
	inputs, err := im.inputs(files, stdin)
	if err != nil {
		return err
	}
	if f.update {
		return im.runUpdate(ctx, db, inputs, out)
	}
	graphs := []string{vocab.GraphFree, vocab.GraphFull}
	opt := store.LoadOptions{MemoryBytes: memory, DropFrom: graphs, Drop: im.replaced}
	if f.fresh {
		opt = store.LoadOptions{MemoryBytes: memory, ReplaceGraphs: graphs}
	} else if im.held, err = newHeld(db); err != nil {
		return err
	}
	opt.Events.Progress = p.loading
	loader, err := db.Load(ctx, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, loader.Abort()) }()
	report, stats, err := im.load(ctx, inputs, loader)
	if err != nil {
		return err
	}
	if err := dropEmptyClusters(ctx, db, im.left); err != nil {
		return err
	}
	p.end()
	rejects, err := im.rejects.Close()
	if err != nil {
		return err
	}
	im.rejects = marc.NewRejects(f.rejectPrefix())
	if err := im.print(out, report, stats, rejects); err != nil {
		return err
	}
	if report.TotalRejected() > 0 {
		return errRejects
	}
	return nil
}

// runUpdate applies change files and prints the report.
func (im *importer) runUpdate(ctx context.Context, db *store.DB, inputs []ingest.Input[*marc.Record], out io.Writer) error {
	report, err := im.update(ctx, db, inputs)
	if err != nil {
		return err
	}
	im.progress.end()
	if report.Rejects, err = im.rejects.Close(); err != nil {
		return err
	}
	im.rejects = marc.NewRejects(im.flags.rejectPrefix())
	if err := report.print(out, *im.flags.format); err != nil {
		return err
	}
	if len(report.Rejected) > 0 {
		return errRejects
	}
	return nil
}

// rejectPrefix is the path before the suffixes of the reject files.
func (f *importFlags) rejectPrefix() string {
	if f.rejects != "" {
		return strings.TrimSuffix(strings.TrimSuffix(f.rejects, ".mrc"), ".xml")
	}
	return strings.TrimRight(f.data, "/") + ".rejects"
}

// parse reads the flags that are text.
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

	imported *issnSet          // whose records have been mapped
	left     map[rdf.Term]bool // clusters that lost a member
	held     *held             // what the store has already; nil: nothing that counts
}

// inputs opens nothing yet, but finds out early which files are missing.
func (im *importer) inputs(files []string, stdin io.Reader) ([]ingest.Input[*marc.Record], error) {
	var list []ingest.Input[*marc.Record]
	add := func(name string, size int64, open func(marc.Options) (*marc.Reader, error)) {
		opt := marc.Options{File: name, Dialect: im.dialect, KeepRaw: true}
		list = append(list, ingest.Input[*marc.Record]{
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
		path, size := file, int64(0)
		if file == "-" {
			spooled, n, remove, err := ingest.Spool(stdin, "")
			if err != nil {
				return nil, err
			}
			im.remove = append(im.remove, remove)
			path, size = spooled, n
		} else {
			info, err := os.Stat(file)
			if err != nil {
				return nil, err
			}
			size = info.Size()
		}
		add(file, size, func(opt marc.Options) (*marc.Reader, error) { return marc.Open(path, opt) })
	}
	return list, nil
}

// cleanUp removes spooled input and completes the reject file.
func (im *importer) cleanUp() error {
	_, err := im.rejects.Close()
	err = errors.Join(err, im.held.close())
	for _, remove := range im.remove {
		err = errors.Join(err, remove())
	}
	return err
}

// load maps the records into the loader and makes them the state of the store.
func (im *importer) load(ctx context.Context, inputs []ingest.Input[*marc.Record], loader *store.Loader) (*ingest.Report, store.LoadStats, error) {
	report, err := ingest.Run(ctx, inputs, ingest.Options[*marc.Record]{
		NewMapper: im.newMapper,
		NewPart:   func() (ingest.Part, error) { return loader.Part() },
		Classify:  classify,
		Key: func(rec *marc.Record) (uint64, uint64, bool) {
			n, version, ok := mapping.Key(rec)
			return uint64(n), version, ok
		},
		Workers:    im.flags.workers,
		Strict:     im.flags.strict,
		OnReject:   im.reject,
		OnWarn:     im.warn,
		OnProgress: im.progress.reading,
	})
	if err != nil {
		return nil, store.LoadStats{}, err
	}
	if err := addVocabularies(loader); err != nil {
		return nil, store.LoadStats{}, err
	}
	stats, err := loader.Commit(ctx)
	return report, stats, err
}

// newMapper returns a mapping for one goroutine.
func (im *importer) newMapper() func(*marc.Record) (ingest.Mapped, error) {
	m := mapping.NewMapper(mapping.Options{})
	return func(rec *marc.Record) (ingest.Mapped, error) {
		res, err := m.Map(rec)
		if err != nil {
			return ingest.Mapped{}, err
		}
		if err := im.held.compare(&res); err != nil {
			return ingest.Mapped{}, err
		}
		im.imported.add(res.ISSN)
		return ingest.Mapped{Quads: res.Quads, Warnings: res.Warnings}, nil
	}
}

// classify says what an error means for a record.
func classify(err error) ingest.Verdict {
	var unreadable *marc.RecordError
	var reject *mapping.Reject
	switch {
	case errors.Is(err, mapping.ErrNoISSN):
		return ingest.Verdict{Outcome: ingest.Skipped, Reason: "no-issn"}
	case errors.Is(err, errOlder):
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: "older"}
	case errors.As(err, &unreadable):
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: "unreadable"}
	case errors.As(err, &reject):
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: string(reject.Reason)}
	}
	return ingest.Verdict{Outcome: ingest.Failed}
}

// replaced reports whether an old quad of the register's graphs gives way to
// the record of its ISSN that has been imported: what is said about the ISSN,
// its parts and their blank nodes, and its membership in clusters.
func (im *importer) replaced(q ids.Quad) bool {
	space, n, ok := q.S.ISSN()
	switch {
	case !ok:
		return false
	case issn.Space(space) == issn.SpaceISSN:
		return im.imported.has(issn.ISSN(n))
	}
	member, n2, ok := q.O.ISSN()
	if !ok || issn.Space(member) != issn.SpaceISSN || !im.imported.has(issn.ISSN(n2)) {
		return false
	}
	im.left[rdf.NewIRI(issn.Resource{Space: issn.Space(space), ISSN: issn.ISSN(n)}.IRI())] = true
	return true
}

// addVocabularies adds the labels of the controlled lists, so that queries find
// them beside the records.
func addVocabularies(loader *store.Loader) error {
	part, err := loader.Part()
	if err != nil {
		return err
	}
	for _, list := range vocab.Lists() {
		for _, q := range server.ListQuads(list) {
			if err := part.Add(q); err != nil {
				return errors.Join(err, part.Close())
			}
		}
	}
	return part.Close()
}

// issnSet is a set of ISSNs: a bit for each there can be. Its methods may be
// called concurrently.
type issnSet struct {
	mu   sync.RWMutex
	bits []uint64
}

func newISSNSet() *issnSet { return &issnSet{bits: make([]uint64, (issn.Count+63)/64)} }

func (s *issnSet) add(n issn.ISSN) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bits[n/64] |= 1 << (n % 64)
}

func (s *issnSet) has(n issn.ISSN) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.bits[n/64]&(1<<(n%64)) != 0
}
