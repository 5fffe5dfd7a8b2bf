package turtle

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// tokenKind tells the tokens of Turtle and TriG apart. Punctuation has the
// value of its character.
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokIRI
	tokName   // prefix and local part
	tokLabel  // blank-node label
	tokString // on one line
	tokLong   // between triple quotes
	tokAt     // language tag, or a directive
	tokInteger
	tokDecimal
	tokDouble
	tokWord // a, true, PREFIX, ...
	tokTyped
	tokReified     // <<
	tokReifiedEnd  // >>
	tokTriple      // <<(
	tokTripleEnd   // )>>
	tokAnnotation  // {|
	tokAnnotateEnd // |}
)

// token is a token of the document in the buffer. Its contents are
// buf[start:end], without quotes, brackets or the "@".
type token struct {
	kind       tokenKind
	flags      uint8
	at         int // first byte, for messages
	start, end int
	colon      int // of a tokName: index of the colon
}

// next returns the next token and moves past it.
func (r *Reader) next() (token, error) {
	if r.peeked {
		r.peeked = false
		return r.tok, nil
	}
	err := r.scanToken()
	return r.tok, err
}

// peek returns the next token without moving past it.
func (r *Reader) peek() (token, error) {
	if !r.peeked {
		if err := r.scanToken(); err != nil {
			return r.tok, err
		}
		r.peeked = true
	}
	return r.tok, nil
}

// scanToken scans the token at pos into r.tok and moves pos after it.
func (r *Reader) scanToken() error {
	if err := r.skipSpace(); err != nil {
		if errors.Is(err, io.EOF) {
			r.tok = token{kind: tokEOF, at: r.in.end, start: r.in.end, end: r.in.end}
			return nil
		}
		return err
	}
	for {
		next := r.tokenAt(r.in.buf[:r.in.end], r.in.pos, r.in.eof)
		switch {
		case next >= 0:
			r.in.pos = next
			return nil
		case next == scanBad:
			return r.errorAt(r.bad.at, "%s", r.bad.msg)
		}
		// Half as much again each time, so that long tokens cost linear time.
		want := (r.in.end-r.in.pos)/2 + 1
		if err := r.in.fill(r.in.pos, want); err != nil && !errors.Is(err, io.EOF) {
			return r.readError(err)
		}
	}
}

// skipSpace moves pos to the next byte that is neither white space nor in a
// comment. It returns io.EOF at the end of the document.
func (r *Reader) skipSpace() error {
	if !r.started {
		if err := r.start(); err != nil {
			return err
		}
	}
	comment := false
	for {
		b := r.in.buf[:r.in.end]
		i := r.in.pos
		for i < len(b) {
			if comment {
				n, err := r.skipComment(b, i)
				if err != nil {
					return err
				}
				if n < 0 {
					break
				}
				i, comment = n, false
			}
			for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
				i++
			}
			if i == len(b) {
				break
			}
			if b[i] != '#' {
				r.in.pos = i
				return nil
			}
			comment = true
		}
		r.in.pos = min(i, len(b))
		if err := r.in.fill(r.in.pos, (r.in.end-r.in.pos)/2+1); err != nil {
			if errors.Is(err, io.EOF) {
				return r.endOfSpace(comment)
			}
			return r.readError(err)
		}
	}
}

// skipComment returns the index of the line end after the comment at b[i], or
// -1 if it goes on beyond b.
func (r *Reader) skipComment(b []byte, i int) (int, error) {
	end := bytes.IndexByte(b[i:], '\n')
	if k := bytes.IndexByte(b[i:i+max(end, 0)], '\r'); k >= 0 {
		end = k
	}
	if end < 0 {
		if k := bytes.IndexByte(b[i:], '\r'); k >= 0 {
			end = k
		}
	}
	if end < 0 {
		return -1, nil
	}
	if text := b[i : i+end]; !utf8.Valid(text) {
		return 0, r.errorAt(i+invalidAt(text), "invalid UTF-8 in a comment")
	}
	return i + end, nil
}

// endOfSpace checks the comment without line end that ends the document.
func (r *Reader) endOfSpace(comment bool) error {
	if text := r.in.buf[r.in.pos:r.in.end]; comment && !utf8.Valid(text) {
		return r.errorAt(r.in.pos+invalidAt(text), "invalid UTF-8 in a comment")
	}
	r.in.pos = r.in.end
	return io.EOF
}

// tokenAt scans the token at b[i] into r.tok. It returns the index after it,
// needMore or scanBad.
func (r *Reader) tokenAt(b []byte, i int, final bool) int {
	r.tok = token{at: i, start: i + 1}
	switch c := b[i]; c {
	case '<':
		return r.angleToken(b, i, final)
	case '"', '\'':
		return r.stringToken(b, i, final)
	case '_':
		return r.labelToken(b, i, final)
	case '@':
		end := r.scanLanguage(b, i+1, final)
		if end == i+1 {
			end = r.scanFail(i, "expected a language tag or a directive after @")
		}
		return r.finish(tokAt, end, 0, 0)
	case '.':
		if i+1 == len(b) && !final {
			return needMore
		}
		if i+1 < len(b) && class[b[i+1]]&clsDigit != 0 {
			return r.numberToken(b, i, final)
		}
		return r.finish(tokenKind(c), i+1, 0, 0)
	case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return r.numberToken(b, i, final)
	case '>', ')', '{', '|', '^':
		return r.pairToken(b, i, final)
	case ';', ',', '[', ']', '(', '}', '~':
		return r.finish(tokenKind(c), i+1, 0, 0)
	}
	return r.nameToken(b, i, final)
}

