package rdfxml

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"github.com/issn-ld/issn-ld/rdf"
)

// maxDepth bounds the nesting of elements.
const maxDepth = 10_000

// attribute is an attribute with its namespace; prefix and value are as written.
type attribute struct {
	prefix, space, local, value string
}

// element is a start tag.
type element struct {
	prefix, space, local string
	attrs                []attribute // without namespace declarations
}

// binding is a namespace declaration in scope.
type binding struct{ prefix, space string }

// tokens reads an XML document as events with resolved namespaces, and checks
// what package xml leaves to its callers: nesting, prefixes, one root.
type tokens struct {
	dec   *xml.Decoder
	file  string
	line  int // of the event
	col   int
	scope []binding
	open  []openElement
	root  bool // the root element has been seen
	x     expansion
}

// openElement is an element that has not ended.
type openElement struct {
	prefix, local string
	scope         int // length of the scope outside of it
}

// newTokens reads the document in r, which may have so many bytes with its entities
// unfolded; 0 is no limit.
func newTokens(r io.Reader, file string, limit int64) *tokens {
	t := &tokens{file: file, line: 1, col: 1, scope: []binding{{"xml", nsXML}, {"xmlns", nsXMLNS}}}
	t.x = expansion{entities: map[string]string{}, limit: limit}
	src, decoded := decode(r)
	c := &counter{br: bufio.NewReader(src), x: &t.x}
	t.dec = xml.NewDecoder(c)
	t.dec.Strict = true
	t.dec.Entity = t.x.entities
	t.dec.CharsetReader = c.charsetReader(charset.NewReaderLabel)
	if decoded {
		t.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	}
	return t
}

// decode turns UTF-16 with a byte order mark into UTF-8 and skips the mark of
// UTF-8; decoded is true for the former.
func decode(r io.Reader) (src io.Reader, decoded bool) {
	br := bufio.NewReader(r)
	head, _ := br.Peek(3) // an error shows again when the document is read
	switch {
	case len(head) >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF:
		_, _ = br.Discard(3) // just peeked
	case len(head) >= 2 && (head[0] == 0xFE && head[1] == 0xFF || head[0] == 0xFF && head[1] == 0xFE):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(br), true
	}
	return br, false
}

// fault returns a syntax error at the current event.
func (t *tokens) fault(format string, args ...any) error {
	return &rdf.SyntaxError{File: t.file, Line: t.line, Column: t.col, Msg: fmt.Sprintf(format, args...)}
}

// next returns the next event: an *element, xml.EndElement, xml.CharData,
// xml.Comment or xml.ProcInst; io.EOF at the end of the document.
func (t *tokens) next() (any, error) {
	for {
		t.line, t.col = t.dec.InputPos()
		raw, err := t.dec.RawToken()
		if err != nil {
			return nil, t.failed(err)
		}
		switch raw := raw.(type) {
		case xml.StartElement:
			return t.start(raw)
		case xml.EndElement:
			return raw, t.end(raw)
		case xml.CharData:
			if len(t.open) > 0 {
				return raw, nil
			}
			if !isSpace(raw) {
				return nil, t.fault("text outside of the root element")
			}
		case xml.Comment:
			return raw, nil
		case xml.ProcInst:
			if raw.Target != "xml" {
				return raw, nil
			}
		case xml.Directive:
			if err := t.directive(string(raw)); err != nil {
				return nil, err
			}
		}
	}
}

// failed gives an error of the decoder its place.
func (t *tokens) failed(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && len(t.open) > 0:
		return t.fault("the document ends within <%s>", t.open[len(t.open)-1].local)
	case errors.Is(err, io.EOF) && !t.root:
		return t.fault("the document has no element")
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.As(err, &syntax):
		t.line, t.col = t.dec.InputPos()
		return t.fault("%s", syntax.Msg)
	case errors.Is(err, ErrUnfolds):
		t.line, t.col = t.dec.InputPos()
		return t.fault("%v", err)
	default:
		return err
	}
}

