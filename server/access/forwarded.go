package access

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ParseTrusted reads the networks of trusted proxies: addresses, CIDR blocks, or
// "loopback" for the machine itself.
func ParseTrusted(list []string) ([]netip.Prefix, error) {
	var trusted []netip.Prefix
	for _, text := range list {
		if text == "loopback" {
			trusted = append(trusted, netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))
			continue
		}
		if addr, err := netip.ParseAddr(text); err == nil {
			addr = addr.Unmap()
			trusted = append(trusted, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%q is no address, no network such as 10.0.0.0/8, and not \"loopback\"", text)
		}
		trusted = append(trusted, network.Masked())
	}
	return trusted, nil
}

func (f *Front) trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(f.trusted, func(n netip.Prefix) bool { return n.Contains(addr) })
}

// hop is a station on the way of a request, as the next one tells.
type hop struct {
	addr   netip.Addr // invalid: the proxy does not say, or not in a form that we know
	host   string
	scheme string
}

// forwarded returns the client of a request that a trusted proxy sent, which is the last
// station that no trusted proxy is, and how it came to the first of the trusted proxies.
func (f *Front) forwarded(req *http.Request) (client netip.Addr, s seen, believed bool) {
	peer := addressOf(req.RemoteAddr)
	if !peer.IsValid() || !f.trusts(peer) {
		return netip.Addr{}, seen{}, false
	}
	old, new := oldHops(req.Header), newHops(req.Header)
	hops := old
	switch {
	case len(old) == 0:
		hops = new
	case len(new) > 0 && f.client(old, peer).addr != f.client(new, peer).addr:
		// The proxy sets one and lets the other through: nobody can tell which.
		return netip.Addr{}, seen{}, false
	}
	from := f.client(hops, peer)
	s = seen{host: from.host, scheme: from.scheme}
	if s.host == "" {
		s.host = lastOf(req.Header, "X-Forwarded-Host")
	}
	if s.scheme == "" {
		s.scheme = strings.ToLower(lastOf(req.Header, "X-Forwarded-Proto"))
	}
	if s.scheme != "http" && s.scheme != "https" {
		s.scheme = ""
	}
	s.prefix = prefixOf(lastOf(req.Header, "X-Forwarded-Prefix"))
	return from.addr, s, true
}

// client walks the hops from the server outwards, up to the first that is not trusted. One
// that says no address hides what is behind it: then the trusted proxy before stands for all.
func (f *Front) client(hops []hop, peer netip.Addr) hop {
	at := hop{addr: peer}
	for _, h := range slices.Backward(hops) {
		if !h.addr.IsValid() {
			return hop{addr: at.addr, host: h.host, scheme: h.scheme}
		}
		at = h
		if !f.trusts(h.addr) {
			break
		}
	}
	return at
}

// oldHops reads X-Forwarded-For.
func oldHops(h http.Header) (hops []hop) {
	for _, line := range h.Values("X-Forwarded-For") {
		for element := range strings.SplitSeq(line, ",") {
			hops = append(hops, hop{addr: addressOf(strings.TrimSpace(element))})
		}
	}
	return hops
}

// newHops reads Forwarded (RFC 7239).
func newHops(h http.Header) (hops []hop) {
	for _, line := range h.Values("Forwarded") {
		for _, element := range splitQuoted(line, ',') {
			var at hop
			for _, pair := range splitQuoted(element, ';') {
				name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
				value = unquote(value)
				switch strings.ToLower(name) {
				case "for":
					at.addr = addressOf(value)
				case "host":
					at.host = value
				case "proto":
					at.scheme = strings.ToLower(value)
				}
			}
			hops = append(hops, at)
		}
	}
	return hops
}

// splitQuoted splits s outside of quoted strings.
func splitQuoted(s string, at byte) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == at && !quoted:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	var b strings.Builder
	for i := 1; i < len(s)-1; i++ {
		if s[i] == '\\' && i+2 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// addressOf reads an address with or without a port, IPv6 with or without brackets. It is
// invalid for other texts.
func addressOf(text string) netip.Addr {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap().WithZone("")
}

// lastOf is the last element of a header: what the nearest proxy has set.
func lastOf(h http.Header, name string) string {
	list := h.Values(name)
	if len(list) == 0 {
		return ""
	}
	last := list[len(list)-1]
	return strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
}

// prefixOf is a path to put before those of the server, without a slash at its end; empty
// for what is none.
func prefixOf(text string) string {
	text = strings.TrimRight(text, "/")
	if !strings.HasPrefix(text, "/") {
		return ""
	}
	for segment := range strings.SplitSeq(text[1:], "/") {
		if strings.Trim(segment, ".") == "" {
			return "" // //elsewhere, /../
		}
	}
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("/-._~", c) >= 0:
		default:
			return ""
		}
	}
	return text
}
