package turtle

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
)

// PrefixTable is a set of prefixes that is ready for use by any number of writers
// at the same time.
type PrefixTable struct {
	list  []prefixEntry  // by prefix
	place map[string]int // namespace to its place in list
	odd   []int          // namespaces that end in neither "/", "#" nor ":", longest first
}

// prefixEntry is a prefix, without colon, and its namespace.
type prefixEntry struct{ prefix, namespace string }

// NewPrefixTable returns the table of prefixes, without colon, and their
// namespaces. Prefixes that the grammar does not allow are left out; of two for
// one namespace the first in their order is taken.
func NewPrefixTable(prefixes map[string]string) *PrefixTable {
	t := &PrefixTable{place: make(map[string]int, len(prefixes))}
	for _, prefix := range slices.Sorted(maps.Keys(prefixes)) {
		namespace := prefixes[prefix]
		if !isPrefix(prefix) || rdf.CheckIRI(namespace) != nil {
			continue
		}
		if _, taken := t.place[namespace]; taken {
			continue
		}
		t.place[namespace] = len(t.list)
		if !endsNamespace(namespace[len(namespace)-1]) {
			t.odd = append(t.odd, len(t.list))
		}
		t.list = append(t.list, prefixEntry{prefix, namespace})
	}
	slices.SortStableFunc(t.odd, func(a, b int) int { return len(t.list[b].namespace) - len(t.list[a].namespace) })
	return t
}

// names shortens IRIs by prefixes and the base.
type names struct {
	base  rdf.Base
	dir   string // of the base: up to the last slash of its path
	table *PrefixTable
	used  []bool // places of table that were made use of, if not nil
}

func newNames(opt WriterOptions) (names, error) {
	n := names{table: opt.Table}
	if n.table == nil {
		n.table = NewPrefixTable(opt.Prefixes)
	}
	if opt.Base != "" {
		base, err := rdf.NewBase(opt.Base)
		if err != nil {
			return n, fmt.Errorf("base of the output: %w", err)
		}
		n.base = base
		n.dir = opt.Base[:strings.LastIndexByte(opt.Base, '/')+1]
	}
	return n, nil
}

func endsNamespace(c byte) bool { return c == '/' || c == '#' || c == ':' }

// split returns the prefix and the local part of iri, if it has a namespace
// that is declared and a local part that needs no escapes.
func (n *names) split(iri string) (prefix, local string, ok bool) {
	t := n.table
	if len(t.list) == 0 {
		return "", "", false
	}
	for i := len(iri); i > 0; i-- {
		if i < len(iri) && !isLocalTail(iri[i]) {
			break
		}
		if !endsNamespace(iri[i-1]) {
			continue
		}
		if place, ok := t.place[iri[:i]]; ok && isLocal(iri[i:]) {
			n.use(place)
			return t.list[place].prefix, iri[i:], true
		}
	}
	for _, place := range t.odd {
		namespace := t.list[place].namespace
		if strings.HasPrefix(iri, namespace) && isLocal(iri[len(namespace):]) {
			n.use(place)
			return t.list[place].prefix, iri[len(namespace):], true
		}
	}
	return "", "", false
}

func (n *names) use(place int) {
	if n.used != nil {
		n.used[place] = true
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

// head appends the directives for the base and the prefixes; where uses are
// counted, for those that are used.
func (n *names) head(dst []byte) []byte {
	start := len(dst)
	if !n.base.IsZero() {
		dst = append(dst, "@base "...)
		dst = append(rdf.AppendIRI(dst, n.base.String()), " .\n"...)
	}
	for place, entry := range n.table.list {
		if n.used != nil && !n.used[place] {
			continue
		}
		dst = append(dst, "@prefix "...)
		dst = append(append(dst, entry.prefix...), ": "...)
		dst = append(rdf.AppendIRI(dst, entry.namespace), " .\n"...)
	}
	if len(dst) > start {
		dst = append(dst, '\n')
	}
	return dst
}
