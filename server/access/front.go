package access

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/issn-ld/issn-ld/server/reply"
)

// Front is the outside of a server: under which names clients may address it, and which
// proxies stand before it. Make one with [NewFront].
type Front struct {
	base    string // without the slash at its end
	data    string // where the data have their IRIs, in the same form
	names   map[string]bool
	ports   map[string]bool // that a name without a port may come with
	trusted []netip.Prefix
}

// FrontOptions are what a [Front] is made of.
type FrontOptions struct {
	Base string // where the server is for those who come by a name it does not know
	Data string // where the data have their IRIs: the server answers for it by name, as a proxy
	// Hosts are names that the server may be addressed by, some with a port.
	Hosts []string
	// Listen is the address that the server listens on; its host is such a name unless it
	// stands for all addresses.
	Listen string
	// Trusted are the networks of proxies whose X-Forwarded-* and Forwarded headers are
	// believed.
	Trusted []netip.Prefix
}

// NewFront returns the front of a server.
func NewFront(opt FrontOptions) (*Front, error) {
	f := &Front{
		base: strings.TrimSuffix(opt.Base, "/"), data: strings.TrimSuffix(opt.Data, "/"),
		names: map[string]bool{}, ports: map[string]bool{"": true, "80": true, "443": true}, trusted: opt.Trusted,
	}
	if host, port, err := net.SplitHostPort(opt.Listen); err == nil {
		f.ports[port] = true
		if addr, err := netip.ParseAddr(host); host != "" && (err != nil || !addr.IsUnspecified()) {
			f.names[strings.ToLower(host)] = true
		}
	}
	for _, name := range opt.Hosts {
		if host, port, ok := splitHost(name); !ok || host == "" {
			return nil, fmt.Errorf("%q is no name of a host, such as example.org or example.org:8080", name)
		} else if port != "" {
			f.names[strings.ToLower(name)] = true
		} else {
			f.names[host] = true
		}
	}
	return f, nil
}

// splitHost takes the value of a Host header apart. The host is in lower case and without
// the brackets of IPv6.
func splitHost(value string) (host, port string, ok bool) {
	u, err := url.Parse("http://" + value + "/")
	if err != nil || u.Host != value || u.User != nil || u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return "", "", false
	}
	host = strings.ToLower(u.Hostname())
	for i := range len(host) {
		switch c := host[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == ':':
		default:
			return "", "", false
		}
	}
	return host, u.Port(), true
}

// knows reports whether the server may be addressed by the value of a Host header: a name
// of its own, or the machine that the client itself runs on.
func (f *Front) knows(value string) bool {
	host, port, ok := splitHost(value)
	if !ok || host == "" {
		return false
	}
	addr, err := netip.ParseAddr(host)
	if host == "localhost" || err == nil && addr.Unmap().IsLoopback() {
		return true
	}
	return f.names[strings.ToLower(value)] || f.names[host] && f.ports[port]
}

// Origin is where the client finds the server: what it says itself, if that is a name of
// the server, or the base.
func (f *Front) Origin(req *http.Request) string {
	s, _ := req.Context().Value(seenKey{}).(seen)
	host, scheme := req.Host, "http"
	if s.host != "" {
		host = s.host
	}
	if req.TLS != nil {
		scheme = "https"
	}
	if s.scheme != "" {
		scheme = s.scheme
	}
	switch {
	case sameHost(host, f.base):
		return f.base
	case sameHost(host, f.data):
		return f.data
	case f.knows(host):
		return scheme + "://" + host + s.prefix
	}
	return f.base
}

// AsData reports whether a request is addressed to where the data have their IRIs, as by a
// client that uses the server as a proxy.
func (f *Front) AsData(req *http.Request) bool { return sameHost(req.Host, f.data) }

// sameHost reports whether the value of a Host header is the host of an origin.
func sameHost(value, origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || value == "" {
		return false
	}
	value = strings.ToLower(value)
	defaults := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	return strings.TrimSuffix(value, defaults) == strings.TrimSuffix(strings.ToLower(u.Host), defaults)
}

// seen is what trusted proxies say of how a request came to them.
type seen struct{ host, scheme, prefix string }

// seenKey is where the context of a request has that.
type seenKey struct{}

// Arrive finds out where a request comes from: behind trusted proxies, RemoteAddr becomes
// the address of their client.
func (f *Front) Arrive(next http.Handler) http.Handler {
	if len(f.trusted) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w, req = f.behindProxies(w, req)
		next.ServeHTTP(w, req)
	})
}

// Misdirected returns the problem of a request that takes the server for a proxy to
// another one; nil for all others.
func (f *Front) Misdirected(req *http.Request) *reply.Problem {
	host := req.URL.Host // of the address, which for requests to a server has none
	if host == "" || sameHost(host, f.base) || sameHost(host, f.data) || f.knows(host) {
		return nil
	}
	return &reply.Problem{
		Type: reply.ProblemMisdirected, Status: http.StatusMisdirectedRequest, Title: "Not an address of this server",
		Detail: fmt.Sprintf("As a proxy this server answers for %s/ and its own names, and fetches nothing from others.", f.data),
	}
}

// behindProxies reads what trusted proxies say of a request.
func (f *Front) behindProxies(w http.ResponseWriter, req *http.Request) (http.ResponseWriter, *http.Request) {
	client, s, believed := f.forwarded(req)
	if !believed {
		return w, req
	}
	req = req.WithContext(context.WithValue(req.Context(), seenKey{}, s))
	if client.IsValid() {
		req.RemoteAddr = client.String()
	}
	if s.prefix != "" {
		req = reply.WithPrefix(req, s.prefix)
		w = reply.PrefixHeaders(w, s.prefix)
	}
	return w, req
}
