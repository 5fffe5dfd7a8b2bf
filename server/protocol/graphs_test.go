package protocol

import (
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/server/reply"
)

// FuzzVersionListed holds that a version is found only in headers that name it.
func FuzzVersionListed(f *testing.F) {
	for _, seed := range []string{"", "*", `"abcdef-5eed-graph-ttl"`, `W/"abcdef-5eed-graph", "2"`, `"abcdef-0000-graph-ttl"`, `"`, ",,"} {
		f.Add(seed)
	}
	s := &Service{Replier: &reply.Replier{Seed: "5eed"}}
	f.Fuzz(func(t *testing.T, header string) {
		if s.versionListed(header, 0xabcdef, 0) && !strings.Contains(header, "abcdef-5eed-graph") {
			t.Error("a version that is not in the header is listed")
		}
	})
}
