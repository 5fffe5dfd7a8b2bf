package report

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store/ids"
)

// ErrUsage marks a question that cannot be asked in this way, such as one with a
// parameter that does not fit.
var ErrUsage = errors.New("wrong use")

// Usagef returns an error that wraps [ErrUsage].
func Usagef(text string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrUsage, fmt.Errorf(text, args...))
}

// A Report is a question that can be put to the register and its links.
type Report struct {
	Name     string   // of the command, and of the path under which the server has it
	Title    string   // one line, without a full stop
	About    string   // a paragraph or two for the help
	Args     string   // as the usage line shows the arguments: "[ISSN...]"; empty if there are none
	Examples []string // arguments and flags, each a command line that works
	// Formats are the forms of the answer by name; the first is the default.
	Formats []string
	// RDF adds the RDF syntaxes to the formats.
	RDF bool
	// Bulk marks a report that has a row for each record: it is written to a file and
	// found among the exports.
	Bulk bool
	// New prepares a run: it declares the parameters of the report, if it has any, and
	// returns the function that answers once they are set.
	New func(flags *flag.FlagSet) Run
	// OfSerial answers for one serial. Reports that have it are served at
	// /NAME/ISSN/{issn}. Open ranges of years end in year. The error is a
	// [*register.StandingError] for an ISSN that identifies no serial.
	OfSerial func(ctx context.Context, st *State, n issn.ISSN, year int) (Document, error)
}

// Run answers a question. It checks the question before it opens the state.
type Run func(ctx context.Context, q *Question, out io.Writer) error

// A Document is an answer that can be written as JSON, by its fields, and as RDF.
type Document interface {
	// Quads returns the answer in the default graph. Labels of blank nodes begin with
	// the given word.
	Quads(label string) []rdf.Quad
}

// A Question is what somebody asks of a report.
type Question struct {
	Args   []string
	Format string // one of the formats of the report
	// Open opens the state to read.
	Open Source
	// Begin and Done tell how far a long run has got; both may be nil.
	Begin func(total int64)
	Done  func(n int64)
}

// A Source opens the state that its reader may see. The caller closes it.
type Source func(context.Context) (*State, error)

// State is one state of the store as its reader may see it. A report reads nothing
// else.
type State struct {
	Snapshot
	// Engine answers queries with the limits of the reader. It need not read the same
	// snapshot, so a report uses one or the other.
	Engine Engine
}

// Snapshot is a state of the store; [*store.Snapshot] implements it.
type Snapshot interface {
	sparql.Snapshot
	ScanQuads(ctx context.Context, sc ids.Scan) iter.Seq2[rdf.Quad, error]
}

// Engine answers queries; [*sparql.Engine] implements it.
type Engine interface {
	Resource(ctx context.Context, iri string) ([]rdf.Quad, error)
	Query(ctx context.Context, text string, opt sparql.QueryOptions) (*sparql.Result, error)
}

// ChooseFormat returns the format with the name. Without a name it is the one that
// the suffix of the output stands for, before that of its compression, or else the
// first of the report.
func (r *Report) ChooseFormat(name, file string) (string, error) {
	if name == "" {
		for _, compressed := range []string{".gz", ".zst"} {
			file = strings.TrimSuffix(file, compressed)
		}
		for _, f := range r.Formats {
			if strings.HasSuffix(file, "."+f) {
				return f, nil
			}
		}
		return r.Formats[0], nil
	}
	if _, isRDF := format.ByName(name); slices.Contains(r.Formats, name) || r.RDF && isRDF {
		return name, nil
	}
	return "", Usagef("--format: %q is not one of %s", name, strings.Join(r.formats(), ", "))
}

// formats returns the names of all formats.
func (r *Report) formats() []string {
	if r.RDF {
		return append(slices.Clone(r.Formats), "nt", "nq", "ttl", "trig", "rdf", "jsonld")
	}
	return r.Formats
}

// FormatHelp lists the formats for people.
func (r *Report) FormatHelp() string {
	list := r.formats()
	text := strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
	if r.Bulk {
		text += " (default by the suffix of the output, else " + r.Formats[0] + ")"
	}
	return text
}

// Syntax returns the RDF syntax of a format; false for a format that is no RDF.
func Syntax(name string) (format.Format, bool) {
	if name == "json" { // of the report; jsonld is RDF
		return format.Unknown, false
	}
	return format.ByName(name)
}

// WriteRDF writes quads in a syntax.
func WriteRDF(out io.Writer, syntax format.Format, quads []rdf.Quad, prefixes map[string]string) error {
	w, err := format.NewWriter(out, syntax, format.WriterOptions{Prefixes: prefixes, Pretty: true, DropGraphs: true})
	if err != nil {
		return err
	}
	for _, q := range quads {
		if err := w.WriteQuad(q); err != nil {
			return err
		}
	}
	return w.Close()
}