// finish completes r.tok: the contents end at end, the token skip bytes later.
func (r *Reader) finish(kind tokenKind, end int, flags uint8, skip int) int {
	if end < 0 {
		return end
	}
	r.tok.kind, r.tok.flags, r.tok.end = kind, flags, end
	return end + skip
}

func (r *Reader) angleToken(b []byte, i int, final bool) int {
	if i+2 >= len(b) && !final {
		return needMore
	}
	if i+1 < len(b) && b[i+1] == '<' {
		if i+2 < len(b) && b[i+2] == '(' {
			return r.finish(tokTriple, i+3, 0, 0)
		}
		return r.finish(tokReified, i+2, 0, 0)
	}
	end, flags := r.scanIRI(b, i+1, final)
	return r.finish(tokIRI, end, flags, 1)
}

func (r *Reader) stringToken(b []byte, i int, final bool) int {
	quote := b[i]
	if i+2 >= len(b) && !final {
		return needMore
	}
	if i+2 < len(b) && b[i+1] == quote && b[i+2] == quote {
		r.tok.start = i + 3
		end, flags := r.scanLongString(b, i+3, quote, final)
		return r.finish(tokLong, end, flags, 3)
	}
	end, flags := r.scanString(b, i+1, quote, final)
	return r.finish(tokString, end, flags, 1)
}

func (r *Reader) labelToken(b []byte, i int, final bool) int {
	if i+1 == len(b) && !final {
		return needMore
	}
	if i+1 == len(b) || b[i+1] != ':' {
		return r.scanFail(i, "found '_', expected _: and a blank-node label")
	}
	r.tok.start = i + 2
	end := r.scanLabel(b, i+2, final)
	return r.finish(tokLabel, end, 0, 0)
}

// pairs are the tokens that may be longer than their first character.
var pairs = [...]struct {
	text string
	kind tokenKind
}{
	{">>", tokReifiedEnd},
	{")>>", tokTripleEnd},
	{"{|", tokAnnotation},
	{"|}", tokAnnotateEnd},
	{"^^", tokTyped},
	{")", ')'},
	{"{", '{'},
}

func (r *Reader) pairToken(b []byte, i int, final bool) int {
	for _, p := range pairs {
		if p.text[0] != b[i] {
			continue
		}
		have := b[i:min(len(b), i+len(p.text))]
		if string(have) == p.text {
			return r.finish(p.kind, i+len(p.text), 0, 0)
		}
		if !final && len(have) < len(p.text) && string(have) == p.text[:len(have)] {
			return needMore
		}
	}
	return r.scanFail(i, "found %q", b[i])
}

// numberToken scans INTEGER, DECIMAL or DOUBLE.
func (r *Reader) numberToken(b []byte, i int, final bool) int {
	r.tok.start = i
	k := i
	if b[k] == '+' || b[k] == '-' {
		k++
	}
	whole := digits(b, k)
	kind, end := tokInteger, whole
	if whole < len(b) && b[whole] == '.' {
		fraction := digits(b, whole+1)
		if fraction > whole+1 {
			kind, end = tokDecimal, fraction
		}
		if e := exponent(b, fraction); e > fraction && fraction > k+1 {
			kind, end = tokDouble, e
		}
		if fraction == len(b) && !final {
			return needMore
		}
	} else if e := exponent(b, whole); e > whole && whole > k {
		kind, end = tokDouble, e
	}
	if !final && end+4 > len(b) {
		return needMore // an exponent may follow
	}
	if end == k {
		return r.scanFail(i, "found %q, expected a number after it", b[i])
	}
	return r.finish(kind, end, 0, 0)
}

func digits(b []byte, i int) int {
	for i < len(b) && class[b[i]]&clsDigit != 0 {
		i++
	}
	return i
}

// exponent returns the index after the exponent at b[i], or i.
func exponent(b []byte, i int) int {
	if i >= len(b) || b[i]|0x20 != 'e' {
		return i
	}
	k := i + 1
	if k < len(b) && (b[k] == '+' || b[k] == '-') {
		k++
	}
	if end := digits(b, k); end > k {
		return end
	}
	return i
}

// describe names a token for a message.
func (r *Reader) describe(t token) string {
	if t.kind == tokEOF {
		return "the end of the document"
	}
	return fmt.Sprintf("%q", clip(r.in.buf[t.at:max(r.in.pos, t.at)]))
}

// unexpected makes the error for token t, where what should stand.
func (r *Reader) unexpected(t token, what string) error {
	return r.errorAt(t.at, "found %s, expected %s", r.describe(t), what)
}