// start opens an element.
func (t *tokens) start(raw xml.StartElement) (*element, error) {
	switch {
	case len(t.open) == 0 && t.root:
		return nil, t.fault("a second root element <%s>", raw.Name.Local)
	case len(t.open) >= maxDepth:
		return nil, t.fault("elements nested more than %d deep", maxDepth)
	}
	t.root = true
	t.open = append(t.open, openElement{raw.Name.Space, raw.Name.Local, len(t.scope)})
	for _, a := range raw.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			if err := t.declare(a); err != nil {
				return nil, err
			}
		}
	}
	e := &element{prefix: raw.Name.Space, local: raw.Name.Local}
	var ok bool
	if e.space, ok = t.lookup(e.prefix); !ok && e.prefix != "" {
		return nil, t.fault("prefix %q is not declared", e.prefix)
	}
	if !isNCName(e.local) || strings.Contains(e.prefix, ":") {
		return nil, t.fault("%q is not a name", e.local)
	}
	return e, t.attributes(e, raw.Attr)
}

// declare takes a namespace declaration.
func (t *tokens) declare(a xml.Attr) error {
	prefix := ""
	if a.Name.Space != "" {
		prefix = a.Name.Local
	}
	switch {
	case prefix == "xmlns" || (prefix == "xml") != (a.Value == nsXML) || a.Value == nsXMLNS:
		return t.fault("prefix %q cannot be declared as %q", prefix, a.Value)
	case prefix != "" && a.Value == "":
		return t.fault("prefix %q is declared as no namespace", prefix)
	}
	t.scope = append(t.scope, binding{prefix, a.Value})
	return nil
}

// attributes resolves the attributes that are no declarations.
func (t *tokens) attributes(e *element, attrs []xml.Attr) error {
	for _, a := range attrs {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		out := attribute{prefix: a.Name.Space, local: a.Name.Local, value: a.Value}
		if out.prefix != "" {
			space, ok := t.lookup(out.prefix)
			if !ok {
				return t.fault("prefix %q is not declared", out.prefix)
			}
			out.space = space
		}
		if !isNCName(out.local) {
			return t.fault("%q is not a name", out.local)
		}
		for _, other := range e.attrs {
			if other.space == out.space && other.local == out.local {
				return t.fault("attribute %s stands twice", out.local)
			}
		}
		e.attrs = append(e.attrs, out)
	}
	return nil
}

// end closes an element.
func (t *tokens) end(raw xml.EndElement) error {
	n := len(t.open) - 1
	if n < 0 || t.open[n].prefix != raw.Name.Space || t.open[n].local != raw.Name.Local {
		return t.fault("</%s> does not end an open element", raw.Name.Local)
	}
	t.scope = t.scope[:t.open[n].scope]
	t.open = t.open[:n]
	return nil
}

// lookup returns the namespace of a prefix.
func (t *tokens) lookup(prefix string) (string, bool) {
	for _, b := range slices.Backward(t.scope) {
		if b.prefix == prefix {
			return b.space, true
		}
	}
	return "", false
}

// directive takes the internal entities of a document type declaration.
func (t *tokens) directive(text string) error {
	for {
		i := strings.Index(text, "<!ENTITY")
		if i < 0 {
			return nil
		}
		text = text[i+len("<!ENTITY"):]
		name, rest := cutWord(text)
		if name == "%" { // a parameter entity: of use in the declaration only
			continue
		}
		rest = strings.TrimLeft(rest, " \t\r\n")
		if rest == "" || rest[0] != '"' && rest[0] != '\'' {
			continue // an external one: it is not fetched, and using it is an error
		}
		value, after, ok := strings.Cut(rest[1:], rest[:1])
		if !ok {
			return t.fault("entity %q has no end", name)
		}
		text = after
		if _, known := t.x.entities[name]; known || name == "" {
			continue // the first declaration counts
		}
		unfolded, err := t.replaceEntities(value)
		if err == nil && len(unfolded) > len(value) {
			err = t.x.add(len(unfolded) - len(value))
		}
		if err != nil {
			return t.failed(err)
		}
		t.x.entities[name] = unfolded
	}
}

// cutWord splits the first word off.
func cutWord(s string) (word, rest string) {
	s = strings.TrimLeft(s, " \t\r\n")
	i := strings.IndexAny(s, " \t\r\n\"'")
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i:]
}
