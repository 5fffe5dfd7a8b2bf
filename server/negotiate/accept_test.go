package negotiate

import "testing"

func TestNegotiate(t *testing.T) {
	offers := []Offer{
		{MediaType: "text/html", Preference: 1},
		{MediaType: "text/turtle", Preference: 1},
		{MediaType: "application/ld+json", Preference: 1},
		{MediaType: "application/rdf+xml", Preference: 1},
		{MediaType: "application/xml", Preference: 0.5, Exact: true},
		{MediaType: "application/json", Preference: 0.9, Exact: true},
	}
	for name, tc := range map[string]struct {
		accept string
		want   string // empty: 406
	}{
		"no header takes the first":              {"", "text/html"},
		"anything takes the first":               {"*/*", "text/html"},
		"a browser gets the page":                {"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "text/html"},
		"one type":                               {"text/turtle", "text/turtle"},
		"q decides, not the order":               {"text/html;q=0.2, application/ld+json;q=0.9", "application/ld+json"},
		"the most specific range decides":        {"text/*;q=0.9, text/html;q=0.1, application/ld+json;q=0.5", "text/turtle"},
		"q=0 excludes":                           {"text/html;q=0, */*;q=0.1", "text/turtle"},
		"a subtype wildcard":                     {"application/*", "application/ld+json"},
		"an alternative name":                    {"application/json", "application/json"},
		"a wildcard never means a by-name offer": {"application/*;q=0.1, application/rdf+xml;q=0.05", "application/ld+json"},
		"nothing fits":                           {"image/png", ""},
		"broken elements are left out":           {"text, ;;, text/turtle", "text/turtle"},
		"case and blanks do not count":           {" Text/Turtle ; Q=0.7 ", "text/turtle"},
		"quoted commas":                          {`application/ld+json;profile="a,b";q=0.9, text/html;q=0.8`, "application/ld+json"},
		"a bare star":                            {"*", "text/html"},
		"q out of range is left out":             {"text/turtle;q=7, text/html;q=0.1", "text/html"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			if i, ok := Best(tc.accept, offers); ok {
				got = offers[i].MediaType
			}
			if got != tc.want {
				t.Errorf("Best(%q) = %q, want %q", tc.accept, got, tc.want)
			}
		})
	}
}

func FuzzNegotiate(f *testing.F) {
	f.Add(`text/html;q=0.5, */*`)
	f.Add(`application/ld+json;profile="x,y\""`)
	f.Fuzz(func(t *testing.T, header string) {
		for _, r := range parseAccept(header) {
			if r.q < 0 || r.q > 1 {
				t.Errorf("parseAccept(%q): q=%v", header, r.q)
			}
		}
	})
}
