// Package damage gives what the rooms of a store report the names that its callers
// test for: each room says that its bytes do not decode, and callers want to know
// that the store is corrupt.
package damage

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/issn-ld/issn-ld/store/internal/block"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// ErrCorrupt marks data on disk that is damaged.
var ErrCorrupt = errors.New("corrupt store")

// corruptError joins the name [ErrCorrupt] to the cause.
type corruptError struct{ error }

func (e corruptError) Unwrap() []error { return []error{ErrCorrupt, e.error} }

// Mark makes errors about damaged data wrap [ErrCorrupt], and errors of temporary
// files on a full disk [kv.ErrNoSpace]. Others, and nil, it returns as they are.
func Mark(err error) error {
	switch {
	case errors.Is(err, block.ErrCorrupt), errors.Is(err, dict.ErrCorrupt), errors.Is(err, kv.ErrCorrupt):
		return corruptError{err}
	case errors.Is(err, syscall.ENOSPC) && !errors.Is(err, kv.ErrNoSpace):
		return fmt.Errorf("%w: %w", kv.ErrNoSpace, err)
	}
	return err
}
