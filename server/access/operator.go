package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/server/reply"
)

// Operator knows the operator of a server by the token. The zero value knows nobody.
type Operator struct {
	// Token is what an operator sends; with an empty one there is no operator.
	Token string
	// Refuse answers requests without the token.
	Refuse func(w http.ResponseWriter, req *http.Request, p reply.Problem)
}

// Authorize reports whether the request carries the operator's token (RFC 6750
// section 2.1). Where it does not, it answers the request.
func (o *Operator) Authorize(w http.ResponseWriter, req *http.Request) bool {
	if o.Token == "" {
		o.Refuse(w, req, UpdatesOff("This endpoint answers queries only."))
		return false
	}
	if o.Is(req) {
		return true
	}
	p := reply.Problem{
		Type: reply.ProblemUnauthorized, Status: http.StatusUnauthorized,
		Detail: "This needs the operator's token: in the header Authorization: Bearer TOKEN, or as the password of Basic authentication.",
	}
	challenge := `Bearer realm="operator"`
	switch scheme, _, _ := strings.Cut(req.Header.Get("Authorization"), " "); strings.ToLower(scheme) {
	case "bearer":
		challenge += `, error="invalid_token"`
		fallthrough
	case "basic":
		p.Detail = "The token is not the operator's."
	}
	w.Header().Add("WWW-Authenticate", challenge)
	w.Header().Add("WWW-Authenticate", `Basic realm="operator"`)
	o.Refuse(w, req, p)
	return false
}

// Is reports whether the request carries the operator's token, as a bearer token or as the
// password of Basic authentication (RFC 7617), whatever the name: that is what SPARQL
// clients send.
func (o *Operator) Is(req *http.Request) bool {
	scheme, token, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	if _, password, ok := req.BasicAuth(); ok {
		token = password
	} else if !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	if o.Token == "" {
		return false
	}
	// Digests have one length, so the comparison does not tell how long the token is.
	given, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256([]byte(o.Token))
	return subtle.ConstantTimeCompare(given[:], want[:]) == 1
}

// UpdatesOff is the problem of a change where there are none.
func UpdatesOff(detail string) reply.Problem {
	return reply.Problem{Type: reply.ProblemForbidden, Status: http.StatusForbidden, Title: "Updates are off", Detail: detail}
}
