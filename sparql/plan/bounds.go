package plan

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Range is the ids from Low on and below High.
type Range struct{ Low, High ids.ID }

// PrefixRanger tells which ids of kind [ids.KindBase] are of terms of a kind whose
// text begins with a prefix. The first of them is also the first of the terms that
// do not come before the prefix, in the order of code points.
type PrefixRanger interface {
	PrefixRange(kind rdf.Kind, prefix string) (lo, hi ids.ID)
}

// kindRange is all ids of kinds from first to last.
func kindRange(first, last ids.Kind) Range {
	return Range{ids.Make(first, 0), ids.Make(last, uint64(ids.PayloadMask)) + 1}
}

// bounds are the ranges of ids outside of which a condition on a variable is never
// true; the condition still decides within them. False says that it bounds nothing.
// Terms whose ids say nothing about their value are always within.
func (p *planner) bounds(e algebra.Expr) (v string, ranges []Range, ok bool) {
	c, isCall := e.(*algebra.Call)
	if !isCall || len(c.Args) < 2 {
		return "", nil, false
	}
	switch op := strings.ToUpper(c.Name); op {
	case "=", "<", "<=", ">", ">=":
		return p.comparisonBounds(op, c.Args)
	case "STRSTARTS":
		if prefix, plain := plainString(c.Args[1]); plain {
			return p.prefixBounds(c.Args[0], prefix)
		}
	case "REGEX":
		if pattern, plain := plainString(c.Args[1]); plain && len(c.Args) == 2 {
			return p.prefixBounds(c.Args[0], anchoredPrefix(pattern))
		}
	case "IN":
		return p.listBounds(c.Args)
	}
	return "", nil, false
}

// plainString returns the text of a constant xsd:string.
func plainString(e algebra.Expr) (string, bool) {
	c, ok := e.(*algebra.ConstExpr)
	if !ok || !c.Term.IsLiteral() || c.Term != rdf.NewString(c.Term.Value()) {
		return "", false
	}
	return c.Term.Value(), true
}

// anchoredPrefix returns the text with which all matches of a pattern without flags
// begin, or "".
func anchoredPrefix(pattern string) string {
	rest, anchored := strings.CutPrefix(pattern, "^")
	if !anchored || strings.Contains(rest, "|") {
		return ""
	}
	end := strings.IndexAny(rest, `\.[]{}()*+?^$`)
	if end < 0 {
		return rest
	}
	if strings.IndexByte("*?{+", rest[end]) >= 0 { // the character before is repeated
		for end--; end > 0 && rest[end]&0xC0 == 0x80; end-- {
		}
	}
	return rest[:max(end, 0)]
}

// prefixBounds are the bounds of a text that begins with prefix: that of a variable,
// which must be a string, or of STR of one.
func (p *planner) prefixBounds(text algebra.Expr, prefix string) (string, []Range, bool) {
	if prefix == "" || p.opt.Prefixes == nil {
		return "", nil, false
	}
	var ranges []Range
	add := func(kind rdf.Kind) {
		if lo, hi := p.opt.Prefixes.PrefixRange(kind, prefix); lo < hi {
			ranges = append(ranges, Range{lo, hi})
		}
	}
	issn := issnRange(prefix, prefix)
	switch e := text.(type) {
	case *algebra.VarExpr:
		add(rdf.KindLiteral)
		return e.Var, append(ranges, kindRange(ids.KindDelta, ids.KindDelta), issn), true
	case *algebra.Call:
		v, ok := e.Args[0].(*algebra.VarExpr)
		if !ok || strings.ToUpper(e.Name) != "STR" {
			break
		}
		add(rdf.KindIRI)
		add(rdf.KindLiteral)
		ranges = append(ranges, kindRange(ids.KindDelta, ids.KindDelta))
		const resources = "http://issn.org/resource/ISSN"
		if strings.HasPrefix(prefix, resources) || strings.HasPrefix(resources, prefix) {
			ranges = append(ranges, kindRange(ids.KindISSNIRI, ids.KindISSNIRI))
		}
		return v.Var, append(ranges, kindRange(ids.KindTemplate, ids.KindGYear), issn), true
	}
	return "", nil, false
}

// listBounds are the bounds of IN with constant IRIs.
func (p *planner) listBounds(args []algebra.Expr) (string, []Range, bool) {
	v, ok := args[0].(*algebra.VarExpr)
	if !ok {
		return "", nil, false
	}
	var ranges []Range
	for _, a := range args[1:] {
		c, ok := a.(*algebra.ConstExpr)
		if !ok || !c.Term.IsIRI() {
			return "", nil, false
		}
		id, known, err := p.stats.Lookup(c.Term)
		if err != nil {
			return "", nil, false
		}
		if known {
			ranges = append(ranges, Range{id, id + 1})
		}
	}
	slices.SortFunc(ranges, func(a, b Range) int { return cmp.Compare(a.Low, b.Low) })
	return v.Var, slices.Compact(ranges), true
}

