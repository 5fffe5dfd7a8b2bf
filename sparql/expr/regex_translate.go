package expr

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// ErrRegexp marks a pattern or flags of REGEX or REPLACE that
// are not valid or that cannot be run in linear time.
var ErrRegexp = errors.New("regular expression")

// compileRegexp compiles an XPath regular expression (F&O 3.1, section 5.6) with the
// flags s, m, i, x and q.
func compileRegexp(pattern, flags string) (*regexp.Regexp, error) {
	t := translator{src: pattern}
	prefix := ""
	for _, f := range flags {
		switch f {
		case 's':
			t.dotAll = true
		case 'm', 'i':
			prefix += string(f)
		case 'x':
			t.extended = true
		case 'q':
			t.quoted = true
		default:
			return nil, fmt.Errorf("%w: unknown flag %q", ErrRegexp, f)
		}
	}
	if t.quoted {
		t.out.WriteString(regexp.QuoteMeta(pattern))
		prefix = strings.ReplaceAll(prefix, "m", "")
	} else if err := t.translate(); err != nil {
		return nil, fmt.Errorf("%w %q: %w", ErrRegexp, pattern, err)
	}
	text := t.out.String()
	if prefix != "" {
		text = "(?" + prefix + ")" + text
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err == nil && programSize(tree) > maxInstructions { // before its repetitions are written out
		return nil, fmt.Errorf("%w: it needs more than %d steps for a character", ErrRegexp, maxInstructions)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("%w %q: %w", ErrRegexp, pattern, err)
	}
	return re, nil
}

// translator rewrites an XPath regular expression as one of package regexp.
type translator struct {
	src string
	pos int
	out strings.Builder

	dotAll, extended, quoted bool
}

var (
	errBackReference = errors.New("back-references are not supported")
	errGroup         = errors.New("of the groups that begin with (? only (?: is known")
	errTrailing      = errors.New("ends with a backslash")
	errClass         = errors.New("character class without end")
	errRange         = errors.New("wrong range in a character class")
	errSubtraction   = errors.New("a subtraction must be the last part of a character class")
)

// translate goes through the pattern once, from left to right.
func (t *translator) translate() error {
	for t.pos < len(t.src) {
		r, size := utf8.DecodeRuneInString(t.src[t.pos:])
		switch r {
		case '\\':
			if err := t.escape(); err != nil {
				return err
			}
			continue
		case '[':
			if err := t.class(); err != nil {
				return err
			}
			continue
		case '.':
			if t.dotAll {
				t.out.WriteString(`(?s:.)`)
			} else {
				t.out.WriteString(`[^\n\r]`)
			}
		case '(':
			rest := t.src[t.pos+1:]
			if strings.HasPrefix(rest, "?") && !strings.HasPrefix(rest, "?:") {
				return errGroup
			}
			t.out.WriteByte('(')
		case ' ', '\t', '\n', '\r':
			if !t.extended {
				t.out.WriteRune(r)
			}
		default:
			t.out.WriteRune(r)
		}
		t.pos += size
	}
	return nil
}

// escape translates an escape outside of a character class.
func (t *translator) escape() error {
	set, literal, err := t.escaped()
	switch {
	case err != nil:
		return err
	case set == nil && (literal == 'b' || literal == 'B'):
		// No XPath, but widely used: a word boundary.
		t.out.WriteByte('\\')
		t.out.WriteRune(literal)
	case set == nil:
		t.out.WriteString(regexp.QuoteMeta(string(literal)))
	default:
		t.out.WriteString(set.String())
	}
	return nil
}

// escaped consumes an escape: a set of characters, or one character. Of the letters
// that are not defined it lets b and B through.
func (t *translator) escaped() (set runeSet, literal rune, err error) {
	t.pos++ // the backslash
	if t.pos == len(t.src) {
		return nil, 0, errTrailing
	}
	r, size := utf8.DecodeRuneInString(t.src[t.pos:])
	t.pos += size
	switch r {
	case 'n':
		return nil, '\n', nil
	case 'r':
		return nil, '\r', nil
	case 't':
		return nil, '\t', nil
	case 'p', 'P':
		set, err := t.property(r == 'P')
		return set, 0, err
	case 'b', 'B':
		return nil, r, nil
	}
	if set, ok := namedSet(r); ok {
		return set, 0, nil
	}
	switch {
	case '1' <= r && r <= '9':
		return nil, 0, errBackReference
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', r == '0':
		return nil, 0, fmt.Errorf("unknown escape \\%c", r)
	}
	return nil, r, nil
}

// property consumes {Name} after \p or \P.
func (t *translator) property(negated bool) (runeSet, error) {
	rest := t.src[t.pos:]
	end := strings.IndexByte(rest, '}')
	if !strings.HasPrefix(rest, "{") || end < 0 {
		return nil, errors.New(`\p without {category}`)
	}
	name := rest[1:end]
	t.pos += end + 1
	set, ok := categorySet(name)
	if !ok {
		return nil, fmt.Errorf("unknown character category %q (blocks such as IsGreek are not supported)", name)
	}
	if negated {
		set = set.complement()
	}
	return set, nil
}

// class translates a character class.
func (t *translator) class() error {
	set, err := t.parseClass(0)
	if err != nil {
		return err
	}
	t.out.WriteString(set.String())
	return nil
}

// maxClassDepth bounds the nesting of subtractions.
const maxClassDepth = 16

// parseClass consumes a character class from its [ to its ].
func (t *translator) parseClass(depth int) (runeSet, error) {
	if depth > maxClassDepth {
		return nil, errors.New("character classes nested too deeply")
	}
	t.pos++ // the bracket
	negated := strings.HasPrefix(t.src[t.pos:], "^")
	if negated {
		t.pos++
	}
	var set runeSet
	for first := true; ; first = false {
		switch rest := t.src[t.pos:]; {
		case rest == "":
			return nil, errClass
		case rest[0] == ']' && !first:
			t.pos++
			return finishClass(set, negated), nil
		case strings.HasPrefix(rest, "-[") && !first:
			t.pos++
			minus, err := t.parseClass(depth + 1)
			if err != nil {
				return nil, err
			}
			if !strings.HasPrefix(t.src[t.pos:], "]") {
				return nil, errSubtraction
			}
			t.pos++
			return finishClass(set, negated).intersect(minus.complement()), nil
		default:
			item, err := t.classItem()
			if err != nil {
				return nil, err
			}
			set = append(set, item...)
		}
	}
}

func finishClass(set runeSet, negated bool) runeSet {
	set = set.normalize()
	if negated {
		return set.complement()
	}
	return set
}

// classItem consumes a character, a range or an escape of a character class.
func (t *translator) classItem() (runeSet, error) {
	set, lo, err := t.classChar()
	if err != nil || set != nil {
		return set, err
	}
	rest := t.src[t.pos:]
	if !strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "-]") || strings.HasPrefix(rest, "-[") {
		return runeSet{{lo, lo}}, nil
	}
	t.pos++
	if t.pos == len(t.src) {
		return nil, errClass
	}
	set, hi, err := t.classChar()
	if err != nil {
		return nil, err
	}
	if set != nil || hi < lo {
		return nil, errRange
	}
	return runeSet{{lo, hi}}, nil
}

func (t *translator) classChar() (runeSet, rune, error) {
	if t.src[t.pos] == '\\' {
		return t.escaped()
	}
	r, size := utf8.DecodeRuneInString(t.src[t.pos:])
	t.pos += size
	return nil, r, nil
}
