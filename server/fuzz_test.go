package server

import (
	"strings"
	"testing"
)

// FuzzHeaders gives headers to what reads them: whatever they hold, an offer is
// chosen that there is, and an empty header takes the first.
func FuzzHeaders(f *testing.F) {
	for _, seed := range []string{
		"", "*/*", "text/turtle;q=0.5, application/*;q=0.1", `text/html;level="1,2"`, "<http://schema.org/>;q=0.9", `"`, `a/b;q=`, "*", ",,;",
		`W/"1f-issn-ttl", "2"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		for _, offers := range [][]offer{formOffers, tableOffers, graphOffers, gspOffers, planOffers} {
			i, ok := negotiate(header, offers)
			if ok && (i < 0 || i >= len(offers)) {
				t.Errorf("offer %d of %d", i, len(offers))
			}
			if len(parseAccept(header)) == 0 && (!ok || i != 0) {
				t.Errorf("an empty header takes offer %d, %t", i, ok)
			}
		}
		if p := acceptedProfile([]string{header}); p == nil {
			t.Error("no profile")
		} else if !p.isDefault() && !strings.Contains(header, strings.TrimPrefix(p.iri, "http")) && !strings.Contains(header, p.name) {
			t.Errorf("profile %s, which is not in the header", p.name)
		}
		if etagListed(header, `"none"`) && !strings.Contains(header, "*") && !strings.Contains(header, `"none"`) {
			t.Error("an ETag that is not in the header is listed")
		}
		if versionListed(header, 0xabcdef, 0) && !strings.Contains(strings.ToLower(header), "abcdef") {
			t.Error("a version that is not in the header is listed")
		}
	})
}
