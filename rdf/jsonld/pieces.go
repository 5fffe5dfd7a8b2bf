package jsonld

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/rdf"
)

const (
	// maxWhole is how long a document may be that is read whole: it takes some ten
	// times its bytes of memory.
	maxWhole = 256 << 20
	// defaultPieces is the length from which a document is read in pieces.
	defaultPieces = 8 << 20
	// batchBytes and batchNodes bound the node objects that are expanded together; one
	// of more bytes is a batch of its own, of maxWhole bytes at most.
	batchBytes = 1 << 20
	batchNodes = 1000
)

// pieces reads the node objects of a long document one after the other: those of a
// list, or of the "@graph" of an object that has but "@context" and strings, such as
// the name of the graph, before it and nothing after it.
type pieces struct {
	o      *Options
	dec    *json.Decoder
	in     *gauge
	d      deserializer
	header map[string]any // of the object; nil for a list
	read   int64          // where the batch begins
	done   bool
}

// newPieces begins to read a document. It returns false for one that has no such
// form, of which it has read something.
func (o *Options) newPieces(r io.Reader) (*pieces, bool) {
	in := &gauge{r: r, until: maxWhole}
	p := &pieces{o: o, in: in, dec: json.NewDecoder(in), d: deserializer{opt: o, nodes: labels{prefix: o.LabelPrefix}}}
	p.dec.UseNumber()
	tok, err := p.dec.Token()
	if err != nil {
		return nil, false
	}
	switch tok {
	case json.Delim('['):
		return p, true
	case json.Delim('{'):
		return p, p.readHeader()
	}
	return nil, false
}

// readHeader reads the members before "@graph".
func (p *pieces) readHeader() bool {
	p.header = map[string]any{}
	for p.dec.More() {
		name, err := p.dec.Token()
		if err != nil {
			return false
		}
		key, _ := name.(string)
		if key == "@graph" {
			tok, err := p.dec.Token()
			return err == nil && tok == json.Delim('[')
		}
		var value any
		if p.dec.Decode(&value) != nil {
			return false
		}
		if _, isString := value.(string); !isString && key != "@context" {
			return false
		}
		p.header[key] = numbers(value)
	}
	return false
}

// next returns the quads of the next batch; io.EOF after the last.
func (p *pieces) next() ([]rdf.Quad, error) {
	if p.done {
		return nil, io.EOF
	}
	p.read = p.dec.InputOffset()
	p.in.until = p.read + maxWhole
	var batch []any
	for len(batch) < batchNodes && p.dec.InputOffset() < p.read+batchBytes {
		if !p.dec.More() {
			p.done = true
			break
		}
		var node any
		if err := p.dec.Decode(&node); err != nil {
			return nil, p.fault(err)
		}
		batch = append(batch, numbers(node))
	}
	if p.done {
		if err := p.end(); err != nil {
			return nil, err
		}
	}
	return p.quads(batch)
}

// quads expands a batch of node objects.
func (p *pieces) quads(batch []any) ([]rdf.Quad, error) {
	var doc any = batch
	if p.header != nil {
		object := map[string]any{"@graph": batch}
		for key, value := range p.header {
			object[key] = clone(value)
		}
		doc = object
	}
	p.o.repeatedContexts(doc)
	expanded, err := p.o.expand(doc)
	if err != nil {
		return nil, p.fault(errors.New(explain(err)))
	}
	p.d.quads = p.d.quads[:0]
	if err := p.d.document(expanded); err != nil {
		return nil, p.fault(err)
	}
	return p.d.quads, nil
}

// end reads what comes after the node objects.
func (p *pieces) end() error {
	if _, err := p.dec.Token(); err != nil { // the bracket of the list
		return p.fault(err)
	}
	if p.header != nil {
		switch tok, err := p.dec.Token(); {
		case err != nil:
			return p.fault(err)
		case tok != json.Delim('}'):
			return p.fault(fmt.Errorf("%q stands after @graph: a document of more than %d bytes is read in pieces and needs it before", tok, p.o.piecesFrom()))
		}
	}
	switch tok, err := p.dec.Token(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return p.fault(err)
	default:
		return p.fault(fmt.Errorf("there is more after the JSON value: %v", tok))
	}
}

// fault places an error by the bytes read so far: lines are not counted.
func (p *pieces) fault(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the JSON text ends too early")
	}
	return &rdf.SyntaxError{File: p.o.File, Msg: fmt.Sprintf("after byte %d: %v", p.read, err)}
}

// piecesFrom is the length from which a document is read in pieces.
func (o *Options) piecesFrom() int64 {
	if o.PiecesFrom > 0 {
		return o.PiecesFrom
	}
	return defaultPieces
}

// gauge fails where a batch would have more than so many bytes: a single node object
// may be as long as the document.
type gauge struct {
	r           io.Reader
	read, until int64
}

func (g *gauge) Read(b []byte) (int, error) {
	if g.read >= g.until {
		return 0, fmt.Errorf("a node object is longer than %d bytes", maxWhole)
	}
	n, err := g.r.Read(b)
	g.read += int64(n)
	return n, err
}

// clone copies a decoded value: json-gold changes contexts that it is given.
func clone(value any) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = clone(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = clone(item)
		}
		return out
	}
	return value
}
