package sparql

import (
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// SyntaxError is the error of a query or update that does not parse: line,
// column, what stood there and what was expected.
type SyntaxError = syntax.Error

// Form is the form of a query.
type Form = algebra.Form

// The forms of queries.
const (
	Select    = algebra.Select
	Construct = algebra.Construct
	Ask       = algebra.Ask
	Describe  = algebra.Describe
)
