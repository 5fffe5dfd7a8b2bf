package main

import (
	"strings"
	"testing"

	"github.com/schollz/progressbar/v3"
)

// The line of the bar is empty when the report begins, also after a bar whose text
// was longer; end does nothing to what is printed after it.
func TestProgressEnds(t *testing.T) {
	var out strings.Builder
	p := newProgress(&out, "quads", false)
	p.bar = progressbar.NewOptions64(-1, progressbar.OptionSetWriter(&out), progressbar.OptionShowDescriptionAtLineEnd(),
		progressbar.OptionUseANSICodes(true))
	p.every = 0
	p.begin("a stage with a long name, longer than the next", 100)
	p.set(50, 0)
	p.begin("short", 100)
	p.set(100, 0)
	p.end()
	say(&out, "report\n")
	p.end()
	if text := out.String(); !strings.HasSuffix(text, "\r\x1b[2Kreport\n") {
		t.Errorf("the output ends with %q", text[max(0, len(text)-60):])
	}
}
