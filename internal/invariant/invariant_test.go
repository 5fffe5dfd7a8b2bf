package invariant_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/internal/invariant"
)

func TestCheck(t *testing.T) {
	invariant.Check(true, "nothing")
	defer func() {
		if got, want := recover(), "invariant: row 7 is out of order"; got != want {
			t.Errorf("Check panics with %v, want %q", got, want)
		}
	}()
	invariant.Check(false, "row %d is out of order", 7)
}
