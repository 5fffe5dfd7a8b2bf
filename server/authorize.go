package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// authorize reports whether the request carries the operator's token (RFC 6750
// section 2.1). Where it does not, it answers the request.
func (s *Server) authorize(w http.ResponseWriter, req *http.Request) bool {
	if s.opt.Token == "" {
		s.fail(w, req, updatesOff("This endpoint answers queries only."))
		return false
	}
	if s.fromOperator(req) {
		return true
	}
	p := Problem{
		Type: problemUnauthorized, Status: http.StatusUnauthorized,
		Detail: "This needs the operator's token, in the header Authorization: Bearer TOKEN.",
	}
	challenge := `Bearer realm="operator"`
	if scheme, _, _ := strings.Cut(req.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		challenge += `, error="invalid_token"`
		p.Detail = "The token is not the operator's."
	}
	w.Header().Set("WWW-Authenticate", challenge)
	s.fail(w, req, p)
	return false
}

// fromOperator reports whether the request carries the operator's token.
func (s *Server) fromOperator(req *http.Request) bool {
	scheme, token, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	if s.opt.Token == "" || !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	// Digests have one length, so that the comparison tells nothing of that of the
	// token.
	given, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256([]byte(s.opt.Token))
	return subtle.ConstantTimeCompare(given[:], want[:]) == 1
}

// updatesOff is the problem of a change where there are none.
func updatesOff(detail string) Problem {
	return Problem{Type: problemForbidden, Status: http.StatusForbidden, Title: "Updates are off", Detail: detail}
}
