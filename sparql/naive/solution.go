package naive

import (
	"maps"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// solution is a solution mapping: a partial function from variables to terms.
type solution map[string]rdf.Term

// binding is the lookup that package expr wants.
func (m solution) binding(name string) (rdf.Term, bool) {
	t, ok := m[name]
	return t, ok
}

// compatible reports whether two solutions agree on the variables of both.
func compatible(a, b solution) bool {
	if len(b) < len(a) {
		a, b = b, a
	}
	for name, t := range a {
		if u, ok := b[name]; ok && t != u {
			return false
		}
	}
	return true
}

// merge is the union of two compatible solutions.
func merge(a, b solution) solution {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// disjoint reports whether no variable is in both domains.
func disjoint(a, b solution) bool {
	for name := range a {
		if _, ok := b[name]; ok {
			return false
		}
	}
	return true
}

// with returns m extended by a variable.
func (m solution) with(name string, t rdf.Term) solution {
	out := maps.Clone(m)
	out[name] = t
	return out
}

// project restricts m to the names.
func (m solution) project(names []string) solution {
	out := make(solution, len(names))
	for _, name := range names {
		if t, ok := m[name]; ok {
			out[name] = t
		}
	}
	return out
}

// visible restricts m to the variables that a query can name.
func (m solution) visible() solution {
	out := make(solution, len(m))
	for name, t := range m {
		if !algebra.IsHidden(name) {
			out[name] = t
		}
	}
	return out
}

// key is a string that equal solutions share and others do not.
func (m solution) key() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(m)) {
		b.WriteString(name)
		b.WriteByte(0)
		b.WriteString(m[name].String())
		b.WriteByte(0)
	}
	return b.String()
}

// distinct keeps the first of equal solutions.
func distinct(in []solution) []solution {
	seen := make(map[string]bool, len(in))
	var out []solution
	for _, m := range in {
		if k := m.key(); !seen[k] {
			seen[k] = true
			out = append(out, m)
		}
	}
	return out
}
