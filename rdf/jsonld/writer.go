package jsonld

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/piprate/json-gold/ld"

	"github.com/issn-ld/issn-ld/rdf"
)

// Form is the form of a document.
type Form uint8

// The forms of documents.
const (
	Compacted Form = 0 // by a context
	Expanded  Form = 1
	Framed    Form = 2 // one nested tree for each node that the frame matches
	// Tree is Compacted in the ISSN context as one tree: each node of the default graph
	// stands where the tree, which begins at Root, first comes to it, along a property
	// or against one. What has no place in such a tree is compacted.
	Tree Form = 3
)

// WriterOptions tunes a [Writer]. The zero value compacts with the ISSN
// context.
type WriterOptions struct {
	Form Form
	// Context compacts the document: an IRI, a context as encoding/json decodes
	// it, or a list of both. Nil stands for [ISSNContext], of which the document
	// then carries the entries that it uses.
	Context any
	// Frame is the frame of the Framed form, without a context. Nil stands for
	// the node Root.
	Frame map[string]any
	// Root is the IRI that the default frame selects, and at which a Tree begins.
	Root   string
	Loader *Loader // nil stands for [NewLoader]

	Direction   Direction
	NativeTypes bool // numbers and booleans as JSON has them
	UseRDFType  bool // rdf:type as a property rather than @type
	Indent      bool
}

// ErrClosed is returned for a write after Close.
var ErrClosed = errors.New("jsonld: the document has been ended")

// Writer writes a document. JSON-LD nests, so it holds all quads until Close; but
// from some 50,000 quads on a document in the ISSN context is written node by node,
// in the order of the quads, and only the quads of one subject are held.
type Writer struct {
	w   io.Writer
	opt WriterOptions
	s   *serializer
	// held are the quads of a document in the ISSN context, until Close or until the
	// document is streamed.
	held   []rdf.Quad
	hold   bool
	plain  bool // held may be written without json-gold
	stream *streamWriter
	closed bool
}

// NewWriter returns a writer to w.
func NewWriter(w io.Writer, opt WriterOptions) *Writer {
	nw := &Writer{w: w, opt: opt}
	nw.s = newSerializer(&nw.opt)
	nw.hold = (opt.Form == Compacted || opt.Form == Tree) && opt.Context == nil && !opt.NativeTypes && !opt.UseRDFType &&
		opt.Direction != I18NDatatype && opt.Direction != CompoundLiteral
	nw.plain = opt.Indent
	return nw
}

// Grow makes room for n more quads.
func (w *Writer) Grow(n int) {
	if w.hold {
		w.held = slices.Grow(w.held, min(n, maxHeld))
	}
}

// WriteQuad adds a quad. Its error wraps [ErrTripleTerm] for what JSON-LD
// cannot hold.
func (w *Writer) WriteQuad(q rdf.Quad) error {
	switch {
	case w.closed:
		return ErrClosed
	case !w.hold:
		return w.s.add(q)
	}
	if !isPlain(q) {
		if err := check(q); err != nil {
			return err
		}
		w.plain = false
	}
	if w.stream != nil {
		return w.stream.add(q)
	}
	if w.held = append(w.held, q); len(w.held) < streamFrom {
		return nil
	}
	var err error
	if w.stream, err = newStream(w.w, &w.opt); err != nil {
		return err
	}
	for _, q := range w.held {
		if err := w.stream.add(q); err != nil {
			return err
		}
	}
	w.held, w.s = nil, nil
	return nil
}

// Close writes the document. It does not close the io.Writer.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	if w.stream != nil {
		return w.stream.close()
	}
	if w.plain && w.hold && len(w.held) <= maxHeld {
		if ok, err := writeOwn(w.w, w.held, w.opt.treeRoot()); ok {
			w.s, w.held = nil, nil
			return err
		}
	}
	for _, q := range w.held {
		if err := w.s.add(q); err != nil {
			return err
		}
	}
	w.held = nil
	expanded := w.s.document()
	w.s = nil
	document, err := w.opt.shape(expanded)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w.w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if w.opt.Indent {
		enc.SetIndent("", "  ")
	}
	if err := enc.Encode(document); err != nil {
		return err
	}
	return b.Flush()
}

// treeRoot is the root of the Tree form, else the zero Term.
func (o *WriterOptions) treeRoot() rdf.Term {
	if o.Form != Tree || o.Root == "" {
		return rdf.Term{}
	}
	return rdf.NewIRI(o.Root)
}

