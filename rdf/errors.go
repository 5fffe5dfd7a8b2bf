package rdf

import "strconv"

// SyntaxError says what is wrong with a document and where. All readers of
// RDF return it; test for it with [errors.As].
type SyntaxError struct {
	File   string // name of the document; may be empty
	Line   int    // counted from 1; 0 when the reader cannot tell
	Column int    // in characters, counted from 1; 0 when the reader cannot tell
	Msg    string // what was found and what was expected
}

// Error returns "file:line:column: message", without the parts that are not
// known.
func (e *SyntaxError) Error() string {
	b := make([]byte, 0, len(e.File)+len(e.Msg)+24)
	if e.File != "" {
		b = append(append(b, e.File...), ':')
	}
	if e.Line > 0 {
		b = append(strconv.AppendInt(b, int64(e.Line), 10), ':')
		if e.Column > 0 {
			b = append(strconv.AppendInt(b, int64(e.Column), 10), ':')
		}
	}
	if len(b) > 0 {
		b = append(b, ' ')
	}
	return string(append(b, e.Msg...))
}
