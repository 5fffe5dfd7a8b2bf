package turtle

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"issn-ld/rdf"
)

// names shortens IRIs by prefixes and the base.
type names struct {
	base     rdf.Base
	dir      string            // of the base: up to the last slash of its path
	prefixes map[string]string // namespace to prefix
	odd      []string          // namespaces that end in neither "/", "#" nor ":", longest first
	used     map[string]bool   // namespaces that were made use of, if not nil
}

func newNames(opt WriterOptions) (names, error) {
	n := names{prefixes: map[string]string{}}
	if opt.Base != "" {
		base, err := rdf.NewBase(opt.Base)
		if err != nil {
			return n, fmt.Errorf("base of the output: %w", err)
		}
		n.base = base
		n.dir = opt.Base[:strings.LastIndexByte(opt.Base, '/')+1]
	}
	for _, prefix := range slices.Sorted(maps.Keys(opt.Prefixes)) {
		namespace := opt.Prefixes[prefix]
		if !isPrefix(prefix) || rdf.CheckIRI(namespace) != nil {
			continue
		}
		if _, taken := n.prefixes[namespace]; taken {
			continue
		}
		n.prefixes[namespace] = prefix
		if !endsNamespace(namespace[len(namespace)-1]) {
			n.odd = append(n.odd, namespace)
		}
	}
	slices.SortFunc(n.odd, func(a, b string) int { return len(b) - len(a) })
	return n, nil
}

func endsNamespace(c byte) bool { return c == '/' || c == '#' || c == ':' }

// split returns the prefix and the local part of iri, if it has a namespace
// that is declared and a local part that needs no escapes.
func (n *names) split(iri string) (prefix, local string, ok bool) {
	if len(n.prefixes) == 0 {
		return "", "", false
	}
	for i := len(iri); i > 0; i-- {
		if i < len(iri) && !isLocalTail(iri[i]) {
			break
		}
		if !endsNamespace(iri[i-1]) {
			continue
		}
		if prefix, ok := n.prefixes[iri[:i]]; ok && isLocal(iri[i:]) {
			n.use(iri[:i])
			return prefix, iri[i:], true
		}
	}
	for _, namespace := range n.odd {
		if strings.HasPrefix(iri, namespace) && isLocal(iri[len(namespace):]) {
			n.use(namespace)
			return n.prefixes[namespace], iri[len(namespace):], true
		}
	}
	return "", "", false
}

func (n *names) use(namespace string) {
	if n.used != nil {
		n.used[namespace] = true
	}
}

// isLocalTail reports whether c may stand in a local part at all, so that a
// search for the namespace may go on before it.
func isLocalTail(c byte) bool {
	return class[c]&clsName != 0 || c == ':' || c == '.' || c >= utf8.RuneSelf
}

// relative returns the reference that stands for iri below the base.
func (n *names) relative(iri string) (string, bool) {
	if n.dir == "" || !strings.HasPrefix(iri, n.dir) {
		return "", false
	}
	ref := iri[len(n.dir):]
	if rest, ok := strings.CutPrefix(iri, n.base.String()); ok && (rest == "" || rest[0] == '#') {
		ref = rest // the base itself, or a part of it
	}
	if rdf.CheckIRIReference(ref) != nil || n.base.Resolve(ref) != iri {
		return "", false
	}
	return ref, true
}

// isPrefix is PN_PREFIX, or nothing.
func isPrefix(s string) bool {
	if s == "" {
		return true
	}
	return rdf.IsLabel(s) && class[s[0]]&clsDigit == 0 && s[0] != '_'
}

// isLocal is PN_LOCAL without escapes, or nothing.
func isLocal(s string) bool {
	for i, c := range s {
		switch {
		case c < utf8.RuneSelf && class[byte(c)]&(clsStart|clsDigit) != 0 || c == ':':
		case i > 0 && c == '-':
		case i > 0 && c == '.' && i < len(s)-1:
		case c >= utf8.RuneSelf && c != utf8.RuneError && (rdf.IsNameStart(c) || i > 0 && rdf.IsNameChar(c)):
		default:
			return false
		}
	}
	return true
}

// head appends the directives for the base and the prefixes.
func (n *names) head(dst []byte, only map[string]bool) []byte {
	start := len(dst)
	if !n.base.IsZero() {
		dst = append(dst, "@base "...)
		dst = append(rdf.AppendIRI(dst, n.base.String()), " .\n"...)
	}
	namespaces := slices.SortedFunc(maps.Keys(n.prefixes), func(a, b string) int {
		return strings.Compare(n.prefixes[a], n.prefixes[b])
	})
	for _, namespace := range namespaces {
		if only != nil && !only[namespace] {
			continue
		}
		dst = append(dst, "@prefix "...)
		dst = append(append(dst, n.prefixes[namespace]...), ": "...)
		dst = append(rdf.AppendIRI(dst, namespace), " .\n"...)
	}
	if len(dst) > start {
		dst = append(dst, '\n')
	}
	return dst
}
