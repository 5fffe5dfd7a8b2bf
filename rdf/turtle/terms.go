package turtle

import (
	"bytes"
	"unicode/utf8"
	"unsafe"

	"github.com/issn-ld/issn-ld/rdf"
)

// lend returns b as a string without copying it. The string is valid as long
// as b does not change.
func lend(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// interner keeps recently seen strings, so that the predicates, datatypes and
// graphs of a document are allocated once. It is a cache with one place per
// hash: what is pushed out is simply made again.
type interner struct {
	slots [512]string
}

func (t *interner) get(b []byte) string {
	h := uint32(len(b))
	for _, c := range b[max(0, len(b)-12):] {
		h = (h ^ uint32(c)) * 16777619
	}
	slot := &t.slots[(h^h>>15)%uint32(len(t.slots))]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}

// text returns the bytes of the document b as a string that lives as long as
// the options promise. In lent mode the string points into the buffer for
// line-based syntaxes, and into the arena for the others, whose buffer may
// move before the term is handed out.
func (r *Reader) text(b []byte) string {
	switch {
	case !r.opt.Transient:
		return string(b)
	case r.opt.Format.lineBased():
		return lend(b)
	}
	return r.keep(b)
}

// keep copies b to the arena, which is emptied by the next call of Read.
func (r *Reader) keep(b []byte) string {
	n := len(r.arena)
	r.arena = append(r.arena, b...)
	return lend(r.arena[n:len(r.arena):len(r.arena)])
}

// own is keep in lent mode and a copy otherwise.
func (r *Reader) own(b []byte) string {
	if r.opt.Transient {
		return r.keep(b)
	}
	return string(b)
}

// iri makes the term for the IRIREF with the contents b, which begin at at.
// Terms that repeat often come from the interner if often is set.
func (r *Reader) iri(b []byte, at int, flags uint8, often bool) (rdf.Term, error) {
	if flags&hasEscape != 0 {
		var err error
		if b, err = r.unescapeIRI(b, at); err != nil {
			return rdf.Term{}, err
		}
	}
	if flags&hasSpecial == 0 && isPlainIRI(b) {
		return r.iriTerm(b, often), nil
	}
	s := lend(b)
	if rdf.SchemeLength(s) > 0 || r.opt.Format.lineBased() {
		if err := rdf.CheckIRI(s); err != nil {
			return rdf.Term{}, r.errorAt(at, "%v", err)
		}
		if flags&hasEscape != 0 {
			return rdf.NewIRI(r.own(b)), nil
		}
		return r.iriTerm(b, often), nil
	}
	if err := rdf.CheckIRIReference(s); err != nil {
		return rdf.Term{}, r.errorAt(at, "%v", err)
	}
	if r.base.IsZero() {
		return rdf.Term{}, r.errorAt(at, "relative IRI <%s> without a base IRI", clip(b))
	}
	r.resolved = r.base.AppendResolve(r.resolved[:0], s)
	return rdf.NewIRI(r.own(r.resolved)), nil
}

func (r *Reader) iriTerm(b []byte, often bool) rdf.Term {
	if often && !r.opt.Transient {
		return rdf.NewIRI(r.intern.get(b))
	}
	return rdf.NewIRI(r.text(b))
}

// isPlainIRI reports whether b, which has only characters of clsIRI and at most
// one number sign, is an IRI as most are: a scheme, and if there is an
// authority then just a host. It saves the full check.
func isPlainIRI(b []byte) bool {
	if len(b) == 0 || class[b[0]]&clsAlpha == 0 {
		return false
	}
	i := 1
	for i < len(b) && class[b[i]]&(clsAlpha|clsDigit) != 0 {
		i++
	}
	if i == len(b) || b[i] != ':' {
		return false
	}
	if i+2 < len(b) && b[i+1] == '/' && b[i+2] == '/' {
		for i += 3; i < len(b); i++ {
			if class[b[i]]&clsHost == 0 {
				return b[i] == '/' || b[i] == '?' || b[i] == '#'
			}
		}
	}
	return true
}

// unescapeIRI returns b without escapes, in r.scratch. What an escape stands
// for must itself be allowed in an IRI.
func (r *Reader) unescapeIRI(b []byte, at int) ([]byte, error) {
	out := r.scratch[:0]
	for i := 0; i < len(b); {
		if b[i] != '\\' {
			out = append(out, b[i])
			i++
			continue
		}
		n := escapeLength(b, i)
		c, ok := unhex(b[i+2 : i+n])
		if !ok {
			return nil, r.errorAt(at+i, "escape %s is no character", b[i:i+n])
		}
		if c <= ' ' || c < utf8.RuneSelf && bytes.IndexByte([]byte("<>\"{}|^`\\"), byte(c)) >= 0 {
			return nil, r.errorAt(at+i, "escape %s stands for a character that no IRI may hold", b[i:i+n])
		}
		out = utf8.AppendRune(out, c)
		i += n
	}
	r.scratch = out
	return out, nil
}

// unescape returns the string b without escapes, in r.scratch.
func (r *Reader) unescape(b []byte, at int) ([]byte, error) {
	out := r.scratch[:0]
	for i := 0; i < len(b); {
		n := bytes.IndexByte(b[i:], '\\')
		if n < 0 {
			out = append(out, b[i:]...)
			break
		}
		out = append(out, b[i:i+n]...)
		i += n
		if c := simpleEscape(b[i+1]); c != 0 {
			out = append(out, c)
			i += 2
			continue
		}
		n = escapeLength(b, i)
		if n == 0 {
			return nil, r.errorAt(at+i, "bad escape %q in a string, expected one of \\t \\b \\n \\r \\f \\\" \\' \\\\ \\uXXXX \\UXXXXXXXX", clip(b[i:i+2]))
		}
		c, ok := unhex(b[i+2 : i+n])
		if !ok {
			return nil, r.errorAt(at+i, "escape %s is no character", b[i:i+n])
		}
		out = utf8.AppendRune(out, c)
		i += n
	}
	r.scratch = out
	return out, nil
}

func simpleEscape(c byte) byte {
	switch c {
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	case '"', '\'', '\\':
		return c
	}
	return 0
}

// unhex returns the character with the hexadecimal number b. Surrogates and
// what lies beyond U+10FFFF are none.
func unhex(b []byte) (rune, bool) {
	n := uint32(0)
	for _, c := range b {
		switch {
		case c <= '9':
			n = n<<4 | uint32(c-'0')
		default:
			n = n<<4 | uint32(c|0x20-'a'+10)
		}
	}
	return rune(n), n <= utf8.MaxRune && utf8.ValidRune(rune(n))
}

// lexical returns the contents b of a string, unescaped where needed.
func (r *Reader) lexical(b []byte, at int, flags uint8) (string, error) {
	if flags&hasEscape == 0 {
		return r.text(b), nil
	}
	out, err := r.unescape(b, at)
	if err != nil {
		return "", err
	}
	return r.own(out), nil
}

// label makes the blank node for a label of the document.
func (r *Reader) label(b []byte) rdf.Term {
	generated := !r.opt.Format.lineBased() && looksGenerated(b)
	if r.opt.LabelPrefix == "" && !generated {
		return rdf.NewBlankNode(r.text(b))
	}
	r.scratch = append(append(r.scratch[:0], r.opt.LabelPrefix...), b...)
	if generated {
		r.scratch = append(r.scratch, 'x')
	}
	return rdf.NewBlankNode(r.own(r.scratch))
}

// mostLanguages bounds the memory of the tags seen.
const mostLanguages = 1024

// looksGenerated reports whether b could be taken for a label of ours.
func looksGenerated(b []byte) bool {
	return len(b) > 3 && string(b[:3]) == "gen" && class[b[3]]&clsDigit != 0
}

// langString makes a literal from a language tag with an optional direction.
func (r *Reader) langString(lexical string, tag []byte, at int) (rdf.Term, error) {
	dir := rdf.NoDirection
	lang := tag
	if n := bytes.Index(tag, []byte("--")); n >= 0 {
		lang = tag[:n]
		switch string(tag[n+2:]) {
		case "ltr":
			dir = rdf.LTR
		case "rtl":
			dir = rdf.RTL
		default:
			return rdf.Term{}, r.errorAt(at+n, "base direction --%s, expected --ltr or --rtl", clip(tag[n+2:]))
		}
		if r.opt.RDF11 {
			return rdf.Term{}, r.errorAt(at+n, "base direction --%s is RDF 1.2", dir)
		}
	}
	normal, known := r.languages[string(lang)]
	if !known {
		if !rdf.IsLanguage(lend(lang)) {
			return rdf.Term{}, r.errorAt(at, "language tag %q is not well-formed", clip(lang))
		}
		if len(r.languages) >= mostLanguages {
			clear(r.languages)
		}
		tag := string(lang)
		normal = rdf.NormalizeLanguage(tag)
		r.languages[tag] = normal
	}
	return rdf.NewDirLangString(lexical, normal, dir), nil
}

// typed makes a literal with a datatype.
func (r *Reader) typed(lexical string, datatype rdf.Term, at int) (rdf.Term, error) {
	if !rdf.IsPlainDatatype(datatype.Value()) {
		return rdf.Term{}, r.errorAt(at, "datatype %s for a literal without language tag", datatype)
	}
	return rdf.NewLiteral(lexical, datatype.Value()), nil
}