// mirroredOps are the operators with their operands exchanged.
var mirroredOps = map[string]string{"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// comparisonBounds are the bounds of a comparison of a variable and a constant.
func (p *planner) comparisonBounds(op string, args []algebra.Expr) (string, []Range, bool) {
	v, okV := args[0].(*algebra.VarExpr)
	c, okC := args[1].(*algebra.ConstExpr)
	if !okV || !okC {
		v, okV = args[1].(*algebra.VarExpr)
		c, okC = args[0].(*algebra.ConstExpr)
		op = mirroredOps[op]
	}
	if !okV || !okC {
		return "", nil, false
	}
	if text, plain := plainString(c); plain {
		ranges, ok := p.stringBounds(op, text)
		return v.Var, ranges, ok
	}
	if !c.Term.IsLiteral() {
		return "", nil, false
	}
	id, known, err := p.stats.Lookup(c.Term)
	if err != nil || !known {
		return "", nil, false
	}
	typed, ok := valueBounds(op, id)
	return v.Var, append([]Range{p.literals(), kindRange(ids.KindDelta, ids.KindDelta)}, typed...), ok
}

// literals is the range of the literals of the base dictionary.
func (p *planner) literals() Range {
	if p.opt.Prefixes != nil {
		if lo, hi := p.opt.Prefixes.PrefixRange(rdf.KindLiteral, ""); lo < hi {
			return Range{lo, hi}
		}
	}
	return kindRange(ids.KindBase, ids.KindBase)
}

// stringBounds are the bounds of strings by a comparison with one.
func (p *planner) stringBounds(op, text string) ([]Range, bool) {
	if p.opt.Prefixes == nil {
		return nil, false
	}
	base := p.literals()
	least, after := p.opt.Prefixes.PrefixRange(rdf.KindLiteral, text)
	issn := kindRange(ids.KindISSN, ids.KindISSN)
	if op != "<" && op != "<=" {
		base.Low, issn.Low = max(base.Low, least), issnRange(text, "").Low
	}
	if op != ">" && op != ">=" {
		base.High, issn.High = min(base.High, after), issnRange("", text).High
	}
	return []Range{base, kindRange(ids.KindDelta, ids.KindDelta), issn}, true
}

// valueBounds are the bounds of inlined values by a comparison with one.
func valueBounds(op string, id ids.ID) ([]Range, bool) {
	lower, upper := op != "<" && op != "<=", op != ">" && op != ">="
	narrowed := func(r Range, low, high ids.ID) Range {
		if lower {
			r.Low = max(r.Low, low)
		}
		if upper {
			r.High = min(r.High, high)
		}
		return r
	}
	kind := id.Kind()
	switch kind {
	case ids.KindInteger, ids.KindDecimal, ids.KindDouble:
		n, ok := numberOf(id)
		if !ok || math.Abs(n) > 1<<52 {
			return nil, false
		}
		var out []Range
		for k := ids.KindInteger; k <= ids.KindDouble; k++ {
			r := kindRange(k, k)
			switch k {
			case ids.KindInteger:
				low, _ := ids.FromInteger(int64(math.Floor(n)))
				high, _ := ids.FromInteger(int64(math.Ceil(n)) + 1)
				r = narrowed(r, low, high)
			case kind:
				r = narrowed(r, id-1, id+2) // with both zeros
			default:
			}
			out = append(out, r)
		}
		return out, true
	case ids.KindDate, ids.KindDateTime, ids.KindGYear:
		const zone = ids.ID(1)<<ids.ZoneBits - 1
		out := []Range{kindRange(ids.KindDate, ids.KindDate), kindRange(ids.KindDateTime, ids.KindDateTime), kindRange(ids.KindGYear, ids.KindGYear)}
		out[kind-ids.KindDate] = narrowed(out[kind-ids.KindDate], id&^zone, (id|zone)+1)
		return out, true
	default:
		return nil, false
	}
}

// numberOf returns about the value of an inlined number.
func numberOf(id ids.ID) (float64, bool) {
	switch id.Kind() {
	case ids.KindInteger:
		return float64(id.Integer()), true
	case ids.KindDecimal:
		m, e, ok := id.Decimal()
		return float64(m) * math.Pow10(e), ok
	case ids.KindDouble:
		f, ok := id.Double()
		return f, ok && !math.IsNaN(f)
	default:
		return 0, false
	}
}

// intersect returns what two ascending lists of ranges have in common.
func intersect(a, b []Range) []Range {
	var out []Range
	for len(a) > 0 && len(b) > 0 {
		if r := (Range{max(a[0].Low, b[0].Low), min(a[0].High, b[0].High)}); r.Low < r.High {
			out = append(out, r)
		}
		if a[0].High < b[0].High {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return out
}

// bound gives the scans of a leaf the ranges of its filters, and the leaf the number
// of rows that are in them.
func (p *planner) bound(l *leaf, filters []filter) {
	byVar := map[string][]Range{}
	for _, f := range filters {
		v, ranges, ok := p.bounds(f.e)
		if !ok || !l.vars.has(v) {
			continue
		}
		ranges = slices.DeleteFunc(ranges, func(r Range) bool { return r.Low >= r.High })
		if have, twice := byVar[v]; twice {
			ranges = intersect(have, ranges)
		}
		byVar[v] = ranges
	}
	l.bounded = l.rows
	for _, s := range l.scans {
		ranges, ok := byVar[firstFree(s)]
		if !ok || len(s.statsScan().Prefix) > 2 || hasRepeated(s) {
			continue
		}
		s.Bounded, s.Ranges = true, ranges
		rows := 0.0
		for _, r := range ranges {
			sc := s.statsScan()
			sc.Low, sc.High = r.Low, r.High
			rows += float64(p.stats.Estimate(sc))
		}
		s.within = math.Min(rows, l.rows)
		l.bounded = math.Min(l.bounded, s.within)
	}
}

// reads is the number of rows of l that a scan of it reads.
func (l *leaf) reads(s *Scan) float64 {
	if s.Bounded {
		return s.within
	}
	return l.rows
}
