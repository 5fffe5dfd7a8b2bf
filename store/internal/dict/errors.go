package dict

import "errors"

// Errors that callers test for with [errors.Is].
var (
	// ErrCorrupt marks bytes that do not decode.
	ErrCorrupt = errors.New("corrupt dictionary")
	// ErrUnknownID marks an id that names no term of the dictionary.
	ErrUnknownID = errors.New("unknown term id")
	// ErrNoTerm marks the zero term, which has no id.
	ErrNoTerm = errors.New("the zero term has no id")
	// ErrClosed marks the use of a part or builder that is closed.
	ErrClosed = errors.New("dictionary builder is closed")
)
