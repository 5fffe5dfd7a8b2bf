package rdfxml

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Entities stand for more text than it takes to refer to them. A document may
// unfold to maxUnfold times its bytes so far, and in any case to unfoldFree more.
const (
	maxUnfold  = 10
	unfoldFree = 64 << 10
	// maxEntity bounds the text of one entity after those within it are replaced.
	maxEntity = 1 << 16
	// maxEntityName is the longest name of an entity that is looked for.
	maxEntityName = 256
)

// ErrUnfolds marks a document whose entities stand for much more text than the
// document has bytes.
var ErrUnfolds = errors.New("entities unfold to too much text")

// ErrTooLarge marks a document of more bytes, with its entities unfolded, than the
// options allow.
var ErrTooLarge = errors.New("document is too large")

// expansion counts the bytes of a document and what its entities unfold to.
type expansion struct {
	entities map[string]string // those declared so far
	limit    int64             // of both together; 0 is none
	read     int64
	unfolded int64
}

// add counts text that takes the place of a reference.
func (x *expansion) add(n int) error {
	x.unfolded += int64(n)
	if x.unfolded > maxUnfold*x.read+unfoldFree {
		return fmt.Errorf("%w: more than %d times the bytes of the document", ErrUnfolds, maxUnfold)
	}
	return x.check()
}

// check holds the limit.
func (x *expansion) check() error {
	if x.limit > 0 && x.read+x.unfolded > x.limit {
		return fmt.Errorf("%w: more than %d bytes with its entities unfolded", ErrTooLarge, x.limit)
	}
	return nil
}

// counter reads a document byte by byte, as the decoder asks for it, and counts what
// references unfold to before the decoder unfolds them: it replaces all references
// within one text at once. References in comments and CDATA count too.
type counter struct {
	br    *bufio.Reader
	x     *expansion
	idle  bool   // a counter of decoded text has taken over
	name  []byte // of the reference that is being read
	inRef bool
}

// ReadByte returns the next byte.
func (c *counter) ReadByte() (byte, error) {
	b, err := c.br.ReadByte()
	if err != nil || c.idle {
		return b, err
	}
	c.x.read++
	if c.x.limit > 0 && c.x.read&0xFFF == 0 {
		if err := c.x.check(); err != nil {
			return b, err
		}
	}
	if len(c.x.entities) > 0 {
		return b, c.reference(b)
	}
	return b, nil
}

// Read reads into p.
func (c *counter) Read(p []byte) (int, error) {
	if c.idle {
		return c.br.Read(p)
	}
	if len(p) == 0 {
		return 0, nil
	}
	b, err := c.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// reference takes a byte that may belong to a reference.
func (c *counter) reference(b byte) error {
	switch {
	case b == '&':
		c.inRef, c.name = true, c.name[:0]
	case !c.inRef:
	case b == ';':
		c.inRef = false
		if text, ok := c.x.entities[string(c.name)]; ok {
			return c.x.add(len(text))
		}
	case len(c.name) == maxEntityName:
		c.inRef = false
	default:
		c.name = append(c.name, b)
	}
	return nil
}

// replaceEntities replaces the references in the text of an entity.
func (t *tokens) replaceEntities(s string) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, after, ok := strings.Cut(rest, ";")
		text, known := t.referenced(name)
		if !ok || !known {
			return "", t.fault("an entity refers to what is not declared")
		}
		if b.WriteString(text); b.Len() > maxEntity {
			return "", t.fault("an entity is longer than %d bytes", maxEntity)
		}
		s = after
	}
}

// referenced returns what a reference stands for.
func (t *tokens) referenced(name string) (string, bool) {
	switch name {
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "amp":
		return "&", true
	case "apos":
		return "'", true
	case "quot":
		return `"`, true
	}
	digits, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		text, ok := t.x.entities[name]
		return text, ok
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return "", false
	}
	return string(rune(n)), true
}

// charsetReader counts the text that a declared encoding is decoded to, instead of
// the bytes of the document.
func (c *counter) charsetReader(decode func(label string, in io.Reader) (io.Reader, error)) func(string, io.Reader) (io.Reader, error) {
	return func(label string, in io.Reader) (io.Reader, error) {
		r, err := decode(label, in)
		if err != nil {
			return nil, err
		}
		c.idle = true
		return &counter{br: bufio.NewReader(r), x: c.x}, nil
	}
}
