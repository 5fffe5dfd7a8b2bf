package sparql

import "github.com/issn-ld/issn-ld/sparql/exec"

// The memory that a query takes before it reads anything: its syntax tree, its algebra, its plan
// and its programs, for each token of the text, and for each byte the text and the terms
// in it.
const (
	tokenBytes = 512
	textBytes  = 3
)

// textCost is about the memory that a query or an update of this text takes until it is
// ready to run.
func textCost(text string) int64 {
	tokens := int64(0)
	for i := 0; i < len(text); {
		n := tokenLength(text[i:])
		if text[i] > ' ' {
			tokens++
		}
		i += n
	}
	return tokens*tokenBytes + int64(len(text))*textBytes
}

// tokenLength is the length of the token, or of the character, that s begins with. What
// is not a token of SPARQL may be of any length, but none is empty.
func tokenLength(s string) int {
	switch c := s[0]; {
	case c == '"' || c == '\'':
		for i := 1; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case c:
				return i + 1
			}
		}
		return len(s)
	case c == '<':
		for i := 1; i < len(s) && s[i] > ' ' && s[i] != '<' && s[i] != '"'; i++ {
			if s[i] == '>' {
				return i + 1
			}
		}
		return 1
	case isWordByte(c):
		n := 1
		for n < len(s) && isWordByte(s[n]) {
			n++
		}
		return n
	}
	return 1
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == ':' || c == '-' || c >= 0x80
}

// Hold is a share of the memory for all queries that is taken by something else:
// the body of a request, for one. It must be released.
type Hold = exec.Share

// Hold returns a hold of nothing yet.
func (e *Engine) Hold() *Hold {
	return exec.NewShare(exec.NewBudget(e.opt.MemoryBytes).Within(e.total).Aside())
}
