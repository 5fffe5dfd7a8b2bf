package protocol

import (
	"strings"
	"testing"
)

// FuzzVersionListed holds that a version is found only in headers that name it.
func FuzzVersionListed(f *testing.F) {
	for _, seed := range []string{"", "*", `"abcdef-graph-ttl"`, `W/"abcdef", "2"`, `"`, ",,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if versionListed(header, 0xabcdef, 0) && !strings.Contains(strings.ToLower(header), "abcdef") {
			t.Error("a version that is not in the header is listed")
		}
	})
}
