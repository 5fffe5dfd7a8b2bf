package plan

import (
	"math"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// Decoding a term that lies near the one decoded before costs much less than
// decoding one anywhere in the dictionary.
const (
	costDecode     = 60
	costDecodeNext = 12
)

// onIDs are the operators and functions that mostly work on ids or inlined values,
// by their names in the algebra.
var onIDs = map[string]bool{
	"=": true, "!=": true, "<": true, "<=": true, ">": true, ">=": true, "&&": true, "||": true, "!": true,
	"+": true, "-": true, "*": true, "/": true, "IN": true, "NOT IN": true, "IF": true, "COALESCE": true,
	"BOUND": true, "SAMETERM": true, "ISIRI": true, "ISURI": true, "ISBLANK": true, "ISLITERAL": true,
	"ISNUMERIC": true, "ABS": true, "CEIL": true, "FLOOR": true, "ROUND": true,
	"YEAR": true, "MONTH": true, "DAY": true, "HOURS": true, "MINUTES": true, "SECONDS": true, "TIMEZONE": true, "TZ": true,
}

// reading says what the evaluation of an expression decodes.
type reading struct {
	v      string // a variable of it
	many   bool   // there are others
	exists bool
	text   bool // of a term, at least
}

// only returns the variable of an expression that reads the text of no other one:
// evaluating it decodes each distinct value once.
func (r reading) only() (string, bool) {
	if r.v == "" || r.many || r.exists || !r.text {
		return "", false
	}
	return r.v, true
}

// merge adds what another part of the expression reads.
func (r *reading) merge(of reading) {
	r.exists = r.exists || of.exists
	r.text = r.text || of.text
	r.many = r.many || of.many || r.v != "" && of.v != "" && r.v != of.v
	if r.v == "" {
		r.v = of.v
	}
}

// textVar returns the variable of an expression that reads the text of no other
// one.
func textVar(e algebra.Expr) (string, bool) {
	r, _ := readTexts(e, nil)
	return r.only()
}

// addTexts adds the variables of which e reads the text, each by itself: as an
// argument of a function, or in a part of e that has no other variable.
func addTexts(vs names, e algebra.Expr) {
	_, list := readTexts(e, nil)
	vs.add(list...)
}

// readTexts returns what e reads and appends the variables of addTexts to list. It
// visits each part of e once.
func readTexts(e algebra.Expr, list []string) (reading, []string) {
	var r reading
	start := len(list)
	direct, parts := false, true // variables are decoded here; of the operands, what they read counts
	switch e := e.(type) {
	case *algebra.VarExpr:
		return reading{v: e.Var}, list
	case *algebra.Exists:
		return reading{exists: true}, list
	case *algebra.Call:
		name := strings.ToUpper(e.Name)
		direct = !onIDs[name]
		r.text = direct || isRange(name) && hasText(e.Args)
	case *algebra.FunctionCall:
		direct, r.text = true, true
	case *algebra.TripleExpr:
		parts = false
	}
	for _, a := range algebra.Args(e) {
		if v, isVar := a.(*algebra.VarExpr); isVar && direct {
			list = append(list, v.Var)
		}
		var of reading
		of, list = readTexts(a, list)
		of.text = of.text && parts
		r.merge(of)
	}
	if !parts {
		list = list[:start]
	}
	if v, ok := r.only(); ok {
		list = append(list[:start], v)
	}
	return r, list
}

// isRange reports whether an operator orders its operands.
func isRange(op string) bool { return op == "<" || op == "<=" || op == ">" || op == ">=" }

// hasText reports whether one of the arguments is a string.
func hasText(args []algebra.Expr) bool {
	for _, a := range args {
		if c, ok := a.(*algebra.ConstExpr); ok && c.Term.IsLiteral() && c.Term == rdf.NewString(c.Term.Value()) {
			return true
		}
	}
	return false
}

// decodeCost is what decoding the values of v in rows costs in an order.
func decodeCost(rows, distinct float64, v string, order []string) float64 {
	each := float64(costDecode)
	if len(order) > 0 && order[0] == v {
		each = costDecodeNext
	}
	return each * math.Min(rows, distinct)
}

// textVars returns the variables whose texts are read after the joins of g, or by
// filters of several variables.
func textVars(g *group, r request) []string {
	vs := names{}
	vs.add(r.text...)
	for _, po := range g.posts {
		if po.kind == postExtend {
			addTexts(vs, po.f)
		}
	}
	for _, f := range g.filters {
		if f.text == "" && !f.exists {
			addTexts(vs, f.e)
		}
	}
	return sortedNames(vs)
}

// filterDecodes is what the filters of a leaf cost that read the text of one
// variable.
func (s *search) filterDecodes(sub *subset, set uint64, rows float64, order []string) float64 {
	cost := 0.0
	for i := range s.classes {
		c := &s.classes[i]
		if v := c.text; c.texts > 0 && s.applies(c.vars, sub, set) {
			cost += c.texts * decodeCost(rows, distinctIn(rows, sub.props.distinct, v), v, order)
		}
	}
	return cost
}

// distinctIn is the expected number of values of v in rows.
func distinctIn(rows float64, distinct map[string]float64, v string) float64 {
	if d, ok := distinct[v]; ok {
		return math.Min(rows, d)
	}
	return rows
}

// laterDecodes is what decoding costs after all joins, in the order of c.
func (s *search) laterDecodes(sub *subset, c *candidate) float64 {
	cost := 0.0
	for _, v := range s.text {
		if sub.vars.has(v) {
			cost += decodeCost(sub.props.Rows, sub.props.distinctOf(v), v, c.order)
		}
	}
	return s.share * cost
}

// appendText appends the variables of which e reads the text.
func appendText(dst []string, e algebra.Expr) []string {
	vs := names{}
	addTexts(vs, e)
	return append(dst, sortedNames(vs)...)
}
