package format

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/jsonld"
	"github.com/issn-ld/issn-ld/rdf/rdfxml"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

// ErrUnknown is returned where no syntax is given and none can be told from
// the name, or where there is no reader or writer for it.
var ErrUnknown = errors.New("unknown RDF format")

// CannotHold reports whether the error of a [Writer] is about a quad that the syntax
// has no way to write, while others have.
func CannotHold(err error) bool {
	return errors.Is(err, rdfxml.ErrCharacter) || errors.Is(err, rdfxml.ErrPredicate) || errors.Is(err, rdfxml.ErrNamedGraph)
}

// Reader reads quads; it returns io.EOF after the last one. Its errors about
// the document are *rdf.SyntaxError.
type Reader interface {
	Read(*rdf.Quad) error
}

// Writer writes quads. Close completes the document.
type Writer interface {
	WriteQuad(rdf.Quad) error
	Close() error
}

// Options tunes a [Reader].
type Options struct {
	Base        string // IRI that relative ones are resolved against
	File        string // name of the document, for errors
	Transient   bool   // strings of terms are lent until the next Read, where the syntax can
	Lax         bool   // skip bad lines of N-Triples and N-Quads
	OnSkip      func(*rdf.SyntaxError)
	LabelPrefix string // goes before the labels of blank nodes
	Loader      *Loader
	// MaxBytes bounds a document by what it unfolds to: RDF/XML with its entities
	// replaced, JSON-LD as it is read. A larger one is [ErrTooLarge], or a syntax
	// error. Other syntaxes are not bounded. 0 is the bound of the syntax, if any.
	MaxBytes int64
}

// ErrTooLarge marks a document that unfolds to more bytes than Options.MaxBytes.
var ErrTooLarge = rdfxml.ErrTooLarge

// Loader holds the contexts that JSON-LD documents may refer to; a nil Loader
// stands for those that are built in.
type Loader = jsonld.Loader

// Form is the form of a JSON-LD document.
type Form = jsonld.Form

// The forms of JSON-LD documents.
const (
	Compacted = jsonld.Compacted
	Expanded  = jsonld.Expanded
	Framed    = jsonld.Framed
	Tree      = jsonld.Tree
)

// PrefixTable is a set of prefixes that is ready for use.
type PrefixTable = turtle.PrefixTable

// NewPrefixTable returns the table of prefixes and their namespaces.
func NewPrefixTable(prefixes map[string]string) *PrefixTable { return turtle.NewPrefixTable(prefixes) }

// WriterOptions tunes a [Writer].
type WriterOptions struct {
	Prefixes map[string]string // prefix to namespace; not for JSON-LD, which has contexts
	// Table takes the place of Prefixes in Turtle and TriG: it is made once for many
	// writers.
	Table      *PrefixTable
	Base       string // IRIs below it are written relative to it; not in JSON-LD
	Pretty     bool   // grouped and nested, for people; holds everything until Close
	Stable     bool   // strings of quads do not change before Close; pretty output makes no copy
	DropGraphs bool   // write the triples of named graphs where the syntax has no graphs
	Canonical  bool   // of N-Triples and N-Quads

	// For JSON-LD alone, as package jsonld has them: the form, the context (nil
	// for that of the ISSN profile), the frame, the node of the default frame.
	Form    Form
	Context any
	Frame   map[string]any
	Root    string
	Loader  *Loader
}

// textSyntax returns f as package turtle names it.
func textSyntax(f Format) (turtle.Format, bool) {
	switch f {
	case NTriples:
		return turtle.NTriples, true
	case NQuads:
		return turtle.NQuads, true
	case Turtle:
		return turtle.Turtle, true
	case TriG:
		return turtle.TriG, true
	case Unknown, RDFXML, JSONLD:
	}
	return 0, false
}

// TurtleOptions returns the options for the reader of package turtle, for
// callers that read N-Triples or N-Quads in parallel; false if f is none of
// its syntaxes.
func (o Options) TurtleOptions(f Format) (turtle.Options, bool) {
	syntax, ok := textSyntax(f)
	return turtle.Options{
		Format: syntax, Base: o.Base, File: o.File, Transient: o.Transient,
		Lax: o.Lax, OnSkip: o.OnSkip, LabelPrefix: o.LabelPrefix,
	}, ok
}

