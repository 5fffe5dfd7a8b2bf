package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// TestEngineUpdaterNoSpace holds that the engine's error for a full disk is joined to the
// store's, and to no other.
func TestEngineUpdaterNoSpace(t *testing.T) {
	for _, tc := range []struct {
		err  error
		full bool
	}{
		{nil, false},
		{fmt.Errorf("update: %w", store.ErrNoSpace), true},
		{fmt.Errorf("update: %w: %w", store.ErrFailed, store.ErrNoSpace), true},
		{fmt.Errorf("update: %w", store.ErrFailed), false},
	} {
		u := engineUpdater(func(context.Context, func(*store.Tx) error) error { return tc.err })
		err := u.Update(t.Context(), func(sparql.Tx) error { return nil })
		if !errors.Is(err, tc.err) || errors.Is(err, sparql.ErrNoSpace) != tc.full {
			t.Errorf("%v becomes %v", tc.err, err)
		}
	}
}
