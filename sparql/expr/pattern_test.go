package expr

import (
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

func testEvaluator() *evaluator {
	return &evaluator{ctx: context.Background(), env: &Env{}, pool: NewPool(nil, nil), solution: -1, presetCol: -1}
}

// TestReplaceEach holds that replacing match by match is replacing all at once.
func TestReplaceEach(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	parts := []replacementPart{{text: "<", group: -1}, {group: 0}, {text: "|", group: -1}, {group: 1}, {text: ">", group: -1}}
	for _, text := range []string{
		`a`, `(a+)b?`, `^(a)`, `(b)$`, `(?m)^(.)`, `(?m)(.)$`, `\b(\w)`, `(\w)\b`, `\B(a)`, `(a|ab)(c|bcd)?`, `é+`, `(?i)A(B)?`,
		`\b`, `$`, `(?m)^`, `(?s:.)`, `(a*)b`, `x*y|z`, `(\s)(\S)`, `[^a]+`,
	} {
		p := &pattern{re: regexp.MustCompile(text), size: 1}
		for range 300 {
			var b strings.Builder
			for range rnd.IntN(12) {
				b.WriteString([]string{"a", "b", "c", "d", "é", " ", "\n", "ab", "A"}[rnd.IntN(9)])
			}
			s := b.String()
			want := p.re.ReplaceAllString(s, "<${0}|${1}>")
			got, err := p.replaceEach(testEvaluator(), s, parts)
			if err != nil || got != want {
				t.Fatalf("%s in %q: got %q %v, want %q", text, s, got, err, want)
			}
			if got, err = p.replaceAll(testEvaluator(), s, parts); err != nil || got != want {
				t.Fatalf("%s in %q at once: got %q %v, want %q", text, s, got, err, want)
			}
		}
	}
}

// TestPatternsAreSmall refuses patterns whose programs are too large, before they are
// written out.
func TestPatternsAreSmall(t *testing.T) {
	for name, text := range map[string]string{
		"repetition":           `(((a{30}){30}){30}){30}`,
		"many repetitions":     strings.Repeat("(.*[b-z]?){30}", 200),
		"long":                 strings.Repeat("a", maxPattern+1),
		"repeated large class": `([a-zA-Z0-9é-üα-ω]{1000}){20}x{1000}`,
	} {
		if _, err := newPattern(text, ""); !errors.Is(err, ErrRegexp) {
			t.Errorf("%s: got %v, want ErrRegexp", name, err)
		}
	}
	if _, err := newPattern(`(a{30}){30}`, ""); err != nil {
		t.Error(err)
	}
}

// TestPatternsKept holds that the cache of a call does not grow with its patterns.
func TestPatternsKept(t *testing.T) {
	var c regexCache
	for i := range 400 {
		if p, err := c.get(testEvaluator(), strings.Repeat("a", i%700)+"(b{30}){30}", ""); p == nil || err != nil {
			t.Fatal(p, err)
		}
		if c.size > keptInstructions+maxInstructions || len(c.patterns) > keptPatterns {
			t.Fatalf("%d patterns of %d instructions are kept", len(c.patterns), c.size)
		}
	}
}

// TestLongConstants evaluates functions on constants that are too long to be folded, and
// on those just short enough: with all functions of strings, and no panic.
func TestLongConstants(t *testing.T) {
	for name, b := range builtins {
		for _, length := range []int{1, foldText, foldText + 1, 65_535, workUnit + 1} {
			n := max(b.min, 1)
			call := &algebra.Call{Name: name}
			for range n {
				call.Args = append(call.Args, &algebra.ConstExpr{Term: rdf.NewString(strings.Repeat("x", length))})
			}
			if b.max == 0 {
				call.Args = nil
			}
			prog, err := Compile(call, Schema{}, Options{})
			if err != nil {
				t.Fatalf("%s of %d characters: %v", name, length, err)
			}
			env := &Env{Pool: NewPool(nil, nil)}
			if _, _, err := prog.Constant(context.Background(), env); err != nil {
				t.Errorf("%s of %d characters: %v", name, length, err)
			}
		}
	}
}

// counted is a budget that notes the most that was reserved.
type counted struct{ used, peak, limit int64 }

func (c *counted) Reserve(n int64) error {
	if c.limit > 0 && c.used+n > c.limit {
		return errSpent
	}
	c.used += n
	c.peak = max(c.peak, c.used)
	return nil
}

var errSpent = errors.New("spent")

// TestStringsArePaidFor evaluates calls that make long strings: all of it is reserved
// while it is made, and given back but for what has got an id.
func TestStringsArePaidFor(t *testing.T) {
	const length = 1 << 20
	long := strings.Repeat("ab", length/2)
	for text, made := range map[string]int64{
		`STRLEN(UCASE(?))`:                         length,
		`STRLEN(REPLACE(?, "b", "bbbbbb"))`:        length * 7 / 2,
		`STRLEN(REPLACE(?, "(a)(b)", "$2$1$2$1"))`: length * 2,
		`STRLEN(ENCODE_FOR_URI(CONCAT(?, " ")))`:   length * 2,
		`STRLEN(CONCAT(?, CONCAT(?, ?)))`:          length * 5,
	} {
		u, err := algebra.Parse(context.Background(), "SELECT (("+strings.ReplaceAll(text, "?", `"`+long+`"`)+") AS ?n) {}", "")
		if err != nil {
			t.Fatal(err)
		}
		e := extended(u.Root)
		if e == nil {
			t.Fatalf("%s: no expression in %T", text, u.Root)
		}
		for _, limit := range []int64{0, made / 2} {
			budget := &counted{limit: limit}
			prog, err := Compile(e, Schema{}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = prog.Constant(context.Background(), &Env{Pool: NewPool(nil, budget)})
			if limit > 0 {
				if !errors.Is(err, errSpent) {
					t.Errorf("%s within %d bytes: got %v, want the error of the budget", text, limit, err)
				}
				continue
			}
			if err != nil || budget.peak < made || budget.used > localOverhead+16 {
				t.Errorf("%s: %v; %d bytes at most, want %d or more; %d are left", text, err, budget.peak, made, budget.used)
			}
		}
	}
}

// extended returns the expression of the first binding in a pattern.
func extended(n algebra.Node) algebra.Expr {
	switch n := n.(type) {
	case *algebra.Project:
		return extended(n.P)
	case *algebra.Extend:
		return n.E
	}
	return nil
}

// TestStringsAreBounded makes strings that double until they may not.
func TestStringsAreBounded(t *testing.T) {
	e := algebra.Expr(&algebra.ConstExpr{Term: rdf.NewString(strings.Repeat("x", 1<<20))})
	for range 8 {
		e = &algebra.Call{Name: "CONCAT", Args: []algebra.Expr{e, e}}
	}
	prog, err := Compile(e, Schema{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := prog.Constant(context.Background(), &Env{Pool: NewPool(nil, nil)}); !errors.Is(err, ErrLength) {
		t.Errorf("got %v, want ErrLength", err)
	}
}