// shape brings an expanded document to the form.
func (o *WriterOptions) shape(expanded []any) (document any, err error) {
	if o.Form == Expanded {
		return expanded, nil
	}
	defer recoverProcessor(&err)
	if (o.Form == Compacted || o.Form == Tree) && o.Context == nil {
		return compactOwn(expanded)
	}
	opts := processorOptions("", o.Loader)
	context, own := o.Context, o.Context == nil
	if own {
		context = writingContext()
	}
	var compact map[string]any
	if o.Form == Framed {
		frame := map[string]any{"@context": context}
		maps.Copy(frame, o.frame(own))
		opts.Embed = ld.EmbedOnce
		opts.OmitGraph = true
		opts.OmitDefault = true
		compact, err = ld.NewJsonLdProcessor().Frame(expanded, frame, opts)
	} else {
		compact, err = ld.NewJsonLdProcessor().Compact(expanded, context, opts)
	}
	if err != nil {
		return nil, errors.New(explain(err))
	}
	if own {
		useTerms(context.(map[string]any), compact)
		compact["@context"] = usedContext(context.(map[string]any), compact)
	} else {
		compact["@context"] = o.Context
	}
	return compact, nil
}

// parsedContext is the context of the ISSN profile as the processor works with it.
type parsedContext struct {
	context map[string]any
	active  *ld.Context
	err     error
}

// ownContext parses the context once: that costs more than to compact a
// document. Its readers do not change it.
var ownContext = sync.OnceValue(func() parsedContext {
	p := parsedContext{context: writingContext()}
	// The processor keeps what it is given: it gets a context of its own.
	if p.active, p.err = ld.NewContext(nil, processorOptions("", nil)).Parse(writingContext()); p.err == nil {
		p.active.GetInverse() // which it makes when it is first asked
	}
	return p
})

// compactOwn compacts a document by the context of the ISSN profile.
func compactOwn(expanded []any) (any, error) {
	own := ownContext()
	if own.err != nil {
		return nil, own.err
	}
	document, err := compactTerms(own, expanded)
	if err != nil {
		return nil, err
	}
	useTerms(own.context, document)
	document["@context"] = usedContext(own.context, document)
	return document, nil
}

// compactTerms compacts a document, without its context.
func compactTerms(own parsedContext, expanded []any) (map[string]any, error) {
	const compactArrays = true
	value, err := ld.NewJsonLdApi().Compact(own.active, "", expanded, compactArrays)
	if err != nil {
		return nil, errors.New(explain(err))
	}
	document, single := value.(map[string]any)
	if list, several := value.([]any); several && len(list) > 0 {
		document = map[string]any{"@graph": list}
	} else if !single {
		document = map[string]any{}
	}
	return document, nil
}

// writingContext is the ISSN context without the map of identifiers by their
// IRIs: json-gold fails on it where a value is a reference only.
func writingContext() map[string]any {
	c := ISSNContext()
	delete(c["identifiedBy"].(map[string]any), "@container")
	return c
}

// frame returns the frame without its context. The default one nests the record
// and its creation below the resource, as the ISSN Portal does.
func (o *WriterOptions) frame(own bool) map[string]any {
	if o.Frame != nil || o.Root == "" {
		return o.Frame
	}
	frame := map[string]any{"@id": o.Root}
	if own {
		frame["mainEntityOf"] = map[string]any{"generatedBy": map[string]any{}}
	}
	return frame
}

// usedContext returns the entries of the context that the document uses, so
// that it carries its own small context and nobody has to fetch one.
func usedContext(context, document map[string]any) map[string]any {
	used := make(map[string]any)
	var use func(name string)
	use = func(name string) {
		definition, ok := context[name]
		if _, known := used[name]; !ok || known {
			return
		}
		used[name] = definition
		if d, ok := definition.(map[string]any); ok {
			for _, key := range []string{"@id", "@type", "@reverse"} {
				if s, ok := d[key].(string); ok {
					prefix, _, _ := strings.Cut(s, ":")
					use(prefix)
				}
			}
		}
	}
	var walk func(value any)
	walk = func(value any) {
		switch v := value.(type) {
		case string:
			if prefix, _, ok := strings.Cut(v, ":"); ok {
				use(prefix)
			}
			use(v) // a class by its term
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for key, item := range v {
				if key == "@context" {
					continue
				}
				prefix, _, _ := strings.Cut(key, ":")
				use(key)
				use(prefix)
				walk(item)
			}
		}
	}
	walk(document)
	return used
}
