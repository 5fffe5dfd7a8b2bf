package limits

import (
	"crypto/sha256"
	"net"
	"net/http"
	"net/netip"
)

// client names the account and the share of lanes of a request: its API key, or where
// it comes from.
func (l *Limiter) client(req *http.Request) string {
	if key := req.Header.Get("X-API-Key"); key != "" {
		if digest := sha256.Sum256([]byte(key)); l.keys[digest] {
			return "key " + string(digest[:])
		}
	}
	return network(req)
}

// network is the address of a client, of IPv6 the network: one client has all of it.
// Behind proxies that are believed, [http.Request.RemoteAddr] is the client's already.
func network(req *http.Request) string {
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		host = req.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	addr = addr.Unmap()
	if addr.Is6() {
		if network, err := addr.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}

// GuessWait is the time in seconds that an address has to wait before it may show the
// operator's token, after too many wrong ones; 0 where it may.
func (l *Limiter) GuessWait(req *http.Request) int {
	return l.budgets.standing(network(req), resourceGuesses).wait
}

// Guessed notes a wrong token.
func (l *Limiter) Guessed(req *http.Request) { l.budgets.spend(network(req), resourceGuesses, 1) }
