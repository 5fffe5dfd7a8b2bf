package marc

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
)

// xmlSource splits a window of XML into record elements and parses each by itself, so
// that a malformed one costs only itself. Containers (collection, OAI-PMH, SRU) are
// passed over.
type xmlSource struct {
	rd         *Reader
	w          *window
	line, col  int       // of the first unused byte, from 1
	root       string    // local name of the first element
	open       []string  // names of the elements around the records, to find a cut-off file
	deleted    *Deletion // of the harvest header before the record that comes next
	reportedAt bool      // the cut-off was reported
}

var xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// newXMLSource converts the input to UTF-8 according to its byte order mark or
// declaration.
func newXMLSource(rd *Reader, w *window) (*xmlSource, error) {
	w.need(256)
	head := w.data()
	label := ""
	switch {
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		label = "utf-16be"
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		label = "utf-16le"
	case bytes.HasPrefix(head, utf8BOM):
		w.advance(len(utf8BOM))
	default:
		if m := xmlDeclaration.FindSubmatch(head); m != nil && !strings.EqualFold(string(m[1]), "utf-8") {
			label = string(m[1])
		}
	}
	if label != "" {
		rest := io.MultiReader(bytes.NewReader(bytes.Clone(head)), w.r)
		r, err := charset.NewReaderLabel(label, rest)
		if err != nil {
			return nil, fmt.Errorf("encoding %q: %w", label, err)
		}
		w = &window{r: r}
		if w.need(len(utf8BOM)) && bytes.HasPrefix(w.data(), utf8BOM) {
			w.advance(len(utf8BOM))
		}
	}
	return &xmlSource{rd: rd, w: w, line: 1, col: 1}, nil
}

// use advances over n bytes and counts lines.
func (s *xmlSource) use(n int) {
	b := s.w.data()[:n]
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		s.line += bytes.Count(b, []byte{'\n'})
		s.col = len(b) - i
	} else {
		s.col += n
	}
	s.w.advance(n)
}

// markup is a tag, comment or the like in the window. The names are part of the
// window, and good until it moves.
type markup struct {
	start, end int
	name       []byte // local name; empty for comments, CDATA and instructions
	full       []byte // name with its prefix
	closing    bool
	empty      bool
}

// is reports whether m is a start or end tag with the local name.
func (m *markup) is(name string) bool { return string(m.name) == name }

// isField reports whether m starts an element found only in records.
func (m *markup) isField() bool {
	return !m.closing && (m.is("datafield") || m.is("controlfield") || m.is("leader"))
}

// nextMarkup finds the next markup from the offset on in the window. found is
// false at the end of the input; start is then where unfinished markup begins.
func (s *xmlSource) nextMarkup(from int) (m markup, found bool, err error) {
	for {
		data := s.w.data()
		i := bytes.IndexByte(data[from:], '<')
		if i < 0 {
			from = len(data)
		} else {
			from += i
			if end := markupEnd(data[from:]); end > 0 {
				return parseMarkup(data[from:from+end], from), true, nil
			}
		}
		if len(data) > maxRecordLen {
			return m, false, errLimit
		}
		if !s.w.more() {
			return markup{start: from}, false, s.w.failure()
		}
	}
}

// markupEnd returns the size of the markup at the start of b, or 0 if it does not end
// in b.
func markupEnd(b []byte) int {
	closer := ">"
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		closer = "-->"
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		closer = "]]>"
	case bytes.HasPrefix(b, []byte("<?")):
		closer = "?>"
	case len(b) < len("<![CDATA[") && bytes.IndexByte(b, '>') < 0:
		return 0
	}
	if i := bytes.Index(b, []byte(closer)); i >= 0 {
		return i + len(closer)
	}
	return 0
}

func parseMarkup(b []byte, at int) markup {
	m := markup{start: at, end: at + len(b)}
	if len(b) < 3 || b[1] == '!' || b[1] == '?' {
		return m
	}
	inner := b[1 : len(b)-1]
	if inner[0] == '/' {
		m.closing, inner = true, inner[1:]
	} else if inner[len(inner)-1] == '/' {
		m.empty, inner = true, inner[:len(inner)-1]
	}
	if i := bytes.IndexAny(inner, " \t\r\n"); i >= 0 {
		inner = inner[:i]
	}
	m.full = inner
	m.name = inner[bytes.IndexByte(inner, ':')+1:]
	return m
}

func (s *xmlSource) read() (*Record, error) {
	for {
		m, found, err := s.nextMarkup(0)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, s.finish()
		}
		if s.root == "" && !m.closing {
			s.root = string(m.name)
		}
		s.use(m.start)
		m.end -= m.start
		switch {
		case m.is("record") && !m.closing && !m.empty:
			rec, container, err := s.element(m.end)
			if !container {
				return s.mark(rec), err
			}
			continue
		case m.is("header") && !m.closing && !m.empty:
			s.deleted = s.header(m.end)
		case m.isField():
			return nil, s.orphan(m.end)
		case m.closing:
			if m.is("record") {
				s.deleted = nil
			}
			s.leave(m.full)
		case len(m.name) > 0 && !m.empty:
			s.open = append(s.open, string(m.full))
		}
		s.use(m.end)
	}
}

// mark marks a record as deleted if it came with the header of a deleted one.
func (s *xmlSource) mark(rec *Record) *Record {
	if rec != nil && rec.Deletion == nil && s.deleted != nil {
		rec.Deletion, s.deleted = s.deleted, nil
	}
	return rec
}

// leave pops the element with the name, and any elements left open in it.
func (s *xmlSource) leave(name []byte) {
	for i, open := range slices.Backward(s.open) {
		if open == string(name) {
			s.open = s.open[:i]
			return
		}
	}
}

