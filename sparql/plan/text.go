package plan

import (
	"math"
	"slices"
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

// textVar returns the variable of an expression that reads the text of no other
// one: evaluating it decodes each distinct value once.
func textVar(e algebra.Expr) (string, bool) {
	if hasExists(e) || !readsText(e) {
		return "", false
	}
	vs := exprVars(e)
	if len(vs) != 1 {
		return "", false
	}
	for v := range vs {
		return v, true
	}
	return "", false
}

// readsText reports whether evaluating e takes the text of a term.
func readsText(e algebra.Expr) bool {
	switch e := e.(type) {
	case *algebra.Call:
		return !onIDs[strings.ToUpper(e.Name)] || isRange(e.Name) && hasText(e.Args) || slices.ContainsFunc(e.Args, readsText)
	case *algebra.FunctionCall:
		return true
	}
	return false
}

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

// addTexts adds the variables of which e reads the text, each by itself: as an
// argument of a function, or in a part of e that has no other variable.
func addTexts(vs names, e algebra.Expr) {
	if v, ok := textVar(e); ok {
		vs.add(v)
		return
	}
	var args []algebra.Expr
	text := false
	switch e := e.(type) {
	case *algebra.Call:
		args, text = e.Args, !onIDs[strings.ToUpper(e.Name)]
	case *algebra.FunctionCall:
		args, text = e.Args, true
	}
	for _, a := range args {
		if v, isVar := a.(*algebra.VarExpr); isVar && text {
			vs.add(v.Var)
		} else {
			addTexts(vs, a)
		}
	}
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
		if _, one := textVar(f.e); !one && !hasExists(f.e) {
			addTexts(vs, f.e)
		}
	}
	return sortedNames(vs)
}

// filterDecodes is what the filters of a leaf cost that read the text of one
// variable.
func (s *search) filterDecodes(sub *subset, set uint64, rows float64, order []string) float64 {
	cost := 0.0
	for _, f := range s.g.filters {
		if v, ok := textVar(f.e); ok && s.applies(f, sub, set) {
			cost += decodeCost(rows, distinctIn(rows, sub.props.distinct, v), v, order)
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
