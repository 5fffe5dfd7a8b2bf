package jsonld

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/issn-ld/issn-ld/rdf"
)

const (
	// streamFrom is the number of quads from which a document is written node by
	// node: some 30 MB of memory are held up to there.
	streamFrom = 50_000
	// maxRun bounds the quads of a node that are written as one object.
	maxRun = 1000
	// maxGraphNodes bounds the nodes of a graph that are written as one object, so
	// that a reader need not hold more.
	maxGraphNodes = 500
)

// streamWriter writes a document as quads come: the whole ISSN context, then a node
// object for each run of quads with one subject, within an object for each run of
// one graph. A node whose quads do not come together has several objects, and a long
// graph too, which JSON-LD reads as one.
type streamWriter struct {
	w      *bufio.Writer
	opt    *WriterOptions
	direct *directWriter // nil if there are no forms
	run    []rdf.Quad    // of one graph and one subject
	graph  rdf.Term      // whose object is open
	inside bool          // the object of a graph is open
	nodes  int           // in the innermost list
	tops   int           // in the list of the document
}

// newStream begins a document.
func newStream(w io.Writer, opt *WriterOptions) (*streamWriter, error) {
	s := &streamWriter{w: bufio.NewWriterSize(w, 64<<10), opt: opt}
	if f := forms(); f != nil {
		s.direct = &directWriter{f: f, used: make([]bool, len(f.names))}
	}
	context, err := marshal(writingContext(), "  ")
	if err != nil {
		return nil, err
	}
	_, _ = s.w.WriteString("{\n  \"@context\": ") // errors show at the end
	_, _ = s.w.Write(context)
	_, err = s.w.WriteString(",\n  \"@graph\": [")
	return s, err
}

// marshal writes a value, its lines but the first behind the prefix.
func marshal(value any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	err := enc.Encode(value)
	return bytes.TrimSpace(b.Bytes()), err
}

// add takes a quad.
func (s *streamWriter) add(q rdf.Quad) error {
	if len(s.run) > 0 && (s.run[0].S != q.S || s.run[0].G != q.G || len(s.run) == maxRun) {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.run = append(s.run, q)
	return nil
}

// flush writes the run as a node object.
func (s *streamWriter) flush() error {
	if len(s.run) == 0 {
		return nil
	}
	if g := s.run[0].G; g != s.graph || s.inside && s.nodes == maxGraphNodes {
		if err := s.enter(g); err != nil {
			return err
		}
	}
	depth := 2
	if s.inside {
		depth = 4
	}
	text, err := s.node(depth)
	s.run = s.run[:0]
	if err != nil {
		return err
	}
	s.separate(depth)
	_, err = s.w.Write(text)
	return err
}

// separate begins a value in a list.
func (s *streamWriter) separate(depth int) {
	n := &s.tops
	if s.inside {
		n = &s.nodes
	}
	if *n++; *n > 1 {
		_ = s.w.WriteByte(',') // errors show at the end
	}
	s.line(depth)
}

func (s *streamWriter) line(depth int) {
	_ = s.w.WriteByte('\n') // errors show at the end
	for range depth {
		_, _ = s.w.WriteString("  ")
	}
}

// enter closes the object of a graph and opens that of another.
func (s *streamWriter) enter(g rdf.Term) error {
	s.leave()
	s.graph = g
	if g.IsZero() {
		return nil
	}
	name, err := marshal(id(g), "")
	if err != nil {
		return err
	}
	s.separate(2)
	_ = s.w.WriteByte('{')
	s.line(3)
	_, _ = s.w.WriteString(`"id": `)
	_, _ = s.w.Write(name)
	_ = s.w.WriteByte(',')
	s.line(3)
	_, err = s.w.WriteString(`"@graph": [`)
	s.inside, s.nodes = true, 0
	return err
}

// leave closes the object of a graph.
func (s *streamWriter) leave() {
	if !s.inside {
		return
	}
	s.line(3)
	_ = s.w.WriteByte(']')
	s.line(2)
	_ = s.w.WriteByte('}')
	s.inside = false
}

// node returns the node object of the run: written directly, or, for lists, directions
// and the like, by the algorithms of JSON-LD.
func (s *streamWriter) node(depth int) ([]byte, error) {
	plain := s.direct != nil
	for i := range s.run {
		s.run[i].G = rdf.DefaultGraph
		plain = plain && isPlain(s.run[i])
	}
	if d := s.direct; plain {
		d.out = d.out[:0]
		quads := d.byNode(s.run)
		if d.node(directNode{id: s.run[0].S, quads: quads}, depth, false) {
			return d.out, nil
		}
	}
	one := newSerializer(s.opt)
	for _, q := range s.run {
		if err := one.add(q); err != nil {
			return nil, err
		}
	}
	own := ownContext()
	if own.err != nil {
		return nil, own.err
	}
	document, err := compactTerms(own, one.document())
	if err != nil {
		return nil, err
	}
	prefix := "    "
	if depth == 4 {
		prefix = "        "
	}
	return marshal(document, prefix)
}

// close ends the document.
func (s *streamWriter) close() error {
	if err := s.flush(); err != nil {
		return err
	}
	s.leave()
	s.line(1)
	_, _ = s.w.WriteString("]\n}\n")
	return s.w.Flush()
}
