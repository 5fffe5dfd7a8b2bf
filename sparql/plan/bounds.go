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

// Ranger tells which ids terms can have, by their text. Its ranges ascend and lie
// apart; they may hold other terms too, but a term outside of them has another text.
type Ranger interface {
	// PrefixRanges is about the terms of a kind whose IRI, label or lexical form
	// begins with prefix.
	PrefixRanges(kind rdf.Kind, prefix string) ([]ids.Range, error)
	// StringRanges is about the strings, with or without a language, from least to
	// most in codepoint order, and those that begin with most. An empty bound is none.
	StringRanges(least, most string) ([]ids.Range, error)
}

// bounded is a variable and the ranges of ids outside of which a condition on it is
// never true. The zero value says that the condition bounds nothing.
type bounded struct {
	name   string
	ranges []ids.Range // ascending and apart
}

// bounds returns what a condition bounds; the condition still decides within the
// ranges. Terms whose ids say nothing about their value are always within.
func (p *planner) bounds(e algebra.Expr) (bounded, error) {
	c, isCall := e.(*algebra.Call)
	if !isCall || len(c.Args) < 2 {
		return bounded{}, nil
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
	return bounded{}, nil
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
func (p *planner) prefixBounds(text algebra.Expr, prefix string) (bounded, error) {
	if prefix == "" || p.opt.Ranger == nil {
		return bounded{}, nil
	}
	switch e := text.(type) {
	case *algebra.VarExpr:
		ranges, err := p.opt.Ranger.StringRanges(prefix, prefix)
		return bounded{e.Var, ranges}, err
	case *algebra.Call:
		v, ok := e.Args[0].(*algebra.VarExpr)
		if !ok || strings.ToUpper(e.Name) != "STR" {
			break
		}
		iris, err := p.opt.Ranger.PrefixRanges(rdf.KindIRI, prefix)
		if err != nil {
			return bounded{}, err
		}
		literals, err := p.opt.Ranger.PrefixRanges(rdf.KindLiteral, prefix)
		return bounded{v.Var, merged(append(iris, literals...))}, err
	}
	return bounded{}, nil
}

// listBounds are the bounds of IN with constant IRIs.
func (p *planner) listBounds(args []algebra.Expr) (bounded, error) {
	v, ok := args[0].(*algebra.VarExpr)
	if !ok {
		return bounded{}, nil
	}
	var ranges []ids.Range
	for _, a := range args[1:] {
		c, ok := a.(*algebra.ConstExpr)
		if !ok || !c.Term.IsIRI() {
			return bounded{}, nil
		}
		id, known, err := p.stats.Lookup(c.Term)
		if err != nil {
			return bounded{}, err
		}
		if known {
			ranges = append(ranges, ids.Range{Low: id, High: id + 1})
		}
	}
	return bounded{v.Var, merged(ranges)}, nil
}

// mirroredOps are the operators with their operands exchanged.
var mirroredOps = map[string]string{"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// comparisonBounds are the bounds of a comparison of a variable and a constant.
func (p *planner) comparisonBounds(op string, args []algebra.Expr) (bounded, error) {
	v, okV := args[0].(*algebra.VarExpr)
	c, okC := args[1].(*algebra.ConstExpr)
	if !okV || !okC {
		v, okV = args[1].(*algebra.VarExpr)
		c, okC = args[0].(*algebra.ConstExpr)
		op = mirroredOps[op]
	}
	if !okV || !okC {
		return bounded{}, nil
	}
	if text, plain := plainString(c); plain {
		return p.stringBounds(v.Var, op, text)
	}
	if !c.Term.IsLiteral() {
		return bounded{}, nil
	}
	id, known, err := p.stats.Lookup(c.Term)
	if err != nil || !known {
		return bounded{}, err
	}
	typed, ok := valueBounds(op, id)
	if !ok {
		return bounded{}, nil
	}
	unordered, err := p.literals()
	return bounded{v.Var, append(unordered, typed...)}, err
}

// literals are the ranges of the literals whose ids are in no order of values.
func (p *planner) literals() ([]ids.Range, error) {
	all := []ids.Range{ids.KindRange(ids.KindBase, ids.KindDelta)}
	if p.opt.Ranger == nil {
		return all, nil
	}
	ranges, err := p.opt.Ranger.PrefixRanges(rdf.KindLiteral, "")
	return intersect(ranges, all), err
}

// stringBounds are the bounds of strings by a comparison with one.
func (p *planner) stringBounds(v, op, text string) (bounded, error) {
	if p.opt.Ranger == nil {
		return bounded{}, nil
	}
	least, most := text, text
	switch op {
	case "<", "<=":
		least = ""
	case ">", ">=":
		most = ""
	}
	ranges, err := p.opt.Ranger.StringRanges(least, most)
	return bounded{v, ranges}, err
}

// valueBounds are the bounds of inlined values by a comparison with one.
func valueBounds(op string, id ids.ID) ([]ids.Range, bool) {
	lower, upper := op != "<" && op != "<=", op != ">" && op != ">="
	narrowed := func(r ids.Range, low, high ids.ID) ids.Range {
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
		var out []ids.Range
		for k := ids.KindInteger; k <= ids.KindDouble; k++ {
			r := ids.KindRange(k, k)
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
		out := []ids.Range{ids.KindRange(ids.KindDate, ids.KindDate), ids.KindRange(ids.KindDateTime, ids.KindDateTime), ids.KindRange(ids.KindGYear, ids.KindGYear)}
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
func intersect(a, b []ids.Range) []ids.Range {
	var out []ids.Range
	for len(a) > 0 && len(b) > 0 {
		if r := (ids.Range{Low: max(a[0].Low, b[0].Low), High: min(a[0].High, b[0].High)}); r.Low < r.High {
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

// merged returns what ranges in any order cover, ascending and apart.
func merged(ranges []ids.Range) []ids.Range {
	slices.SortFunc(ranges, func(a, b ids.Range) int { return cmp.Compare(a.Low, b.Low) })
	var out []ids.Range
	for _, r := range ranges {
		if last := len(out) - 1; last >= 0 && r.Low <= out[last].High {
			out[last].High = max(out[last].High, r.High)
			continue
		}
		out = append(out, r)
	}
	return out
}

// bound gives the scans of a leaf the ranges of its filters, and the leaf the number
// of rows that are in them.
func (p *planner) bound(l *leaf, filters []filter) error {
	byVar := map[string][]ids.Range{}
	for _, f := range filters {
		b, err := p.bounds(f.e)
		if err != nil {
			return err
		}
		if b.name == "" || !l.vars.has(b.name) {
			continue
		}
		ranges := slices.DeleteFunc(b.ranges, func(r ids.Range) bool { return r.Low >= r.High })
		if have, twice := byVar[b.name]; twice {
			ranges = intersect(have, ranges)
		}
		byVar[b.name] = ranges
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
	return nil
}

// reads is the number of rows of l that a scan of it reads.
func (l *leaf) reads(s *Scan) float64 {
	if s.Bounded {
		return s.within
	}
	return l.rows
}