// finish reports, once, a file that ends before its root element does.
func (s *xmlSource) finish() error {
	s.use(len(s.w.data()))
	if s.rd.number == 0 && s.root != "" && !slices.Contains(containers, s.root) {
		return fmt.Errorf("%w: a document with the root element <%s> and no record", ErrUnknownSyntax, s.root)
	}
	if len(s.open) == 0 || s.reportedAt {
		return io.EOF
	}
	s.reportedAt = true
	return truncated(reject(s.rd.place(s.w.offset()), s.line, s.col, nil,
		fmt.Sprintf("the file ends before </%s>", s.open[0])))
}

// truncated marks the error of a record cut off by the end of the input.
func truncated(err error) error {
	if e, ok := errors.AsType[*RecordError](err); ok {
		e.Truncated = true
	}
	return err
}

// containers are the root elements of documents that may hold MARCXML records:
// collections, harvests and search results, bare or in SOAP. They may be empty.
var containers = []string{"collection", "record", "OAI-PMH", "searchRetrieveResponse", "Envelope"}

// orphan rejects content outside a record, up to the next record.
func (s *xmlSource) orphan(from int) error {
	place, line, col := s.rd.place(s.w.offset()), s.line, s.col
	end := from
	for {
		m, found, err := s.nextMarkup(end)
		if err != nil {
			return err
		}
		if !found || m.is("record") && !m.closing || s.closesContainer(&m) {
			end = m.start
			break
		}
		end = m.end
		if m.is("record") {
			break
		}
	}
	raw := bytes.Clone(s.w.data()[:end])
	s.use(end)
	return reject(place, line, col, raw, "fields outside of a record")
}

// closesContainer reports whether m ends the innermost element around records.
func (s *xmlSource) closesContainer(m *markup) bool {
	return m.closing && len(s.open) > 0 && string(m.full) == s.open[len(s.open)-1]
}

// element reads the record element at the start of the window, whose start tag
// ends at tagEnd. If it is the container of a record and not one itself, only
// the start tag is used up.
func (s *xmlSource) element(tagEnd int) (rec *Record, container bool, err error) {
	if n := plainEnd(s.w.data(), tagEnd); n > 0 {
		rec, err := s.parse(n)
		return rec, false, err
	}
	fields := false
	for end := tagEnd; ; {
		m, found, err := s.nextMarkup(end)
		switch {
		case err != nil:
			return nil, false, err
		case !found:
			s.reportedAt = true
			return nil, false, truncated(s.unfinished(len(s.w.data()), "the file ends inside the record"))
		case m.isField():
			fields = true
		case m.is("record") && m.closing:
			rec, err := s.parse(m.end)
			return rec, false, err
		case m.is("record") && !fields:
			tag := parseMarkup(s.w.data()[:tagEnd], 0)
			s.open = append(s.open, string(tag.full))
			s.use(tagEnd)
			return nil, true, nil
		case m.is("record"), s.closesContainer(&m):
			return nil, false, s.unfinished(m.start, "the record has no end tag")
		}
		end = m.end
	}
}

// plainEnd returns the end of the record element whose start tag ends at tagEnd, if all
// of it is in b and nothing in it needs a closer look; otherwise 0.
func plainEnd(b []byte, tagEnd int) int {
	const closer = "record>"
	i := bytes.Index(b[tagEnd:], []byte(closer))
	if i < 0 {
		return 0
	}
	inner := b[tagEnd : tagEnd+i]
	tag := bytes.LastIndexByte(inner, '<')
	if tag < 0 || !bytes.HasPrefix(inner[tag:], []byte("</")) {
		return 0
	}
	prefix := inner[tag+2:]
	if len(prefix) > 0 && bytes.IndexByte(prefix, ':') != len(prefix)-1 {
		return 0
	}
	inner = inner[:tag]
	for _, s := range []string{"record", "<!", "<?"} {
		if bytes.Contains(inner, []byte(s)) {
			return 0
		}
	}
	if !bytes.Contains(inner, []byte("field ")) {
		return 0
	}
	return tagEnd + i + len(closer)
}

// unfinished rejects the first n bytes of the window.
func (s *xmlSource) unfinished(n int, reason string) error {
	place, line, col, raw := s.rd.place(s.w.offset()), s.line, s.col, bytes.Clone(s.w.data()[:n])
	s.use(n)
	return reject(place, line, col, raw, reason)
}

// parse parses the record element of n bytes at the start of the window.
func (s *xmlSource) parse(n int) (*Record, error) {
	raw := s.w.data()[:n]
	place, line, col := s.rd.place(s.w.offset()), s.line, s.col
	if d := deletedHeader(raw); d != nil {
		rec := &Record{Place: place, Leader: deletedLeader, Deletion: d}
		if s.rd.opts.KeepRaw {
			rec.Raw = bytes.Clone(raw)
		}
		s.use(n)
		return rec, nil
	}
	p := xmlParser{rec: &Record{Place: place}, d: xml.NewDecoder(bytes.NewReader(raw))}
	msg := p.parse(raw, s.rd.opts)
	if msg != "" {
		l, c := p.d.InputPos()
		if l == 1 {
			c += col - 1
		}
		err := reject(place, line+l-1, c, bytes.Clone(raw), msg)
		s.use(n)
		return nil, err
	}
	if s.rd.opts.KeepRaw {
		p.rec.Raw = bytes.Clone(raw)
	}
	s.use(n)
	return p.rec, nil
}

func reject(place Place, line, col int, raw []byte, msg string) error {
	return &RecordError{Place: place, Line: line, Column: col, Msg: msg, Raw: raw}
}
