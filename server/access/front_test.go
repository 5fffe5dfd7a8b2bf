package access

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// front returns a front of a server at http://example.org/ that listens on port 8080.
func front(t *testing.T, opt FrontOptions) *Front {
	t.Helper()
	opt.Base, opt.Data = "http://example.org/", "http://issn.org/"
	f, err := NewFront(opt)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestOrigin repeats only names that are the server's own.
func TestOrigin(t *testing.T) {
	f := front(t, FrontOptions{Hosts: []string{"mirror.example", "Other.example:8443", "[2001:db8::1]"}, Listen: "192.0.2.1:8080"})
	for host, want := range map[string]string{
		"example.org":              "http://example.org",
		"EXAMPLE.org:80":           "http://example.org",
		"issn.org":                 "http://issn.org",
		"localhost":                "http://localhost",
		"localhost:9":              "http://localhost:9",
		"127.0.0.1:8080":           "http://127.0.0.1:8080",
		"127.1.2.3":                "http://127.1.2.3",
		"[::1]:8080":               "http://[::1]:8080",
		"mirror.example":           "http://mirror.example",
		"mirror.example:8080":      "http://mirror.example:8080",
		"MIRROR.example":           "http://MIRROR.example",
		"other.example:8443":       "http://other.example:8443",
		"192.0.2.1:8080":           "http://192.0.2.1:8080",
		"[2001:db8::1]":            "http://[2001:db8::1]",
		"":                         "http://example.org",
		"evil.example":             "http://example.org",
		"evil.example:8080":        "http://example.org",
		"mirror.example.evil.com":  "http://example.org",
		"evil.mirror.example":      "http://example.org",
		"mirror.example:1234":      "http://example.org",
		"other.example":            "http://example.org",
		"mirror.example@evil.com":  "http://example.org",
		"evil.com#mirror.example":  "http://example.org",
		"evil.com/mirror.example":  "http://example.org",
		"localhost.evil.com":       "http://example.org",
		"localhost\"><script>":     "http://example.org",
		"127.0.0.1.evil.com":       "http://example.org",
		"0.0.0.0:8080":             "http://example.org",
		"mirror.example:8080:8080": "http://example.org",
	} {
		req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		req.Host = host
		if got := f.Origin(req); got != want {
			t.Errorf("Host: %s: %s, want %s", host, got, want)
		}
	}
	req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	req.Host, req.TLS = "mirror.example", &tls.ConnectionState{}
	if got := f.Origin(req); got != "https://mirror.example" {
		t.Errorf("with TLS: %s", got)
	}
	for _, name := range []string{"", "http://x", "a b", "x/y", ":80", "user@x"} {
		if _, err := NewFront(FrontOptions{Hosts: []string{name}}); err == nil {
			t.Errorf("%q is taken for the name of a host", name)
		}
	}
	if f := front(t, FrontOptions{Listen: ":8080"}); f.knows("") || f.knows("0.0.0.0") || f.knows("[::]:8080") {
		t.Error("all addresses are taken for a name")
	}
}

// TestForwarded finds the client behind proxies, and does not find one that it invents.
func TestForwarded(t *testing.T) {
	trusted, err := ParseTrusted([]string{"loopback", "10.0.0.0/8", "2001:db8::/32", "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	f := front(t, FrontOptions{Hosts: []string{"mirror.example"}, Trusted: trusted})
	type result struct{ Client, Origin string }
	const peer = "10.0.0.1:1234"
	for name, tc := range map[string]struct {
		peer    string
		headers []string
		want    result
	}{
		"no proxy":                   {"203.0.113.9:1", nil, result{"203.0.113.9:1", "http://localhost"}},
		"a stranger who says he is":  {"203.0.113.9:1", []string{"X-Forwarded-For", "198.51.100.1", "X-Forwarded-Host", "mirror.example", "X-Forwarded-Proto", "https", "Forwarded", "for=198.51.100.1;host=mirror.example"}, result{"203.0.113.9:1", "http://localhost"}},
		"a proxy":                    {peer, []string{"X-Forwarded-For", "198.51.100.1"}, result{"198.51.100.1", "http://localhost"}},
		"a proxy of this machine":    {"127.0.0.1:1", []string{"X-Forwarded-For", "198.51.100.1"}, result{"198.51.100.1", "http://localhost"}},
		"a proxy in IPv6":            {"[2001:db8::9]:1", []string{"X-Forwarded-For", "2001:db9::1"}, result{"2001:db9::1", "http://localhost"}},
		"a proxy as mapped IPv4":     {"[::ffff:10.0.0.1]:1", []string{"X-Forwarded-For", "::ffff:198.51.100.1"}, result{"198.51.100.1", "http://localhost"}},
		"a client that invents":      {peer, []string{"X-Forwarded-For", "1.2.3.4, 198.51.100.1"}, result{"198.51.100.1", "http://localhost"}},
		"in lines of its own":        {peer, []string{"X-Forwarded-For", "1.2.3.4", "X-Forwarded-For", "198.51.100.1"}, result{"198.51.100.1", "http://localhost"}},
		"several proxies":            {peer, []string{"X-Forwarded-For", "1.2.3.4, 198.51.100.1, 192.0.2.1, 10.1.1.1"}, result{"198.51.100.1", "http://localhost"}},
		"proxies alone":              {peer, []string{"X-Forwarded-For", "10.9.9.9, 10.1.1.1"}, result{"10.9.9.9", "http://localhost"}},
		"a hop that is none":         {peer, []string{"X-Forwarded-For", "198.51.100.1, unknown"}, result{"10.0.0.1", "http://localhost"}},
		"a hop with a port":          {peer, []string{"X-Forwarded-For", "[2001:db9::1]:99"}, result{"2001:db9::1", "http://localhost"}},
		"host and protocol":          {peer, []string{"X-Forwarded-Host", "mirror.example", "X-Forwarded-Proto", "https"}, result{"10.0.0.1", "https://mirror.example"}},
		"the last of the hosts":      {peer, []string{"X-Forwarded-Host", "evil.example, mirror.example"}, result{"10.0.0.1", "http://mirror.example"}},
		"a host of somebody else":    {peer, []string{"X-Forwarded-Host", "evil.example"}, result{"10.0.0.1", "http://example.org"}},
		"a protocol that is none":    {peer, []string{"X-Forwarded-Proto", "javascript"}, result{"10.0.0.1", "http://localhost"}},
		"a prefix":                   {peer, []string{"X-Forwarded-Prefix", "/serials/"}, result{"10.0.0.1", "http://localhost/serials"}},
		"a prefix that leaves":       {peer, []string{"X-Forwarded-Prefix", "//evil.example"}, result{"10.0.0.1", "http://localhost"}},
		"a prefix that goes up":      {peer, []string{"X-Forwarded-Prefix", "/a/../b"}, result{"10.0.0.1", "http://localhost"}},
		"a prefix with quotes":       {peer, []string{"X-Forwarded-Prefix", `/a"onclick="x`}, result{"10.0.0.1", "http://localhost"}},
		"Forwarded":                  {peer, []string{"Forwarded", `for=198.51.100.1;proto=https;host=mirror.example`}, result{"198.51.100.1", "https://mirror.example"}},
		"Forwarded, quoted":          {peer, []string{"Forwarded", `For="[2001:db9::1]:4711";Host="mirror.example:443"`}, result{"2001:db9::1", "http://mirror.example:443"}},
		"Forwarded by several":       {peer, []string{"Forwarded", `for=1.2.3.4;host=evil.example, for="198.51.100.1";proto=https;host=mirror.example, for=10.2.2.2;proto=http;host=inner`}, result{"198.51.100.1", "https://mirror.example"}},
		"Forwarded that hides":       {peer, []string{"Forwarded", `for=_secret;proto=https`}, result{"10.0.0.1", "https://localhost"}},
		"Forwarded that is broken":   {peer, []string{"Forwarded", `for="198.51.100.1`}, result{"10.0.0.1", "http://localhost"}},
		"both headers, the same":     {peer, []string{"X-Forwarded-For", "198.51.100.1", "Forwarded", "for=198.51.100.1"}, result{"198.51.100.1", "http://localhost"}},
		"both headers, which differ": {peer, []string{"X-Forwarded-For", "198.51.100.1", "Forwarded", "for=198.51.100.2", "X-Forwarded-Host", "mirror.example"}, result{peer, "http://localhost"}},
	} {
		t.Run(name, func(t *testing.T) {
			req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			req.Host, req.RemoteAddr = "localhost", tc.peer
			for i := 0; i < len(tc.headers); i += 2 {
				req.Header.Add(tc.headers[i], tc.headers[i+1])
			}
			var got result
			f.Arrive(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
				got = result{req.RemoteAddr, f.Origin(req)}
			})).ServeHTTP(httptest.NewRecorder(), req)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for _, text := range []string{"", "everyone", "10.0.0.0/33", "10.0.0.1:80"} {
		if _, err := ParseTrusted([]string{text}); err == nil {
			t.Errorf("%q is taken for a network", text)
		}
	}
}
