package issn_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/issn"
)

func TestIsPlaceholder(t *testing.T) {
	for text, want := range map[string]bool{
		"0000-0000": true, "00000000": true, "9999-9994": true, "0000-0019": false, "0028-0836": false, "9999-9986": false,
	} {
		n, err := issn.Clean(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := n.IsPlaceholder(); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