// NewReader returns a reader of a document in the syntax f. Base directions
// are read from JSON-LD as RDF 1.2 has them, and written so.
func NewReader(r io.Reader, f Format, opt Options) (Reader, error) {
	if o, ok := opt.TurtleOptions(f); ok {
		return turtle.NewReader(r, o), nil
	}
	switch f {
	case RDFXML:
		return rdfxml.NewReader(r, rdfxml.Options{Base: opt.Base, File: opt.File, LabelPrefix: opt.LabelPrefix, MaxBytes: opt.MaxBytes}), nil
	case JSONLD:
		return jsonld.NewReader(r, jsonld.Options{
			Base: opt.Base, File: opt.File, LabelPrefix: opt.LabelPrefix, Loader: opt.Loader,
			Direction: jsonld.DirLangString, MaxBytes: opt.MaxBytes,
		}), nil
	case Unknown, NTriples, NQuads, Turtle, TriG:
	}
	return nil, fmt.Errorf("%w: no reader for %s", ErrUnknown, f)
}

// NewWriter returns a writer in the syntax f.
func NewWriter(w io.Writer, f Format, opt WriterOptions) (Writer, error) {
	if syntax, ok := textSyntax(f); ok {
		return turtle.NewWriter(w, turtle.WriterOptions{
			Format: syntax, Prefixes: opt.Prefixes, Table: opt.Table, Base: opt.Base, Pretty: opt.Pretty,
			Stable: opt.Stable, DropGraphs: opt.DropGraphs, Canonical: opt.Canonical,
		}), nil
	}
	switch f {
	case RDFXML:
		return rdfxml.NewWriter(w, rdfxml.WriterOptions{
			Prefixes: opt.Prefixes, Base: opt.Base, Pretty: opt.Pretty, DropGraphs: opt.DropGraphs,
		}), nil
	case JSONLD:
		return jsonld.NewWriter(w, jsonld.WriterOptions{
			Form: opt.Form, Context: opt.Context, Frame: opt.Frame, Root: opt.Root, Loader: opt.Loader,
			Indent: opt.Pretty, Direction: jsonld.DirLangString,
		}), nil
	case Unknown, NTriples, NQuads, Turtle, TriG:
	}
	return nil, fmt.Errorf("%w: no writer for %s", ErrUnknown, f)
}

// File is an open document: a [Reader] that is closed after use.
type File struct {
	Reader
	Format Format
	Source io.Reader // the text, decompressed; for readers of another kind

	plain io.Closer
	file  io.Closer
	name  string
}

// Open opens the file with the name, or standard input for "-". Compressed
// files are recognised by their contents. If f is Unknown the suffix decides.
func Open(name string, f Format, opt Options) (*File, error) {
	file := os.Stdin
	if name != "-" {
		var err error
		if file, err = os.Open(name); err != nil {
			return nil, err
		}
	}
	if f == Unknown {
		f, _ = Detect(name)
	}
	if opt.File == "" && name != "-" {
		opt.File = name
	}
	src, compression, err := Decompress(file)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), file.Close())
	}
	if compression != None {
		src = packedReader{src}
	}
	rd, err := NewReader(src, f, opt)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), src.Close(), file.Close())
	}
	return &File{Reader: rd, Format: f, Source: src, plain: src, file: file, name: name}, nil
}

// errDamaged marks what the decoders say about compressed data.
var errDamaged = errors.New("the compressed data are damaged")

// packedReader marks the errors of a decoder, which do not say what they are about.
type packedReader struct{ io.ReadCloser }

// Read implements io.Reader.
func (r packedReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: %w", errDamaged, err)
	}
	return n, err
}

// Read implements [Reader]. Errors about compressed data name the file too, which some
// of the readers do and others do not.
func (f *File) Read(q *rdf.Quad) error {
	err := f.Reader.Read(q)
	if errors.Is(err, errDamaged) && !strings.Contains(err.Error(), f.name) {
		err = fmt.Errorf("%s: %w", f.name, err)
	}
	return err
}

// Close closes the file.
func (f *File) Close() error { return errors.Join(f.plain.Close(), f.file.Close()) }
