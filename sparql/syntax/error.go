package syntax

import (
	"fmt"
	"unicode/utf8"
)

// Error is a fault in the text of a query or update.
type Error struct {
	Line   int // from 1
	Column int // from 1, in characters
	Offset int // from 0, in bytes

	// Found is what stood at the place, and Expected what should have stood
	// there. For faults of another kind, Msg says what is wrong instead.
	Found, Expected string
	Msg             string
}

// Error returns the fault with its place.
func (e *Error) Error() string {
	if e.Msg != "" {
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
	}
	return fmt.Sprintf("line %d, column %d: found %s, expected %s", e.Line, e.Column, e.Found, e.Expected)
}

// newError returns an Error at the byte offset of text.
func newError(text string, offset int) *Error {
	offset = min(offset, len(text))
	e := &Error{Line: 1, Column: 1, Offset: offset}
	for i := 0; i < offset; {
		c, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if c == '\n' || c == '\r' && (i >= len(text) || text[i] != '\n') {
			e.Line++
			e.Column = 1
			continue
		}
		e.Column++
	}
	return e
}
